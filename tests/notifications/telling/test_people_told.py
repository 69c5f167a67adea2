"""What is told when people come and go: an address that changes, a place that ends, two rows for one person."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.meetings.queries import live_invitations
from booking.models import Invitation, Meeting
from booking.staffing.actions import correct_person, end_placement
from booking.staffing.members import add_member, end_member, replace_member
from booking.staffing.merging import merge_persons
from config.ground.errors import RuleError
from forums.actions.people import person_by_address
from forums.models import ApiToken, Person, Placement
from forums.queries import today
from notifications.feeds.addresses import feed_address, find_feed, own_feeds, subscribe
from notifications.models import OutboxMessage, OutboxState
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import sweep_reconcile, tell
from tests.factories import make_contact_point, make_key, make_membership, make_person, make_role
from tests.factories.calls import call_forum, call_individual
from tests.factories.vouching import say_yes

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def told(*meetings: Meeting) -> set[tuple[str, str, int]]:
    """Tell, deliver, and say what left now: address, kind, SEQUENCE."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    for meeting in meetings:
        tell(meeting.pk)
    while deliver_batch().sent:
        continue
    rows = OutboxMessage.objects.filter(state=OutboxState.SENT).exclude(pk__in=before)
    return {(row.address, row.kind, row.sequence) for row in rows}


@pytest.fixture
def twin(cast: Any) -> Person:
    """Bo once more: named by a colleague under another address."""
    return make_person(cast.af_unit, name="Bo B", email="bo.baverhjalm@af.example")


# --- the standing groups


def test_a_member_who_is_replaced_hands_over_and_nobody_else_is_told(cast: Any) -> None:
    meeting = call_forum(cast)
    told(meeting)

    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=cast.kim, on=today())

    assert told(meeting) == {("bo@af.example", "removed", 1), ("kim@af.example", "invitation", 1)}


def test_a_member_who_comes_and_goes_again_is_told_nothing(cast: Any) -> None:
    meeting = call_forum(cast)
    told(meeting)

    seat = add_member(cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=today())
    end_member(seat, by=cast.cilla, on=today())

    assert told(meeting) == set()


# --- a place that ends


def test_when_somebody_leaves_the_unit_is_asked_and_the_caller_told(cast: Any) -> None:
    make_contact_point(cast.af_unit, mailbox="in@af.example")
    meeting = call_individual(cast)
    told(meeting)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    assert told(meeting) == {
        ("bo@af.example", "removed", 1),
        ("in@af.example", "assign", 0),
        ("anna@bistand.example", "seat_left", 0),
    }
    assert told(meeting) == set()


def test_when_the_caller_leaves_those_who_may_take_over_are_told(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)

    end_placement(cast.anna.placements.get(), by=cast.cilla, on=today())

    assert told(meeting) == {("anna@bistand.example", "removed", 1), ("alma@bistand.example", "caller_left", 0)}


# --- an address


