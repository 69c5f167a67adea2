from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q

from booking.models import (
    CancellationReason,
    DirtyBucket,
    FigureBucket,
    Meeting,
    MeetingForm,
    MeetingState,
    Outcome,
    PartyPresence,
)
from booking.models.dirt import mark_dirty
from booking.retention import strip_meeting
from booking.statistics.counting import count_meetings, read_rows
from booking.statistics.rollup import Scope, refresh, refresh_all_dirty, scopes_for
from booking.tasks import refresh_figures
from booking.workdays import half_year
from tests.cast import Cast
from tests.factories import make_meeting

SPRING = datetime.datetime(2026, 3, 12, 8, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 12)
AUTUMN = datetime.datetime(2026, 9, 10, 8, tzinfo=datetime.UTC)


def held(template, starts_at=SPRING, presences=(), **fields) -> Meeting:
    """A registered meeting; `presences` as kind, invited, attended, is_present."""
    figures = fields.pop("outcome", {})
    meeting = make_meeting(template, starts_at=starts_at, **fields)
    Outcome.objects.create(meeting=meeting, **figures)
    kinds = {kind.code: kind for kind in template.federation.party_kinds.all()}
    for code, invited, attended, is_present in presences:
        PartyPresence.objects.create(
            meeting=meeting, kind=kinds[code], invited=invited, attended=attended, is_present=is_present
        )
    return meeting


def count_all() -> dict:
    buckets = count_meetings(read_rows(Q()), TODAY)
    return {key: dict(counts) for key, counts in buckets.items()}


def counts_of(scope: Scope) -> dict[str, dict[str, int]]:
    rows = FigureBucket.objects.filter(
        federation=scope.federation_id, area=scope.area_id, half_year=scope.half_year
    ).values_list("slug", "counts")
    return dict(rows)


def test_a_held_meeting_is_counted_with_all_that_is_known(cast: Cast):
    called = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
    held(
        cast.samverksmote,
        caller=cast.anna,
        called_at=called,
        moved_count=2,
        outcome={"meeting_form": MeetingForm.DIGITAL, "gender": "woman", "age_band": "18–29"},
        presences=[("kommun", 2, 2, True), ("af", 1, 0, False), ("fk", 1, None, None)],
    )

    assert count_all() == {
        ("samverksmote", ""): {
            "meetings": 1,
            "called": 1,
            "moved": 2,
            "called_by.kommun": 1,
            "held": 1,
            "form.digital": 1,
            "lead.8": 1,
            "gender.woman": 1,
            "age.18–29": 1,
            "parties_known": 1,
            "party.kommun.present": 1,
            "party.kommun.called": 1,
            "party.kommun.came": 1,
            "party.af.called": 1,
            "persons_known": 1,
            "persons.invited": 3,
            "persons.attended": 2,
        }
    }


def test_a_cancelled_meeting_is_counted_by_reason_and_never_as_held(cast: Cast):
    reason = CancellationReason.ILLNESS
    make_meeting(cast.lsg_template, starts_at=SPRING, state=MeetingState.CANCELLED, cancellation_reason=reason)

    counts = count_all()["lsg", ""]

    assert (counts["cancelled"], counts["cancelled.illness"]) == (1, 1)
    assert "held" not in counts


def test_a_meeting_that_nobody_registered_is_open_on_its_swedish_day(cast: Cast):
    late = datetime.datetime(2026, 3, 11, 23, 30, tzinfo=datetime.UTC)
    make_meeting(cast.lsg_template, starts_at=late)

    counts = count_all()["lsg", ""]

    assert (counts["open"], counts["open.2026-03-12"]) == (1, 1)
    assert "held" not in counts


def test_drafts_and_templates_that_do_not_count_are_counted_nowhere(cast: Cast):
    make_meeting(cast.lsg_template, starts_at=SPRING, state=MeetingState.DRAFT, called_at=None)
    cast.formote.counts = False
    cast.formote.save()
    held(cast.formote)

    assert count_all() == {}


def test_an_open_meeting_counts_its_participants(cast: Cast):
    counted = {"participants_per_party": {"kommun": 4, "af": 2}, "participants_public": 9}
    held(cast.open_template, variant="forelasning", outcome={**counted, "gender_counts": {"woman": 8, "man": 7}})

    counts = count_all()["informationstraff", "forelasning"]

    assert {key: number for key, number in counts.items() if key.startswith("participants")} == {
        "participants_known": 1,
        "participants": 15,
        "participants.kommun": 4,
        "participants.af": 2,
        "participants.public": 9,
        "participants.woman": 8,
        "participants.man": 7,
    }


def test_a_meeting_registered_afterwards_has_no_lead_time(cast: Cast):
    held(cast.lsg_template, called_at=SPRING + datetime.timedelta(days=3))

    assert not [key for key in count_all()["lsg", ""] if key.startswith("lead.")]


def test_figures_survive_to_the_digit_when_a_meeting_is_stripped(cast: Cast):
    called = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
    outcome = {"meeting_form": MeetingForm.DIGITAL, "gender": "woman", "age_band": "18–29"}
    meeting = held(
        cast.samverksmote,
        caller=cast.anna,
        called_at=called,
        moved_count=2,
        outcome=outcome,
        presences=[("kommun", 2, 2, True), ("af", 1, 0, False)],
    )
    held(cast.formote, caller=cast.anna, called_at=SPRING + datetime.timedelta(days=2))
    before = count_all()

    for each in Meeting.objects.all():
        strip_meeting(each)

    meeting.refresh_from_db()
    assert meeting.stripped_at is not None
    assert count_all() == before


