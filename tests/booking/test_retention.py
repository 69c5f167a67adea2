from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from booking import retention
from booking.meetings.actions.calling import call_meeting, discard_draft
from booking.meetings.actions.changing import cancel_meeting
from booking.meetings.actions.wishes import note_delegation
from booking.models import (
    AnswerHistory,
    BusyTime,
    Consent,
    Delegation,
    Invitation,
    Meeting,
    Outcome,
    PublishedCalendar,
    RequestKey,
)
from booking.outcomes.actions import register_outcome
from booking.retention import run_retention
from booking.statistics.figures import year_figures
from booking.workdays import at_local, local
from notifications.models import CalendarObject, InboundMail, OutboxMessage
from notifications.retention import run_retention as run_mail_retention
from notifications.tasks import tell
from tests.factories import make_agreement, make_area, make_consent, make_federation, make_meeting, make_template
from tests.factories.calls import call_forum, call_individual, draft_individual

pytestmark = pytest.mark.django_db
DAYS = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


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


def fill_in(meeting: Meeting) -> None:
    """What a meeting can have, and what can hang on it: what is empty beforehand shows nothing afterwards."""
    Meeting.objects.filter(pk=meeting.pk).update(
        previous=make_meeting(meeting.template, in_days=-400, state="cancelled", cancellation_reason="other"),
        variant="hemma", meeting_form="hybrid", link="https://video.lingon.example/rum/7", title="Rubrik",
        agenda=["Laget runt"], purposes=["plan"], prepare=["papers"], internal_note="Ring först",
        answer_by=timezone.localdate(), request_key="nyckel", moved_count=2,
    )  # fmt: skip
    Outcome.objects.filter(meeting=meeting).update(
        individual_attended=True, plan_made=True, plan_closed=False, consent_given=True, gender="woman",
        age_band="18–29", follow_up_on=timezone.localdate(),
    )  # fmt: skip
    seat = meeting.invitations.get(party__kind__code="af")
    AnswerHistory.objects.create(invitation=seat, answer="no", answered_at=timezone.now(), starts_at=meeting.starts_at)


def test_what_is_left_of_a_meeting_about_a_person_field_by_field(cast: Any, time_machine: Any) -> None:
    """Domain rule 12. A new field stops here until somebody has decided whether it may outlive the meeting."""
    meeting = registered(cast, time_machine)
    fill_in(meeting)
    was = Meeting.objects.get(pk=meeting.pk)
    time_machine.move_to(meeting.ends_at + 95 * DAYS, tick=False)

    run_retention()
    run_mail_retention()

    first = at_local(local(was.starts_at).date().replace(day=1), datetime.time(12))
    assert Meeting.objects.filter(pk=meeting.pk).values().get() == {
        # which row it is, and where it is counted
        "id": meeting.pk, "federation_id": cast.federation.pk, "area_id": cast.area.pk,
        "template_id": cast.samverksmote.pk, "variant": "hemma", "half_year": was.half_year,
        "called_by_kind_id": cast.kommun.kind_id, "state": "called", "cancellation_reason": "",
        "meeting_form": "hybrid", "no_mail": False, "is_loaded": False, "known_to": "month",
        "moved_count": 2, "lead_days": 20,
        # the month, not the day
        "starts_at": first, "ends_at": first + datetime.timedelta(hours=1), "created_at": first, "called_at": first,
        "cancelled_at": None, "timed_at": None, "revised_at": None, "answer_by": None,
        # that it was stripped, and how often it was written before
        "stripped_at": timezone.now(), "version": was.version, "revision": was.revision,
        # nothing that leads to anybody
        "reference": None, "caller_id": None, "calling_unit_id": None, "consent_id": None, "previous_id": None,
        "forum_id": None, "series_id": None, "recurrence_at": None, "place": "", "link": "", "title": "",
        "place_kind": "", "at_place_id": None, "at_unit_id": None,
        "agenda": [], "purposes": [], "prepare": [], "internal_note": "", "request_key": "", "goes_ahead_at": None,
    }  # fmt: skip