def test_a_corrected_address_moves_what_lies_ahead_of_groups_at_once(
    cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = call_forum(cast)
    told(meeting)

    with django_capture_on_commit_callbacks() as callbacks:
        correct_person(cast.bo, by=cast.cilla, email="Bo.Ny@af.example")

    assert len(callbacks) == 2  # what lies ahead, and that the address is new
    sweep_reconcile()
    while deliver_batch().sent:
        continue
    left = OutboxMessage.objects.filter(sequence__gt=0).order_by("sequence")
    assert [(row.address, row.method, row.sequence) for row in left] == [
        ("bo@af.example", "CANCEL", 1),
        ("bo.ny@af.example", "REQUEST", 2),
    ]
    assert person_by_address("bo@af.example") == cast.bo


def test_the_personal_link_that_went_to_the_old_address_stops_working(cast: Any) -> None:
    meeting = call_individual(cast)
    before = meeting.invitations.get(person=cast.bo).link_version

    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example")
    assert meeting.invitations.get(person=cast.bo).link_version == before

    say_yes()
    assert meeting.invitations.get(person=cast.bo).link_version == before + 1


def test_a_new_name_or_phone_tells_nobody(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)

    correct_person(cast.bo, by=cast.cilla, name="Bo Björkmoln", phone="070-174 06 99", email="bo@af.example")

    assert told(meeting) == set()
    assert not cast.bo.aliases.exists()


def test_an_address_that_somebody_else_has_is_refused(cast: Any) -> None:
    with pytest.raises(RuleError) as caught:
        correct_person(cast.bo, by=cast.cilla, email="kim@af.example")

    assert (caught.value.code, caught.value.field) == ("email_taken", "email")


def test_an_address_corrected_in_another_window_is_not_overwritten(cast: Any) -> None:
    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example", seen="bo@af.example")

    with pytest.raises(RuleError) as caught:
        correct_person(cast.bo, by=cast.david, email="bo.annan@af.example", seen="bo@af.example")

    assert caught.value.code == "changed_meanwhile"


def test_who_keeps_another_federation_corrects_nobody_here(cast: Any) -> None:
    make_role(cast.eva, "administrator", federation=cast.eva.placements.get().unit.party.federation)
    theirs = cast.eva.placements.get().unit.party.federation.forums.create(kind="lsg", name="Främmande")
    make_membership(theirs, cast.bo)

    with pytest.raises(PermissionDenied):
        correct_person(cast.bo, by=cast.eva, email="bo@tranbar.example")


# --- two rows for one person


def test_merging_moves_the_meeting_to_the_one_calendar(cast: Any, twin: Person) -> None:
    meeting = call_individual(cast, twin, cast.rut)
    told(meeting)

    merge_persons(cast.bo, goes=twin, by=cast.adam)
    say_yes()

    assert told(meeting) == {
        ("bo.baverhjalm@af.example", "removed", 1),
        ("bo@af.example", "invitation", 2),
    }
    assert told(meeting) == set()


def test_merging_two_seats_at_a_meeting_leaves_one_with_the_later_answer(cast: Any, twin: Person) -> None:
    meeting = call_individual(cast, cast.bo, twin, cast.rut)
    told(meeting)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")
    answer_invitation(meeting.invitations.get(person=twin), answer="yes", channel="link")

    merge_persons(cast.bo, goes=twin, by=cast.adam)
    say_yes()

    # both addresses may be read in one calendar, where the CANCEL takes away what the other address has
    assert told(meeting) == {("bo.baverhjalm@af.example", "removed", 1), ("bo@af.example", "changed", 2)}
    assert live_invitations(meeting).get(person=cast.bo).answer == "yes"


def test_who_was_entered_twice_and_is_called_off_once_has_the_other_call_after_it(cast: Any, twin: Person) -> None:
    """Nobody knows yet that they are one, but for the name."""
    Person.objects.filter(pk=twin.pk).update(name=cast.bo.name.upper())
    meeting = call_individual(cast, cast.bo, twin, cast.rut)
    told(meeting)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="yes", channel="link")

    remove_invitation(meeting.invitations.get(person=twin), by=cast.anna)

    assert told(meeting) == {("bo.baverhjalm@af.example", "removed", 1), ("bo@af.example", "changed", 2)}
    again = OutboxMessage.objects.get(address="bo@af.example", sequence=2)
    assert again.subject.startswith("Kallelsen igen: ")
    assert "Här är kallelsen igen, som den gäller nu. Du behöver inte svara igen." in again.text
    assert told(meeting) == set()


def test_a_new_time_comes_after_the_cancellation_at_the_other_address(cast: Any, twin: Person) -> None:
    meeting = call_individual(cast, cast.bo, twin, cast.rut)
    told(meeting)
    Invitation.objects.filter(meeting=meeting, person=twin).update(person=cast.bo, state="removed")
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=F("starts_at") + DAY, ends_at=F("ends_at") + DAY)

    assert told(meeting) == {
        ("bo.baverhjalm@af.example", "removed", 1),
        ("anna@bistand.example", "moved", 1),
        ("rut@vardcentralen.example", "moved", 1),
        ("bo@af.example", "moved", 2),
    }


def test_a_merged_row_keeps_nothing_and_its_address_answers_for_the_other(cast: Any, twin: Person) -> None:
    make_role(twin, "contact_person", area=cast.area, party=cast.af)
    make_membership(cast.lsg, twin)
    point = make_contact_point(cast.af_unit, person=twin)
    make_key(twin)
    mine = call_individual(cast)
    Meeting.objects.filter(pk=mine.pk).update(caller=twin)

    merge_persons(cast.bo, goes=twin, by=cast.adam)
    say_yes()

    twin.refresh_from_db()
    point.refresh_from_db()
    mine.refresh_from_db()
    assert (twin.is_active, twin.email, twin.merged_into) == (False, None, cast.bo)
    assert [*twin.placements.all(), *twin.roles.all(), *twin.memberships.all(), *twin.invitations.all()] == []
    assert cast.lsg.memberships.filter(person=cast.bo).count() == 1
    assert Placement.objects.filter(person=cast.bo, unit=cast.af_unit).count() == 1
    assert (point.person, mine.caller) == (cast.bo, cast.bo)
    assert not ApiToken.objects.exists()
    assert person_by_address("bo.baverhjalm@af.example") == cast.bo


