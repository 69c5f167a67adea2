"""For each kind of notice a situation in which it is due, by the real actions, and what makes it unwanted again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, answer_series, pass_on_invitation
from booking.meetings.actions.changing import cancel_meeting, go_ahead, take_over_meeting
from booking.meetings.actions.seats import remove_invitation
from booking.meetings.actions.wishes import decline_proposal, propose_time
from booking.models import Meeting
from booking.outcomes.actions import register_outcome
from booking.staffing.actions import correct_person, end_placement
from booking.staffing.leaving_work import answer_leaving
from booking.staffing.members import send_member
from booking.workdays import add_workdays, due_at
from forums.actions.logins import ask_for_password, change_password, end_login, give_login
from forums.models import ContactPoint, Person, WaitingChange
from forums.queries import today
from forums.signin.telling import tell_factors_changed, tell_new_device
from notifications.models import OutboxMessage
from notifications.notices import bounces, domains
from notifications.notices.codes import ACCESS_CODE
from notifications.notices.planning import make, plan_notices, plan_swept
from notifications.notices.reminders import REMIND_OUTCOME
from notifications.tasks import tell
from tests.acts import proposal
from tests.factories import make_contact_point, make_unit
from tests.factories.calls import call_individual
from tests.factories.series import call_weekly
from tests.factories.vouching import say_yes
from tests.notifications.notices.reminding import HOUR, remind_days_before
from tests.notifications.notices.test_notices import unit_call

Spoil = Callable[[], object]
SITUATIONS: dict[str, Callable[[Any, Any], Spoil]] = {}


def situation(make_due: Callable[[Any, Any], Spoil]) -> Callable[[Any, Any], Spoil]:
    SITUATIONS[make_due.__name__] = make_due
    return make_due


def cancels(cast: Any, meeting: Meeting) -> Spoil:
    return lambda: cancel_meeting(meeting, by=cast.anna, reason="illness")


def called(cast: Any) -> Meeting:
    meeting = call_individual(cast)
    tell(meeting.pk)
    return meeting


@situation
def assign(cast: Any, _clock: Any) -> Spoil:
    meeting = unit_call(cast)
    plan_notices(meeting.pk)
    return cancels(cast, meeting)


@situation
def unit_released(cast: Any, clock: Any) -> Spoil:
    meeting = unit_call(cast)
    tell(meeting.pk)
    remove_invitation(meeting.invitations.get(unit=cast.fk_unit), by=cast.anna)
    plan_notices(meeting.pk)
    return lambda: clock.move_to(meeting.starts_at + HOUR)


@situation
def remind_unanswered(cast: Any, clock: Any) -> Spoil:
    meeting = called(cast)
    clock.move_to(remind_days_before(meeting, cast.samverksmote.remind_unanswered_days))
    return lambda: [answer_invitation(one, answer="yes", channel="link") for one in meeting.invitations.all()]


@situation
def remind_everyone(cast: Any, clock: Any) -> Spoil:
    meeting = called(cast)
    clock.move_to(remind_days_before(meeting, cast.samverksmote.remind_everyone_days))
    return lambda: [answer_invitation(one, answer="no", channel="link") for one in meeting.invitations.all()]


@situation
def remind_outcome(cast: Any, clock: Any) -> Spoil:
    meeting = called(cast)
    clock.move_to(meeting.notices.get(kind=REMIND_OUTCOME.name).due_at)
    return lambda: register_outcome(meeting, by=cast.anna)


@situation
def follow_up(cast: Any, clock: Any) -> Spoil:
    cast.samverksmote.outcome_fields = ["follow_up_on"]
    cast.samverksmote.save()
    meeting, following = called(cast), call_individual(cast)
    clock.move_to(meeting.starts_at + HOUR)
    register_outcome(meeting, by=cast.anna, follow_up_on=add_workdays(meeting.starts_at, 5))
    plan_swept()
    clock.move_to(meeting.notices.get(kind="follow_up").due_at)
    return lambda: Meeting.objects.filter(pk=following.pk).update(previous=meeting)


@situation
def passed_on(cast: Any, _clock: Any) -> Spoil:
    meeting = unit_call(cast)
    other = make_unit(cast.fk, name="Försäkringskassan norr")
    ContactPoint.objects.create(unit=other, function="Reception", mailbox="norr@fk.example")
    pass_on_invitation(meeting.invitations.get(unit=cast.fk_unit), by=None, unit=other)
    plan_notices(meeting.pk)
    return cancels(cast, meeting)


@situation
def new_caller(cast: Any, _clock: Any) -> Spoil:
    meeting = called(cast)
    cast.anna.placements.update(ends_on=today() - datetime.timedelta(days=1))
    take_over_meeting(meeting, by=cast.alma)
    plan_notices(meeting.pk)
    return lambda: cancel_meeting(meeting, by=cast.alma, reason="illness")


@situation
def seat_left(cast: Any, _clock: Any) -> Spoil:
    make_contact_point(cast.af_unit, mailbox="in@af.example")
    meeting = called(cast)
    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())
    plan_notices(meeting.pk)
    return cancels(cast, meeting)


@situation
def seat_left_empty(cast: Any, _clock: Any) -> Spoil:
    end_placement(cast.bo.placements.get(), by=cast.adam, on=today())
    plan_swept()
    return lambda: send(cast)


@situation
def unit_asked_for_member(cast: Any, _clock: Any) -> Spoil:
    make_contact_point(cast.af_unit, mailbox="in@af.example")
    end_placement(cast.bo.placements.get(), by=cast.adam, on=today())
    plan_swept()
    return lambda: send(cast)


@situation
def leaving_proposed(cast: Any, _clock: Any) -> Spoil:
    row = proposal(cast)
    plan_swept()
    return lambda: answer_leaving(row, by=cast.david, is_right=False)


def send(cast: Any) -> object:
    left = cast.lsg.memberships.get(person=cast.bo)
    return send_member(left, by=cast.cilla, person=cast.kim, starts_on=today() + datetime.timedelta(days=1))


@situation
def caller_left(cast: Any, _clock: Any) -> Spoil:
    meeting = called(cast)
    end_placement(cast.anna.placements.get(), by=cast.cilla, on=today())
    plan_notices(meeting.pk)
    return lambda: take_over_meeting(meeting, by=cast.alma)


@situation
def address_bounced(cast: Any, _clock: Any) -> Spoil:
    meeting = called(cast)
    bounces.tell_of_bounce(meeting, cast.anna, cast.bo, cast.bo.email)
    return cancels(cast, meeting)


@situation
def mail_not_delivered(cast: Any, _clock: Any) -> Spoil:
    meeting = called(cast)
    bounces.tell_of_failure(meeting, cast.anna, cast.bo, cast.bo.email)
    return cancels(cast, meeting)


@situation
def domain_refuses(cast: Any, _clock: Any) -> Spoil:
    """Three addresses of one domain are full: their mails are gone before anybody is told."""
    called(cast)
    fail(*OutboxMessage.objects.all()[:3])
    return lambda: OutboxMessage.objects.filter(failure="full").update(failure="")


def fail(*messages: OutboxMessage) -> None:
    for n, message in enumerate(messages):
        message.address, message.failure, message.failed_at = f"n{n}@af.example", "full", timezone.now()
        message.save()
        domains.tell_administrators(message)


@situation
def colleague_bounced(cast: Any, _clock: Any) -> Spoil:
    meeting = called(cast)
    Person.objects.filter(pk=cast.bo.pk).update(address_bounced_at=timezone.now())
    bounces.tell_contact_person(meeting, cast.kim, cast.bo, cast.bo.email)
    return lambda: Person.objects.filter(pk=cast.bo.pk).update(address_bounced_at=None)


@situation
def access_code(cast: Any, _clock: Any) -> Spoil:
    meeting = called(cast)
    make([ACCESS_CODE.due(meeting, meeting.invitations.get(person=cast.bo), "now")])
    return cancels(cast, meeting)


@situation
def counter_declined(cast: Any, _clock: Any) -> Spoil:
    meeting = called(cast)
    proposal = propose_time(
        meeting.invitations.get(person=cast.bo),
        starts_at=meeting.starts_at + HOUR,
        ends_at=meeting.ends_at + HOUR,
        channel="mail",
    )
    assert proposal is not None
    decline_proposal(proposal, by=cast.anna)
    plan_notices(meeting.pk)
    return cancels(cast, meeting)


@situation
def declined(cast: Any, _clock: Any) -> Spoil:
    meeting = call_individual(cast, cast.bo)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")
    plan_swept()
    return lambda: go_ahead(meeting, by=cast.anna)


@situation
def series_declined(cast: Any, _clock: Any) -> Spoil:
    series = call_weekly(cast)
    answers = [
        one
        for person in (cast.bo, cast.frida)
        for one in answer_series(series.seats.get(person=person), answer="no", channel="link")
    ]
    plan_swept()
    return lambda: [answer_invitation(one, answer="yes", channel="link") for one in answers]


@situation
def declines_of_day(cast: Any, clock: Any) -> Spoil:
    meeting = call_individual(cast, cast.bo, cast.rut)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")
    plan_swept()
    clock.move_to(due_at(timezone.now(), -1))
    return lambda: go_ahead(meeting, by=cast.anna)


@situation
def login_given(cast: Any, _clock: Any) -> Spoil:
    give_login(cast.bo, by=cast.cilla)
    plan_swept()
    return lambda: end_login(cast.bo, by=cast.cilla)


@situation
def login_forgotten(cast: Any, _clock: Any) -> Spoil:
    has_password(cast.bo)
    ask_for_password(cast.bo.email)
    plan_swept()
    return lambda: end_login(cast.bo, by=cast.cilla)


@situation
def login_moved(cast: Any, _clock: Any) -> Spoil:
    """Changed by themselves; to who has changed another's it is put as a question."""
    before = cast.adam.email
    has_password(cast.adam)
    correct_person(cast.adam, by=cast.adam, email="adam.ny@lingon.example")
    plan_swept()
    return lambda: correct_person(cast.adam, by=cast.adam, email=before)


