"""Texts of mails about a series: its rhythm in words, and what has changed in it, instance by instance.

A series is called what most of its meetings ahead are, as in the calendar's own rule; what differs is listed with its
time and place.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace

from django.utils import translation

from booking.meetings.wording import rhythm_text
from booking.models import Meeting, Series, SeriesSeat
from booking.workdays import format_date, local
from notifications.itip import Instance, in_common, key_of, most_common
from notifications.telling.heirs import Heirs
from notifications.telling.links import series_link
from notifications.telling.mailtext import MailText
from notifications.telling.news import read_news
from notifications.telling.series_news import SeriesNews, cut, day, instead, when
from notifications.telling.texts import AGAIN, ANSWER, OWN_COPY, MeetingWords, agenda_text, page_link, summary_of
from notifications.telling.truth import Entry

SUBJECT_AT_MOST = 110
WHAT_AT_LEAST = 40
SEE = "Se serien"
ENDED = {
    "cancelled": ("Inställt", "Serien är inställd."),
    "removed": ("Du är inte längre kallad", "Du är inte längre kallad till mötena{since}.{heir}"),
    "handed_over": ("Du har lämnat över kallelsen", "Du har lämnat över kallelsen till mötena.{heir}"),
    "split": ("Ny tid", "Mötena får en ny tid. En ny kallelse kommer i ett eget mejl."),
}
DECLINED = "Tiden som du föreslog för hela serien passar inte. Mötena är kvar på sina tider."
ANSWER_AGAIN = "Svara eller ändra ditt svar"
ANSWER_ALL = "Svara för alla tillfällen, eller för ett i taget"


class SeriesWords(MeetingWords):
    """The words of a series: those that its meetings ahead share, with the rhythm where a meeting has its time."""

    def __init__(self, series: Series, meeting: Meeting, among: Iterable[Meeting] = ()) -> None:
        super().__init__(meeting)
        self.series = series
        among = list(among)
        self.known = frozenset(key_of(one.recurrence_at) for one in among)
        shown = [one for one in among if one.is_called] or [meeting]
        self.summary = most_common(summary_of(one) for one in shown)
        self.standing = frozenset(key_of(one.recurrence_at) for one in shown if one.is_called)
        agenda = most_common(tuple(one.agenda) for one in shown)
        self.agenda = agenda_text(agenda)
        self._rhythms: dict[datetime.date | None, str] = {}

    def rhythm(self, instances: Sequence[Instance] = ()) -> str:
        """The rhythm in words, until the last of these instances when the series goes on without the person.

        In Swedish, as all of a mail, whatever language the one who causes it reads the pages in.
        """
        last = max((local(one.recurrence_at or one.start).date() for one in instances), default=None)
        if last not in self._rhythms:
            with translation.override("sv"):
                self._rhythms[last] = rhythm_text(self.series, last)
        return self._rhythms[last]

    def note(self, entry: Entry) -> Callable[[Instance], str]:
        """DESCRIPTION of an exception in the calendar, which shows title, time and place itself: where it joins, where
        to answer, and whom to ask. Short, since every exception carries it."""
        answer = [self._link_line(entry, in_note=True), *self._asked(entry)]
        return lambda one: "\n".join([*([f"Var: {_place(one)}", ""] if one.url else []), *answer])

    def for_series(self, entry: Entry, now: datetime.datetime) -> MailText:
        """The call to the whole series."""
        rhythm = self.rhythm(entry.instances)
        subject = _subject("Kallelse", _title(entry, now), f", {rhythm[0].lower()}{rhythm[1:]}")
        agenda = ["", f"Dagordning: {self.agenda}".replace(": \n", ":\n")] if self.agenda else []
        return self._mail(subject, entry, [*self._greeting(entry, now), "", *self._facts(entry, now), *agenda], now)

    def changed_series(self, entry: Entry, told: str, now: datetime.datetime, heirs: Heirs) -> MailText:
        """A later version: first what has changed, then the series as it is now."""
        news = SeriesNews(
            news=read_news(told, entry.instances, now),
            entry=entry,
            now=now,
            standing=self.standing,
            known=self.known,
            heirs=heirs,
            is_caller=self._is_caller(entry),
        )
        again, changes = news.about_answering(), news.lines()
        lines = ["Det här har ändrats:", *cut(changes)] if changes else [AGAIN]
        lines += ["", *([again, ""] if again else [])]
        what = [f"Vad: {_title(entry, now)}"]
        return self._mail(
            _subject(news.subject(), _title(entry, now)), entry, [*lines, *what, *self._facts(entry, now)], now
        )

    def ended_series(self, kind: str, keys: Set[str] = frozenset(), heirs: Heirs | None = None) -> MailText:
        """`cancelled` for all, `removed` for one, `split` into another: one sentence, never a reason, and no link.

        Who is replaced reads since when, and by whom: the meetings take place without them.
        """
        heirs = heirs or Heirs()
        if kind == "removed" and keys and keys <= heirs.handed_over:
            kind = "handed_over"
        subject, line = ENDED[kind]
        since = f" från och med {format_date(heirs.since)}" if heirs.since else ""
        name = heirs.one_for(list(keys))
        heir = f" {name} kommer i stället." if name and kind == "handed_over" else instead(heirs, keys)
        line = line.format(since=since, heir=heir)
        lines = ["Hej!", "", line, "", f"Vad: {self.summary}", f"När: {self.rhythm()}, svensk tid", ""]
        return MailText(_subject(subject, self.summary), "\n".join([*lines, self._who_to_ask()]) + "\n")

    def declined_time(self, seat: SeriesSeat) -> MailText:
        """To the person whose counter-proposal for all was declined: the series goes on as it was."""
        link = series_link(seat)
        facts = [f"Vad: {self.summary}", f"När: {self.rhythm()}, svensk tid"]
        text = ["Hej!", "", DECLINED, "", *facts, "", f"{ANSWER_AGAIN}: {link}", "", self._who_to_ask()]
        return MailText(f"Tiderna står fast: {self.summary}", "\n".join(text) + "\n", link, ANSWER_AGAIN)

    # --- pieces

    def _mail(self, subject: str, entry: Entry, lines: Sequence[str], now: datetime.datetime) -> MailText:
        link = self._link(entry)
        text = ["Hej!", "", *lines, "", self._link_line(entry)]
        shown = [*self._greeting(entry, now), "", *self._when_and_where_of(entry, now)]
        note = "\n".join([*shown, "", self._link_line(entry, in_note=True), *self._asked(entry)])
        return MailText(subject, "\n".join(text) + "\n", link, SEE if self._is_caller(entry) else ANSWER, note=note)

    def _greeting(self, entry: Entry, now: datetime.datetime) -> list[str]:
        title = _title(entry, now)
        if self._is_caller(entry):
            return [OWN_COPY, "", f"Vad: {title}"]
        return [f"{self.fields['caller']} kallar till {title}."]

    def _link(self, entry: Entry) -> str:
        assert entry.seat is not None
        return page_link("booking:series", self.series.pk) if self._is_caller(entry) else series_link(entry.seat)

    def _link_line(self, entry: Entry, *, in_note: bool = False) -> str:
        if self._is_caller(entry):
            return f"{SEE}: {self._link(entry)}"
        return f"{'Svar och dagordning' if in_note and self.agenda else ANSWER_ALL}: {self._link(entry)}"

    def _asked(self, entry: Entry) -> list[str]:
        return [] if self._is_caller(entry) else ["", self._who_to_ask()]

    def _is_caller(self, entry: Entry) -> bool:
        return entry.person_id is not None and entry.person_id == self.meeting.caller_id

    def _when_and_where_of(self, entry: Entry, now: datetime.datetime) -> list[str]:
        _title, place, url = in_common(entry.instances, now)
        where = " ".join(filter(None, [place, url]))
        return [f"När: {self.rhythm(entry.instances)}, svensk tid", *([f"Var: {where}"] if where else [])]

    def _facts(self, entry: Entry, now: datetime.datetime) -> list[str]:
        """Rhythm, next and last day, place, and what differs from the rhythm or from the others."""
        ahead = sorted((one for one in entry.instances if one.start > now), key=lambda one: one.start)
        if not ahead:
            return []
        rhythm, *where = self._when_and_where_of(entry, now)
        lines = [rhythm, f"Nästa möte: {when(ahead[0])}"]
        lines += [f"Sista mötet: {day(ahead[-1].start)}"] if len(ahead) > 1 else []
        lines += where
        lines += [] if self._is_caller(entry) else [f"Vem kallar: {self._caller_and_phone()}"]
        gaps = self._gaps(entry, ahead)
        off = [f"– {day(at)}" for at in gaps if key_of(at) not in self.standing]
        without = [f"– {day(at)}" for at in gaps if key_of(at) in self.standing]
        differing = [_exception(one, self._usual(one, entry, now)) for one in ahead]
        first = min(one.key for one in ahead)
        apart = [_apart(one) for one in entry.apart if one.start > now or one.key > first]
        for heading, some in (
            ("Inget möte:", off),
            ("Du är inte kallad:", without),
            ("På annan tid eller plats:", [line for line in differing if line]),
            ("Som egna poster i kalendern:", apart),
        ):
            lines += ["", heading, *cut(some)] if some else []
        return lines

    def _usual(self, one: Instance, entry: Entry, now: datetime.datetime) -> Instance:
        """The instance as it would be if it were like the others."""
        title, place, url = in_common(entry.instances, now)
        start = one.recurrence_at or one.start
        end = start + datetime.timedelta(minutes=self.series.length_minutes)
        return replace(one, start=start, end=end, summary=title, place=place, url=url)

    def _gaps(self, entry: Entry, ahead: Sequence[Instance]) -> list[datetime.datetime]:
        keys = {one.key for one in (*ahead, *entry.apart)}
        moments = [self.series.rhythm.moment(on) for on in self.series.rhythm.days()]
        recurrences = sorted(one.recurrence_at or one.start for one in ahead)
        first, last = recurrences[0], recurrences[-1]
        return [at for at in moments if first < at < last and key_of(at) not in keys]


def _title(entry: Entry, now: datetime.datetime) -> str:
    """What most meetings of the person's own part are called, as in its rule."""
    return in_common(entry.instances, now)[0]


def _subject(kind: str, title: str, more: str = "") -> str:
    """The kind first, then which series; a long name is cut rather than what comes after it."""
    room = max(SUBJECT_AT_MOST - len(kind) - 2 - len(more), WHAT_AT_LEAST)
    what = title if len(title) <= room else f"{title[: room - 1].rstrip()}…"
    return f"{kind}: {what}{more}"


def _place(one: Instance) -> str:
    return " ".join(filter(None, [one.place, one.url]))


def _apart(one: Instance) -> str:
    """When it is, and instead of which day of the rhythm."""
    where = f", {_place(one)}" if _place(one) else ""
    return f"– {when(one)}{where}, i stället för {day(one.recurrence_at or one.start)}"


def _exception(one: Instance, usual: Instance) -> str:
    """Where and when it is, and what it is called, as far as that is not as usual; "" when it is."""
    if (one.start, one.end, one.texts) == (usual.start, usual.end, usual.texts):
        return ""
    more = [
        *([one.summary] if one.summary != usual.summary else []),
        *([one.place or "ingen plats angiven"] if one.place != usual.place else []),
        *([one.url or "ingen länk"] if one.url != usual.url else []),
    ]
    return ", ".join([f"– {when(one)}", *more])
