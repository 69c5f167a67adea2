"""Access to meetings: who may see and do what. Views and API start here, never from the models."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from booking.meetings.queries import open_delegations, open_proposals, wished_by
from booking.meetings.take_over import today_began
from booking.models import (
    Answer,
    Consent,
    CounterProposal,
    Delegation,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Series,
)
from config.database.prepared import Slot, prepared
from forums.access import access_row, can_arrange_forum, is_contact_person, is_contact_person_in_cases, require
from forums.models import (
    Area,
    Federation,
    Forum,
    Level,
    MeetingTemplate,
    Person,
    RoleKind,
)
from forums.queries import the_one, today
from forums.standing import Standing, standing_of
from forums.waiting import units_behind

OVERSEERS = (RoleKind.DIRECTOR, RoleKind.ADMINISTRATOR)
Wish = TypeVar("Wish", CounterProposal, Delegation)
# joined for a meeting's page
WITH_A_PAGE = ("template", "area", "forum", "caller", "calling_unit", "consent")


def visible_meetings(person: Person) -> QuerySet[Meeting]:
    """The queryset of meetings whose page the person may open.

    About a person: the caller, and whoever is called. No role gives more: a coordinator, a director and an
    administrator see figures only (domain rule 4). Groups and open meetings: also those who hold them together and
    those with a seat.
    """
    called_to = Invitation.objects.filter(meeting=OuterRef("pk"), person=person.pk, state=InvitationState.LIVE)
    own = Q(caller=person.pk) | (Q(Exists(called_to)) & ~Q(state=MeetingState.DRAFT))
    group = ~Q(template__level=Level.INDIVIDUAL) & _held_together_by(person)
    return Meeting.objects.filter(own | group, federation__in=standing_of(person).federations).select_related(
        *WITH_A_PAGE
    )


def _held_together_by(person: Person) -> Q:
    standing = standing_of(person)
    found = Q(forum__convener=person.pk)
    if standing.coordinated:
        # a day that several areas hold together is seen by the coordinators of each
        joint = Meeting.joint_areas.through.objects.filter(meeting=OuterRef("pk"), area__in=standing.coordinated)
        found |= Q(area__in=standing.coordinated) | Q(Exists(joint)) & ~Q(state=MeetingState.DRAFT)
    if directed := standing.federations_as(RoleKind.DIRECTOR):
        found |= Q(federation__in=directed)
    if standing.seats:
        found |= Q(forum__in=list(standing.seats)) & ~Q(state=MeetingState.DRAFT)
    return found


def can_see(person: Person, meeting: Meeting) -> bool:
    """`visible_meetings` for a row that has been read: most rows answer without a query."""
    standing = standing_of(person)
    if not standing.is_in(meeting.federation_id):
        return False
    if meeting.caller_id == person.pk or (not meeting.is_individual and _holds_together(standing, meeting)):
        return True
    if meeting.state == MeetingState.DRAFT:
        return False
    if not meeting.is_individual and meeting.forum_id in standing.seats:
        return True
    if standing.coordinated and not meeting.is_individual and meeting.joint_areas.filter(pk__in=standing.coordinated):
        return True
    return Invitation.objects.filter(meeting=meeting, person=person, state=InvitationState.LIVE).exists()


def _holds_together(standing: Standing, meeting: Meeting) -> bool:
    if meeting.forum is not None and meeting.forum.convener_id == standing.person.pk:
        return True
    if meeting.area_id in standing.coordinated:
        return True
    return meeting.federation_id in standing.federations_as(RoleKind.DIRECTOR)


def access_meeting(person: Person, pk: UUID | str) -> Meeting:
    """The meeting; raises `Http404` when the person may not know that it exists."""
    try:
        meeting = next(iter(_meeting(pk if isinstance(pk, UUID) else UUID(pk))), None)
    except ValueError:
        meeting = None
    if meeting is None or not can_see(person, meeting):
        raise Http404
    return meeting


@prepared
def _meeting(pk: Slot) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk=pk).select_related(*WITH_A_PAGE, "template__agreement", "outcome").order_by()


def access_to_change(person: Person, pk: UUID | str) -> Meeting:
    """The meeting, for who may change it: `Http404` as `access_meeting`, `PermissionDenied` for who may only see it."""
    meeting = access_meeting(person, pk)
    require(can_change(person, meeting))
    return meeting


def can_change(person: Person, meeting: Meeting) -> bool:
    """Move, change, cancel, add, remove, register: the caller; for a group also those who hold it together."""
    if meeting.stripped_at is not None:
        return False
    if meeting.caller_id == person.pk:
        return True
    if meeting.is_individual:
        return False
    if meeting.forum is not None:
        return can_arrange_forum(person, meeting.forum)
    standing = standing_of(person)
    if meeting.area_id in standing.coordinated:
        return True
    return meeting.federation_id in standing.federations_as(RoleKind.DIRECTOR)


def can_withdraw(person: Person, consent: Consent) -> bool:
    """Whoever holds a meeting in the consent's chain."""
    return any(can_change(person, meeting) for meeting in consent.meetings.select_related("template", "forum"))