@situation
def login_addressed(cast: Any, _clock: Any) -> Spoil:
    """Changed by a keeper: told at the new address; to the former it is put as a question."""
    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example")
    plan_swept()
    return lambda: correct_person(cast.bo, by=cast.cilla, email="bo.annan@af.example")


@situation
def login_device(cast: Any, _clock: Any) -> Spoil:
    tell_new_device(cast.bo)
    plan_swept()
    return lambda: mail_bounces(cast.bo)


@situation
def login_password(cast: Any, _clock: Any) -> Spoil:
    has_password(cast.bo)
    change_password(cast.bo, by=cast.bo, old="fyra ord som passar", new="fyra andra ord nu")
    plan_swept()
    return lambda: mail_bounces(cast.bo)


@situation
def login_factors(cast: Any, _clock: Any) -> Spoil:
    tell_factors_changed(cast.bo)
    plan_swept()
    return lambda: mail_bounces(cast.bo)


def mail_bounces(person: Person) -> None:
    person.address_bounced_at = timezone.now()
    person.save()


@situation
def question(cast: Any, _clock: Any) -> Spoil:
    call_individual(cast, cast.rut, cast.frida)
    correct_person(cast.rut, by=cast.cilla, email="rut.ny@vardcentralen.example")
    WaitingChange.objects.get().vouches.create(is_right=False, said_by=cast.rut, said_at=timezone.now())
    plan_swept()
    return lambda: say_yes()


def has_password(person: Person) -> None:
    person.set_password("fyra ord som passar")
    person.save()
