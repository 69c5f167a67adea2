"""Every action that takes `by`, with real rows to call it on: who may do it, and who of the same federation may not.

The tests of rights and of the record of changes go through all of it. Eva, of another federation, may do none of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone

from booking.meetings.actions import (
    answering,
    calling,
    changing,
    consent,
    copying,
    follow_ups,
    outsiders,
    seats,
    taking_back,
    wishes,
)
from booking.meetings.candidates import Wanted
from booking.models import Channel, ClosedHalfYear, CounterProposal, Invitation, Meeting, Outcome, Series
from booking.outcomes import actions as outcomes
from booking.series import actions as series
from booking.series import following, reach
from booking.series import wishes as series_wishes
from booking.staffing import actions as staffing
from booking.staffing import leaving_work, members, merging, vouching
from booking.staffing import roles as staffing_roles
from booking.statistics import actions as statistics
from booking.visits import actions as visits
from config.ground.providers import IdentityProvider
from forums.actions import (
    aliases,
    groups,
    identities,
    lists,
    logins,
    placements,
    places,
    proposals,
    roles,
    signin,
    structure,
    tokens,
)
from forums.models import (
    Decline,
    LeaveProposal,
    Level,
    MeetingTemplate,
    Person,
    PersonAlias,
    RoleKind,
    VideoService,
    WaitingChange,
)
from forums.signin.identity import Identity
from notifications.inbox import accepting, handling
from notifications.models import CalendarObject, InboundMail
from notifications.notices import by_hand
from notifications.tasks import tell
from tests.cast import Cast
from tests.factories import make_contact_point, make_invitation, make_meeting, make_person, make_template, make_unit
from tests.factories.calls import allow_video, call_individual, draft_individual, lingonhuset, on_workday
from tests.factories.series import NINE, call_weekly, make_plan

# an answer that answers nothing
NOTHING = {"kind": "reply", "key": "k", "from_address": "bo@af.example", "date": None, "answers": []}
ANSWER = {
    "sequence": 0, "recurrence_problem": "", "comment": "", "dtstamp": None, "recurrence_id": None,
    "proposed_start": None, "proposed_end": None,
}  # fmt: skip
BO = {
    "addresses": ["bo@af.example"], "partstat": "ACCEPTED", "delegated_to": [], "delegated_from": [], "sent_by": "",
}  # fmt: skip
HOUR, WEEK = datetime.timedelta(hours=1), datetime.timedelta(weeks=1)


@dataclass(frozen=True)
class Act:
    """One call of an action. With another `by` it is refused by PermissionDenied, or by a RuleError with `code`."""

    run: Callable[[Person], object]
    by: Person
    refused: tuple[Person, ...]
    code: str = ""


Prepare = Callable[[Cast], Act]
ACTS: dict[str, Prepare] = {}


def act(action: Callable[..., object], variant: str = "") -> Callable[[Prepare], Prepare]:
    def keep(prepare: Prepare) -> Prepare:
        ACTS[name_of(action) + (f" {variant}" if variant else "")] = prepare
        return prepare

    return keep


def name_of(action: Callable[..., object]) -> str:
    return f"{action.__module__}.{action.__name__}"


def not_the_caller(cast: Cast) -> tuple[Person, ...]:
    """Whoever else is near Anna's case: called, her colleague, of another unit, and those who keep the registers."""
    return (cast.bo, cast.alma, cast.frida, cast.kim, cast.cilla, cast.david, cast.adam)


def not_the_convener(cast: Cast) -> tuple[Person, ...]:
    return (cast.anna, cast.frida, cast.alma, cast.kim, cast.adam)


def not_a_keeper(cast: Cast) -> tuple[Person, ...]:
    return (cast.anna, cast.frida, cast.kim)


def not_bo(cast: Cast) -> tuple[Person, ...]:
    """Also those who keep him: a key is made and ended by whom it is for."""
    return (cast.anna, cast.kim, cast.cilla, cast.david, cast.adam)


def not_of_the_whole(cast: Cast) -> tuple[Person, ...]:
    return (*not_a_keeper(cast), cast.cilla)