def test_what_is_left_of_an_outcome_and_what_hangs_on_a_stripped_meeting(cast: Any, time_machine: Any) -> None:
    """Domain rule 12. A new table that points at a meeting stops here, too."""
    meeting = registered(cast, time_machine)
    fill_in(meeting)
    assert all(getattr(meeting, name).exists() for name in ("events", "invitations", "calendar_objects", "outbox"))
    time_machine.move_to(meeting.ends_at + 95 * DAYS)

    run_retention()
    run_mail_retention()

    pointing = [each for each in Meeting._meta.get_fields(include_hidden=True) if each.one_to_many or each.one_to_one]
    rows = {
        f"{each.related_model.__name__}.{each.field.name}": each.related_model._base_manager.filter(
            **{each.field.name: meeting.pk}
        ).count()
        for each in pointing
        if each.auto_created
    }
    assert {name for name, count in rows.items() if count} == {"Outcome.meeting", "PartyPresence.meeting"}
    assert set(rows) - {"Outcome.meeting", "PartyPresence.meeting"} == {
        "MeetingEvent.meeting", "Invitation.meeting", "Meeting.previous", "Meeting_joint_areas.meeting",
        "BusyTime.meeting", "InboundMail.meeting", "Notice.meeting", "CalendarObject.meeting", "OutboxMessage.meeting",
    }  # fmt: skip
    assert Outcome.objects.filter(meeting=meeting).values().get() == {
        "id": meeting.outcome.pk, "meeting_id": meeting.pk, "registered_at": None, "registered_by_id": None,
        "meeting_form": "on_site", "individual_attended": True, "plan_made": True, "plan_closed": False,
        "consent_given": True, "follow_up_on": None, "gender": "woman", "age_band": "18–29",
        "cases_raised_count": None, "invited_count": None, "attended_count": None, "participants_count": None,
        "participants_per_party": {}, "participants_public": None, "gender_counts": {}, "unit_visited_id": None,
        "place_visited": "",
    }  # fmt: skip


def test_a_case_is_kept_as_long_as_its_chain_goes_on(cast: Any, time_machine: Any) -> None:
    """Domain rule 12: counted from the last meeting of the chain, by its consent, or by what each meeting follows."""
    first = call_individual(cast, cast.bo)
    call = {"consent": first.consent, "reference": "SV-7K3M-2Q", "starts_at": first.starts_at + 60 * DAYS}
    second = make_meeting(cast.samverksmote, cast.anna, **call)
    planning = make_meeting(cast.formote, cast.anna, starts_at=first.starts_at)
    then = make_meeting(cast.sip, cast.anna, previous=planning, starts_at=first.starts_at + 60 * DAYS)
    chains = {first.pk, second.pk, planning.pk, then.pk}

    time_machine.move_to(first.ends_at + 149 * DAYS)
    run_retention()
    assert not Meeting.objects.filter(stripped_at__isnull=False).exists()
    time_machine.move_to(first.ends_at + 151 * DAYS)
    run_retention()

    assert set(Meeting.objects.filter(stripped_at__isnull=False).values_list("pk", flat=True)) == chains


def test_a_case_is_not_kept_by_another_or_by_a_draft_that_leads_on_from_it(cast: Any) -> None:
    """And a draft is not counted, whenever it was to be."""
    chain = {"consent": make_consent(cast.area, cast.anna)}
    old = make_meeting(cast.samverksmote, cast.anna, in_days=-100, **chain)
    make_meeting(cast.samverksmote, cast.anna, in_days=-10, consent=make_consent(cast.area, cast.anna))
    for days in (-100, 30):
        make_meeting(cast.sip, cast.anna, in_days=days, state="draft", called_at=None, previous=old, **chain)

    assert run_retention()["meetings_stripped"] == 1

    assert Meeting.objects.get(stripped_at__isnull=False) == old


def test_a_case_is_kept_until_it_has_been_followed_up(cast: Any, time_machine: Any) -> None:
    meeting = registered(cast, time_machine)
    day = local(meeting.starts_at).date() + 180 * DAYS
    Outcome.objects.update(follow_up_on=day)

    time_machine.move_to(at_local(day + 90 * DAYS, datetime.time(12)))
    run_retention()
    assert Meeting.objects.get(pk=meeting.pk).stripped_at is None
    time_machine.move_to(at_local(day + 91 * DAYS, datetime.time(12)))
    run_retention()

    assert Meeting.objects.get(pk=meeting.pk).stripped_at is not None


