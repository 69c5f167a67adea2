"""The same call once more: the same caller, template, time and people within a day are asked about first."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft, make_meeting
from booking.meetings.actions.consent import ConsentGiven
from booking.meetings.actions.seats import Seat
from booking.models import Meeting, MeetingState
from config.ground.errors import RuleError
from tests.booking.meetings.test_races import at_once
from tests.cast import Cast, make_cast
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday

SAME = "Ni är redan kallade till ett möte då."


def test_the_same_call_is_asked_about_and_goes_all_the_same(cast: Cast) -> None:
    call_individual(cast)
    draft = draft_individual(cast)

    with pytest.raises(RuleError) as refused:
        call_meeting(draft, by=cast.anna)
    called = call_meeting(draft, by=cast.anna, confirm_same=True)

    assert (refused.value.code, refused.value.message) == ("same_call", SAME)
    assert called.is_called


@pytest.mark.parametrize(
    "other",
    [
        lambda cast: draft_individual(cast, starts_at=on_workday(21)),
        lambda cast: draft_individual(cast, cast.bo, cast.frida),
        lambda cast: draft_individual(cast, cast.bo, cast.rut, cast.kim),
        lambda cast: draft_individual(cast, template=cast.sip),
    ],
    ids=["another time", "somebody else", "one more", "another template"],
)
def test_what_is_not_the_same_is_not_asked_about(cast: Cast, other) -> None:
    call_individual(cast)

    assert call_meeting(other(cast), by=cast.anna).is_called


@pytest.mark.parametrize(
    "since",
    [
        {"called_at": timezone.now() - datetime.timedelta(days=1, minutes=1)},
        {"state": MeetingState.CANCELLED, "cancelled_at": timezone.now(), "cancellation_reason": "other"},
    ],
    ids=["the day before", "cancelled"],
)
def test_an_old_or_a_cancelled_call_is_not_asked_about(cast: Cast, since: dict) -> None:
    Meeting.objects.filter(pk=call_individual(cast).pk).update(**since)

    assert call_meeting(draft_individual(cast), by=cast.anna).is_called


def test_a_groups_call_is_asked_about_as_well(cast: Cast) -> None:
    first = call_forum(cast)
    draft = create_draft(by=cast.cilla, template=cast.lsg_template, forum=cast.lsg)
    edit_draft(draft, by=cast.cilla, starts_at=first.starts_at, ends_at=first.ends_at, place="Sessionssalen")

    with pytest.raises(RuleError, match=SAME):
        call_meeting(draft, by=cast.cilla)


def test_the_page_asks_with_a_button_to_do_it_all_the_same(cast: Cast, client: Client) -> None:
    call_individual(cast)
    draft = draft_individual(cast)
    client.force_login(cast.anna)
    address = f"/moten/{draft.pk}/granska/"

    asked = client.post(address, {"version": draft.version})
    page = asked.content.decode()
    sent = client.post(address, {"version": draft.version, "kalla_anda": "1"})

    assert asked.status_code == 422
    assert SAME in page and 'name="kalla_anda" value="1">Kalla ändå</button>' in page
    assert page.count('data-variant="primary"') == 1
    assert sent.url == f"/moten/{draft.pk}/skickad/"


def test_the_preview_of_the_same_call_is_shown(cast: Cast, client: Client) -> None:
    call_individual(cast)
    draft = draft_individual(cast)
    client.force_login(cast.anna)

    page = client.get(f"/moten/{draft.pk}/forhandsvisning/")

    assert page.status_code == 200
    assert SAME not in page.content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_call() -> None:
    cast, start = make_cast(), on_workday()
    today = timezone.localdate()
    consent = ConsentGiven("spoken", today, today + datetime.timedelta(days=90), [cast.af, cast.region])

    def call() -> Meeting:
        return make_meeting(
            by=cast.anna,
            template=cast.samverksmote,
            fields={"starts_at": start, "ends_at": start + datetime.timedelta(hours=1), "meeting_form": "digital"},
            seats=[Seat(cast.bo), Seat(cast.rut)],
            consent=consent,
            call=True,
        )

    results = at_once(*[call] * 4)

    assert connection.vendor == "postgresql"
    assert Meeting.objects.count() == 1
    assert sorted(getattr(result, "code", "called") for result in results) == ["called", *["same_call"] * 3]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_drafts_of_one_call_at_once_are_one_call() -> None:
    cast = make_cast()
    drafts = [draft_individual(cast) for _number in range(2)]

    results = at_once(*[lambda draft=draft: call_meeting(draft, by=cast.anna) for draft in drafts])

    assert sorted(getattr(result, "code", "called") for result in results) == ["called", "same_call"]