def today() -> datetime.date:
    return timezone.localdate()


def seat_of(meeting: Meeting, person: Person) -> Invitation:
    return meeting.invitations.get(person=person)


def called_unit(cast: Cast) -> Invitation:
    """Anna's call to Bo's unit, for which Kim says who comes."""
    draft = draft_individual(cast)
    draft.invitations.filter(person=cast.bo).delete()
    make_contact_point(cast.af_unit)
    invitation = seats.add_invitation(draft, by=cast.anna, unit=cast.af_unit)
    calling.call_meeting(draft, by=cast.anna)
    invitation.refresh_from_db()
    return invitation


def proposal_of(cast: Cast) -> CounterProposal:
    meeting = call_individual(cast)
    later = on_workday(25)
    seat = seat_of(meeting, cast.bo)
    proposal = wishes.propose_time(seat, starts_at=later, ends_at=later + HOUR, channel=Channel.LINK)
    assert proposal is not None
    return proposal


def first_of(made: Series) -> Meeting:
    return made.instances.select_related("series").order_by("recurrence_at")[0]


# visits, and what is noted by the month


def visit_template(cast: Cast) -> MeetingTemplate:
    return make_template(
        cast.agreement,
        slug="besok",
        name="Information hos en verksamhet",
        level=Level.FORUM,
        individual="",
        needs_forum=False,
        consent_required=False,
        may_call=["coordinator"],
        outcome_fields=["unit_visited", "participants_count"],
    )


@act(visits.register_visit)
def _(cast: Cast) -> Act:
    template = visit_template(cast)
    refused = (cast.anna, cast.frida, cast.kim, cast.adam)
    return Act(
        lambda by: visits.register_visit(by=by, template=template, held_on=today(), unit=cast.af_unit),
        cast.cilla,
        refused,
        code="may_not_call",
    )


@act(visits.tally_phone_consultations)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: visits.tally_phone_consultations(cast.area, by=by, month=today(), number=7),
        cast.cilla,
        (cast.anna, cast.frida, cast.kim, cast.david, cast.adam),
    )


# meetings


@act(calling.create_draft)
def _(cast: Cast) -> Act:
    refused = (cast.cilla, cast.david, cast.adam)
    return Act(
        lambda by: calling.create_draft(by=by, template=cast.samverksmote), cast.anna, refused, code="may_not_call"
    )


@act(copying.copy_meeting)
def _(cast: Cast) -> Act:
    meeting = call_individual(cast)
    return Act(lambda by: copying.copy_meeting(meeting, by=by), cast.anna, not_the_caller(cast))


@act(follow_ups.drop_follow_up)
def _(cast: Cast) -> Act:
    meeting = make_meeting(cast.samverksmote, cast.anna, in_days=-3)
    Outcome.objects.create(meeting=meeting, follow_up_on=today())
    return Act(lambda by: follow_ups.drop_follow_up(meeting, by=by), cast.anna, not_the_caller(cast))


@act(calling.make_meeting)
def _(cast: Cast) -> Act:
    rest = {"template": cast.samverksmote, "seats": [seats.Seat(cast.bo)]}
    refused = (cast.cilla, cast.david, cast.adam)
    return Act(lambda by: calling.make_meeting(by=by, **rest), cast.anna, refused, code="may_not_call")


@act(calling.create_draft, "that follows on a meeting")
def _(cast: Cast) -> Act:
    before = call_individual(cast, template=cast.formote)
    other = make_person(make_unit(cast.fk))
    return Act(
        lambda by: calling.create_draft(by=by, template=cast.samverksmote, previous=before),
        cast.anna,
        (cast.bo, cast.frida, cast.alma, other),
        code="may_not_call",
    )


@act(calling.edit_draft)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    return Act(lambda by: calling.edit_draft(draft, by=by, place="Rum 4"), cast.anna, not_the_caller(cast))


@act(calling.call_meeting)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    return Act(lambda by: calling.call_meeting(draft, by=by), cast.anna, not_the_caller(cast))


