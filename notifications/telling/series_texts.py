"""Texts of mails about a series: its rhythm in words, and what has changed in it, instance by instance."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils import translation

from booking.meetings.wording import rhythm_text
from booking.models import Meeting, Series, SeriesSeat
from booking.workdays import format_date, format_time, format_week, format_weekday, format_when, local
from notifications.itip import Instance, differences, digest, key_of, read_digest
from notifications.telling.links import series_link
from notifications.telling.texts import MailText, MeetingWords
from notifications.telling.truth import Entry

LISTED = 10
SUBJECTS = {
    "invitation": "Kallelse: {what}, {rhythm}",
    "moved": "Ny tid: {what}, {rhythm}",
    "changed": "Ändrad kallelse: {what}, {rhythm}",
    "cancelled": "Inställt: {what}, {rhythm}",
    "removed": "Du behövs inte längre: {what}, {rhythm}",
    "split": "Ny tid: {what}, {rhythm}",
}
ENDED = {
    "cancelled": "Serien är inställd.",
    "removed": "Du är inte längre kallad till mötena.",
    "split": "Mötena får en ny tid. En ny kallelse kommer i ett eget mejl.",
}


DECLINED = "Tiden som du föreslog för hela serien passar inte. Mötena är kvar på sina tider."
ANSWER = "Svara eller ändra ditt svar"


class SeriesWords(MeetingWords):
    """The words of a series: those of its next instance, with the rhythm where a meeting has its time."""

    def __init__(self, series: Series, meeting: Meeting) -> None:
        super().__init__(meeting)
        self.series = series
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

    def note(self, entry: Entry) -> str:
        """DESCRIPTION of an exception in the calendar: short, since every exception carries it."""
        return f"Svara: {_link(entry)}"

    def for_series(self, entry: Entry, now: datetime.datetime) -> MailText:
        """The call to the whole series."""
        lines = ["Hej!", "", f"{self.fields['caller']} kallar till {self.summary}.", ""]
        agenda = ["", f"Dagordning: {self.fields['agenda']}"] if self.fields["agenda"] else []
        return self._mail("invitation", entry, [*lines, *self._facts(entry.instances, now), *agenda])

    def changed_series(self, entry: Entry, kind: str, told: str, now: datetime.datetime) -> MailText:
        """A later version: first what has changed, then the series as it is now."""
        news = list(self._news(entry.instances, told, now))
        again = "Svara på nytt för det som har fått ny tid." if kind == "moved" else "Du behöver inte svara igen."
        lines = ["Hej!", "", "Det här har ändrats:", *_cut(news), "", again, ""]
        return self._mail(kind, entry, [*lines, *self._facts(entry.instances, now)])

    def ended_series(self, kind: str) -> MailText:
        """`cancelled` for all, `removed` for one, `split` into another: one sentence, never a reason, and no link."""
        lines = ["Hej!", "", ENDED[kind], "", f"När: {self.rhythm()}, svensk tid", "", self._who_to_ask()]
        return MailText(self._subject(kind, self.rhythm()), "\n".join(lines) + "\n")

    def declined_time(self, seat: SeriesSeat) -> MailText:
        """To the person whose counter-proposal for all was declined: the series goes on as it was."""
        link = series_link(seat)
        lines = ["Hej!", "", DECLINED, "", f"När: {self.rhythm()}, svensk tid", "", f"{ANSWER}: {link}"]
        text = "\n".join([*lines, "", self._who_to_ask()]) + "\n"
        return MailText(f"Tiderna står fast: {self.summary}", text, link, ANSWER)

    def _mail(self, kind: str, entry: Entry, lines: Sequence[str]) -> MailText:
        link = _link(entry)
        text = [*lines, "", f"Svara för alla tillfällen, eller för ett i taget: {link}", "", self._who_to_ask()]
        subject = self._subject(kind, self.rhythm(entry.instances))
        return MailText(subject, "\n".join(text) + "\n", link, "Svara på kallelsen")

    def _subject(self, kind: str, rhythm: str) -> str:
        return SUBJECTS[kind].format(what=self.summary, rhythm=rhythm[0].lower() + rhythm[1:])

    def _facts(self, instances: Sequence[Instance], now: datetime.datetime) -> list[str]:
        """Rhythm, next and last day, place, and the exceptions to the rhythm."""
        ahead = sorted((one for one in instances if one.start > now), key=lambda one: one.start)
        if not ahead:
            return []
        first, last = ahead[0], ahead[-1]
        lines = [f"När: {self.rhythm(instances)}, svensk tid", f"Nästa möte: {format_when(first.start, first.end)}"]
        if last is not first:
            lines.append(f"Sista mötet: {_day(last.start)}")
        lines += [f"Var: {self.fields['place']}"] if self.fields["place"] else []
        gaps = [f"– {_day(moment)}" for moment in self._gaps(ahead)]
        moved = [f"– {format_when(one.start, one.end)}" for one in ahead if one.recurrence_at != one.start]
        lines += ["", "Inget möte:", *_cut(gaps)] if gaps else []
        lines += ["", "På annan tid:", *_cut(moved)] if moved else []
        return lines

    def _gaps(self, ahead: Sequence[Instance]) -> list[datetime.datetime]:
        keys = {one.key for one in ahead}
        moments = [self.series.rhythm.moment(day) for day in self.series.rhythm.days()]
        first, last = (one.recurrence_at or one.start for one in (ahead[0], ahead[-1]))
        return [moment for moment in moments if first < moment < last and key_of(moment) not in keys]

    def _news(self, instances: Sequence[Instance], told: str, now: datetime.datetime) -> Iterable[str]:
        shown, was = {one.key: one for one in instances}, read_digest(told)
        for key in sorted(differences(told, digest(instances), now)):
            new, old = shown.get(key), was.get(key)
            if new is None and old is not None:
                yield f"– Inget möte {_moment(old.starts_at)}"
            elif new is not None and old is None:
                yield f"– Nytt möte {_moment(new.start)}"
            elif new is not None and old is not None and old.starts_at != new.start:
                yield f"– Flyttat från {_moment(old.starts_at)} till {_moment(new.start)}"
            elif new is not None:
                yield f"– Ny plats, länk eller sluttid {_moment(new.start)}"


def _link(entry: Entry) -> str:
    assert entry.seat is not None
    return series_link(entry.seat)


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= LISTED:
        return lines
    return [*lines[: LISTED - 1], f"– och {len(lines) - LISTED + 1} till, se kalendern"]


def _day(moment: datetime.datetime) -> str:
    return f"{format_weekday(moment)} {format_date(moment)} (v. {format_week(moment)})"


def _moment(moment: datetime.datetime) -> str:
    return f"{format_weekday(moment)} {format_date(moment)} kl. {format_time(moment)} (v. {format_week(moment)})"
