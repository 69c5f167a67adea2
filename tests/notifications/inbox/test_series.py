"""Answers to a series, and to one instance of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, answer_series
from booking.meetings.actions.changing import move_meeting
from booking.meetings.actions.wishes import accept_proposal, grant_delegation
from booking.meetings.queries import open_delegations, open_proposals
from booking.models import Answer, InvitationState, Series
from notifications.inbox.receiving import receive
from notifications.models import CalendarObject, InboundMail, Notice, OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell_series
from tests.factories.series import call_weekly
from tests.factories.series_rows import instances, make_series, seat_in
from tests.notifications.inbox.series_answers import as_told, calendar_mail, event, in_utc, in_zone, retimed
from tests.notifications.outbox.test_bounces import bounce

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(cast: Any) -> Series:
    return make_series(cast)


@pytest.fixture
def uid(series: Series) -> str:
    return str(as_told(series, sequence=3).uid)


def answers(series: Series, person: Any) -> list[str]:
    seat = seat_in(series, person)
    return list(seat.invitations.order_by("meeting__recurrence_at").values_list("answer", flat=True))


def test_an_answer_to_the_series_answers_every_instance_of_that_person(cast: Any, series: Series, uid: str) -> None:
    outcome = receive(calendar_mail(event(uid=uid, sequence=3)))

    assert (outcome.result, outcome.reason) == ("applied", "yes")
    assert answers(series, cast.bo) == [Answer.YES] * 4
    assert answers(series, cast.rut) == [Answer.UNANSWERED] * 4
    row = InboundMail.objects.get()
    assert (row.series, row.meeting, row.federation) == (series, None, cast.federation)


@pytest.mark.parametrize("zone", ["", "Europe/Stockholm", "W. Europe Standard Time"])
def test_an_answer_to_one_instance_answers_that_one_however_its_time_is_written(
    cast: Any, series: Series, uid: str, zone: str
) -> None:
    second = instances(series)[1]
    which = in_zone(second, zone) if zone else in_utc(second)

    outcome = receive(calendar_mail(event(uid=uid, sequence=3, partstat="DECLINED", recurrence=which)))

    assert outcome.result == "applied"
    assert answers(series, cast.bo) == [Answer.UNANSWERED, Answer.NO, Answer.UNANSWERED, Answer.UNANSWERED]
    assert InboundMail.objects.get().meeting == second


def test_two_different_answers_to_one_instance_in_one_mail_are_left_to_a_person(
    cast: Any, series: Series, uid: str
) -> None:
    first, second = (in_utc(one) for one in instances(series)[:2])

    outcome = receive(
        calendar_mail(
            event(uid=uid, sequence=3, recurrence=first),
            event(uid=uid, sequence=3, recurrence=first, partstat="DECLINED"),
            event(uid=uid, sequence=3, recurrence=second),
        )
    )

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("rejected", "two_answers", True)
    assert answers(series, cast.bo) == [Answer.UNANSWERED, Answer.YES, Answer.UNANSWERED, Answer.UNANSWERED]
    assert InboundMail.objects.get().series == series


def test_the_same_answer_twice_in_one_mail_is_one_answer(cast: Any, series: Series, uid: str) -> None:
    same = event(uid=uid, sequence=3, recurrence=in_utc(instances(series)[0]))

    assert receive(calendar_mail(same, same)).result == "applied"
    assert answers(series, cast.bo)[0] == Answer.YES


def test_an_accept_of_one_instance_invites_nobody_again(cast: Any, series: Series, uid: str) -> None:
    receive(calendar_mail(event(uid=uid, sequence=3, recurrence=in_utc(instances(series)[0]))))

    series.refresh_from_db()
    assert series.revision == 1
    assert not OutboxMessage.objects.exists()


def test_an_instance_that_the_series_does_not_have_is_left_to_a_person(cast: Any, series: Series, uid: str) -> None:
    between = instances(series)[0]
    between.recurrence_at += datetime.timedelta(days=1)

    outcome = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=in_utc(between))))

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("rejected", "unknown_instance", True)
    assert set(answers(series, cast.bo)) == {Answer.UNANSWERED}


@pytest.mark.parametrize(
    ("which", "reason"),
    [
        (";RANGE=THISANDFUTURE{utc}", "instance_range"),
        (";VALUE=DATE:20261203", "instance_date"),
        (";TZID=Nowhere:20261203T090000", "instance_zone"),
    ],
)
def test_an_instance_that_cannot_be_told_for_sure_is_left_to_a_person(
    cast: Any, series: Series, uid: str, which: str, reason: str
) -> None:
    which = which.format(utc=in_utc(instances(series)[0]))

    outcome = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=which)))

    assert (outcome.reason, outcome.needs_person) == (reason, True)
    assert set(answers(series, cast.bo)) == {Answer.UNANSWERED}


def test_an_instance_is_found_by_its_place_in_the_rhythm_after_it_was_moved(
    cast: Any, series: Series, uid: str
) -> None:
    second = instances(series)[1]
    second.starts_at += datetime.timedelta(days=1)
    second.ends_at += datetime.timedelta(days=1)
    second.save()

    receive(calendar_mail(event(uid=uid, sequence=3, recurrence=in_utc(second))))

    assert answers(series, cast.bo)[1] == Answer.YES


def test_several_instances_in_one_answer_are_each_taken(cast: Any, series: Series, uid: str) -> None:
    first, second, *_rest = instances(series)
    no = event(uid=uid, sequence=3, partstat="DECLINED", recurrence=in_utc(second))

    outcome = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=in_utc(first)), no))

    assert outcome.result == "applied"
    assert answers(series, cast.bo)[:2] == [Answer.YES, Answer.NO]
    assert InboundMail.objects.get().series == series


@pytest.mark.parametrize("instance_first", [True, False])
def test_an_exception_keeps_its_answer_whether_its_masters_comes_before_or_after(
    cast: Any, series: Series, uid: str, instance_first: bool
) -> None:
    which = in_utc(instances(series)[2])
    exception = calendar_mail(event(uid=uid, sequence=3, partstat="DECLINED", recurrence=which, seconds=1))
    master = calendar_mail(event(uid=uid, sequence=3, partstat="ACCEPTED", seconds=2))

    for mail in (exception, master) if instance_first else (master, exception):
        assert receive(mail).result == "applied"

    assert answers(series, cast.bo) == [Answer.YES, Answer.YES, Answer.NO, Answer.YES]


def test_an_instance_with_a_newer_time_than_the_answered_series_is_left_alone(
    cast: Any, series: Series, uid: str
) -> None:
    retimed(series, cast.bo, instances(series)[1], 3)

    outcome = receive(calendar_mail(event(uid=uid, sequence=2)))

    assert outcome.result == "applied"
    assert answers(series, cast.bo) == [Answer.YES, Answer.UNANSWERED, Answer.YES, Answer.YES]


def test_an_answer_to_an_instances_old_time_is_stale(cast: Any, series: Series, uid: str) -> None:
    second = instances(series)[1]
    retimed(series, cast.bo, second, 3)

    old = receive(calendar_mail(event(uid=uid, sequence=2, recurrence=in_utc(second))))
    new = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=in_utc(second))))

    assert (old.reason, new.result) == ("old_time", "applied")


def test_answers_to_instances_are_ordered_each_by_itself(cast: Any, series: Series, uid: str) -> None:
    first, second = (in_utc(meeting) for meeting in instances(series)[:2])
    receive(calendar_mail(event(uid=uid, sequence=3, recurrence=first, seconds=-10)))

    other = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=second, seconds=-30)))
    older = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=first, partstat="DECLINED", seconds=-1800)))

    assert (other.result, older.reason) == ("applied", "older_than_last")
    assert answers(series, cast.bo)[:2] == [Answer.YES, Answer.YES]


def test_an_answer_to_an_instance_that_the_person_is_no_longer_called_to_is_stale(
    cast: Any, series: Series, uid: str
) -> None:
    second = instances(series)[1]
    seat_in(series, cast.bo).invitations.filter(meeting=second).update(state=InvitationState.REMOVED)

    outcome = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=in_utc(second))))

    assert (outcome.result, outcome.reason) == ("stale", "not_called")


def test_a_strangers_answer_to_a_series_is_shown_to_who_holds_it_together(cast: Any, series: Series, uid: str) -> None:
    outcome = receive(calendar_mail(event(uid=uid, sequence=3, attendee="x@y.example"), sender="x@y.example"))

    assert (outcome.result, outcome.reason, outcome.series) == ("unknown", "not_invited", series)
    assert series.seats.count() == 2


def test_an_answer_by_link_for_an_instance_competes_with_one_by_mail_for_it(
    cast: Any, series: Series, uid: str
) -> None:
    first = instances(series)[0]
    answer_invitation(
        seat_in(series, cast.bo).invitations.get(meeting=first), answer="no", channel="link", at=timezone.now()
    )

    outcome = receive(calendar_mail(event(uid=uid, sequence=3, recurrence=in_utc(first), seconds=-1800)))

    assert (outcome.result, outcome.reason) == ("stale", "older_than_last")
    assert answers(series, cast.bo)[0] == Answer.NO


def test_a_mail_for_the_series_older_than_the_answer_by_link_is_stale(cast: Any, series: Series, uid: str) -> None:
    answer_series(seat_in(series, cast.bo), answer="no", channel="link")

    outcome = receive(calendar_mail(event(uid=uid, sequence=3, seconds=-1800)))

    assert (outcome.result, outcome.reason) == ("stale", "older_than_last")
    assert answers(series, cast.bo) == [Answer.NO] * 4


# --- the whole way, with a series that was called and told


@pytest.fixture
def told(cast: Any, settings: Any, tmp_path: Any) -> Series:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"
    called = call_weekly(cast)
    tell_series(called.pk)
    deliver_batch()
    return called


def uid_and_sequence(series: Series) -> dict[str, Any]:
    found = CalendarObject.objects.get(series=series)
    return {"uid": str(found.uid), "sequence": found.sequence}


def test_answers_to_a_called_series_mail_nobody(cast: Any, told: Series) -> None:
    second = in_utc(instances(told)[1])
    receive(calendar_mail(event(**uid_and_sequence(told), partstat="TENTATIVE", recurrence=second)))
    receive(calendar_mail(event(**uid_and_sequence(told))))

    assert tell_series(told.pk) == 0
    assert answers(told, cast.bo) == [Answer.YES, Answer.TENTATIVE, *[Answer.YES] * 4]


def test_an_answer_to_the_series_leaves_alone_an_instance_that_was_moved_meanwhile(cast: Any, told: Series) -> None:
    before, second = uid_and_sequence(told), instances(told)[1]
    day = datetime.timedelta(days=1)
    move_meeting(second, by=cast.cilla, starts_at=second.starts_at + day, ends_at=second.ends_at + day)
    tell_series(told.pk)

    receive(calendar_mail(event(**before)))

    assert answers(told, cast.bo) == [Answer.YES, Answer.UNANSWERED, *[Answer.YES] * 4]
    receive(calendar_mail(event(**uid_and_sequence(told), recurrence=in_utc(second))))
    assert answers(told, cast.bo)[1] == Answer.YES


def test_a_no_to_the_whole_series_calls_the_substitute_to_it_with_one_mail(cast: Any, told: Series) -> None:
    annas = event(**uid_and_sequence(told), attendee="anna@bistand.example", partstat="DECLINED")

    receive(calendar_mail(annas, sender="anna@bistand.example"))
    tell_series(told.pk)

    mails = OutboxMessage.objects.filter(address="alma@bistand.example", state="queued")
    assert [(mail.series, mail.kind) for mail in mails] == [(told, "invitation")]
    assert seat_in(told, cast.alma).invitations.count() == 6
    receive(
        calendar_mail(event(**uid_and_sequence(told), attendee="anna@bistand.example"), sender="anna@bistand.example")
    )
    assert not seat_in(told, cast.alma).invitations.filter(state="live").exists()


def test_a_proposed_time_that_is_accepted_for_one_instance_moves_that_one_for_all(cast: Any, told: Series) -> None:
    second = instances(told)[1]
    start = second.starts_at + datetime.timedelta(days=1)
    lines = (f"DTSTART:{start.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",)
    receive(calendar_mail(event(**uid_and_sequence(told), recurrence=in_utc(second), lines=lines), method="COUNTER"))

    accept_proposal(open_proposals(second).get(), by=cast.cilla)

    assert tell_series(told.pk) == 5
    second.refresh_from_db()
    assert second.starts_at == start


def test_a_delegate_for_one_instance_is_called_to_that_one_alone(cast: Any, told: Series) -> None:
    second = instances(told)[1]
    named = 'DELEGATED;DELEGATED-TO="mailto:kim@af.example"'
    receive(calendar_mail(event(**uid_and_sequence(told), partstat=named, recurrence=in_utc(second))))

    grant_delegation(open_delegations(second).get(), by=cast.cilla, name="Kim")
    tell_series(told.pk)

    kinds = dict(OutboxMessage.objects.filter(state="queued").values_list("address", "kind"))
    assert kinds["bo@af.example"] == "changed"
    assert second.invitations.get(person=cast.kim).series_seat is None


def test_a_bounce_of_a_series_flags_the_person_and_tells_the_caller(cast: Any, told: Series) -> None:
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")

    outcome = receive(bounce(message))

    cast.bo.refresh_from_db()
    assert outcome.result == "bounce"
    assert cast.bo.address_bounced_at is not None
    told_of_it = Notice.objects.filter(kind="address_bounced").values_list("person__email", flat=True)
    assert list(told_of_it) == [cast.cilla.email]