@act(calling.discard_draft)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    return Act(lambda by: calling.discard_draft(draft, by=by), cast.anna, not_the_caller(cast))


@act(changing.move_meeting)
def _(cast: Cast) -> Act:
    meeting, later = call_individual(cast), on_workday(25)
    return Act(
        lambda by: changing.move_meeting(meeting, by=by, starts_at=later, ends_at=later + HOUR),
        cast.anna,
        not_the_caller(cast),
    )


@act(changing.change_meeting)
def _(cast: Cast) -> Act:
    meeting = call_individual(cast)
    return Act(lambda by: changing.change_meeting(meeting, by=by, place="Rum 4"), cast.anna, not_the_caller(cast))


@act(changing.cancel_meeting)
def _(cast: Cast) -> Act:
    meeting = call_individual(cast)
    return Act(lambda by: changing.cancel_meeting(meeting, by=by, reason="other"), cast.anna, not_the_caller(cast))


@act(changing.go_ahead)
def _(cast: Cast) -> Act:
    meeting = call_individual(cast)
    return Act(lambda by: changing.go_ahead(meeting, by=by), cast.anna, not_the_caller(cast))


@act(changing.take_over_meeting)
def _(cast: Cast) -> Act:
    meeting = call_individual(cast)
    cast.anna.placements.update(ends_on=today() - datetime.timedelta(days=1))
    refused = (cast.bo, cast.frida, cast.kim, cast.cilla, cast.david, cast.adam)
    return Act(lambda by: changing.take_over_meeting(meeting, by=by), cast.alma, refused)


@act(consent.register_consent)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    until = today() + datetime.timedelta(days=100)
    return Act(
        lambda by: consent.register_consent(
            draft, by=by, form="spoken", given_on=today(), valid_until=until, parties=[cast.af, cast.region]
        ),
        cast.anna,
        not_the_caller(cast),
    )


@act(consent.withdraw_consent)
def _(cast: Cast) -> Act:
    given = call_individual(cast).consent
    assert given is not None
    return Act(lambda by: consent.withdraw_consent(given, by=by), cast.anna, not_the_caller(cast))


@act(seats.seat_exactly)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    wanted = [Wanted(cast.bo, cast.af_unit)]
    return Act(lambda by: seats.seat_exactly(draft, by=by, wanted=wanted), cast.anna, not_the_caller(cast))


@act(seats.add_invitation)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    return Act(lambda by: seats.add_invitation(draft, by=by, person=cast.frida), cast.anna, not_the_caller(cast))


@act(seats.add_invitations)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    wanted = [seats.Seat(cast.frida), seats.Seat(unit=cast.psychiatry)]
    return Act(lambda by: seats.add_invitations(draft, by=by, seats=wanted), cast.anna, not_the_caller(cast))


@act(outsiders.add_outsider)
def _(cast: Cast) -> Act:
    draft = draft_individual(cast)
    named = {"unit": cast.fk_unit, "name": "Nora Nyponros", "email": "nora@fk.example"}
    return Act(lambda by: outsiders.add_outsider(draft, by=by, **named), cast.anna, not_the_caller(cast))


@act(seats.remove_invitation)
def _(cast: Cast) -> Act:
    invitation = seat_of(call_individual(cast), cast.bo)
    return Act(lambda by: seats.remove_invitation(invitation, by=by), cast.anna, not_the_caller(cast))


@act(answering.assign_invitation)
def _(cast: Cast) -> Act:
    invitation = called_unit(cast)
    refused = (cast.bo, cast.rut, cast.alma, cast.cilla, cast.david, cast.adam)
    return Act(lambda by: answering.assign_invitation(invitation, by=by, person=cast.bo), cast.kim, refused)


@act(taking_back.unassign_invitation)
def _(cast: Cast) -> Act:
    invitation = answering.assign_invitation(called_unit(cast), by=cast.kim, person=cast.bo)
    refused = (cast.bo, cast.rut, cast.alma, cast.cilla, cast.david, cast.adam)
    return Act(lambda by: taking_back.unassign_invitation(invitation, by=by), cast.kim, refused)


