"""Nobody gets into an individual meeting by their own act (domain rule 4), whatever a keeper does alone.

Generated from the list of actions: each that moves people, places, seats, addresses or mailboxes is tried by every
keeper role, alone and after others, with what a keeper would try: their own row, rows that they make up, and addresses
of theirs.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.meetings.access import unassigned_invitations, visible_meetings
from booking.meetings.actions import answering, calling, changing, outsiders, seats
from booking.meetings.take_over import meetings_to_take_over
from booking.models import Invitation, Meeting
from booking.staffing import actions as staffing
from booking.staffing import members, merging, vouching, waiting
from booking.staffing import roles as staffing_roles
from config.ground.errors import RuleError
from forums.actions import logins, placements, roles, structure
from forums.actions.aliases import answers_as
from forums.models import ContactPoint, Level, Person, Placement, RoleKind, Unit, WaitingChange
from forums.queries import today
from forums.waiting import login_address, open_changes
from notifications.inbox import accepting
from notifications.models import InboundMail, OutboxMessage
from notifications.notices.due import run_due
from notifications.notices.logins import send_login_mails
from notifications.notices.planning import plan_swept
from notifications.tasks import tell
from tests import acts
from tests.acts import ACTS, name_of
from tests.cast import Cast
from tests.factories import make_contact_point, make_role, make_unit
from tests.factories.calls import call_forum, draft_individual

# generated: what each action does on PostgreSQL is tried by the tests of its own
pytestmark = pytest.mark.sqlite_only

KEEPERS = ("cilla", "david", "adam")
DAY = datetime.timedelta(days=1)
OURS = "evil.example"
INDIVIDUAL = Q(template__level=Level.INDIVIDUAL)


@dataclass
class Scene:
    """Anna's and Alma's cases, with persons and units called; and one keeper, who is after them."""

    cast: Cast
    keeper: Person
    cases: list[Meeting] = field(default_factory=list)

    @property
    def made_up(self) -> list[Person]:
        """The rows that the keeper has made: whoever reads the mail there is the keeper."""
        return list(Person.objects.filter(email__endswith=OURS, name__startswith="Sock"))

    @property
    def victims(self) -> list[Person]:
        return [self.cast.anna, self.cast.alma, self.cast.bo, self.cast.rut, self.cast.frida, self.cast.kim]


def scene_of(cast: Cast, keeper: str) -> Scene:
    """Somebody else has placed the keeper at AF, and made them its contact person: they see whom to assign there."""
    scene = Scene(cast, getattr(cast, keeper))
    make_contact_point(cast.af_unit, mailbox="")
    ContactPoint.objects.filter(unit=cast.af_unit).update(person=cast.kim)
    for unit in (cast.fk_unit, cast.kommun_unit, cast.region_unit):
        make_contact_point(unit, mailbox=f"{unit.pk}@enhet.example")
    Placement.objects.create(person=scene.keeper, unit=cast.af_unit, starts_on=today() - 100 * DAY)
    make_role(scene.keeper, RoleKind.CONTACT_PERSON, area=cast.area, party=cast.af)
    for party in (cast.af, cast.kommun):
        make_contact_point(make_unit(party), mailbox=f"{party.pk}@part.example")
    for n, unit in enumerate((cast.kommun_unit, cast.af_unit)):
        made = {"name": f"Sock {n}", "email": address(n), "starts_on": today() - 9 * DAY}
        placements.add_person(unit, by=cast.adam, **made)
    WaitingChange.objects.update(changed_by=scene.keeper)
    for caller in (cast.anna, cast.alma):
        draft = draft_individual(cast, cast.bo, cast.rut)
        seats.add_invitation(draft, by=cast.anna, unit=cast.fk_unit)
        seats.add_invitation(draft, by=cast.anna, unit=cast.af_unit)
        Meeting.objects.filter(pk=draft.pk).update(caller=caller)
        draft.invitations.filter(person=cast.anna).update(person=caller)
        draft.refresh_from_db()
        draft.consent.parties.add(cast.fk)  # type: ignore[union-attr]
        scene.cases.append(calling.call_meeting(draft, by=caller))
    tell(call_forum(cast).pk)
    draft_individual(cast, cast.frida)
    for person in (cast.anna, cast.alma, cast.bo, cast.rut):
        person.set_password("ett lösenord som ingen annan har")
        person.save()
    return scene


Move = Callable[[Scene, int], object]
MOVES: dict[str, Move] = {}


def move(action: Callable[..., object]) -> Callable[[Move], Move]:
    def keep(attempt: Move) -> Move:
        MOVES[name_of(action)] = attempt
        return attempt

    return keep


def ours(scene: Scene, n: int) -> Person:
    """A row of the keeper's: their own, or one that they have made up."""
    rows = [scene.keeper, *scene.made_up]
    return rows[n % len(rows)]


