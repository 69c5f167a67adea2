"""What each role sees on Mina möten before they look for it."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.meetings.to_do import MISSING, WAITS, in_groups
from booking.models import Answer, ClosedHalfYear, FigureBucket, Outcome
from forums.models import ForumPlan, Membership, Role, RoleKind
from notifications.models import InboundMail, OutboxMessage
from tests.cast import Cast
from tests.factories import (
    make_agreement,
    make_area,
    make_contact_point,
    make_forum,
    make_invitation,
    make_meeting,
    make_person,
    make_role,
    make_unit,
)

YEAR = timezone.localdate().year


def start_page(client: Client, person, query: str = "") -> str:
    client.force_login(person)
    return client.get(f"/{query}").content.decode()


@pytest.fixture
def tidy(cast: Cast) -> Cast:
    """The cast with nothing missing: each unit has a way in, and the group has met as often as was agreed."""
    for unit in (cast.kommun_unit, cast.school, cast.af_unit, cast.fk_unit, cast.region_unit, cast.psychiatry):
        make_contact_point(unit)
    make_role(make_person(name="Nora"), RoleKind.COORDINATOR, area=cast.neighbour)
    for day in (28, 29, 30, 31):
        starts_at = timezone.make_aware(datetime.datetime(YEAR, 12, day, 9))
        meeting = make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, starts_at=starts_at)
        Outcome.objects.create(meeting=meeting, registered_at=timezone.now())
    return cast


def test_nothing_waits_where_nothing_is_missing(client, tidy: Cast):
    for person in (tidy.cilla, tidy.david, tidy.adam, tidy.kim, tidy.anna):
        assert "Att göra" not in start_page(client, person), person


def test_coordinator_sees_holes_of_her_area(client, tidy: Cast):
    Membership.objects.filter(person=tidy.bo).delete()
    tidy.school.contact_points.all().delete()
    elsewhere = make_unit(tidy.kommun, areas=[tidy.neighbour], name="Blåbärsskolan")

    page = start_page(client, tidy.cilla)

    assert "LSG Lingonby: Arbetsförmedlingen har ingen ledamot" in page
    assert f'href="/forum/{tidy.lsg.pk}/"' in page
    assert "Lingonskolan har ingen väg in" in page
    assert f'href="/enheter/{tidy.school.pk}/"' in page
    assert elsewhere.name not in page
    assert "ingen ledamot" not in start_page(client, tidy.david)
    assert "ingen ledamot" not in start_page(client, tidy.anna)


def test_several_holes_of_a_group_are_one_row(client, tidy: Cast):
    Membership.objects.filter(person__in=[tidy.bo, tidy.frida]).delete()

    page = start_page(client, tidy.cilla)

    assert "LSG Lingonby: 2 saker saknas" in page
    assert "Försäkringskassan har ingen ledamot." in page


def test_director_mends_where_nobody_coordinates(client, tidy: Cast):
    Membership.objects.filter(person=tidy.bo).delete()
    Role.objects.filter(person=tidy.cilla).delete()

    page = start_page(client, tidy.david)

    assert "Lingonby: ingen håller ihop området" in page
    assert "Arbetsförmedlingen har ingen ledamot" in page
    assert "Blåbärsby" not in page
    assert "ingen håller ihop området" in start_page(client, tidy.adam)
    assert "har ingen ledamot" not in start_page(client, tidy.adam)


def test_plan_stands_against_what_is_called(client, tidy: Cast):
    ForumPlan.objects.update(meetings_per_year=6)
    make_meeting(
        tidy.lsg_template, tidy.cilla, forum=tidy.lsg, in_days=-1, state="cancelled", cancellation_reason="other"
    )

    assert f"LSG Lingonby: 4 av 6 möten är kallade {YEAR}" in start_page(client, tidy.cilla)


def test_agreement_that_has_run_out_is_said_to_all_who_oversee(client, tidy: Cast):
    tidy.agreement.valid_until = timezone.localdate() - datetime.timedelta(days=1)
    tidy.agreement.save()

    for person in (tidy.cilla, tidy.david, tidy.adam):
        assert "Lingonby: överenskommelsen har gått ut" in start_page(client, person)
    assert "överenskommelsen" not in start_page(client, tidy.anna)

    tidy.agreement.valid_until = timezone.localdate() + datetime.timedelta(days=30)
    tidy.agreement.save()
    assert "Lingonby: överenskommelsen går snart ut" in start_page(client, tidy.cilla)


def test_addresses_that_bounce_are_counted_for_keepers_and_told_to_their_owner(client, tidy: Cast):
    tidy.bo.address_bounced_at = timezone.now()
    tidy.bo.save()

    assert "E-post till 1 person går inte fram" in start_page(client, tidy.adam)
    assert "/personer/?visa=studsar" in start_page(client, tidy.cilla)
    assert "Mejl till dig går inte fram" in start_page(client, tidy.bo)
    assert "går inte fram" not in start_page(client, tidy.anna)


def test_contact_person_sees_units_that_calls_cannot_reach(client, tidy: Cast):
    tidy.af_unit.contact_points.all().delete()

    assert "Arbetsförmedlingen Lingonby har ingen väg in" in start_page(client, tidy.kim)
    assert "har ingen väg in" not in start_page(client, tidy.bo)


def test_groups_meetings_of_others_wait_for_who_holds_them(client, tidy: Cast):
    meeting = make_meeting(tidy.lsg_template, tidy.bo, forum=tidy.lsg, in_days=-3)
    case = make_meeting(tidy.samverksmote, tidy.anna, in_days=-3, reference="SV-7K3M-2Q")

    page = start_page(client, tidy.cilla)

    assert f'href="/moten/{meeting.pk}/utfall/"' in page
    assert str(case.pk) not in page and "SV-7K3M-2Q" not in page
    ClosedHalfYear.objects.create(federation=tidy.federation, half_year=meeting.half_year, closed_at=timezone.now())
    assert f"/moten/{meeting.pk}/utfall/" not in start_page(client, tidy.cilla)


def test_director_is_told_of_half_years_to_close(client, tidy: Cast):
    half = f"{YEAR - 1}-2"
    told = {"federation": tidy.federation, "slug": "lsg"}
    FigureBucket.objects.create(half_year=half, counts={"meetings": 1, "held": 1}, **told)
    of_a_file = {"meetings": 1, "held": 1, "loaded": 1}
    FigureBucket.objects.create(half_year=f"{YEAR - 2}-2", counts=of_a_file, **told)

    page = start_page(client, tidy.david)

    assert f"Stäng andra halvåret {YEAR - 1}, Lingonförbundet" in page
    assert f"/statistik/forbund/{tidy.federation.pk}/{YEAR - 1}-2/stang/" in page
    assert f"Stäng andra halvåret {YEAR - 2}" not in page
    assert "Stäng andra" not in start_page(client, tidy.adam)
    ClosedHalfYear.objects.create(federation=tidy.federation, half_year=half, closed_at=timezone.now())
    assert "Stäng andra" not in start_page(client, tidy.david)


def test_caller_sees_whose_replies_are_missing_after_the_last_day(client, tidy: Cast):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    meeting = make_meeting(tidy.samverksmote, tidy.anna, in_days=3, reference="SV-7K3M-2Q", answer_by=yesterday)
    make_invitation(meeting, tidy.frida, answer=Answer.YES, answered_at=timezone.now())
    late = make_invitation(meeting, tidy.bo)

    page = start_page(client, tidy.anna)

    assert "Svar saknas: Samverksmöte SV-7K3M-2Q" in page
    assert "1 har inte svarat." in page
    assert "Svar saknas:" not in start_page(client, tidy.frida)
    late.answer, late.answered_at = Answer.NO, timezone.now()
    late.save()
    assert "Svar saknas:" not in start_page(client, tidy.anna)


def test_mails_that_did_not_arrive_and_came_in_wait_for_the_caller(client, tidy: Cast):
    meeting = make_meeting(tidy.samverksmote, tidy.anna, in_days=3)
    seat = make_invitation(meeting, tidy.bo, answer=Answer.YES, answered_at=timezone.now())
    OutboxMessage.objects.create(
        federation=tidy.federation, meeting=meeting, invitation=seat, kind="invitation", address="bo@af.example",
        state="failed", failed_at=timezone.now(), failure="address", message_id="<1@lingon.example>",
        body=b"", next_at=timezone.now(),
    )  # fmt: skip
    InboundMail.objects.create(
        federation=tidy.federation, meeting=meeting, message_key="k", result="ignored", needs_person=True
    )

    page = start_page(client, tidy.anna)

    assert "1 mejl har inte kommit fram" in page
    assert "1 mejl har kommit in att se på" in page
    for other in (tidy.bo, tidy.cilla, tidy.david):
        assert "mejl har" not in start_page(client, other)


def test_coordinator_calls_her_groups_directly(client, tidy: Cast):
    page = start_page(client, tidy.cilla)

    assert "Kalla direkt" in page
    address = f"/moten/kalla/?mall={tidy.lsg_template.pk}:{tidy.lsg.pk}"
    assert address in page
    chosen = client.get(address).content.decode()
    assert f'value="{tidy.lsg_template.pk}:{tidy.lsg.pk}"' in chosen
    assert chosen.count(" checked") == 1


def test_many_rows_are_cut_short_with_a_link_to_all(client, tidy: Cast):
    for number in range(7):
        make_unit(tidy.kommun, name=f"Avdelning {number}")

    page = start_page(client, tidy.cilla)

    assert "Avdelning 3 har ingen väg in" in page
    assert "Avdelning 4 har ingen väg in" not in page
    assert 'href="?alla#saknas"' in page
    assert "Avdelning 6 har ingen väg in" in start_page(client, tidy.cilla, "?alla")


def test_a_link_does_not_take_the_place_of_a_single_row():
    rows = [{"group": MISSING, "title": str(n)} for n in range(5)]

    [group] = in_groups(rows)
    assert (len(group.rows), group.more) == (5, 0)
    [group] = in_groups([*rows, {"group": MISSING, "title": "5"}])
    assert (len(group.rows), group.more, group.total) == (4, 2, 6)
    assert [group.key for group in in_groups([*rows, {"title": "svara"}])] == [WAITS, MISSING]


def test_number_of_queries_does_not_grow_with_areas_and_groups(client, tidy: Cast):
    def fill(number: int) -> None:
        area = make_area(tidy.federation, name=f"By {number}", slug=f"by-{number}")
        agreement = make_agreement(area, valid_until=timezone.localdate())
        for _each in range(3):
            ForumPlan.objects.create(forum=make_forum(area), agreement=agreement, meetings_per_year=3)
            make_unit(tidy.kommun, areas=[area])
        make_role(tidy.kim, RoleKind.CONTACT_PERSON, area=area, party=tidy.af)
        if number < 2:
            make_role(tidy.cilla, RoleKind.COORDINATOR, area=area)

    def queries(person) -> int:
        client.force_login(person)
        with CaptureQueriesContext(connection) as found:
            assert client.get("/").status_code == 200
        return len(found)

    people = (tidy.cilla, tidy.david, tidy.adam, tidy.kim)
    fill(0)
    fill(2)
    few = {person.name: queries(person) for person in people}
    for number in (1, 3, 4, 5):
        fill(number)

    assert {person.name: queries(person) for person in people} == few
    assert max(few.values()) <= 55
