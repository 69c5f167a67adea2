"""Chains of meetings about one person: what follows, what comes along, and when it is time."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft, make_meeting
from booking.meetings.actions.coming_along import coming_along
from booking.meetings.actions.consent import register_consent, withdraw_consent
from booking.meetings.actions.follow_ups import drop_follow_up
from booking.meetings.chains import templates_after, to_follow_up
from booking.models import Consent, Meeting
from booking.outcomes.actions import register_outcome
from booking.workdays import local
from config.ground.errors import RuleError
from forums.loading.reading import read_content
from notifications.notices import planning
from tests.booking.meetings.looking import login, text_of
from tests.factories import make_area, make_contact_point, make_key, make_person, make_template
from tests.factories.calls import call_individual, on_workday
from tests.notifications.notices.reminding import due_mails

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
DATA = Path(__file__).parents[3] / "forums" / "data"


@pytest.fixture
def planning_template(cast: Any) -> None:
    """The samverksmöte as it is agreed: followed up by itself, or by a SIP."""
    cast.samverksmote.leads_to = ["samverksmote", "sip"]
    cast.samverksmote.outcome_fields = ["follow_up_on"]
    cast.samverksmote.save()


def held(cast: Any, time_machine: Any, *people: Any, ahead: int = 60, **fields: Any) -> Meeting:
    """A registered samverksmöte of yesterday that is to be followed up in so many days."""
    meeting = call_individual(cast, *people, **fields)
    time_machine.move_to(meeting.ends_at + DAY)
    day = local(meeting.starts_at).date() + ahead * DAY
    register_outcome(meeting, by=cast.anna, follow_up_on=day)
    return meeting


def follow(cast: Any, meeting: Meeting) -> Meeting:
    return create_draft(by=cast.anna, template=cast.samverksmote, previous=meeting)


# --- data


def test_each_template_about_a_person_says_what_may_follow() -> None:
    templates = read_content(DATA / "hoglandet.yaml", DATA / "templates.yaml").templates
    follows = {slug: own.get("leads_to") for slug, own in templates.items() if own["level"] == "individual"}

    assert None not in follows.values()
    assert follows["samverksmote"][:2] == ["samverksmote", "sip"]
    assert (follows["sip"], follows["sip_uppfoljning"][0]) == (["sip_uppfoljning"], "sip_uppfoljning")


def test_what_follows_stands_in_the_templates_own_order_and_is_only_what_one_may_call(cast: Any) -> None:
    cast.formote.leads_to = ["sip", "samverksmote", "nothing"]
    cast.formote.save()
    meeting = call_individual(cast, template=cast.formote)

    assert templates_after(meeting, cast.anna) == [cast.sip, cast.samverksmote]
    assert templates_after(meeting, cast.bo) == [cast.samverksmote]


def test_a_meeting_under_an_older_version_is_followed_by_what_todays_says(cast: Any) -> None:
    meeting = call_individual(cast)
    assert templates_after(meeting, cast.anna) == []
    cast.samverksmote.is_current = False
    cast.samverksmote.save()
    newer = make_template(
        cast.agreement, slug="samverksmote", name="Samverksmöte", version=2, leads_to=["samverksmote"]
    )

    assert templates_after(meeting, cast.anna) == [newer]


# --- what comes along


def test_a_follow_up_has_the_same_consent_people_unit_and_silence(
    cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine, no_mail=True)

    second = follow(cast, first)

    assert (second.previous, second.consent, second.calling_unit) == (first, first.consent, first.calling_unit)
    assert second.no_mail
    assert set(second.invitations.values_list("person", "unit")) == set(first.invitations.values_list("person", "unit"))
    assert coming_along(second, first).left == []


def test_whom_the_consent_no_longer_covers_is_left_behind_and_said(
    cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine)
    withdraw_consent(first.consent, by=cast.anna, parties=[cast.region])

    second = follow(cast, first)

    assert set(second.invitations.values_list("person", flat=True)) == {cast.anna.pk, cast.bo.pk}
    assert coming_along(second, first).left == ["Lingonby vårdcentral: samtycket omfattar den inte."]


def test_a_consent_that_was_withdrawn_or_has_ended_is_asked_for_anew(
    cast: Any, time_machine: Any, planning_template: None
) -> None:
    ended = held(cast, time_machine, valid_until=timezone.localdate() + 45 * DAY)
    withdrawn = call_individual(cast)
    withdraw_consent(withdrawn.consent, by=cast.anna)
    withdrawn.refresh_from_db()
    time_machine.move_to(ended.ends_at + 40 * DAY)

    drafts = [follow(cast, ended), follow(cast, withdrawn)]

    assert [draft.consent for draft in drafts] == [None, None]
    (first,), (second,) = (coming_along(draft, draft.previous).left for draft in drafts)
    assert first.startswith("Samtycket gällde till och med")
    assert second == "Samtycket är återkallat. Fråga den enskilde på nytt."


def test_a_consent_that_ends_before_the_follow_up_is_pointed_out(
    cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine, ahead=200, valid_until=timezone.localdate() + 60 * DAY)

    (sentence,) = coming_along(follow(cast, first), first).left

    assert sentence.startswith("Samtycket gäller till och med") and "satt till senare" in sentence


def test_the_unit_is_asked_when_the_person_has_left_it(cast: Any, time_machine: Any, planning_template: None) -> None:
    way_in = make_contact_point(cast.af_unit)
    colleague = make_person(cast.af_unit, name="Bea Björnbär", email="bea@af.example")
    first = held(cast, time_machine, cast.bo, colleague)
    for person in (cast.bo, colleague):
        person.placements.update(ends_on=timezone.localdate() - DAY)

    second = follow(cast, first)

    unit = second.invitations.exclude(person=cast.anna).get()
    assert (unit.person, unit.unit, unit.contact_point) == (None, cast.af_unit, way_in)
    left = {line.partition(" har lämnat")[0] for line in coming_along(second, first).left}
    assert left == {"Bo Bäverhjälm", "Bea Björnbär"}


def test_withdrawn_consent_reaches_the_follow_up_that_has_been_called(
    cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine)
    second = follow(cast, first)
    start = on_workday(10)
    edit_draft(
        second, by=cast.anna, starts_at=start, ends_at=start + datetime.timedelta(hours=1), meeting_form="digital"
    )
    call_meeting(second, by=cast.anna)

    left = withdraw_consent(first.consent, by=cast.anna)

    assert left == [second]
    assert list(second.invitations.filter(state="live").values_list("person", flat=True)) == [cast.anna.pk]


# --- when it is time


def test_a_meeting_is_to_be_followed_up_from_four_weeks_before_until_somebody_begins(
    cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine, ahead=60)
    day = first.outcome.follow_up_on
    for days, due in ((29, []), (28, [first]), (-5, [first])):
        time_machine.move_to(datetime.datetime.combine(day - days * DAY, datetime.time(12), datetime.UTC))
        assert list(to_follow_up(cast.anna)) == due

    assert list(to_follow_up(cast.bo)) == []
    follow(cast, first)
    assert list(to_follow_up(cast.anna)) == []


def test_withdrawn_consent_and_no_need_end_the_waiting(cast: Any, time_machine: Any, planning_template: None) -> None:
    first = held(cast, time_machine, ahead=20)
    withdraw_consent(first.consent, by=cast.anna)
    assert list(to_follow_up(cast.anna)) == []
    second = held(cast, time_machine, ahead=20)
    assert list(to_follow_up(cast.anna)) == [second]

    drop_follow_up(second, by=cast.anna)

    assert list(to_follow_up(cast.anna)) == []


def test_a_follow_up_that_was_dropped_is_not_reminded_of(cast: Any, time_machine: Any, planning_template: None) -> None:
    first = held(cast, time_machine, ahead=20)
    planning.plan_swept()

    drop_follow_up(first, by=cast.anna)

    assert due_mails("follow_up") == set()


# --- the pages


def test_one_click_from_the_meeting_to_its_follow_up_on_the_day_that_was_set(
    client: Client, cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine, ahead=20)
    browser = login(client, cast.anna)
    assert "Att följa upp: Samverksmöte" in text_of(browser.get("/"))
    page = text_of(browser.get(f"/moten/{first.pk}/"))
    assert "Kalla till uppföljning: samverksmöte" in page and "Kalla till SIP-möte" in page
    assert "Uppföljningen är satt till" in text_of(browser.get(f"/moten/{first.pk}/nasta/"))

    browser.post(f"/moten/{first.pk}/nasta/", {"mall": cast.samverksmote.pk})

    draft = Meeting.objects.get(previous=first)
    assert browser.get(f"/moten/{draft.pk}/tid/").context["form"].initial["date"] == first.outcome.follow_up_on
    assert "Att följa upp" not in text_of(browser.get("/"))


def test_a_follow_up_is_not_offered_before_the_meeting(client: Client, cast: Any, planning_template: None) -> None:
    meeting = call_individual(cast)

    assert "Kalla till uppföljning" not in text_of(login(client, cast.anna).get(f"/moten/{meeting.pk}/"))


def test_what_is_left_behind_is_said_on_the_page_and_by_the_api(
    client: Client, cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine)
    withdraw_consent(first.consent, by=cast.anna, parties=[cast.region])
    browser = login(client, cast.anna)

    page = text_of(browser.get(browser.post(f"/moten/{first.pk}/nasta/", {"mall": cast.samverksmote.pk}).url))

    assert "Det här följde inte med" in page and "Lingonby vårdcentral: samtycket omfattar den inte." in page
    draft = Meeting.objects.get(previous=first)
    key = {"authorization": f"Token {make_key(cast.anna)}"}
    shown = Client().get(f"/api/v1/meetings/{draft.pk}/", headers=key).json()
    assert shown["left_behind"] == ["Lingonby vårdcentral: samtycket omfattar den inte."]


def test_consent_can_be_withdrawn_between_the_meeting_and_its_follow_up(
    client: Client, cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine)
    browser = login(client, cast.anna)
    assert "Registrera att samtycket är återkallat" in text_of(browser.get(f"/moten/{first.pk}/"))

    register_consent(
        follow(cast, first),
        by=cast.anna,
        form="spoken",
        given_on=timezone.localdate(),
        valid_until=timezone.localdate() + 90 * DAY,
    )
    withdraw_consent(Meeting.objects.get(pk=first.pk).consent, by=cast.anna)

    assert "Registrera att samtycket är återkallat" not in text_of(browser.get(f"/moten/{first.pk}/"))


def test_no_follow_up_needed_is_one_click(
    client: Client, cast: Any, time_machine: Any, planning_template: None
) -> None:
    first = held(cast, time_machine, ahead=20)
    browser = login(client, cast.anna)

    page = text_of(browser.post(f"/moten/{first.pk}/ingen-uppfoljning/", follow=True))

    assert "Uppföljningen är borttagen. Ingen får mejl." in page and "Uppföljningen togs bort." in page
    assert Meeting.objects.get(pk=first.pk).outcome.follow_up_on is None


# --- what a chain is not


def test_consent_that_is_withdrawn_at_the_same_time_calls_nobody(cast: Any) -> None:
    """What was read of it before is not believed: the call is not among the meetings that the withdrawal reaches."""
    first = call_individual(cast)
    assert first.consent is not None and first.consent.withdrawn_at is None
    Consent.objects.filter(pk=first.consent_id).update(withdrawn_at=timezone.now())
    starts_at = on_workday(30)

    with pytest.raises(RuleError) as caught:
        make_meeting(
            by=cast.anna,
            template=cast.samverksmote,
            previous=first,
            fields={"starts_at": starts_at, "ends_at": starts_at + datetime.timedelta(hours=1)},
            call=True,
        )

    assert caught.value.code == "consent_missing"
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("what", ["a group's", "another area's"])
def test_a_case_is_not_followed_by_a_meeting_that_others_can_see(cast: Any, what: str) -> None:
    first = call_individual(cast)
    if what == "another area's":
        elsewhere = make_area(cast.federation)
        Meeting.objects.filter(pk=first.pk).update(area=elsewhere)
        first.refresh_from_db()
    template = cast.samverksmote if what == "another area's" else cast.open_template

    with pytest.raises(RuleError) as caught:
        create_draft(by=cast.anna, template=template, previous=first)

    assert caught.value.code == "other_chain"