def victim(scene: Scene, n: int) -> Person:
    return Person.objects.get(pk=scene.victims[n % len(scene.victims)].pk)


def unit_of(scene: Scene, n: int) -> Unit:
    cast = scene.cast
    return (cast.kommun_unit, cast.af_unit, cast.fk_unit, cast.region_unit)[n % 4]


def address(n: int) -> str:
    return f"brevlada{n}@{OURS}"


@move(placements.add_person)
def _(scene: Scene, n: int) -> object:
    return placements.add_person(
        unit_of(scene, n), by=scene.keeper, name=f"Sock {n + 2}", email=address(n + 2), starts_on=today() - 10 * DAY
    )


@move(placements.place_person)
def _(scene: Scene, n: int) -> object:
    person = ours(scene, n)
    return placements.place_person(person, by=scene.keeper, unit=unit_of(scene, n), starts_on=today() - DAY)


@move(staffing.end_placement)
def _(scene: Scene, n: int) -> object:
    place = victim(scene, n).placements.filter(ends_on=None).first()
    heir = ours(scene, n // 2) if n % 2 else None
    return place and staffing.end_placement(place, by=scene.keeper, on=today() - (n % 3) * DAY, heir=heir)


@move(staffing.leave_federation)
def _(scene: Scene, n: int) -> object:
    return staffing.leave_federation(victim(scene, n), by=scene.keeper, on=today() - DAY)


@move(staffing.close_unit)
def _(scene: Scene, n: int) -> object:
    unit = unit_of(scene, n)
    successor = Unit.objects.filter(party=unit.party, closed_on=None).exclude(pk=unit.pk).first()
    return staffing.close_unit(unit, by=scene.keeper, on=today() + (n % 5) * DAY, successor=successor)


@move(staffing.correct_person)
def _(scene: Scene, n: int) -> object:
    return staffing.correct_person(victim(scene, n), by=scene.keeper, email=address(n + 100))


@move(staffing.correct_contact_point)
def _(scene: Scene, n: int) -> object:
    points = list(ContactPoint.objects.order_by("pk"))
    mailbox, person = (address(n + 200), None) if n % 2 else ("", ours(scene, n))
    return staffing.correct_contact_point(points[n % len(points)], by=scene.keeper, mailbox=mailbox, person=person)


@move(merging.merge_persons)
def _(scene: Scene, n: int) -> object:
    """Both ways round: a victim's row into one of ours, and ours into the victim's."""
    rows = [ours(scene, n // 2), victim(scene, n)]
    stays, goes = rows if n % 2 else reversed(rows)
    return merging.merge_persons(stays, goes=goes, by=scene.keeper)


@move(roles.give_role)
def _(scene: Scene, n: int) -> object:
    return give_role(roles.give_role, scene, n)


@move(staffing_roles.give_role)
def _(scene: Scene, n: int) -> object:
    return give_role(staffing_roles.give_role, scene, n)


def give_role(action: Callable[..., object], scene: Scene, n: int) -> object:
    party = unit_of(scene, n).party
    kind = (RoleKind.CONTACT_PERSON, RoleKind.MANAGER)[n % 2]
    given = {"federation": scene.cast.federation, "area": scene.cast.area, "party": party, "starts_on": today()}
    return action(ours(scene, n), by=scene.keeper, kind=kind, **given)


@move(logins.give_login)
def _(scene: Scene, n: int) -> object:
    return logins.give_login([*scene.victims, *scene.made_up][n % (6 + len(scene.made_up))], by=scene.keeper)


@move(changing.take_over_meeting)
def _(scene: Scene, n: int) -> object:
    return changing.take_over_meeting(scene.cases[n % 2], by=ours(scene, n // 2))


@move(answering.assign_invitation)
def _(scene: Scene, n: int) -> object:
    """Assigned by the keeper, or by a row that they have made up."""
    call = unassigned(scene, n)
    return call and answering.assign_invitation(call, by=ours(scene, n), person=ours(scene, n // 3))


@move(answering.pass_on_invitation)
def _(scene: Scene, n: int) -> object:
    """To a unit of the same party whose way in is ours."""
    call = unassigned(scene, n)
    if call is None or call.unit is None:
        return None
    other = Unit.objects.filter(party=call.unit.party).exclude(pk=call.unit.pk).first()
    return other and answering.pass_on_invitation(call, by=ours(scene, n), unit=other)


@move(outsiders.add_outsider)
def _(scene: Scene, n: int) -> object:
    """An address of ours is called to a case: by the keeper, or by a row that they have made up."""
    named = {"unit": unit_of(scene, n // 2), "name": f"Sock {n + 400}", "email": address(n + 400)}
    return outsiders.add_outsider(scene.cases[n % 2], by=ours(scene, n // 3), **named)


def unassigned(scene: Scene, n: int) -> Invitation | None:
    calls = Invitation.objects.filter(meeting__in=scene.cases, person=None, state="live").order_by("pk")
    return calls[n % calls.count()] if calls.exists() else None


@move(vouching.answer_question)
def _(scene: Scene, n: int) -> object:
    """Whoever changed something, or gains by it, says that it is right."""
    asked = [question for change in open_changes() for question in waiting.questions_of(change)]
    if not asked:
        return None
    question = asked[n % len(asked)]
    return vouching.answer_question(question.change, by=ours(scene, n), caller=question.caller, is_right=True)


@move(accepting.accept_as)
def _(scene: Scene, n: int) -> object:
    """An address of ours is a victim's, or a victim's colleague's is ours, by an answer to a group that we hold."""
    group = Meeting.objects.filter(forum__isnull=False, called_at__isnull=False).order_by("pk").first()
    assert group is not None
    person = (scene.cast.bo, scene.cast.frida, scene.cast.rut, scene.keeper)[n % 4]
    attendee = {**acts.BO, "addresses": [person.email]}
    answer = {**acts.ANSWER, "uid": str(group.calendar_objects.get().uid), "attendees": [attendee]}
    waiting = {**acts.NOTHING, "from_address": address(n + 300), "answers": [answer]}
    asked = {"meeting": group, "result": "unknown", "reason": "other_sender", "needs_person": True}
    mail = InboundMail.objects.create(message_key=f"{n} {InboundMail.objects.count()}", waiting=waiting, **asked)
    return accepting.accept_as(mail, by=scene.keeper, person=person)


@move(members.add_member)
def _(scene: Scene, n: int) -> object:
    return members.add_member(
        scene.cast.lsg, by=scene.keeper, person=ours(scene, n), party=unit_of(scene, n).party, starts_on=today()
    )


@move(structure.add_way_in)
def _(scene: Scene, n: int) -> object:
    return structure.add_way_in(unit_of(scene, n), by=scene.keeper, function=f"Funktion {n}", mailbox=address(n + 300))


@move(structure.add_unit)
def _(scene: Scene, n: int) -> object:
    return structure.add_unit(scene.cast.af, by=scene.keeper, name=f"Enhet {n}", areas=[scene.cast.area])


@move(members.send_member)
def _(scene: Scene, n: int) -> object:
    seat = scene.cast.lsg.memberships.exclude(ends_on=None).first()
    return seat and members.send_member(seat, by=scene.keeper, person=ours(scene, n), starts_on=today() + DAY)


@move(members.replace_member)
def _(scene: Scene, n: int) -> object:
    held = list(scene.cast.lsg.memberships.filter(ends_on=None))
    return members.replace_member(held[n % len(held)], by=scene.keeper, person=ours(scene, n), on=today())


# they give nobody a place, an address or a mailbox, nor a seat at a case
GIVES_NOTHING = {
    "forums.actions.groups.set_calls_delegates", "forums.actions.logins.end_login", "forums.actions.roles.end_role",
    "booking.staffing.members.decline_forum", "booking.staffing.members.end_forum",
    "booking.staffing.members.end_member", "booking.staffing.members.set_convener",
    "booking.staffing.members.take_back_decline",
    "forums.actions.structure.add_forum", "forums.actions.structure.rename_area",
    "forums.actions.structure.rename_forum", "forums.actions.structure.rename_unit",
    "forums.actions.placements.correct_function", "forums.actions.proposals.propose_point_change",
    # a line in the record of changes
    "forums.actions.lists.note_register_fetched", "forums.actions.lists.note_members_fetched",
    # a yes ends; the heir's cases wait as they do when the placement is ended at once
    "booking.staffing.leaving_work.answer_leaving",
    # what is taken away is a hurdle before the password, which the mail to the person's own address is asked for
    "forums.actions.signin.take_factors_away", "forums.actions.signin.set_signin_rules",
    "forums.actions.logins.log_out_everywhere", "forums.actions.logins.change_password",
    # an address that answers come from takes no mail and names nobody
    "forums.actions.aliases.end_alias",
    # only oneself makes and ends one, and adds and takes away an account elsewhere that says one's own address
    "forums.actions.identities.add_identity", "forums.actions.identities.remove_identity",
    "forums.actions.tokens.make_token", "forums.actions.tokens.end_token",
    # a meeting that has been called keeps its words
    "forums.actions.places.add_place", "forums.actions.places.correct_place", "forums.actions.places.end_place",
    "forums.actions.places.set_unit_address", "forums.actions.places.add_video_service",
    "forums.actions.places.correct_video_service", "forums.actions.places.end_video_service",
}  # fmt: skip
REGISTER = ("forums.actions.", "booking.staffing.")
NEAR_CASES = {"take_over_meeting", "assign_invitation", "pass_on_invitation", "accept_as", "add_outsider"}


def test_every_action_that_moves_people_is_tried() -> None:
    names = {name.split()[0] for name in ACTS}
    moving = {name for name in names if name.startswith(REGISTER) or name.rpartition(".")[2] in NEAR_CASES}

    assert set(MOVES) | GIVES_NOTHING == moving


def attempt(scene: Scene, name: str, n: int) -> None:
    """One try; what is refused changes nothing."""
    try:
        with transaction.atomic():
            MOVES[name](scene, n)
    except (RuleError, PermissionDenied, Http404):
        return


def read_by(scene: Scene) -> set[tuple[str, str]]:
    """The cases that the keeper can read, or take: as themselves, or as a row whose links come to an address of
    theirs.
    """
    found = set()
    for person in Person.objects.filter(is_active=True):
        is_ours = person.pk == scene.keeper.pk or login_address(person).endswith(OURS)
        if not is_ours:
            continue
        found |= {("reads", str(pk)) for pk in visible_meetings(person).filter(INDIVIDUAL).values_list("pk", flat=True)}
        orphans = meetings_to_take_over(person).filter(INDIVIDUAL).values_list("pk", flat=True)
        found |= {("takes over", str(pk)) for pk in orphans}
        if person.pk != scene.keeper.pk:
            calls = unassigned_invitations(person).filter(meeting__template__level=Level.INDIVIDUAL)
            found |= {("assigns", str(pk)) for pk in calls.values_list("pk", flat=True)}
    return found


def mailed_to(scene: Scene) -> set[tuple[str, str]]:
    """Mails about cases, and links to choose a password with, that come to an address of the keeper's."""
    for meeting in Meeting.objects.filter(INDIVIDUAL, called_at__isnull=False):
        tell(meeting.pk)
    plan_swept()
    run_due()
    send_login_mails()
    own = [scene.keeper.email, *Person.objects.filter(name__startswith="Sock").values_list("email", flat=True)]
    ours = Q(address__endswith=OURS) | Q(address__in=[each for each in own if each])
    about = Q(meeting__template__level=Level.INDIVIDUAL) | Q(notice__login_request__isnull=False)
    mails = OutboxMessage.objects.filter(ours, about).exclude(address=scene.keeper.email, kind="assign")
    # that an address is new is said there too, without a link
    mails = mails.exclude(kind="login_addressed")
    links = mails.filter(notice__login_request__person__in=scene.victims) | mails.exclude(meeting=None)
    return {(mail.address, mail.kind) for mail in links.distinct()}


@pytest.mark.parametrize("keeper", KEEPERS)
@pytest.mark.parametrize("name", sorted(MOVES))
def test_no_keeper_comes_to_a_case_by_one_act(name: str, keeper: str, cast: Cast) -> None:
    scene = scene_of(cast, keeper)
    before = read_by(scene)

    for n in range(6):
        with transaction.atomic():
            attempt(scene, name, n)
            assert (read_by(scene), mailed_to(scene)) == (before, set()), n
            transaction.set_rollback(True)


@pytest.mark.parametrize("keeper", KEEPERS)
def test_no_keeper_comes_to_a_case_by_any_row_of_acts(keeper: str, cast: Cast) -> None:
    scene = scene_of(cast, keeper)
    before = read_by(scene)
    one = st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 23))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(one, min_size=2, max_size=7))
    def try_them(acts: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            for name, n in acts:
                attempt(scene, name, n)
            assert (read_by(scene), mailed_to(scene)) == (before, set())
            transaction.set_rollback(True)

    try_them()


def test_the_moves_would_show_a_hole(cast: Cast) -> None:
    """What the tests above look for is found where it is: a caller calls the keeper by name."""
    scene = scene_of(cast, "david")
    seats.add_invitation(scene.cases[0], by=cast.anna, person=cast.david)

    assert read_by(scene) == {("reads", str(scene.cases[0].pk))}
    assert {address for address, _kind in mailed_to(scene)} == {cast.david.email}


def test_an_address_of_a_keepers_is_remembered_at_a_group_and_answers_for_nobody_in_a_case(cast: Cast) -> None:
    scene = scene_of(cast, "cilla")
    MOVES[name_of(accepting.accept_as)](scene, 0)

    assert answers_as(address(300)) == cast.bo
    assert {answers_as(address(300), in_case_of=case.caller_id) for case in scene.cases} == {None}