def changeable_meetings(person: Person) -> QuerySet[Meeting]:
    """The queryset of all that `can_change` allows: own calls; groups' and open meetings that the person holds."""
    standing = standing_of(person)
    areas, federations = standing.coordinated, standing.federations_as(RoleKind.DIRECTOR)
    held = Q(forum__convener=person.pk)
    if areas or federations:
        held |= Q(forum__area__in=areas) | Q(forum__federation__in=federations)
        held |= Q(forum=None) & (Q(area__in=areas) | Q(federation__in=federations))
    return Meeting.objects.filter(
        Q(caller=person.pk) | (~Q(template__level=Level.INDIVIDUAL) & held),
        federation__in=standing.federations,
        stripped_at=None,
    ).select_related("template", "area", "forum", "federation", "caller")


def visible_series(person: Person) -> QuerySet[Series]:
    """Series that the person called or has a seat in, and those of groups that they hold together."""
    standing = standing_of(person)
    areas, federations = standing.coordinated, standing.federations_as(RoleKind.DIRECTOR)
    held = Q(forum__convener=person.pk) | Q(forum__area__in=areas) | Q(forum__federation__in=federations)
    own = Q(caller=person.pk) | Q(seats__person=person.pk, seats__invitations__state=InvitationState.LIVE)
    return (
        Series.objects.filter(own | held, federation__in=standing.federations)
        .select_related("forum__area", "forum__federation", "template", "federation", "caller")
        .distinct()
    )


def access_series(person: Person, pk: UUID | str) -> Series:
    return access_row(visible_series(person), pk)


def can_change_series(person: Person, series: Series) -> bool:
    """The person who called it, and those who hold its group together."""
    if series.caller_id == person.pk:
        return True
    return can_arrange_forum(person, series.forum)


def proposals_to_decide(person: Person) -> QuerySet[CounterProposal]:
    """Open counter-proposals for meetings that the person may move."""
    meetings = _wishes_to_decide(CounterProposal, person)
    return open_proposals().filter(invitation__meeting__in=meetings) if meetings else CounterProposal.objects.none()


def delegations_to_decide(person: Person) -> QuerySet[Delegation]:
    meetings = _wishes_to_decide(Delegation, person)
    return open_delegations().filter(invitation__meeting__in=meetings) if meetings else Delegation.objects.none()


def _wishes_to_decide(wish: type[CounterProposal] | type[Delegation], person: Person) -> list[UUID]:
    calls = wished_by(wish)
    if not calls:
        return []
    about = changeable_meetings(person).filter(invitations__in=calls, starts_at__gt=timezone.now())
    return list(about.order_by().values_list("pk", flat=True))


def access_wish(wish: type[Wish], person: Person, pk: int) -> Wish:
    """A counter-proposal or delegation of a meeting that the person may change; `Http404` for anybody else."""
    row = access_row(
        wish.objects.select_related("invitation__person", "invitation__unit", "invitation__meeting__series"), pk
    )
    if not can_change(person, access_meeting(person, row.invitation.meeting_id)):
        raise Http404
    return row


def can_see_note(person: Person, meeting: Meeting) -> bool:
    return can_change(person, meeting)


def unassigned_invitations(person: Person) -> QuerySet[Invitation]:
    """Calls to units that this person may assign: time, reference and unit, nothing more."""
    theirs = _calls_to_assign(person)
    if not theirs:
        return Invitation.objects.none()
    return (
        Invitation.objects.filter(
            theirs,
            person__isnull=True,
            state=InvitationState.LIVE,
            meeting__state=MeetingState.CALLED,
            meeting__no_mail=False,
            meeting__starts_at__gte=today_began(),
        )
        .select_related("meeting__area", "meeting__template", "meeting__federation", "unit__party__kind", "party")
        .order_by("meeting__starts_at")
    )


def _calls_to_assign(person: Person) -> Q:
    """Filter: calls to the parties whose contact person somebody is, for all areas or one, and to units that they are a
    way in to; the same rule as `is_contact_person`.
    """
    standing, group = standing_of(person), ~Q(meeting__template__level=Level.INDIVIDUAL)
    units, in_cases = units_behind(person)
    found = Q(unit__in=in_cases) if in_cases else Q()
    if units - in_cases:
        found |= Q(unit__in=units - in_cases) & group
    settled = {place.party_id for place in standing.workplaces if not place.waits}
    for role in standing.roles:
        if role.kind == RoleKind.CONTACT_PERSON:
            here = Q(party=role.party_id) & (Q(meeting__area=role.area_id) if role.area_id else Q())
            found |= here if role.party_id in settled else here & group
    return found


def can_assign(person: Person, invitation: Invitation) -> bool:
    """Only a live call of a called meeting: a draft, and a meeting utan utskick, is the caller's alone."""
    if not invitation.is_live or not invitation.meeting.is_called:
        return False
    return speaks_for_unit(person, invitation)