def test_marking_inserts_a_row_for_the_area_and_one_for_the_federation(cast: Cast):
    meeting = make_meeting(cast.lsg_template, starts_at=SPRING)

    mark_dirty(meeting, also=("2025-2",))

    assert set(DirtyBucket.objects.values_list("area", "half_year", "slug")) == {
        (cast.area.pk, "2026-1", "lsg"),
        (cast.area.pk, "2025-2", "lsg"),
        (None, "2026-1", "lsg"),
        (None, "2025-2", "lsg"),
    }


def test_a_joint_day_counts_once_for_each_area_and_once_for_the_federation(cast: Cast):
    meeting = held(cast.open_template, outcome={"participants_count": 40})
    meeting.joint_areas.set([cast.area, cast.neighbour])
    mark_dirty(meeting)

    refresh_all_dirty()

    scopes = [
        scope for where in (cast.area, cast.neighbour, cast.federation) for scope in scopes_for(where, ["2026-1"])
    ]
    assert [counts_of(scope)["informationstraff"]["held"] for scope in scopes] == [1, 1, 1]
    assert [counts_of(scope)["informationstraff"]["participants"] for scope in scopes] == [40, 40, 40]


def test_a_moved_meeting_leaves_its_old_half_year(cast: Cast):
    meeting = make_meeting(cast.lsg_template, starts_at=SPRING)
    mark_dirty(meeting)
    refresh_all_dirty()

    meeting.starts_at, meeting.ends_at, meeting.half_year = AUTUMN, AUTUMN + cast.lsg_template.duration, "2026-2"
    meeting.save()
    mark_dirty(meeting, also=("2026-1",))
    refresh_all_dirty()

    spring, autumn = scopes_for(cast.area, ["2026-1", "2026-2"])
    assert counts_of(spring) == {}
    assert counts_of(autumn)["lsg"]["open"] == 1


def test_a_change_that_is_rolled_back_leaves_nothing_dirty(cast: Cast):
    meeting = make_meeting(cast.lsg_template, starts_at=SPRING)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        mark_dirty(meeting)
        raise ZeroDivisionError

    assert not DirtyBucket.objects.exists()


def test_refresh_counts_only_the_dirty_buckets_of_its_own_scope(cast: Cast):
    for starts_at in (SPRING, AUTUMN):
        mark_dirty(make_meeting(cast.lsg_template, starts_at=starts_at))

    counted = refresh(scopes_for(cast.area, ["2026-1"]))

    assert counted == 1
    assert set(DirtyBucket.objects.values_list("area", "half_year")) == {
        (cast.area.pk, "2026-2"),
        (None, "2026-1"),
        (None, "2026-2"),
    }


def test_counting_twice_gives_the_same_buckets(cast: Cast):
    meeting = held(cast.lsg_template)
    mark_dirty(meeting)
    mark_dirty(meeting)
    refresh_all_dirty()
    before = list(FigureBucket.objects.order_by("pk").values_list("slug", "area", "counts"))

    mark_dirty(meeting)
    refresh_all_dirty()

    assert list(FigureBucket.objects.order_by("pk").values_list("slug", "area", "counts")) == before


def test_with_nothing_dirty_refresh_is_one_query(cast: Cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        refresh(scopes_for(cast.area, ["2026-1", "2026-2"]))


def test_rebuild_counts_everything_anew_and_the_check_finds_nothing_wrong(cast: Cast, capsys):
    held(cast.lsg_template)
    held(cast.samverksmote, starts_at=AUTUMN)

    call_command("rebuild_figures")
    call_command("check_figures")

    assert FigureBucket.objects.count() == 4
    assert "Statistiken stämmer (4 områden" in capsys.readouterr().out


def test_the_check_finds_a_bucket_that_drifted(cast: Cast, capsys):
    mark_dirty(held(cast.lsg_template))
    refresh_all_dirty()
    FigureBucket.objects.filter(area=cast.area).update(counts={"held": 7})

    with pytest.raises(CommandError, match="1 skillnader"):
        call_command("check_figures")

    assert "Lingonby 2026-1: lsg stämmer inte med mötena" in capsys.readouterr().err


def test_the_check_finds_a_meeting_that_nobody_marked(cast: Cast):
    held(cast.lsg_template)

    with pytest.raises(CommandError):
        call_command("check_figures")


def test_the_tick_counts_what_is_dirty(cast: Cast):
    mark_dirty(held(cast.lsg_template))

    refresh_figures()

    assert not DirtyBucket.objects.exists()
    assert counts_of(scopes_for(cast.federation, ["2026-1"])[0])["lsg"]["held"] == 1


def test_a_meeting_belongs_to_the_half_year_of_its_swedish_start(cast: Cast):
    assert half_year(datetime.datetime(2026, 6, 30, 21, 59, tzinfo=datetime.UTC)) == "2026-1"
    assert half_year(datetime.datetime(2026, 6, 30, 22, 0, tzinfo=datetime.UTC)) == "2026-2"
