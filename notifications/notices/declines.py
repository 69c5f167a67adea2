"""Who called is told that somebody cannot come: at once when the meeting falls short of what is asked, else collected
into one mail the next working morning (domain, "Answers").
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from booking.meetings.actions.rules import missing_required
from booking.meetings.turnout import falls_short, unsettled
from booking.meetings.wording import meeting_when, short_text, who_cannot
from booking.models import Answer, Invitation, InvitationState, Meeting, MeetingState
from booking.workdays import add_workdays, due_at, local
from forums.models import Federation
from forums.waiting import address_in_cases
from notifications.models import Notice
from notifications.notices.about import Receiver, Sender, is_ahead, meeting_of
from notifications.notices.due import settle
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.notices.planning import make
from notifications.notices.wording import say, to_meeting
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link, summary_of

# what nobody could be told of by then is still a task on Mina möten
LATELY = datetime.timedelta(days=3)
KEPT_DAYS = 30
MOST_LISTED = 10
WAYS = "Kalla någon annan, flytta eller ställ in mötet. Går det ändå säger du det på mötets sida."
ONE = {
    "subject": "Någon kan inte komma: {what} {date}",
    "line": "En av dem som du har kallat kan inte komma. {left} På mötets sida ser du vem. " + WAYS,
}
PARTIES = {"subject": "För få kan komma: {what} {date}", "line": "{who}. {left} " + WAYS}
OTHER_DAYS = "Svaren kan ha ändrats sedan mejlet skickades. På Mina möten ser du vad som gäller nu."


def tell_declines() -> int:
    """Put in the outbox what is to be told at once; how many."""
    make(rows())
    return settle(Notice.objects.filter(kind__in=(DECLINED.name, SERIES_DECLINED.name)))


def rows() -> Iterator[Due]:
    """A mail for each latest decline that waits for who called; of a series answered as a whole one for all of it."""
    for meeting, live in _with_seats(_declined_lately()):
        assert meeting.caller is not None  # as they were asked for
        waiting = unsettled(meeting.template, live, meeting.goes_ahead_at)
        if not waiting:
            continue
        latest = waiting[-1]
        if not _is_urgent(meeting, live, latest):
            yield DECLINES_OF_DAY.due(
                meeting.caller, meeting.caller, _day_key(meeting, latest), due_at(_moment(latest), -1)
            )
        elif latest.answers_series and meeting.series is not None:
            yield SERIES_DECLINED.due(meeting.series, meeting.caller, _key(latest))
        else:
            yield DECLINED.due(meeting, meeting.caller, _key(latest))


def _declined_lately() -> QuerySet[Meeting]:
    seats = Invitation.objects.filter(
        answer=Answer.NO, state=InvitationState.LIVE, answered_at__gt=timezone.now() - LATELY
    )
    # their ids by a query of their own: they are few
    return _ahead().filter(pk__in=list(seats.order_by().values_list("meeting", flat=True)))


def _ahead() -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(
        state=MeetingState.CALLED, starts_at__gt=timezone.now(), no_mail=False, caller__isnull=False
    )
    return rows.select_related("template", "caller", "series", "forum", "area", "federation")


def _with_seats(meetings: Iterable[Meeting]) -> Iterator[tuple[Meeting, list[Invitation]]]:
    by_id = {meeting.pk: meeting for meeting in meetings}
    if not by_id:
        return
    live = Invitation.objects.filter(meeting__in=by_id, state=InvitationState.LIVE)
    seats: dict[Any, list[Invitation]] = {}
    for seat in live.select_related("person", "unit", "party__kind"):
        seats.setdefault(seat.meeting_id, []).append(seat)
    for pk, meeting in by_id.items():
        yield meeting, seats.get(pk, [])


def _is_urgent(meeting: Meeting, live: list[Invitation], latest: Invitation) -> bool:
    """Does it fall short of what is asked, or begin before the next day's mail could do any good?"""
    if falls_short(meeting.template, live) or not meeting.is_individual:
        return True
    if missing_required(meeting, [seat for seat in live if seat.answer != Answer.NO]):
        return True
    return meeting.starts_at is not None and local(meeting.starts_at).date() <= _day_after(latest)


def _moment(seat: Invitation) -> datetime.datetime:
    assert seat.answered_at is not None  # a no has a moment
    return seat.answered_at


def _key(seat: Invitation) -> str:
    return f"{_moment(seat):%y%m%d%H%M%S%f}"


def _day_after(seat: Invitation) -> datetime.date:
    return add_workdays(local(_moment(seat)).date(), 1)


def _day_key(meeting: Meeting, seat: Invitation) -> str:
    return f"{_day_after(seat)} {meeting.federation_id}"


# --- a meeting


def _state_of(notice: Notice) -> tuple[list[Invitation], list[Invitation]]:
    """The declines that wait now, and all live seats."""
    meeting = meeting_of(notice)
    live = next((seats for _meeting, seats in _with_seats([meeting])), [])
    return unsettled(meeting.template, live, meeting.goes_ahead_at), live