def speaks_for_unit(person: Person, invitation: Invitation) -> bool:
    """The contact person of the unit that is asked; also when it is too late, so that they may be told so."""
    meeting = invitation.meeting
    if invitation.unit is None or meeting.state == MeetingState.DRAFT or meeting.no_mail:
        return False
    speaks = is_contact_person_in_cases if meeting.is_individual else is_contact_person
    return speaks(person, invitation.unit, meeting.area)


def can_answer(person: Person, invitation: Invitation) -> bool:
    """The person called; who may change the meeting, for an answer by phone; who may assign, to say no for the unit."""
    if invitation.person_id == person.pk:
        return True
    if can_change(person, invitation.meeting):
        return True
    return not invitation.is_assigned and can_assign(person, invitation)


def can_name_substitute(person: Person, invitation: Invitation) -> bool:
    return invitation.person_id == person.pk or can_change(person, invitation.meeting)


def access_invitation(person: Person, pk: UUID | str) -> Invitation:
    """An invitation that is the person's own, of a meeting they may change, or that they may assign; else `Http404`."""
    rows = Invitation.objects.select_related(
        "meeting__template__agreement", "meeting__federation", "meeting__area", "meeting__consent", "meeting__forum"
    ).select_related("person", "unit__party__kind", "party__kind")
    try:
        invitation = the_one(rows.filter(pk=pk))
    except (ValueError, ValidationError):
        invitation = None
    if invitation is None:
        raise Http404
    called = invitation.is_live and invitation.meeting.state != MeetingState.DRAFT
    own = called and invitation.person_id == person.pk
    if own or can_change(person, invitation.meeting) or can_assign(person, invitation):
        return invitation
    raise Http404


def access_own_seat(person: Person, pk: UUID | str) -> Invitation:
    """An own call of a called meeting, also one that the person has handed over to a colleague; else `Http404`."""
    handed_over = Q(state=InvitationState.REPLACED, answer=Answer.SUBSTITUTE)
    own = Invitation.objects.filter(Q(state=InvitationState.LIVE) | handed_over, person=person.pk)
    called = own.filter(
        meeting__state=MeetingState.CALLED,
        meeting__stripped_at=None,
        meeting__federation__in=standing_of(person).federations,
    )
    return access_row(called.select_related("meeting__template", "meeting__forum", "meeting__area", "person"), pk)


def visible_figure_areas(person: Person) -> QuerySet[Area]:
    """Areas whose figures the person may see: those they coordinate, are a manager in, or sit in a group of that goes
    through them; all of the federation for its director and administrators (domain rule 4). Staff see the figures of
    their own unit, see `booking.statistics.own_unit`."""
    standing = standing_of(person)
    mine = Q(pk__in=standing.coordinated | _areas_as_manager(standing))
    if standing.seats:
        mine |= Q(pk__in=_groups_with_figures(standing).values("area"))
    rows = Area.objects.filter(mine | Q(federation__in=standing.federations_as(*OVERSEERS)))
    return rows.select_related("federation")


def _groups_with_figures(standing: Standing) -> QuerySet[Forum]:
    """The area's groups that the person sits in whose template says that they read its figures."""
    agreed = MeetingTemplate.objects.filter(
        area=OuterRef("area"), slug=OuterRef("kind"), is_current=True, shows_figures=True
    )
    still_there = Q(ended_on=None) | Q(ended_on__gte=today())
    return Forum.objects.filter(Exists(agreed), still_there, pk__in=list(standing.seats)).order_by()


def _areas_as_manager(standing: Standing) -> set[int]:
    """The area of a manager's role; where it names none, those of the units where the manager works."""
    found: set[int] = set()
    for role in standing.roles:
        if role.kind == RoleKind.MANAGER and role.area_id:
            found.add(role.area_id)
        elif role.kind == RoleKind.MANAGER:
            places = [place for place in standing.workplaces if place.federation_id == role.federation_id]
            found |= {area for place in places if role.party_id in (None, place.party_id) for area in place.areas}
    return found


def figure_places(person: Person) -> tuple[list[Area], list[Federation]]:
    """The areas of `visible_figure_areas`, and the federations whose areas the person may see side by side."""
    whole = standing_of(person).federations_as(*OVERSEERS)
    return list(visible_figure_areas(person)), list(visible_figure_federations(person)) if whole else []


def visible_figure_federations(person: Person) -> QuerySet[Federation]:
    """Federations whose areas the person may see side by side."""
    return Federation.objects.filter(pk__in=standing_of(person).federations_as(*OVERSEERS))


def access_figures(person: Person, pk: int | str) -> Area:
    return access_row(visible_figure_areas(person), pk)


def access_federation_figures(person: Person, pk: int | str) -> Federation:
    return access_row(visible_figure_federations(person), pk)


def own_draft(person: Person, pk: str) -> Meeting | None:
    """A draft that the person has begun and may change; None for anything else, also for what is no id."""
    try:
        meeting = Meeting.objects.filter(pk=pk, caller=person, state=MeetingState.DRAFT).first()
    except ValidationError:
        return None
    return meeting if meeting is not None and can_change(person, meeting) else None