def test_a_chain_is_kept_for_the_latest_day_to_follow_up_also_under_another_consent(
    cast: Any, time_machine: Any
) -> None:
    """The first one's follow-up lies furthest off; its follow-ups were called under consents of their own."""
    first = registered(cast, time_machine)
    day = local(first.starts_at).date() + 200 * DAYS
    Outcome.objects.filter(meeting=first).update(follow_up_on=day)
    own = {"starts_at": first.starts_at + 10 * DAYS}
    second = make_meeting(cast.sip, cast.anna, previous=first, consent=make_consent(cast.area, cast.anna), **own)
    third = make_meeting(cast.sip, cast.anna, previous=second, consent=make_consent(cast.area, cast.anna), **own)
    other = make_meeting(cast.sip, cast.anna, consent=make_consent(cast.area, cast.anna), **own)

    time_machine.move_to(at_local(day + 90 * DAYS, datetime.time(12)))
    run_retention()
    assert set(Meeting.objects.filter(stripped_at=None)) == {first, second, third}
    time_machine.move_to(at_local(day + 91 * DAYS, datetime.time(12)))
    run_retention()

    assert Meeting.objects.filter(stripped_at=None).count() == 0
    assert other.pk in Meeting.objects.values_list("pk", flat=True)


def test_a_cancelled_case_leaves_its_reason_and_no_day(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    time_machine.move_to(meeting.ends_at + 91 * DAYS)

    assert run_retention()["meetings_stripped"] == 1

    kept = Meeting.objects.get(pk=meeting.pk)
    assert (kept.state, kept.cancellation_reason) == ("cancelled", "illness")
    assert (kept.cancelled_at, kept.called_at, kept.reference) == (kept.starts_at, kept.starts_at, None)
    assert not kept.presences.exists()


def test_who_was_called_to_a_case_that_nobody_registered_is_counted_before_it_is_stripped(
    cast: Any, time_machine: Any
) -> None:
    meeting = call_individual(cast)
    time_machine.move_to(meeting.ends_at + 91 * DAYS)

    run_retention()

    seats = {(row.kind.code, row.invited, row.attended) for row in meeting.presences.all()}
    assert seats == {("kommun", 1, None), ("af", 1, None), ("region", 1, None)}


def test_a_second_run_changes_nothing(cast: Any, time_machine: Any) -> None:
    meeting = registered(cast, time_machine)
    time_machine.move_to(meeting.ends_at + 91 * DAYS)
    run_retention()
    once = Meeting.objects.filter(pk=meeting.pk).values().get()
    time_machine.move_to(meeting.ends_at + 190 * DAYS)

    assert run_retention()["meetings_stripped"] == 0
    retention.strip_meeting(meeting)

    assert Meeting.objects.filter(pk=meeting.pk).values().get() == once


def test_each_federation_keeps_cases_and_drafts_by_its_own_days(cast: Any, time_machine: Any) -> None:
    foreign = make_template(make_agreement(make_area(make_federation(case_retention_days=10, draft_retention_days=2))))
    cases = [make_meeting(template, in_days=-20) for template in (cast.samverksmote, foreign)]
    drafts = [make_meeting(template, state="draft", called_at=None) for template in (cast.samverksmote, foreign)]
    time_machine.move_to(timezone.now() + 3 * DAYS)

    removed = run_retention()

    assert (removed["meetings_stripped"], removed["drafts"]) == (1, 1)
    stripped = Meeting.objects.filter(stripped_at__isnull=False)
    assert (list(stripped), list(Meeting.objects.filter(state="draft"))) == ([cases[1]], [drafts[0]])


def test_a_case_and_a_draft_are_kept_to_the_last_of_their_days(cast: Any, time_machine: Any) -> None:
    draft, case = draft_individual(cast), call_individual(cast)

    time_machine.move_to(draft.created_at + 14 * DAYS - HOUR)
    assert run_retention()["drafts"] == 0
    time_machine.move_to(case.ends_at + 90 * DAYS - HOUR)
    removed = run_retention()
    assert (removed["drafts"], removed["meetings_stripped"]) == (1, 0)
    time_machine.move_to(case.ends_at + 90 * DAYS + HOUR)
    assert run_retention()["meetings_stripped"] == 1


def test_what_lies_between_is_taken_away_and_counted(cast: Any, time_machine: Any) -> None:
    """Answers to repeated requests, when people were taken, the calendars of those who have left."""
    now = timezone.now()
    RequestKey.objects.create(person=cast.anna, key="k", fingerprint="f")
    for person in (cast.bo, cast.rut):
        read = {"address": "https://k.example/a", "added_at": now, "next_at": now}
        calendar = PublishedCalendar.objects.create(person=person, **read)
        for hours in (1, 48):
            BusyTime.objects.create(calendar=calendar, starts_at=now, ends_at=now + hours * HOUR)
    cast.rut.is_active = False
    cast.rut.save()

    time_machine.move_to(now + 23 * HOUR)
    first = run_retention()
    time_machine.move_to(now + 25 * HOUR)
    second = run_retention()

    assert (first["request_keys"], first["busy_times"], first["calendars"]) == (0, 2, 1)
    assert (second["request_keys"], second["busy_times"], second["calendars"]) == (1, 0, 0)
    assert [time.calendar.person for time in BusyTime.objects.all()] == [cast.bo]


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
    Meeting.objects.filter(pk=meeting.pk).update(place_kind="typed", at_place=None, place="Kullahuset")
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
    assert "Kullahuset" not in text


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
    written = {"comment": "Kommer tio minuter sent", "comment_at": meeting.called_at, "answer_notes": ["late"]}
    Invitation.objects.filter(pk=seat.pk).update(**written)

    time_machine.move_to(meeting.called_at + 30 * DAYS - HOUR)
    assert run_retention()["comments"] == 0
    assert Invitation.objects.values(*written).get(pk=seat.pk) == written
    time_machine.move_to(meeting.called_at + 30 * DAYS + HOUR)

    assert run_retention()["comments"] == 1
    emptied = {"comment": "", "comment_at": None, "answer_notes": []}
    assert Invitation.objects.values(*written).get(pk=seat.pk) == emptied


def test_whose_rooms_a_case_was_in_goes_with_it(cast: Any, time_machine: Any) -> None:
    meeting = registered(cast, time_machine)
    Meeting.objects.filter(pk=meeting.pk).update(at_unit=cast.kommun_unit, at_place=None, place_kind="unit")
    time_machine.move_to(meeting.ends_at + 95 * DAYS)

    run_retention()

    left = Meeting.objects.get(pk=meeting.pk)
    assert left.stripped_at is not None and left.at_unit is None


def test_a_case_of_an_older_year_keeps_what_its_file_said(cast: Any) -> None:
    """It has no seats to count anew, and was called nobody knows when."""
    file = {"is_loaded": True, "called_at": None, "lead_days": None}
    meeting = make_meeting(cast.samverksmote, in_days=-100, **file)
    meeting.presences.create(kind=cast.af.kind, invited=1, is_present=True)

    assert run_retention()["meetings_stripped"] == 1

    kept = Meeting.objects.get(pk=meeting.pk)
    assert (kept.called_at, kept.lead_days) == (None, None)
    assert list(kept.presences.values_list("kind__code", "invited", "is_present")) == [("af", 1, True)]


def test_what_has_no_time_has_nothing_to_count(cast: Any) -> None:
    draft = draft_individual(cast)
    Meeting.objects.filter(pk=draft.pk).update(starts_at=None, ends_at=None)

    retention.strip_meeting(draft)

    assert Meeting.objects.get(pk=draft.pk).stripped_at is None


def test_a_consent_stays_as_long_as_a_meeting_has_it(cast: Any) -> None:
    draft = draft_individual(cast)

    assert run_retention()["consents"] == 0

    assert Meeting.objects.get(pk=draft.pk).consent == draft.consent


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


def test_a_draft_called_meanwhile_is_not_removed(cast: Any, time_machine: Any) -> None:
    draft, other = draft_individual(cast), draft_individual(cast)
    time_machine.move_to(draft.created_at + 15 * DAYS)
    assert set(retention._old_drafts(cast.federation, timezone.now())) == {draft, other}
    call_meeting(draft, by=cast.anna)

    assert not retention._discard(draft.pk)
    assert list(retention._old_drafts(cast.federation, timezone.now())) == [other]
    assert Meeting.objects.filter(pk__in=[draft.pk, other.pk]).count() == 2


def test_who_wrote_what_belongs_to_no_meeting_is_forgotten_after_thirty_days(cast: Any, time_machine: Any) -> None:
    """Once it has been seen to (domain rule 12): until then somebody may have to answer it."""
    for federation in (None, cast.federation):
        for handled_at in (None, timezone.now()):
            InboundMail.objects.create(
                message_key=f"{federation} {handled_at}",
                from_address="privat@hemma.example",
                federation=federation,
                result="unknown",
                handled_at=handled_at,
            )

    time_machine.move_to(timezone.now() + 31 * DAYS)
    run_mail_retention()

    kept = InboundMail.objects.exclude(from_address="")
    assert (kept.count(), kept.filter(handled_at=None).count(), InboundMail.objects.count()) == (2, 2, 4)
