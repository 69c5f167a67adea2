"""COUNTER and DELEGATE for a whole series: shown on its page, decided there, and told as one change of the series."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.wishes import (
    accept_proposal,
    decline_delegation,
    decline_proposal,
    grant_delegation,
    lapse_wishes,
)
from booking.meetings.queries import open_delegations, open_proposals
from booking.models import Answer, CounterProposal, Delegation, InvitationState, Meeting, Series, WishState
from booking.series.following import move_following
from booking.workdays import at_local, local
from notifications.inbox.receiving import receive
from notifications.models import CalendarObject, InboundMail, OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell, tell_series
from tests.factories.series import call_weekly
from tests.factories.series_rows import instances, seat_in
from tests.notifications.inbox.series_answers import calendar_mail, event
from tests.notifications.inbox.test_wishes import calendar_of
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PREVIEW = "/moten/andring/"


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


@pytest.fixture
def told(cast: Any) -> Series:
    """Six Thursdays at nine, and everybody has their entry."""
    series = call_weekly(cast)
    tell_series(series.pk)
    deliver_batch()
    return series


def identity(series: Series) -> dict[str, Any]:
    found = CalendarObject.objects.get(series=series, ended_at=None)
    return {"uid": str(found.uid), "sequence": found.sequence}


def utc(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def counter(series: Series, start: datetime.datetime | None, minutes: int = 60, seconds: int = 5) -> bytes:
    """What a calendar proposes in place of the whole rule: its DTSTART and DTEND."""
    lines: tuple[str, ...] = ("RRULE:FREQ=WEEKLY;BYDAY=FR",)
    if start is not None:
        lines += (f"DTSTART:{utc(start)}", f"DTEND:{utc(start + datetime.timedelta(minutes=minutes))}")
    one = event(**identity(series), partstat="TENTATIVE", lines=lines, seconds=seconds)
    return calendar_mail(one, method="COUNTER")


def friday_at_one(series: Series) -> datetime.datetime:
    return at_local(series.first_on + DAY, datetime.time(13))


def proposed(series: Series) -> CounterProposal:
    receive(counter(series, friday_at_one(series)))
    return open_proposals().get()


def delegate(series: Series, address: str = "kim@af.example") -> bytes:
    return calendar_mail(event(**identity(series), partstat=f'DELEGATED;DELEGATED-TO="mailto:{address}"'))


def answers(series: Series, person: Any) -> list[str]:
    seat = seat_in(series, person)
    return list(seat.invitations.order_by("meeting__recurrence_at").values_list("answer", flat=True))


# --- another time for all


def test_a_time_for_the_whole_series_waits_for_whoever_holds_it(cast: Any, told: Series) -> None:
    outcome = receive(counter(told, friday_at_one(told), minutes=90))

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("applied", "proposed_series", False)
    assert (outcome.series, outcome.meeting) == (told, None)
    proposal, last = open_proposals().get(), instances(told)[-1]
    assert (proposal.for_series, proposal.invitation.meeting) == (True, last)
    assert local(proposal.starts_at).replace(tzinfo=None) == datetime.datetime.combine(
        told.last_on + DAY, datetime.time(13)
    )
    assert proposal.ends_at - proposal.starts_at == datetime.timedelta(minutes=90)
    assert answers(told, cast.bo) == [Answer.TENTATIVE] * 6
    assert answers(told, cast.rut) == [Answer.UNANSWERED] * 6
    assert tell_series(told.pk) == 0


def test_accepted_it_moves_all_that_lie_ahead_and_everybody_is_asked_again(cast: Any, told: Series) -> None:
    held = instances(told)

    first = accept_proposal(proposed(told), by=cast.cilla)

    new = first.series
    assert new is not None and new.split_from == told
    assert first.pk == held[0].pk
    assert {local(one.starts_at).strftime("%a %H") for one in instances(new)} == {"Fri 13"}
    assert [one.pk for one in instances(new)] == [one.pk for one in held]
    assert answers(new, cast.bo) == [Answer.UNANSWERED] * 6
    assert CounterProposal.objects.get().state == WishState.GRANTED
    for pk in (told.pk, new.pk):
        tell_series(pk)
    assert OutboxMessage.objects.filter(series=new, address="bo@af.example", state="queued").count() == 1


def test_accepted_twice_it_moves_once(cast: Any, told: Series) -> None:
    proposal = proposed(told)
    accept_proposal(proposal, by=cast.cilla)

    accept_proposal(proposal, by=cast.cilla)

    assert Series.objects.count() == 2


def test_accepted_late_it_moves_from_the_first_that_can_still_get_its_new_time(
    cast: Any, told: Series, time_machine: Any
) -> None:
    wednesday = at_local(told.first_on - DAY, datetime.time(9))
    receive(counter(told, wednesday))
    first, second = instances(told)[:2]
    time_machine.move_to(first.starts_at - datetime.timedelta(hours=2))

    moved = accept_proposal(open_proposals().get(), by=cast.cilla)

    assert moved.pk == second.pk
    assert Meeting.objects.get(pk=first.pk).series == told


def test_declined_the_one_who_proposed_it_is_told_in_words_and_to_the_calendar(cast: Any, told: Series) -> None:
    proposal = proposed(told)

    decline_proposal(proposal, by=cast.cilla)
    tell(proposal.invitation.meeting.pk)
    tell_series(told.pk)

    mail = OutboxMessage.objects.get(kind="counter_declined")
    assert mail.address == "bo@af.example"
    assert "Mötena är kvar på sina tider." in mail.text and "När: Varje torsdag kl. 09.00–10.00" in mail.text
    calendar = calendar_of(mail)
    [one] = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "DECLINECOUNTER"
    assert (one["UID"], "RECURRENCE-ID" in one) == (identity(told)["uid"], False)
    assert one["DTSTART"].dt == told.rhythm.moment(told.first_on)
    assert not OutboxMessage.objects.filter(state="queued").exclude(pk=mail.pk).exists()


def test_what_was_answered_one_at_a_time_keeps_its_answer(cast: Any, told: Series) -> None:
    second = instances(told)[1]
    answer_invitation(second.invitations.get(person=cast.bo), answer="yes", channel="link")

    receive(counter(told, friday_at_one(told)))

    assert answers(told, cast.bo) == [Answer.TENTATIVE, Answer.YES, *[Answer.TENTATIVE] * 4]


def test_a_new_proposal_takes_the_place_of_the_one_before(cast: Any, told: Series) -> None:
    proposed(told)

    receive(counter(told, friday_at_one(told) + datetime.timedelta(hours=1), seconds=9))

    assert local(CounterProposal.objects.get().starts_at).hour == 14


@pytest.mark.parametrize(
    ("shift", "minutes", "reason"),
    [
        (datetime.timedelta(0), 60, "counter_same_time"),
        (datetime.timedelta(0), -30, "counter_backwards"),
        (60 * DAY, 60, "counter_for_series"),
        (None, 60, "counter_without_time"),
    ],
)
def test_a_proposal_that_cannot_be_is_left_to_a_person_with_the_reason(
    cast: Any, told: Series, shift: datetime.timedelta | None, minutes: int, reason: str
) -> None:
    start = None if shift is None else told.rhythm.moment(told.first_on) + shift

    outcome = receive(counter(told, start, minutes))

    assert (outcome.reason, outcome.needs_person) == (reason, True)
    assert set(answers(told, cast.bo)) == {Answer.UNANSWERED}
    cilla, link = logged_in(cast.cilla), reverse("booking:series", args=[told.pk])
    assert "Gick inte att läsa" not in text_of(cilla.get("/inkommet/"))
    assert link in text_of(cilla.get(reverse("notifications:inbound-mail", args=[InboundMail.objects.get().pk])))


def test_it_lapses_when_the_series_gets_another_time(cast: Any, told: Series) -> None:
    proposed(told)
    first = instances(told)[0]

    move_following(first, by=cast.cilla, first_on=told.first_on, starts=datetime.time(15), length_minutes=60)

    assert not open_proposals().exists()
    assert (lapse_wishes(), CounterProposal.objects.get().state) == (1, WishState.LAPSED)


# --- another person for all


def test_a_delegate_for_the_whole_series_has_the_seat_at_all_that_lie_ahead(cast: Any, told: Series) -> None:
    outcome = receive(delegate(told))
    assert (outcome.result, outcome.reason) == ("applied", "delegated_series")
    assert not told.seats.filter(person=cast.kim).exists()

    called = grant_delegation(open_delegations().get(), by=cast.cilla, name="Kim Kottesken")
    tell_series(told.pk)

    assert (called.person, called.meeting) == (cast.kim, instances(told)[0])
    assert seat_in(told, cast.kim).invitations.filter(state=InvitationState.LIVE).count() == 6
    assert set(seat_in(told, cast.bo).invitations.values_list("state", flat=True)) == {InvitationState.REPLACED}
    kinds = set(OutboxMessage.objects.filter(state="queued").values_list("address", "kind", "method"))
    assert kinds == {("bo@af.example", "removed", "CANCEL"), ("kim@af.example", "invitation", "REQUEST")}


def test_the_delegate_answers_as_the_one_that_was_sent(cast: Any, told: Series) -> None:
    receive(delegate(told))
    grant_delegation(open_delegations().get(), by=cast.cilla, name="Kim")
    tell_series(told.pk)
    deliver_batch()
    kims = event(**identity(told), attendee="kim@af.example", partstat='ACCEPTED;DELEGATED-FROM="mailto:bo@af.example"')

    assert receive(calendar_mail(kims, sender="kim@af.example")).reason == "yes"
    assert answers(told, cast.kim) == [Answer.YES] * 6


def test_a_meeting_that_was_answered_on_its_own_is_kept_by_who_answered_it(cast: Any, told: Series) -> None:
    second = instances(told)[1]
    answer_invitation(second.invitations.get(person=cast.bo), answer="yes", channel="link")
    receive(delegate(told))

    grant_delegation(open_delegations().get(), by=cast.cilla, name="Kim")

    assert seat_in(told, cast.bo).invitations.get(state=InvitationState.LIVE).meeting == second
    assert seat_in(told, cast.kim).invitations.count() == 5


def test_a_group_that_has_it_so_calls_the_delegate_at_once(cast: Any, told: Series) -> None:
    cast.lsg.calls_delegates = True
    cast.lsg.save()

    outcome = receive(delegate(told))

    assert outcome.reason == "delegate_called"
    assert seat_in(told, cast.kim).invitations.count() == 6


def test_a_declined_delegate_leaves_the_seat_and_tells_nobody(cast: Any, told: Series) -> None:
    receive(delegate(told))

    decline_delegation(open_delegations().get(), by=cast.cilla)

    assert tell_series(told.pk) == 0
    assert (Delegation.objects.get().email, seat_in(told, cast.bo).invitations.count()) == ("", 6)


# --- the pages


def page(person: Any, series: Series) -> str:
    return text_of(logged_in(person).get(reverse("booking:series", args=[series.pk])))


def fields(proposal: CounterProposal, change: str) -> dict[str, Any]:
    meeting = Meeting.objects.get(pk=proposal.invitation.meeting_id)
    return {"change": change, "meeting": meeting.pk, "version": meeting.version, "proposal": proposal.pk}


def test_the_series_page_and_mina_moten_show_it_to_those_who_hold_it(cast: Any, told: Series) -> None:
    proposal = proposed(told)

    assert "Bo Bäverhjälm föreslår en annan tid för serien" in page(cast.cilla, told)
    assert "Varje fredag kl. 13.00–14.00" in page(cast.cilla, told)
    first = text_of(logged_in(cast.cilla).get("/"))
    assert "Bo Bäverhjälm föreslår en annan tid för serien: " in first
    assert f"{reverse('booking:series', args=[told.pk])}#onskemal" in first
    assert "föreslår en annan tid" not in page(cast.frida, told)
    last = text_of(logged_in(cast.cilla).get(f"/moten/{proposal.invitation.meeting_id}/"))
    assert "föreslår en annan tid" not in last


def test_accepting_shows_first_the_new_rhythm_and_who_is_told(cast: Any, told: Series) -> None:
    proposal, cilla = proposed(told), logged_in(cast.cilla)
    data = fields(proposal, "accept-time")

    shown = text_of(cilla.post(PREVIEW, data))
    assert "Nya tider: Varje fredag kl. 13.00–14.00." in shown and "Flytta mötena" in shown
    assert "Bo" in shown and not Series.objects.filter(split_from=told).exists()
    done = cilla.post(f"/moten/{data['meeting']}/ta-foreslagen-tid/", data, follow=True)

    new = Series.objects.get(split_from=told)
    assert done.redirect_chain[-1][0] == reverse("booking:series", args=[new.pk])
    assert "Mötena är flyttade." in text_of(done)


def test_declining_shows_first_that_only_the_one_who_proposed_it_is_told(cast: Any, told: Series) -> None:
    proposal, cilla = proposed(told), logged_in(cast.cilla)
    data = fields(proposal, "decline-time")

    assert "Bo Bäverhjälm får veta att tiden står fast. Ingen annan får mejl." in text_of(cilla.post(PREVIEW, data))
    done = cilla.post(f"/moten/{data['meeting']}/behall-tiden/", data, follow=True)

    assert "Tiderna är kvar." in text_of(done)
    assert "Den kallade föreslog en annan tid för hela serien. Tiderna är kvar." in text_of(cilla.get("/inkommet/"))


def test_a_delegate_is_decided_on_the_series_page(cast: Any, told: Series) -> None:
    receive(delegate(told, "nils.ny@af.example"))
    delegation, cilla = open_delegations().get(), logged_in(cast.cilla)
    shown = page(cast.cilla, told)
    assert "Det gäller alla möten framåt i serien." in shown and 'value="Nils Ny"' in shown
    inkommet = text_of(cilla.get("/inkommet/"))
    assert "Ta ställning på seriens sida." in inkommet and reverse("booking:series", args=[told.pk]) in inkommet
    meeting = delegation.invitation.meeting_id
    data = {"change": "call-delegate", "meeting": meeting, "delegation": delegation.pk, "name": "Nils Nyberg"}

    assert "Nils Nyberg kallas." in text_of(cilla.post(PREVIEW, data))
    cilla.post(f"/moten/{meeting}/kalla-i-stallet/", data)

    assert told.seats.get(person__email="nils.ny@af.example").invitations.count() == 6
    assert InboundMail.objects.get().needs_person is False