def test_nothing_of_ours_still_points_at_the_merged_row(cast: Any, twin: Person) -> None:
    """What is new and points at a person has to be moved by a merge too; a notice finds the row that stayed."""
    moved = {
        "forums.Membership.person", "forums.Membership.left_by", "forums.LeaveProposal.heir",
        "forums.PointProposal.proposed_by",
        "forums.LeaveProposal.proposed_by", "forums.LeaveProposal.answered_by", "forums.PersonAlias.person",
        "forums.Placement.person", "forums.Role.person",
        "forums.ContactPoint.person", "forums.Forum.convener", "forums.Person.merged_into",
        "booking.Meeting.caller", "booking.Series.caller", "booking.SeriesSeat.person", "booking.Invitation.person",
        "booking.MeetingEvent.by", "booking.RequestKey.person", "booking.Consent.attested_by",
        "booking.Outcome.registered_by", "booking.ClosedHalfYear.closed_by", "booking.CorrectionNote.written_by",
        "booking.PhoneTally.noted_by",
        "booking.CounterProposal.decided_by",
        "booking.PublishedCalendar.person", "booking.Delegation.decided_by",
        "forums.LoginRequest.person", "forums.LoginRequest.asked_by", "forums.WaitingChange.changed_by",
        "forums.WaitingChange.person", "forums.WaitingChange.other", "forums.WaitingChange.was_person",
        "forums.Vouch.caller", "forums.Vouch.said_by", "forums.FactorReset.asked_by", "forums.PersonAlias.added_by",
    }  # fmt: skip
    followed = {"notifications.Notice.person", "notifications.Notice.about_person"}
    followed |= {"notifications.InboundMail.accepted_by", "notifications.InboundMail.handled_by"}
    ended = {"notifications.CalendarFeed.person", "forums.ApiToken.person", "forums.KnownDevice.person"}
    ended |= {"forums.FactorReset.person", "mfa.Authenticator.user", "usersessions.UserSession.user"}
    ended |= {"socialaccount.SocialAccount.user", "account.EmailAddress.user"}

    found = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.is_relation and relation.auto_created
    }

    assert found == moved | followed | ended


def test_a_merged_rows_subscription_shows_nothing_more(cast: Any, twin: Person) -> None:
    """Who knows its address need not be the person of the row that stayed (domain rule 4)."""
    token = feed_address(subscribe(twin)).rstrip("/").rpartition("/")[2].removesuffix(".ics")
    call_individual(cast, cast.bo, cast.rut)

    merge_persons(cast.bo, goes=twin, by=cast.adam)

    assert find_feed(token) is None
    assert not own_feeds(cast.bo).exists()


def test_merging_with_a_row_that_has_the_only_address_tells_nothing(cast: Any, twin: Person) -> None:
    meeting = call_individual(cast, twin, cast.rut)
    told(meeting)
    nameless = make_person(cast.af_unit, name="Bo Bäverhjälm", email="x@af.example")
    Person.objects.filter(pk=nameless.pk).update(email=None)
    nameless.refresh_from_db()

    merge_persons(nameless, goes=twin, by=cast.adam)
    say_yes()

    assert told(meeting) == set()
    assert live_invitations(meeting).filter(person=nameless).exists()


def test_figures_of_a_meeting_that_has_been_do_not_change_by_a_merge(
    cast: Any, twin: Person, time_machine: Any
) -> None:
    meeting = call_individual(cast, cast.bo, twin, cast.rut)
    time_machine.move_to(meeting.ends_at + DAY)

    merge_persons(cast.bo, goes=twin, by=cast.adam)
    say_yes()

    assert live_invitations(meeting).count() == 4


def test_merging_twice_changes_nothing(cast: Any, twin: Person) -> None:
    meeting = call_individual(cast, twin, cast.rut)
    merge_persons(cast.bo, goes=twin, by=cast.adam)
    revision = Meeting.objects.get(pk=meeting.pk).revision

    merge_persons(cast.bo, goes=twin, by=cast.adam)

    assert Meeting.objects.get(pk=meeting.pk).revision == revision


def test_who_comes_instead_of_oneself_is_one_person(cast: Any, twin: Person) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut)
    from booking.meetings.actions.answering import name_substitute

    name_substitute(meeting.invitations.get(person=cast.bo), name="Bo B", email=twin.email, channel="link")

    merge_persons(cast.bo, goes=twin, by=cast.adam)
    say_yes()

    assert live_invitations(meeting).filter(person=cast.bo).count() == 1


@pytest.mark.parametrize("who", ["cilla", "anna", "eva"])
def test_only_who_keeps_the_whole_federation_merges(cast: Any, twin: Person, who: str) -> None:
    with pytest.raises(PermissionDenied):
        merge_persons(cast.bo, goes=twin, by=getattr(cast, who))


def test_a_row_with_ties_to_another_federation_is_not_taken_by_this_one(cast: Any, twin: Person) -> None:
    twin.placements.create(unit=cast.eva.placements.get().unit, starts_on=today())

    with pytest.raises(PermissionDenied):
        merge_persons(cast.bo, goes=twin, by=cast.adam)


def test_a_guest_seat_gives_way_to_a_members(cast: Any, twin: Person) -> None:
    meeting = call_forum(cast)
    add_invitation(meeting, by=cast.cilla, person=twin, is_guest=True)

    merge_persons(twin, goes=cast.bo, by=cast.adam)

    seat = live_invitations(meeting).get(person=twin)
    assert not seat.is_guest
    assert Invitation.objects.filter(meeting=meeting, person=twin).count() == 2
