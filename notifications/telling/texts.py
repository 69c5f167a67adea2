"""The texts of mails. The words are the template's (data); this module fills them in.

A meeting about a person has one neutral subject in every mail and calendar, and its mails name neither the kind of
meeting, its purpose nor anybody else who is called (domain rule 2). The agreed words are Swedish, so all of a mail is,
whatever language the one who causes it reads the pages in.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape

from booking.meetings.places import hides_place
from booking.meetings.wording import group_title
from booking.models import Meeting, MeetingForm, PlaceKind
from booking.workdays import format_date, format_time, format_week, format_weekday
from notifications.telling.links import HIDDEN_LINK, Linked, personal_link

# what an agreement, or we, say in a mail: its subject, and its line or body
Agreed = Mapping[str, str]
# a placeholder that no text of a person's can hold
LINK_PLACE = "\x00"
HIDDEN_CODE = "[din engångskod]"
NEVER_WRITE = "Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet."


PAGE = """<!DOCTYPE html>
<html lang="sv">
<head><meta charset="utf-8"><title>{title}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 'Segoe UI',Arial,sans-serif;color:#1f2a30">
<div style="max-width:600px">
{text}</div>
</body>
</html>
"""
BUTTON = (
    '<p><a href="{link}" style="display:inline-block;padding:12px 20px;background:#17526b;color:#ffffff;'
    'text-decoration:none;border-radius:4px">{label}</a><br>\n<span style="font-size:14px">{link}</span></p>\n'
)


@dataclass(frozen=True)
class MailText:
    """A mail before it is rendered. `link` is its one button and stands in clear in `text`; `secret` is not stored."""

    subject: str
    text: str
    link: str = ""
    link_label: str = ""
    secret: str = ""

    @property
    def html(self) -> str:
        """The same words as simple HTML, with the link as a button."""
        before, after = self.text, ""
        if self.link and self.link in self.text:
            before, after = self.text.split(self.link, 1)
            # the button says it
            before = before.removesuffix(f"{self.link_label}: ")
        button = BUTTON.format(link=escape(self.link), label=escape(self.link_label)) if self.link else ""
        return PAGE.format(title=escape(self.subject), text=_as_html(before) + button + _as_html(after))

    @property
    def shown(self) -> str:
        """The text with personal link and code masked, as it is stored and previewed."""
        shown = self.text.replace(self.link, HIDDEN_LINK) if self.link else self.text
        return shown.replace(self.secret, HIDDEN_CODE) if self.secret else shown


class MeetingWords:
    """Everything that mails and calendars say about one meeting; the facts are read once for all its addresses."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.place = place_of(meeting)
        self.summary = summary_of(meeting)
        self.sender_name = sender_name_of(meeting)
        self.fields = self._fields()

    def invitation(self, invitation: Linked) -> MailText:
        """The call to one person, whole: also the body of every later version."""
        subject, text = self._call
        link = personal_link(invitation)
        return MailText(subject, text.replace(LINK_PLACE, link), link, "Svara på kallelsen")

    @cached_property
    def _call(self) -> tuple[str, str]:
        """Subject and text of the call, cached: the same for everybody but for the link."""
        words = self._words("invitation_individual" if self.meeting.is_individual else "invitation_forum")
        fields = self.fields | {"answer_link": LINK_PLACE}
        return _fill(words["subject"], fields), _fill(words["body"], fields).strip() + "\n"

    def changed(self, invitation: Linked, kind: str, old_start: datetime.datetime | None) -> MailText:
        """A later version: `moved` to another time, or `changed` in place or link. What is new comes first."""
        whole, words = self.invitation(invitation), self._words(kind)
        fields = self.fields | _old_fields(old_start) | {"changes": "plats eller länk"}
        text = whole.text.replace("Hej!\n", f"Hej!\n\n{_fill(words['line'], fields)}\n", 1)
        return MailText(_fill(words["subject"], fields), text, whole.link, whole.link_label)

    def ended(self, kind: str, starts_at: datetime.datetime | None, ends_at: datetime.datetime | None) -> MailText:
        """`cancelled` for all or `removed` for one: one sentence, never a reason, and no link."""
        words, fields = self._words(kind), self.fields | _time_fields(starts_at, ends_at)
        lines = ["Hej!", "", _fill(words["line"], fields), "", f"När: {_when(fields)}", *self._reference()]
        lines += ["", self._who_to_ask(), *([NEVER_WRITE] if self.meeting.is_individual else [])]
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
        lines = ["Hej!", "", line, "", f"När: {_when(self.fields)}"]
        lines += [f"Var: {self.fields['place']}"] if self.fields["place"] else []
        lines += self._reference()
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

    def _reference(self) -> list[str]:
        return [f"Referens: {self.meeting.reference}"] if self.meeting.reference else []

    def _who_to_ask(self) -> str:
        phone = self.fields["caller_phone"] or "–"
        return f"Frågor: {self.fields['caller']}, telefon {phone}."

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
            "agenda": "".join(f"\n– {point}" for point in meeting.agenda) if not meeting.is_individual else "",
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


@lru_cache(maxsize=64)
def _as_html(text: str) -> str:
    """Blocks of lines as paragraphs; cached, since all who are called to a meeting read the same."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return "".join(f"<p>{'<br>'.join(escape(line) for line in block.splitlines())}</p>\n" for block in blocks)
