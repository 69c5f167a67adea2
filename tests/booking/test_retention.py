from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from booking import retention
from booking.meetings.actions.calling import call_meeting, discard_draft
from booking.meetings.actions.wishes import note_delegation
from booking.models import AnswerHistory, Consent, Delegation, Invitation, Meeting
from booking.outcomes.actions import register_outcome
from booking.retention import run_retention
from booking.statistics.figures import year_figures
from notifications.models import CalendarObject, InboundMail, OutboxMessage
from notifications.retention import run_retention as run_mail_retention
from notifications.tasks import tell
from tests.factories.calls import call_forum, call_individual, draft_individual

pytestmark = pytest.mark.django_db
DAYS = datetime.timedelta(days=1)


def registered(cast: Any, time_machine: Any) -> Meeting:
    meeting = call_individual(cast)
    tell(meeting.pk)
    time_machine.move_to(meeting.starts_at + DAYS)
    attended = {str(seat.pk): seat.person_id != cast.rut.pk for seat in meeting.invitations.all()}
    register_outcome(meeting, by=cast.anna, attended=attended, meeting_form="on_site")
    return meeting


def test_an_individual_meeting_leaves_only_its_counted_row(cast: Any, time_machine: Any) -> None:
    meeting = registered(cast, time_machine)
    time_machine.move_to(meeting.ends_at + 91 * DAYS)

    run_retention()
    run_mail_retention()

    kept = Meeting.objects.get(pk=meeting.pk)
    assert (kept.reference, kept.place, kept.caller, kept.calling_unit) == (None, "", None, None)
    assert kept.called_by_kind == cast.kommun.kind
    assert {(row.kind.code, row.is_present) for row in kept.presences.all()} == {
        ("kommun", True),
        ("af", True),
        ("region", False),
    }
    for rows in (Invitation, AnswerHistory, Consent, CalendarObject, OutboxMessage):
        assert rows.objects.count() == 0


def test_figures_survive_retention_to_the_digit(cast: Any, time_machine: Any) -> None:
    meeting = registered(cast, time_machine)
    before = year_figures(cast.area, meeting.starts_at.year)
    time_machine.move_to(meeting.ends_at + 91 * DAYS)

    run_retention()

    after = year_figures(cast.area, meeting.starts_at.year)
    assert dataclasses.replace(after, as_of=before.as_of) == before


def test_nothing_of_a_stripped_meeting_can_be_found_in_the_database(cast: Any, time_machine: Any) -> None:
    meeting = registered(cast, time_machine)
    reference = meeting.reference
    time_machine.move_to(meeting.ends_at + 91 * DAYS)

    run_retention()
    run_mail_retention()

    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += [str(row) for row in cursor.fetchall()]
    text = "\n".join(dump)
    assert reference not in text
    assert "Lingonhuset" not in text


def test_drafts_go_after_fourteen_days(cast: Any, time_machine: Any) -> None:
    draft = draft_individual(cast)

    time_machine.move_to(draft.created_at + 15 * DAYS)
    run_retention()

    assert not Meeting.objects.filter(pk=draft.pk).exists()


def test_whom_somebody_wanted_to_send_goes_thirty_days_after_the_meeting(cast: Any, time_machine: Any) -> None:
    group = call_forum(cast)
    delegation = note_delegation(group.invitations.get(person=cast.bo), email="nils.ny@af.example")

    time_machine.move_to(group.ends_at + 29 * DAYS)
    run_retention()
    assert Delegation.objects.filter(pk=delegation.pk).exists()
    time_machine.move_to(group.ends_at + 31 * DAYS)
    run_retention()

    assert not Delegation.objects.exists()


def test_comments_go_after_thirty_days(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    seat = meeting.invitations.get(person=cast.bo)
    Invitation.objects.filter(pk=seat.pk).update(comment="Kommer tio minuter sent", comment_at=meeting.called_at)

    time_machine.move_to(meeting.called_at + 31 * DAYS)
    run_retention()

    seat.refresh_from_db()
    assert seat.comment == ""


def test_group_meetings_are_public_records_and_stay(cast: Any, time_machine: Any) -> None:
    meeting = call_forum(cast)

    time_machine.move_to(meeting.ends_at + 400 * DAYS)
    run_retention()

    meeting.refresh_from_db()
    assert meeting.stripped_at is None
    assert meeting.invitations.exists()


def test_mail_bodies_go_after_thirty_days(cast: Any, time_machine: Any) -> None:
    meeting = call_forum(cast)
    tell(meeting.pk)
    OutboxMessage.objects.update(state="sent")

    time_machine.move_to(meeting.called_at + 31 * DAYS)
    run_mail_retention()

    assert set(OutboxMessage.objects.values_list("text", flat=True)) == {""}


def test_a_discarded_drafts_consent_goes_with_it(cast: Any) -> None:
    draft = draft_individual(cast)

    discard_draft(draft, by=cast.anna)
    run_retention()

    assert not Consent.objects.exists()


def test_a_stripped_meeting_does_not_tell_its_day(cast: Any, time_machine: Any) -> None:
    meeting = registered(cast, time_machine)
    time_machine.move_to(meeting.ends_at + 91 * DAYS)

    run_retention()

    kept = Meeting.objects.get(pk=meeting.pk)
    assert {kept.created_at, kept.called_at, kept.starts_at} == {kept.starts_at}
    assert timezone.localtime(kept.starts_at).day == 1


def test_a_draft_called_meanwhile_is_not_removed(cast: Any, time_machine: Any, monkeypatch: Any) -> None:
    draft = draft_individual(cast)
    time_machine.move_to(draft.created_at + 15 * DAYS)
    found = list(retention._old_drafts(cast.federation, timezone.now()))
    call_meeting(draft, by=cast.anna)

    assert [retention._discard(row.pk) for row in found] == [False]
    assert Meeting.objects.filter(pk=draft.pk).exists()


def test_who_wrote_what_belongs_to_no_meeting_is_forgotten_after_thirty_days(cast: Any, time_machine: Any) -> None:
    for federation in (None, cast.federation):
        InboundMail.objects.create(
            message_key=str(federation), from_address="privat@hemma.example", federation=federation, result="unknown"
        )

    time_machine.move_to(timezone.now() + 31 * DAYS)
    run_mail_retention()

    assert set(InboundMail.objects.values_list("from_address", flat=True)) == {""}
