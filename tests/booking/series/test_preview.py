"""What is shown of a series before it is saved: every day, and what is worth knowing."""

from __future__ import annotations

import datetime
import html
import re
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from booking.models import Meeting
from booking.series.wishes import propose_series_time
from booking.workdays import at_local, local
from forums.models import ForumPlan, Membership
from tests.booking.series.test_pages import filled_in, logged_in
from tests.factories import make_invitation, make_meeting
from tests.factories.series import call_weekly

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_december")]
BO = "Bo Bäverhjälm"


@pytest.fixture
def in_december() -> Any:
    with time_machine.travel(datetime.datetime(2026, 12, 1, 8, tzinfo=datetime.UTC), tick=False):
        yield


def previewed(person: Any, fields: dict[str, Any]) -> str:
    answer = logged_in(person).post(reverse("notifications:change-preview"), fields)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def monthly(cast: Any, **changes: str) -> dict[str, str]:
    """The second Thursday of every month of 2027."""
    dates = {"rhythm": "monthly_weekday-1", "first_on": "2027-01-14", "last_on": "2027-12-31"}
    return filled_in(cast, **{**dates, **changes})


def test_every_day_is_listed_with_school_holidays_and_against_the_plan(cast: Any) -> None:
    ForumPlan.objects.update(meetings_per_year=2)

    page = previewed(cast.cilla, monthly(cast))

    assert "Det blir 12 möten" in page
    assert page.count("(v. ") >= 12
    assert "torsdag 8 juli 2027 (v. 27) sommarlov" in page
    assert "torsdag 14 oktober 2027 (v. 41) torsdag" in page
    assert "2027 blir det 12 möten. Överenskommelsen säger 2." in page


def test_the_areas_own_weeks_are_used(cast: Any) -> None:
    cast.area.school_weeks = {"sportlov": [6]}
    cast.area.save()

    assert "torsdag 11 februari 2027 (v. 6) sportlov" in previewed(cast.cilla, monthly(cast))


def test_a_skipped_day_says_why(cast: Any) -> None:
    page = previewed(cast.cilla, filled_in(cast, first_on="2026-12-18", last_on="2027-01-08", skips_holidays="on"))

    assert "fredag 25 december 2026 (v. 52) inget möte Juldagen" in page
    assert "Det blir 2 möten" in page


def test_the_warnings_of_a_single_call_stand_there_as_well(cast: Any) -> None:
    Membership.objects.exclude(person__in=[cast.bo, cast.frida, cast.rut]).delete()
    page = previewed(cast.cilla, filled_in(cast, first_on="2026-12-03", last_on="2026-12-10"))

    assert "3 parter är kallade. Enligt mallen ska minst 4 vara med." in page
    assert "Överenskommet är minst 15." in page


def test_a_digital_series_without_a_link_is_pointed_out(cast: Any) -> None:
    page = previewed(cast.cilla, filled_in(cast, meeting_form="digital"))

    assert "Länken till det digitala mötet saknas." in page
    assert "Länken till" not in previewed(cast.cilla, filled_in(cast))


def test_a_first_day_that_has_been_and_one_in_a_weekend_are_said_plainly(cast: Any) -> None:
    client = logged_in(cast.cilla)

    for day, sentence in (
        ("2026-11-01", "Det första mötet har redan varit."),
        ("2026-12-06", "Det första mötet är en lördag eller söndag"),
    ):
        fields = filled_in(cast, first_on=day, last_on="2027-12-31", skips_holidays="on")
        answer = client.post(reverse("notifications:change-preview"), fields)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def called_to(cast: Any, starts_at: datetime.datetime) -> Meeting:
    """Bo is called to a case of Anna's then."""
    meeting = make_meeting(cast.samverksmote, cast.anna, starts_at=starts_at)
    make_invitation(meeting, cast.bo)
    return meeting


def test_extending_lists_the_new_days_and_who_is_called_elsewhere(cast: Any) -> None:
    series = call_weekly(cast)
    new = series.last_on + datetime.timedelta(weeks=1)
    called_to(cast, series.rhythm.moment(new))
    until = series.last_on + datetime.timedelta(weeks=2)

    page = previewed(cast.cilla, {"change": "extend", "series": str(series.pk), "last_on": str(until)})

    assert "Det blir 2 möten" in page
    assert f"{new.day} " in page and f"(v. {new.isocalendar().week})" in page
    assert "Redan kallad kl. 09.00" not in page and f"Redan kallad torsdag {new.day}" in page
    assert f": {BO}." in page


def move(cast: Any, meeting: Meeting, starts: str, **fields: str) -> str:
    day = local(meeting.starts_at).date()
    change = {"change": "move", "meeting": str(meeting.pk), "version": meeting.version, "scope": "following"}
    return previewed(cast.cilla, {**change, "date": str(day), "starts": starts, "ends": "14", **fields})


def test_moving_this_and_the_following_lists_the_days_and_warns_of_double_bookings(cast: Any) -> None:
    series = call_weekly(cast)
    third, fourth = series.instances.order_by("recurrence_at")[2:4]
    called_to(cast, at_local(local(fourth.starts_at).date(), datetime.time(13)))

    page = move(cast, third, "13")

    count = series.instances.count() - 2
    assert page.count("(v. ", page.index("Alla dagar"), page.index("Bra att veta")) == count
    assert f"Redan kallad torsdag {local(fourth.starts_at).day}" in page and f": {BO}." in page
    assert "Redan kallad" not in move(cast, third, "11", ends="12")
    assert "Alla dagar" not in move(cast, third, "13", scope="this")


def test_meetings_that_move_are_not_taken_for_double_bookings_of_themselves(cast: Any) -> None:
    series = call_weekly(cast)
    first = series.instances.order_by("recurrence_at")[0]

    assert "Redan kallad" not in move(cast, first, "9.30")


def test_accepting_a_proposal_for_a_series_warns_of_double_bookings(cast: Any) -> None:
    series = call_weekly(cast)
    first = series.instances.order_by("recurrence_at")[0]
    day = local(first.starts_at).date()
    seat = series.seats.get(person=cast.rut)
    begins = at_local(day, datetime.time(13))
    proposal = propose_series_time(
        seat,
        instead_of=first.starts_at,
        starts_at=begins,
        ends_at=begins + datetime.timedelta(hours=1),
        channel="mail",
    )
    assert proposal is not None
    later = day + datetime.timedelta(weeks=1)
    called_to(cast, at_local(later, datetime.time(13)))
    meeting = proposal.invitation.meeting

    page = previewed(
        cast.cilla,
        {
            "change": "accept-time",
            "meeting": str(meeting.pk),
            "version": meeting.version,
            "proposal": str(proposal.pk),
        },
    )

    assert "Alla dagar" in page
    assert f"Redan kallad torsdag {later.day}" in page and f": {BO}." in page
