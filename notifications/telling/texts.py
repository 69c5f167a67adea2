"""The texts of mails. The words are the template's (data); this module fills them in.

A meeting about a person has one neutral subject in every mail and calendar, and its mails name neither the kind of
meeting, its purpose nor anybody else who is called (domain rule 2). The agreed words are Swedish, so all of a mail is,
whatever language the one who causes it reads the pages in.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from booking.meetings.places import hides_place
from booking.meetings.wording import group_title
from booking.models import Meeting, MeetingForm, PlaceKind
from booking.workdays import format_date, format_time, format_week, format_weekday
from notifications.itip import Instance
from notifications.telling.links import Linked, personal_link
from notifications.telling.mailtext import MailText
from notifications.telling.news import in_words, read_news

EARLY = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# what an agreement, or we, say in a mail: its subject, and its line or body
Agreed = Mapping[str, str]
# a placeholder that no text of a person's can hold
LINK_PLACE = "\x00"
NEVER_WRITE = "Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet."
ANSWER, SEE = "Svara på kallelsen", "Se mötet"
# longer agendas are read behind the link
POINTS_IN_MAIL = 20
# what is said of answering is ours to say: it depends on who reads
ABOUT_ANSWERING = re.compile(r" ?(?:Svara på nytt|Du behöver inte svara igen)\.")
OWN_COPY = "Det här är din egen kopia av kallelsen. Ingen väntar på svar från dig."
# nothing is known to be new: a new personal link, or a version that may have arrived and may not
AGAIN = "Här är kallelsen igen, som den gäller nu."
UNKNOWN = "Kallelsen är ändrad. Så här gäller den nu."
HANDED_OVER = {
    "subject": "Du har lämnat över kallelsen: {what} {date} kl. {time}",
    "line": "Du har lämnat över kallelsen. {heir} kommer i stället.",
}
REJOINED = {
    "subject": "Ny tid i stället för {date} kl. {time}: {what}",
    "line": "Mötet har fått en ny tid. Den står i kallelsen till hela serien, som kommer i ett eget mejl.",
}


class MeetingWords:
    """Everything that mails and calendars say about one meeting; the facts are read once for all its addresses."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.place = place_of(meeting)
        self.summary = summary_of(meeting)
        self.sender_name = sender_name_of(meeting)
        self.fields = self._fields()

    def invitation(self, invitation: Linked, *, is_caller: bool = False) -> MailText:
        """The call to one person, whole: also the body of every later version."""
        subject, text, note = self._own_copy if is_caller else self._call
        link, label = personal_link(invitation), ANSWER
        if is_caller:
            link, label = page_link("booking:meeting", self.meeting.pk), SEE
        return MailText(
            subject, text.replace(LINK_PLACE, link), link, label, note=note.replace(LINK_PLACE, link).strip()
        )

    @cached_property
    def _call(self) -> tuple[str, str, str]:
        """Subject and text of the call, and the calendar's DESCRIPTION, cached: the same for everybody but the link.

        Calendars keep what they were told last, so the agenda, which may change without a word, is a link there.
        """
        words = self._words("invitation_individual" if self.meeting.is_individual else "invitation_forum")
        fields = self.fields | {"answer_link": LINK_PLACE}
        in_calendar = fields | {"agenda": LINK_PLACE if fields["agenda"] else ""}
        body = _fill(words["body"], fields)
        note = _fill(words["body"].removeprefix("Hej!"), in_calendar)
        return _fill(words["subject"], fields), _tidy(body), _tidy(note)

    @cached_property
    def _own_copy(self) -> tuple[str, str, str]:
        """The caller's own: nobody waits for an answer, and they know whom to ask."""
        agenda = [f"Dagordning: {self.fields['agenda']}"] if self.fields["agenda"] else []
        see = [f"{SEE}: {LINK_PLACE}", *([NEVER_WRITE] if self.meeting.is_individual else [])]
        facts = [*self._what(), *self._when_and_where(), *self._reference()]
        text = ["Hej!", "", OWN_COPY, "", *facts, *agenda, "", *see]
        return self._call[0], _tidy("\n".join(text)), _tidy("\n".join([OWN_COPY, "", *facts, "", *see]))

    def changed(
        self,
        invitation: Linked,
        kind: str,
        old_start: datetime.datetime | None,
        *,
        told: str,
        shows: Instance,
        is_caller: bool = False,
    ) -> MailText:
        """A later version: `moved` to another time, or `changed` in what is named. What is new comes first.

        `told` is the digest of what the person was told, and `shows` what their calendar part shows now.
        """
        whole, words = self.invitation(invitation, is_caller=is_caller), self._words(kind)
        news = read_news(told, [shows], EARLY)
        nouns = news.nouns
        fields = self.fields | _old_fields(old_start) | {"changes": in_words(nouns)}
        line = ABOUT_ANSWERING.sub("", _fill(words["line"], fields))
        if kind == "moved":
            line += f" Även ändrat: {in_words(nouns)}." if nouns else ""
        elif not nouns:
            line = UNKNOWN if news.unknown else AGAIN
        if not is_caller:
            line += f" {_about_answering(kind, asks=shows.partstat == 'NEEDS-ACTION')}"
        text = whole.text.replace("Hej!\n", f"Hej!\n\n{line}\n", 1)
        subject = _fill(words["subject"], fields)
        if line.startswith(AGAIN):
            subject = subject.replace("Ändrad kallelse:", "Kallelsen igen:", 1)
        if kind == "changed" and 0 < len(nouns) <= 2:
            subject = subject.replace("Ändrad kallelse:", f"Ny {in_words(nouns)}:", 1)
        return replace(whole, subject=subject, text=text)

    def ended(
        self,
        kind: str,
        starts_at: datetime.datetime | None,
        ends_at: datetime.datetime | None,
        *,
        heir: str | None = None,
    ) -> MailText:
        """`cancelled` for all, `removed` for one or `rejoined` with its series: one sentence, no reason and no link.

        `heir` is who comes instead, to the one who sent them; "" for a meeting whose mails name nobody.
        """
        words = HANDED_OVER if heir is not None else REJOINED if kind == "rejoined" else self._words(kind)
        fields = self.fields | _time_fields(starts_at, ends_at) | {"heir": heir or "Den som du utsåg"}
        lines = ["Hej!", "", _fill(words["line"], fields), "", *self._what(), f"När: {_when(fields)}"]
        lines += [*self._reference(), "", self._who_to_ask(), *([NEVER_WRITE] if self.meeting.is_individual else [])]
        return MailText(_fill(words["subject"], fields), "\n".join(lines) + "\n")

    def notice(
        self,
        kind: str,
        own: Agreed | None = None,
        *,
        link: str = "",
        label: str = "",
        whom_to_ask: bool = True,
        **more: str,
    ) -> MailText:
        """A mail that is no calendar entry: one line of what it is about, when, where, whom to ask, and a link."""
        subject, line = self.say(kind, own, **more)
        if not self.meeting.is_individual and self.summary not in subject:
            # who sits in several groups must know which one it is about
            subject = f"{subject}: {self.summary}"
        lines = ["Hej!", "", line, "", *self._what(), *self._when_and_where(), *self._reference()]
        lines += ["", f"{label}: {link}"] if link else []
        last = [self._who_to_ask()] if whom_to_ask else []
        last += [NEVER_WRITE] if self.meeting.is_individual else []
        lines += ["", *last] if last else []
        return MailText(subject, "\n".join(lines) + "\n", link, label)

    def say(self, kind: str, own: Agreed | None = None, **more: str) -> tuple[str, str]:
        """Subject and line for a kind of notice: as the agreement words them, else our `own`."""
        words, fields = self.meeting.template.texts.get(kind) or own or {}, self.fields | more
        return _fill(words["subject"], fields), _fill(words["line"], fields)

    def _words(self, kind: str) -> dict[str, str]:
        return self.meeting.template.texts[kind]

    def _what(self) -> list[str]:
        """A group's meeting by its name; one about a person has its reference."""
        return [] if self.meeting.is_individual else [f"Vad: {self.summary}"]

    def _when_and_where(self) -> list[str]:
        return [f"När: {_when(self.fields)}", *([f"Var: {self.fields['place']}"] if self.fields["place"] else [])]

    def _reference(self) -> list[str]:
        return [f"Referens: {self.meeting.reference}"] if self.meeting.reference else []

    def _who_to_ask(self) -> str:
        phone = self.fields["caller_phone"] or "–"
        return f"Frågor: {self.fields['caller']}, telefon {phone}."

    def _caller_and_phone(self) -> str:
        phone = self.fields["caller_phone"]
        return ", ".join(filter(None, [self.fields["caller"], f"telefon {phone}" if phone else ""]))

    def _fields(self) -> dict[str, str]:
        meeting, caller, party = self.meeting, self.meeting.caller, _caller_party(self.meeting)
        name = caller.name if caller else ""
        answer_by = meeting.answer_by
        return {
            "samverk": self.sender_name,
            "caller_name": name,
            "caller_phone": caller.phone if caller else "",
            "caller_party": party,
            "caller": ", ".join(part for part in (name, party) if part),
            "place": f"{self.place} {meeting.link}".strip(),
            "reference": meeting.reference or "",
            "forum": self.summary,
            "what": self.summary,
            "agenda": "" if meeting.is_individual else agenda_text(meeting.agenda),
            "answer_by": f"{format_weekday(answer_by)} {format_date(answer_by)}" if answer_by else "",
            **_time_fields(meeting.starts_at, meeting.ends_at),
        }


