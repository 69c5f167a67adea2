"""How those who are called answer, and how meetings end: shared by the scenes."""

from __future__ import annotations

import datetime
import random
from functools import partial
from typing import Any

from booking.demo.town import Town, is_ahead, is_over, live_seats
from booking.meetings.actions.answering import answer_invitation, assign_invitation, name_substitute
from booking.models import Answer, Channel, Invitation, Meeting, Substitution
from booking.outcomes.actions import register_outcome
from forums.models import Person

LIKELY = {Answer.YES: 74, Answer.NO: 9, Answer.TENTATIVE: 5, Answer.UNANSWERED: 8, Answer.SUBSTITUTE: 4}
CHANNELS = (Channel.MAIL, Channel.MAIL, Channel.LINK, Channel.PAGE)


def let_answer(town: Town, meeting: Meeting, luck: random.Random, asked_at: datetime.datetime) -> None:
    """Plan everybody's answer, within a week and a half of work. Some never answer."""
    for seat in live_seats(meeting):
        answer = luck.choices(list(LIKELY), list(LIKELY.values()))[0]
        moment = town.workdays_on(asked_at, luck.choice((0, 0, 1, 1, 2, 3, 5, 8)), luck)
        if answer != Answer.UNANSWERED or seat.person_id is None:
            town.at(moment, partial(answer_seat, town, seat, answer, luck.random(), luck.choice(CHANNELS)))


def answer_seat(town: Town, seat: Invitation, answer: str, chance: float, channel: str = Channel.LINK) -> None:
    """Answer as it stands then: a unit says who comes, somebody sends a colleague, or says yes or no."""
    seat.refresh_from_db()
    if not seat.is_live or not is_ahead(seat.meeting):
        return
    if seat.person_id is None:
        _assign(town, seat, chance)
    elif answer == Answer.SUBSTITUTE:
        _send_colleague(town, seat, chance)
    else:
        answer_invitation(seat, answer=answer, channel=channel)


def _colleague(town: Town, seat: Invitation, chance: float) -> Person | None:
    called = set(seat.meeting.invitations.values_list("person_id", flat=True))
    free = [person for person in town.staff(seat.unit) if person.pk not in called] if seat.unit else []
    return free[int(chance * len(free))] if free else None


def _assign(town: Town, seat: Invitation, chance: float) -> None:
    colleague = _colleague(town, seat, chance)
    if colleague is not None and seat.meeting.caller is not None:
        assign_invitation(seat, by=seat.meeting.caller, person=colleague)


def _send_colleague(town: Town, seat: Invitation, chance: float) -> None:
    colleague = _colleague(town, seat, chance)
    if colleague is None:
        answer_invitation(seat, answer=Answer.NO, channel=Channel.LINK)
        return
    name_substitute(
        seat,
        name=colleague.name,
        email=str(colleague.email),
        channel=Channel.LINK,
        kind=Substitution.Kind.REPLACES,
    )


def let_register(town: Town, meeting: Meeting, luck: random.Random, ends_at: datetime.datetime) -> None:
    """Plan that whoever called registers the meeting, mostly on the day after."""
    town.at(town.workdays_on(ends_at, luck.choice((0, 1, 1, 2, 4)), luck), partial(register, town, meeting, luck))


def register(town: Town, meeting: Meeting, luck: random.Random) -> None:
    """Register as the template asks: who came, and its figures. One that was moved is registered after its new day."""
    if not is_over(meeting):
        if is_ahead(meeting) and meeting.ends_at is not None:
            let_register(town, meeting, luck, meeting.ends_at)
        return
    assert meeting.caller is not None
    register_outcome(meeting, by=meeting.caller, attended=_who_came(meeting, luck), **figures(meeting, luck))


def _who_came(meeting: Meeting, luck: random.Random) -> dict[str, bool]:
    came = {}
    for seat in [*meeting.invitations.filter(person=meeting.caller_id, state="live"), *live_seats(meeting)]:
        said_no = seat.answer in (Answer.NO, Answer.SUBSTITUTE)
        came[str(seat.pk)] = not said_no and luck.random() < (0.95 if seat.answer in Answer.coming() else 0.55)
    return came


def figures(meeting: Meeting, luck: random.Random) -> dict[str, Any]:
    """The figures that the template asks for, most of them known."""
    bands = meeting.federation.age_bands
    is_plan_made = luck.random() < 0.7
    known: dict[str, Any] = {
        "meeting_form": meeting.meeting_form or "on_site",
        "individual_attended": luck.random() < 0.9,
        "plan_made": is_plan_made,
        "plan_closed": luck.random() < 0.3,
        "consent_given": True,
        "gender": luck.choices(("woman", "man", "unknown"), (50, 42, 8))[0],
        "age_band": luck.choices(bands, [4, 9, 5, 4, *([1] * len(bands))][: len(bands)])[0],
        "cases_raised_count": luck.randint(0, 7),
    }
    asked = set(meeting.template.outcome_fields) | {"meeting_form"}
    return {name: value for name, value in known.items() if name in asked}