@act(answering.pass_on_invitation)
def _(cast: Cast) -> Act:
    invitation, other = called_unit(cast), make_unit(cast.af)
    make_contact_point(other)
    refused = (cast.bo, cast.rut, cast.alma, cast.cilla, cast.david, cast.adam)
    return Act(lambda by: answering.pass_on_invitation(invitation, by=by, unit=other), cast.kim, refused)


@act(wishes.accept_proposal)
def _(cast: Cast) -> Act:
    proposal = proposal_of(cast)
    return Act(lambda by: wishes.accept_proposal(proposal, by=by), cast.anna, not_the_caller(cast))


@act(wishes.decline_proposal)
def _(cast: Cast) -> Act:
    proposal = proposal_of(cast)
    return Act(lambda by: wishes.decline_proposal(proposal, by=by), cast.anna, not_the_caller(cast))


@act(wishes.grant_delegation)
def _(cast: Cast) -> Act:
    asked = wishes.note_delegation(seat_of(call_individual(cast), cast.bo), email="kim@af.example")
    return Act(lambda by: wishes.grant_delegation(asked, by=by, name="Kim"), cast.anna, not_the_caller(cast))


@act(wishes.decline_delegation)
def _(cast: Cast) -> Act:
    asked = wishes.note_delegation(seat_of(call_individual(cast), cast.bo), email="kim@af.example")
    return Act(lambda by: wishes.decline_delegation(asked, by=by), cast.anna, not_the_caller(cast))


@act(outcomes.register_outcome)
def _(cast: Cast) -> Act:
    meeting = make_meeting(cast.samverksmote, cast.anna, in_days=-1)
    make_invitation(meeting, cast.bo)
    return Act(lambda by: outcomes.register_outcome(meeting, by=by), cast.anna, not_the_caller(cast))


@act(accepting.accept_answer)
def _(cast: Cast) -> Act:
    asked = {"meeting": call_individual(cast), "result": "waiting", "reason": "nobody_vouches", "waiting": NOTHING}
    mail = InboundMail.objects.create(message_key="k", needs_person=True, **asked)
    return Act(lambda by: accepting.accept_answer(mail, by=by), cast.anna, not_the_caller(cast))


@act(accepting.accept_as)
def _(cast: Cast) -> Act:
    meeting = call_individual(cast)
    tell(meeting.pk)
    answer = {"uid": str(CalendarObject.objects.get(meeting=meeting).uid), "attendees": [BO]}
    waiting = {**NOTHING, "from_address": "bo.ny@af.example", "answers": [ANSWER | answer]}
    asked = {"meeting": meeting, "result": "unknown", "reason": "other_sender", "waiting": waiting}
    mail = InboundMail.objects.create(message_key="k", needs_person=True, **asked)
    return Act(lambda by: accepting.accept_as(mail, by=by, person=cast.bo), cast.anna, not_the_caller(cast))


@act(handling.handle_mail)
def _(cast: Cast) -> Act:
    asked = {"meeting": call_individual(cast), "result": "unknown", "reason": "no_calendar"}
    mail = InboundMail.objects.create(message_key="k", needs_person=True, **asked)
    return Act(lambda by: handling.handle_mail(mail, by=by), cast.anna, not_the_caller(cast))


@act(aliases.end_alias)
def _(cast: Cast) -> Act:
    alias = PersonAlias.objects.create(person=cast.bo, email="bo.ny@af.example")
    return Act(lambda by: aliases.end_alias(alias, by=by), cast.cilla, (cast.anna, cast.rut))


@act(by_hand.remind_unanswered)
def _(cast: Cast) -> Act:
    meeting = call_individual(cast)
    return Act(lambda by: by_hand.remind_unanswered(meeting, by=by), cast.anna, not_the_caller(cast))


# series


@act(series.call_series)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: series.call_series(cast.lsg, by=by, plan=make_plan(), place="Sessionssalen"),
        cast.cilla,
        (cast.adam,),
        code="may_not_call",
    )


@act(series.extend_series)
def _(cast: Cast) -> Act:
    made = call_weekly(cast)
    return Act(
        lambda by: series.extend_series(made, by=by, last_on=made.last_on + WEEK), cast.cilla, not_the_convener(cast)
    )


