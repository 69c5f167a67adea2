"""Visits that are registered afterwards, and the monthly tally of phone consultations."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from booking.models import ClosedHalfYear, Meeting, PhoneTally
from booking.outcomes.actions import register_outcome
from booking.statistics.api import area_statistics, federation_statistics
from booking.statistics.exports import lines
from booking.statistics.figures import year_figures
from booking.visits.actions import register_visit, tally_phone_consultations
from booking.visits.queries import open_months
from config.ground.errors import RuleError
from forums.models import MeetingTemplate, RoleKind
from notifications.models import OutboxMessage
from notifications.tasks import tell
from tests.acts import visit_template
from tests.booking.meetings.looking import login, text_of
from tests.factories import make_role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def template(cast: Any) -> MeetingTemplate:
    return visit_template(cast)


def yesterday() -> datetime.date:
    return timezone.localdate() - DAY


def test_a_visit_is_held_and_counted_by_its_unit_or_place_and_mails_nobody(
    cast: Any, template: Any, time_machine: Any
) -> None:
    time_machine.move_to(datetime.datetime(2026, 10, 14, 12, tzinfo=datetime.UTC))
    visit = register_visit(by=cast.cilla, template=template, held_on=yesterday(), unit=cast.af_unit, title="APT")
    register_visit(by=cast.cilla, template=template, held_on=yesterday(), unit=cast.af_unit)
    register_visit(
        by=cast.cilla, template=template, held_on=yesterday(), place_visited="Hofgårdsskolan", participants_count=12
    )
    tell(visit.pk)

    figures = area_statistics(cast.cilla, cast.area.pk, 2026)

    assert figures["total"]["year"]["visits"] == {"Arbetsförmedlingen Lingonby": 2, "Hofgårdsskolan": 1}
    assert year_figures(cast.area, 2026).total.second.held == 3
    assert year_figures(cast.area, 2026).total.year.lead_time is None
    assert OutboxMessage.objects.count() == 0
    assert (visit.title, visit.half_year, visit.known_to) == ("APT", "2026-2", "day")


def test_a_visit_is_corrected_as_any_other_meeting(cast: Any, template: Any) -> None:
    visit = register_visit(by=cast.cilla, template=template, held_on=yesterday(), unit=cast.af_unit)

    register_outcome(visit, by=cast.cilla, unit_visited=None, place_visited="Anhörigcentrum", participants_count=3)

    visit.outcome.refresh_from_db()
    assert (visit.outcome.unit_visited, visit.outcome.place_visited) == (None, "Anhörigcentrum")
    with pytest.raises(RuleError) as caught:
        register_outcome(visit, by=cast.cilla, unit_visited=cast.af_unit, place_visited="Anhörigcentrum")
    assert caught.value.code == "two_places_visited"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"held_on": 1}, "not_yet"),
        ({"unit": None}, "place_visited_missing"),
        ({"place_visited": "Skolan"}, "two_places_visited"),
    ],
)
def test_what_is_no_visit_is_refused(cast: Any, template: Any, fields: Any, code: str) -> None:
    if "held_on" in fields:
        fields = {"held_on": timezone.localdate() + DAY}
    with pytest.raises(RuleError) as caught:
        register_visit(
            **{"by": cast.cilla, "template": template, "held_on": yesterday(), "unit": cast.af_unit, **fields}
        )
    assert caught.value.code == code


@pytest.mark.parametrize("clock", [7, 14])
def test_a_visit_that_is_registered_the_same_day_has_no_lead_time(
    cast: Any, template: Any, time_machine: Any, clock: int
) -> None:
    time_machine.move_to(datetime.datetime(2026, 10, 14, clock, tzinfo=datetime.UTC))
    register_visit(by=cast.cilla, template=template, held_on=timezone.localdate(), unit=cast.af_unit)

    year = year_figures(cast.area, 2026).total.year

    assert (year.held, year.lead_time) == (1, None)


@pytest.mark.parametrize("day", [datetime.date(1, 5, 5), datetime.date(2006, 11, 30)])
def test_a_year_that_is_mistyped_is_pointed_out(cast: Any, template: Any, day: datetime.date) -> None:
    """The statistics would begin then, with zeros for all years between."""
    with pytest.raises(ValidationError) as caught:
        register_visit(by=cast.cilla, template=template, held_on=day, unit=cast.af_unit)

    assert list(caught.value.message_dict) == ["held_on"]


@pytest.mark.parametrize("field", ["title", "place_visited"])
@pytest.mark.parametrize("text", ["19850101-1236", "070-123 45 67", "anna@example.se"])
def test_its_texts_are_searched(cast: Any, template: Any, field: str, text: str) -> None:
    unit = None if field == "place_visited" else cast.af_unit
    with pytest.raises(ValidationError) as caught:
        register_visit(by=cast.cilla, template=template, held_on=yesterday(), unit=unit, **{field: f"Om {text}"})

    assert list(caught.value.message_dict) == [field]
    assert Meeting.objects.count() == 0


def test_a_unit_of_another_federation_and_a_closed_half_year_are_refused(cast: Any, template: Any) -> None:
    with pytest.raises(PermissionDenied):
        elsewhere = cast.eva.placements.get().unit
        register_visit(by=cast.cilla, template=template, held_on=yesterday(), unit=elsewhere)
    long_ago = timezone.localdate() - 400 * DAY
    half = f"{long_ago.year}-{1 if long_ago.month < 7 else 2}"
    ClosedHalfYear.objects.create(federation=cast.federation, half_year=half, closed_at=timezone.now())
    with pytest.raises(RuleError) as caught:
        register_visit(by=cast.cilla, template=template, held_on=long_ago, unit=cast.af_unit)
    assert caught.value.code == "half_year_closed"
    assert Meeting.objects.count() == 0


# --- the tally


def test_the_tally_counts_for_the_area_and_the_federation_and_is_corrected(cast: Any) -> None:
    make_role(cast.cilla, RoleKind.COORDINATOR, area=cast.neighbour)
    for area, month, number in (
        (cast.area, 2, 9),
        (cast.area, 2, 5),
        (cast.area, 9, 7),
        (cast.neighbour, 9, 4),
    ):
        tally_phone_consultations(area, by=cast.cilla, month=datetime.date(2026, month, 17), number=number)

    own = year_figures(cast.area, 2026)
    whole = federation_statistics(cast.david, cast.federation.pk, 2026)

    assert [getattr(own.total, part).phone_consultations for part in ("year", "first", "second")] == [12, 5, 7]
    assert whole["total"]["year"]["phone_consultations"] == 16
    (line,) = [line for line in lines(own) if line.code == "phone_consultations"]
    assert (line.year, line.first, line.second) == (12, 5, 7)
    assert [kind.slug for kind in own.types] == []


def test_earlier_years_tallies_stand_beside_this_years(client: Client, cast: Any) -> None:
    this = timezone.localdate().year
    for year, number in ((this - 1, 8), (this - 2, 3)):
        tally_phone_consultations(cast.area, by=cast.cilla, month=datetime.date(year, 2, 1), number=number)

    figures = year_figures(cast.area, this)
    page = login(client, cast.cilla).get(f"/statistik/?ar={this}")
    shown = area_statistics(cast.cilla, cast.area.pk, this)

    assert [each.total.year.phone_consultations for each in figures.earlier] == [8, 3]
    codes = {line.code: (line.year, line.first) for line in lines(figures) if line.code.endswith("phone_consultations")}
    assert codes == {
        f"earlier_years.{this - 1}.phone_consultations": (8, 8),
        f"earlier_years.{this - 2}.phone_consultations": (3, 3),
    }
    assert [each["phone_consultations"] for each in shown["earlier_years"]] == [8, 3]
    assert "Telefonkonsultationer" in text_of(page)


def test_where_nobody_has_noted_any_nothing_is_known(cast: Any) -> None:
    assert year_figures(cast.area, 2026).total.year.phone_consultations is None


def test_a_month_that_has_not_begun_or_is_closed_is_not_noted(cast: Any) -> None:
    today = timezone.localdate()
    half = f"{today.year}-1"
    ClosedHalfYear.objects.create(federation=cast.federation, half_year=half, closed_at=timezone.now())
    for month, code in ((today + 40 * DAY, "not_yet"), (datetime.date(today.year, 3, 1), "half_year_closed")):
        with pytest.raises(RuleError) as caught:
            tally_phone_consultations(cast.area, by=cast.cilla, month=month, number=1)
        assert caught.value.code == code
    assert datetime.date(today.year, 3, 1) not in open_months(cast.area)
    assert PhoneTally.objects.count() == 0


# --- the pages


def test_a_coordinator_registers_a_visit_from_the_first_page(client: Client, cast: Any, template: Any) -> None:
    browser = login(client, cast.cilla)
    assert "Ett besök hos en verksamhet" in text_of(browser.get("/"))
    start = browser.get("/besok/").context["form"].initial
    fields = {"request_key": str(start["request_key"]), "template": template.pk, "held_on": str(yesterday())}

    unsaid = browser.post("/besok/", fields)
    bad = browser.post("/besok/", {**fields, "place_visited": "Ring 070-123 45 67"})
    done = [browser.post("/besok/", {**fields, "unit": cast.af_unit.pk, "participants_count": "8"}) for _ in range(2)]

    assert unsaid.status_code == 422 and "Välj enheten, eller skriv var ni var." in text_of(unsaid)
    assert bad.status_code == 422 and "Skriv inte telefonnummer här" in text_of(bad)
    visit = Meeting.objects.get()
    assert [answer.url for answer in done] == [f"/moten/{visit.pk}/"] * 2
    page = text_of(browser.get(f"/moten/{visit.pk}/"))
    assert "Genomfört" in page and "12.00" not in page
    assert "Arbetsförmedlingen Lingonby" in text_of(browser.get(f"/statistik/?ar={visit.half_year[:4]}"))


def test_a_coordinator_notes_a_month_and_sees_it(client: Client, cast: Any) -> None:
    browser = login(client, cast.cilla)
    month = timezone.localdate().replace(day=1)

    page = text_of(browser.post("/telefonkonsultationer/", {"month": month.isoformat(), "number": "11"}, follow=True))

    assert "Antalet är sparat." in page and "Det här är sparat" in page
    assert PhoneTally.objects.get().number == 11
    wrong = browser.post("/telefonkonsultationer/", {"month": "2019-01-01", "number": "-1"})
    assert wrong.status_code == 422
    assert "Telefonkonsultationer" in text_of(browser.get("/statistik/"))


def test_nobody_else_has_these_pages(client: Client, cast: Any, template: Any) -> None:
    browser = login(client, cast.anna)

    assert "Ett besök hos en verksamhet" not in text_of(browser.get("/"))
    for path in ("/besok/", "/telefonkonsultationer/"):
        assert "Du samordnar inget område." in text_of(browser.get(path))
        assert browser.post(path, {}).context.get("form") is None
    other = login(client, cast.cilla).get(f"/telefonkonsultationer/?omrade={cast.neighbour.pk}")
    assert other.status_code == 404