def _still_waits(notice: Notice) -> bool:
    """It is about the latest decline; who has taken the meeting over sees it on Mina möten."""
    waiting, _live = _state_of(notice)
    is_latest = bool(waiting) and _key(waiting[-1]) == notice.occurrence
    return is_ahead(notice) and is_latest and meeting_of(notice).caller_id == notice.person_id


def _text(notice: Notice, link: Link) -> MailText:
    """About a person nobody is named (domain rule 2); of a group the parties are."""
    meeting, (waiting, live) = meeting_of(notice), _state_of(notice)
    with translation.override("sv"):
        left, who = short_text(meeting.template, live), who_cannot(waiting)
    said = say(notice, link, "declined", ONE if meeting.is_individual else PARTIES, left=left, who=who)
    # nothing is said of how many are left when enough are
    return MailText(said.subject, said.text.replace("  ", " "), said.link, said.link_label)


# --- a series, answered as a whole


def _instances(notice: Notice) -> list[Meeting]:
    """The meetings ahead of the series that wait because of that answer."""
    found = _with_seats(_ahead().filter(series=notice.series, caller=notice.person_id).order_by("starts_at"))
    return [
        meeting
        for meeting, live in found
        if any(_key(seat) == notice.occurrence for seat in unsettled(meeting.template, live, meeting.goes_ahead_at))
    ]


def _series_text(notice: Notice, link: Link) -> MailText:
    meetings = _instances(notice)
    title = summary_of(meetings[0])
    lines = [
        "Hej!",
        "",
        f"För få kan komma till {len(meetings)} möten i serien {title}:",
        "",
        *_listed(meetings),
        "",
        WAYS,
    ]
    return _letter(f"För få kan komma: {title}", lines, link)


# --- the day's others


def _of_day(notice: Notice) -> list[Meeting]:
    """The meetings with a decline of that day that waits, but for those that the caller is told of at once."""
    day, _sep, federation = notice.occurrence.partition(" ")
    declined = _ahead().filter(caller=notice.person_id, federation=federation, invitations__answer=Answer.NO)
    found = []
    for meeting, live in _with_seats(declined.order_by("starts_at")):
        waiting = unsettled(meeting.template, live, meeting.goes_ahead_at)
        if any(str(_day_after(seat)) == day for seat in waiting) and not _is_urgent(meeting, live, waiting[-1]):
            found.append(meeting)
    return found


def _day_sender(notice: Notice) -> Sender:
    federation = Federation.objects.get(pk=notice.occurrence.partition(" ")[2])
    return Sender(federation, federation.name)


def _day_receiver(notice: Notice) -> Receiver | None:
    """The caller, as about each of these meetings: an address that a keeper has given waits (domain rule 4)."""
    if notice.person is None:
        return None
    caller = notice.person.present
    address = address_in_cases(caller, caller.pk)
    return Receiver(address, str(caller)) if address else None


def _day_text(notice: Notice, link: Link) -> MailText:
    meetings = _of_day(notice)
    lines = ["Hej!", "", "Någon som du har kallat kan inte komma till:", "", *_listed(meetings), "", OTHER_DAYS]
    return _letter("Någon kan inte komma till ett möte som du har kallat till", lines, link)


def _listed(meetings: list[Meeting]) -> list[str]:
    with translation.override("sv"):
        lines = [f"– {meeting_when(meeting)} {meeting.reference or ''}".rstrip() for meeting in meetings[:MOST_LISTED]]
    more = len(meetings) - MOST_LISTED
    return [*lines, *([f"– och {more} till"] if more > 0 else [])]


def _letter(subject: str, lines: list[str], link: Link) -> MailText:
    text = "\n".join([*lines, "", f"{link.label}: {link.address}"])
    return MailText(subject, text + "\n", link.address, link.label)


DECLINED = Kind(
    name="declined",
    label=gettext_lazy("Någon kan inte komma"),
    wanted=_still_waits,
    link=to_meeting,
    text=_text,
)
SERIES_DECLINED = Kind(
    name="series_declined",
    label=gettext_lazy("Någon kan inte komma till en serie"),
    about="series",
    wanted=lambda notice: bool(_instances(notice)),
    link=lambda notice: Link(page_link("booking:series", notice.series_id), "Se serien"),
    text=_series_text,
    kept_days=KEPT_DAYS,
)
DECLINES_OF_DAY = Kind(
    name="declines_of_day",
    label=gettext_lazy("De som inte kan komma"),
    about="about_person",
    wanted=lambda notice: bool(_of_day(notice)),
    sender=_day_sender,
    receiver=_day_receiver,
    until=lambda _notice: None,
    link=lambda _notice: Link(page_link("booking:my-meetings"), "Öppna Mina möten"),
    text=_day_text,
    kept_days=KEPT_DAYS,
)
register(DECLINED, SERIES_DECLINED, DECLINES_OF_DAY, sweep=rows)