@act(following.change_following)
def _(cast: Cast) -> Act:
    first = first_of(call_weekly(cast))
    return Act(lambda by: following.change_following(first, by=by, place="Rum 4"), cast.cilla, not_the_convener(cast))


@act(following.move_following)
def _(cast: Cast) -> Act:
    made = call_weekly(cast)
    first, ten = first_of(made), datetime.time(10)
    return Act(
        lambda by: following.move_following(first, by=by, first_on=made.first_on, starts=ten, length_minutes=60),
        cast.cilla,
        not_the_convener(cast),
    )


@act(following.end_following)
def _(cast: Cast) -> Act:
    first = first_of(call_weekly(cast))
    return Act(lambda by: following.end_following(first, by=by, reason="other"), cast.cilla, not_the_convener(cast))


@act(reach.move)
def _(cast: Cast) -> Act:
    made = call_weekly(cast)
    first, day = first_of(made), made.first_on + datetime.timedelta(days=1)
    return Act(
        lambda by: reach.move(first, "all", by=by, on=day, starts=NINE, length_minutes=60),
        cast.cilla,
        not_the_convener(cast),
    )


@act(reach.change)
def _(cast: Cast) -> Act:
    first = first_of(call_weekly(cast))
    return Act(lambda by: reach.change(first, "all", by=by, place="Rum 4"), cast.cilla, not_the_convener(cast))


@act(reach.cancel)
def _(cast: Cast) -> Act:
    first = first_of(call_weekly(cast))
    return Act(lambda by: reach.cancel(first, "all", by=by, reason="other"), cast.cilla, not_the_convener(cast))


@act(series_wishes.move_series)
def _(cast: Cast) -> Act:
    first = first_of(call_weekly(cast))
    assert first.starts_at is not None
    proposal = CounterProposal.objects.create(
        invitation=seat_of(first, cast.bo),
        for_series=True,
        starts_at=first.starts_at + HOUR,
        ends_at=first.starts_at + 2 * HOUR,
        instead_of=first.starts_at,
        made_at=timezone.now(),
    )
    return Act(lambda by: series_wishes.move_series(first, proposal, by=by), cast.cilla, not_the_convener(cast))


# figures


@act(statistics.close_half_year)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: statistics.close_half_year(cast.federation, "2020-1", by=by), cast.david, not_of_the_whole(cast)
    )


@act(statistics.note_correction)
def _(cast: Cast) -> Act:
    closed = ClosedHalfYear.objects.create(
        federation=cast.federation, half_year="2020-1", closed_at=timezone.now(), tables={}
    )
    return Act(
        lambda by: statistics.note_correction(closed, by=by, text="Ett möte för lite", area=cast.area),
        cast.cilla,
        (*not_a_keeper(cast), cast.adam),
    )


# people


@act(placements.add_person)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: placements.add_person(
            cast.af_unit, by=by, name="Nora Ny", email="nora@af.example", starts_on=today(), phone="070-174 06 11"
        ),
        cast.cilla,
        not_a_keeper(cast),
    )


@act(placements.place_person)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: placements.place_person(cast.alma, by=by, unit=cast.school, starts_on=today()),
        cast.cilla,
        not_a_keeper(cast),
    )


@act(placements.correct_function)
def _(cast: Cast) -> Act:
    place = cast.bo.placements.get()
    return Act(
        lambda by: placements.correct_function(place, by=by, function="Arbetsförmedlare"),
        cast.cilla,
        not_a_keeper(cast),
    )


@act(staffing.end_placement)
def _(cast: Cast) -> Act:
    place = cast.bo.placements.get()
    return Act(lambda by: staffing.end_placement(place, by=by, on=today()), cast.cilla, not_a_keeper(cast))


@act(staffing.leave_federation)
def _(cast: Cast) -> Act:
    return Act(lambda by: staffing.leave_federation(cast.bo, by=by, on=today()), cast.adam, not_of_the_whole(cast))