def page_link(name: str, *args: object) -> str:
    """The whole address of a page behind login."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def sender_name_of(meeting: Meeting) -> str:
    """Whom a mail about it is from, by name."""
    return meeting.area.collaboration_name if meeting.area else meeting.federation.name


def summary_of(meeting: Meeting) -> str:
    """The title in a calendar: the neutral subject for a meeting about a person, otherwise what it is."""
    if meeting.is_individual:
        subject = meeting.template.texts["invitation_individual"]["subject"].replace(" {date} kl. {time}", "")
        return _fill(subject, {"reference": meeting.reference or ""}).strip()
    return group_title(meeting) or meeting.template.name


def place_of(meeting: Meeting) -> str:
    """The place as a mail says it: where it is seen instead when it was typed, or tells which care it is about."""
    if hides_place(meeting):
        return "Platsen ser du när du har loggat in eller angett koden."
    if meeting.place_kind == PlaceKind.CALLER:
        return "Meddelas av den som kallar"
    is_digital = meeting.place_kind == PlaceKind.DIGITAL or meeting.meeting_form == MeetingForm.DIGITAL
    return meeting.place or ("Digitalt" if is_digital else "")


def _caller_party(meeting: Meeting) -> str:
    """The party, and the unit with it when its name does not tell which care it gives."""
    unit = meeting.calling_unit
    if unit is None:
        return ""
    return unit.party.name if unit.reveals_care else f"{unit.name}, {unit.party.name}"


def _time_fields(starts_at: datetime.datetime | None, ends_at: datetime.datetime | None) -> dict[str, str]:
    if starts_at is None or ends_at is None:
        return dict.fromkeys(("weekday", "date", "time", "end_time", "week"), "")
    return {
        "weekday": format_weekday(starts_at),
        "date": format_date(starts_at),
        "time": format_time(starts_at),
        "end_time": format_time(ends_at),
        "week": format_week(starts_at),
    }


def _old_fields(old_start: datetime.datetime | None) -> dict[str, str]:
    if old_start is None:
        return {}
    old = _time_fields(old_start, old_start)
    return {f"old_{name}": old[name] for name in ("weekday", "date", "time")}


def _when(fields: Mapping[str, str]) -> str:
    """The time with its zone in words: not all readers sit in Sweden, and some see nothing but the mail."""
    times = f"{fields['time']}–{fields['end_time']} svensk tid"
    return f"{fields['weekday']} {fields['date']} kl. {times} (vecka {fields['week']})"


def _fill(text: str, fields: Mapping[str, str]) -> str:
    """Replace the known {fields} in one pass: braces in a value are never read again."""
    return re.sub(r"\{(\w+)\}", lambda match: fields.get(match[1], match[0]), text)


def agenda_text(points: Sequence[str]) -> str:
    """The points as lines; of a long agenda how many there are."""
    if len(points) > POINTS_IN_MAIL:
        return f"{len(points)} punkter. Du ser dem när du öppnar länken."
    return "".join(f"\n– {point}" for point in points)


def _about_answering(kind: str, *, asks: bool) -> str:
    """What the calendar part asks, in words."""
    if not asks:
        return "Du behöver inte svara igen."
    return "Svara på nytt." if kind == "moved" else "Du har inte svarat än."


def _tidy(text: str) -> str:
    """The text without lines and pieces of it that nothing was filled into."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    said = [line for at, line in enumerate(lines) if not _is_empty(line, lines[at + 1 : at + 2])]
    text = re.sub(r", telefon *(?=\.?$)", "", "\n".join(said), flags=re.MULTILINE)
    return text.replace("Svara senast : ", "Svara: ") + "\n"


def _is_empty(line: str, following: list[str]) -> bool:
    """A label with nothing after it, unless a list follows."""
    is_label = re.fullmatch(r"(?:Var|Vem kallar|Referens|Dagordning):", line) is not None
    return is_label and not (following and following[0].startswith("–"))