@act(staffing.close_unit)
def _(cast: Cast) -> Act:
    return Act(lambda by: staffing.close_unit(cast.af_unit, by=by, on=today()), cast.adam, not_of_the_whole(cast))


@act(staffing.correct_person)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: staffing.correct_person(cast.bo, by=by, email="bo.ny@af.example"), cast.cilla, not_a_keeper(cast)
    )


@act(staffing.correct_contact_point)
def _(cast: Cast) -> Act:
    point = make_contact_point(cast.af_unit)
    return Act(
        lambda by: staffing.correct_contact_point(point, by=by, mailbox="ny@af.example"), cast.cilla, not_a_keeper(cast)
    )


@act(vouching.answer_question)
def _(cast: Cast) -> Act:
    """Cilla has changed the address of Bo, whom Anna has called."""
    call_individual(cast)
    staffing.correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example")
    change = WaitingChange.objects.get(person=cast.bo)
    refused = (cast.bo, cast.alma, cast.kim, cast.frida, cast.cilla, cast.david, cast.adam)
    return Act(lambda by: vouching.answer_question(change, by=by, caller=cast.anna, is_right=True), cast.anna, refused)


@act(merging.merge_persons)
def _(cast: Cast) -> Act:
    twice = make_person(cast.af_unit, name="Bo Bäverhjelm", email="bosse@af.example")
    return Act(
        lambda by: merging.merge_persons(cast.bo, goes=twice, by=by), cast.adam, (*not_of_the_whole(cast), twice)
    )


@act(roles.give_role)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: roles.give_role(
            cast.alma, by=by, kind=RoleKind.COORDINATOR, federation=cast.federation, area=cast.area, starts_on=today()
        ),
        cast.adam,
        not_of_the_whole(cast),
    )


@act(staffing_roles.give_role)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: staffing_roles.give_role(
            cast.alma, by=by, kind=RoleKind.COORDINATOR, federation=cast.federation, area=cast.area, starts_on=today()
        ),
        cast.adam,
        not_of_the_whole(cast),
    )


@act(roles.end_role)
def _(cast: Cast) -> Act:
    role = cast.kim.roles.get()
    return Act(lambda by: roles.end_role(role, by=by, on=today()), cast.cilla, not_a_keeper(cast))


@act(logins.give_login)
def _(cast: Cast) -> Act:
    return Act(lambda by: logins.give_login(cast.bo, by=by), cast.cilla, (*not_a_keeper(cast), cast.bo))


@act(logins.end_login)
def _(cast: Cast) -> Act:
    cast.bo.set_password("ett långt lösenord")
    cast.bo.save(update_fields=["password"])
    return Act(lambda by: logins.end_login(cast.bo, by=by), cast.cilla, (*not_a_keeper(cast), cast.bo))


@act(logins.log_out_everywhere)
def _(cast: Cast) -> Act:
    UserSession.objects.create(user=cast.bo, ip="127.0.0.1", session_key="x", user_agent="")
    return Act(lambda by: logins.log_out_everywhere(cast.bo, by=by), cast.cilla, (*not_a_keeper(cast), cast.bo))


@act(logins.change_password)
def _(cast: Cast) -> Act:
    cast.bo.set_password("ett långt lösenord")
    cast.bo.save(update_fields=["password"])
    new = "fyra helt andra ord"
    change = lambda by: logins.change_password(cast.bo, by=by, old="ett långt lösenord", new=new)  # noqa: E731
    return Act(change, cast.bo, not_bo(cast))


@act(signin.take_factors_away)
def _(cast: Cast) -> Act:
    Authenticator.objects.create(user=cast.bo, type=Authenticator.Type.TOTP, data={})
    return Act(lambda by: signin.take_factors_away(cast.bo, by=by), cast.cilla, (*not_a_keeper(cast), cast.bo))


@act(signin.set_signin_rules)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: signin.set_signin_rules(cast.federation, by=by, contact_persons=True, everybody_from=None),
        cast.adam,
        not_of_the_whole(cast),
    )


def identity_of_bo(cast: Cast) -> Identity:
    provider = IdentityProvider(
        slug="af", label="Arbetsförmedlingen", federation=cast.federation.slug, party=cast.af.name,
        issuer="https://login.af.example", client_id="samverk", client_secret="hemligt",
        domains=frozenset({"af.example"}),
    )  # fmt: skip
    return Identity(provider=provider, subject="bo", address="bo@af.example", is_verified=True)


@act(identities.add_identity)
def _(cast: Cast) -> Act:
    """Who is of the federation is told that the account is not theirs."""
    identity = identity_of_bo(cast)
    return Act(lambda by: identities.add_identity(identity, by=by), cast.bo, not_bo(cast), code="provider_account")


@act(identities.remove_identity)
def _(cast: Cast) -> Act:
    cast.bo.set_password("ett långt lösenord")
    cast.bo.save(update_fields=["password"])
    account = identities.add_identity(identity_of_bo(cast), by=cast.bo)
    return Act(lambda by: identities.remove_identity(account, by=by), cast.bo, not_bo(cast))


@act(tokens.make_token)
def _(cast: Cast) -> Act:
    return Act(lambda by: tokens.make_token(cast.bo, name="Verksamhetssystemet", by=by), cast.bo, not_bo(cast))


@act(tokens.end_token)
def _(cast: Cast) -> Act:
    token, _key = tokens.make_token(cast.bo, name="Verksamhetssystemet", by=cast.bo)
    return Act(lambda by: tokens.end_token(token, by=by), cast.bo, not_bo(cast))


# places and video services


def not_of_the_place(cast: Cast) -> tuple[Person, ...]:
    """Neither who works in the area, nor the contact person of another party for its units."""
    return (cast.anna, cast.bo, cast.frida)


@act(places.add_place)
def _(cast: Cast) -> Act:
    return Act(lambda by: places.add_place(cast.area, by=by, name="Rådhuset"), cast.kim, not_of_the_place(cast))


@act(places.correct_place)
def _(cast: Cast) -> Act:
    place = lingonhuset(cast)
    return Act(lambda by: places.correct_place(place, by=by, room="rum 4"), cast.cilla, not_of_the_place(cast))


@act(places.end_place)
def _(cast: Cast) -> Act:
    place = lingonhuset(cast)
    return Act(lambda by: places.end_place(place, by=by), cast.cilla, not_of_the_place(cast))


@act(places.set_unit_address)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: places.set_unit_address(cast.kommun_unit, by=by, address="Storgatan 1"),
        cast.cilla,
        (*not_of_the_place(cast), cast.kim),
    )


@act(places.add_video_service)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: places.add_video_service(cast.federation, by=by, name="Video", hosts=["video.example"]),
        cast.adam,
        not_of_the_whole(cast),
    )


@act(places.correct_video_service)
def _(cast: Cast) -> Act:
    service: VideoService = allow_video(cast)
    return Act(
        lambda by: places.correct_video_service(service, by=by, for_individuals=False),
        cast.david,
        not_of_the_whole(cast),
    )


@act(places.end_video_service)
def _(cast: Cast) -> Act:
    service: VideoService = allow_video(cast)
    return Act(lambda by: places.end_video_service(service, by=by), cast.david, not_of_the_whole(cast))


# groups


@act(groups.set_calls_delegates)
def _(cast: Cast) -> Act:
    return Act(lambda by: groups.set_calls_delegates(cast.lsg, True, by=by), cast.cilla, not_the_convener(cast))


@act(members.add_member)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: members.add_member(
            cast.lsg, by=by, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=today()
        ),
        cast.cilla,
        not_the_convener(cast),
    )


def proposal(cast: Cast) -> LeaveProposal:
    """Bo leaves, as Cilla proposes to whoever keeps the neighbours' area; Kim speaks for the unit."""
    return LeaveProposal.objects.create(
        placement=cast.bo.placements.get(), area=cast.neighbour, last_on=today(), proposed_by=cast.cilla,
        proposed_at=timezone.now(),
    )  # fmt: skip


@act(lists.note_register_fetched)
def _(cast: Cast) -> Act:
    return Act(lambda by: lists.note_register_fetched(by=by), cast.cilla, not_a_keeper(cast))


@act(lists.note_members_fetched)
def _(cast: Cast) -> Act:
    return Act(lambda by: lists.note_members_fetched(cast.lsg, by=by), cast.cilla, not_the_convener(cast))


@act(proposals.propose_point_change)
def _(cast: Cast) -> Act:
    point = make_contact_point(cast.af_unit)
    return Act(
        lambda by: proposals.propose_point_change(point, by=by, text="Nytt nummer 0380-123 45"), cast.anna, (cast.eva,)
    )


@act(structure.add_unit)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: structure.add_unit(cast.af, by=by, name="Jobbtorget", areas=[cast.area]),
        cast.cilla,
        not_a_keeper(cast),
    )


@act(structure.add_way_in)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: structure.add_way_in(cast.af_unit, by=by, function="Växel", mailbox="vaxel@af.example"),
        cast.cilla,
        not_a_keeper(cast),
    )


@act(structure.add_forum)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: structure.add_forum(cast.federation, by=by, area=cast.area, kind="lsg", name="Styrgruppen"),
        cast.cilla,
        not_a_keeper(cast),
    )


@act(structure.rename_unit)
def _(cast: Cast) -> Act:
    return Act(lambda by: structure.rename_unit(cast.school, by=by, name="Skolan"), cast.adam, not_a_keeper(cast))


@act(structure.rename_forum)
def _(cast: Cast) -> Act:
    return Act(lambda by: structure.rename_forum(cast.lsg, by=by, name="Styrgruppen"), cast.cilla, not_a_keeper(cast))


@act(structure.rename_area)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: structure.rename_area(cast.area, by=by, name="Lingon", collaboration_name="Samverk Lingon"),
        cast.cilla,
        not_a_keeper(cast),
    )


@act(leaving_work.answer_leaving)
def _(cast: Cast) -> Act:
    row = proposal(cast)
    return Act(
        lambda by: leaving_work.answer_leaving(row, by=by, is_right=True),
        cast.adam,
        (cast.anna, cast.frida, cast.cilla),
    )


@act(members.send_member)
def _(cast: Cast) -> Act:
    seat = cast.lsg.memberships.get(person=cast.bo)
    members.end_member(seat, by=cast.cilla, on=today())
    colleague = make_person(cast.af_unit, name="Nova Nattljus", email="nova@af.example")
    return Act(
        lambda by: members.send_member(seat, by=by, person=colleague, starts_on=today() + datetime.timedelta(days=1)),
        cast.kim,
        (cast.anna, cast.bo, cast.rut, cast.adam),
    )


@act(members.end_member)
def _(cast: Cast) -> Act:
    seat = cast.lsg.memberships.get(person=cast.bo)
    return Act(lambda by: members.end_member(seat, by=by, on=today()), cast.cilla, not_the_convener(cast))


@act(members.replace_member)
def _(cast: Cast) -> Act:
    seat = cast.lsg.memberships.get(person=cast.bo)
    return Act(
        lambda by: members.replace_member(seat, by=by, person=cast.kim, on=today()),
        cast.cilla,
        not_the_convener(cast),
    )


@act(members.decline_forum)
def _(cast: Cast) -> Act:
    return Act(
        lambda by: members.decline_forum(cast.lsg, by=by, party=cast.fk, since=today()),
        cast.cilla,
        not_the_convener(cast),
    )


@act(members.take_back_decline)
def _(cast: Cast) -> Act:
    declined = Decline.objects.create(forum=cast.lsg, party=cast.fk, since=today())
    return Act(lambda by: members.take_back_decline(declined, by=by), cast.cilla, not_the_convener(cast))


@act(members.end_forum)
def _(cast: Cast) -> Act:
    return Act(lambda by: members.end_forum(cast.lsg, by=by, on=today()), cast.cilla, not_the_convener(cast))


@act(members.set_convener)
def _(cast: Cast) -> Act:
    return Act(lambda by: members.set_convener(cast.lsg, by=by, person=cast.anna), cast.cilla, not_the_convener(cast))
