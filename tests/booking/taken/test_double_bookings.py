"""Who is called to something else at the same time: said with the time and nothing else, and it stops nobody."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.calling import call_meeting
from booking.meetings.actions.changing import cancel_meeting
from booking.meetings.actions.rules import call_warnings, called_remarks
from booking.models import Answer, BusyTime, CancellationReason, Channel, InvitationState, Meeting
from booking.taken.actions import give_calendar
from booking.workdays import local
from tests.cast import Cast
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday
from tests.factories.series import call_weekly
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
BO = "Redan kallad kl. 09.00–10.00: Bo Bäverhjälm."


def said(meeting: Meeting) -> list[str]:
    return [remark.message for remark in call_warnings(meeting) if remark.code in ("called", "same_people")]


def test_who_is_called_elsewhere_and_the_caller_herself_are_named_with_the_time(cast: Cast) -> None:
    call_individual(cast, cast.bo, cast.frida)

    assert said(draft_individual(cast, cast.bo, cast.rut)) == [f"Redan kallad kl. 09.00–10.00: {cast.anna}.", BO]


def test_a_group_and_a_person_are_said_with_the_same_words(cast: Cast) -> None:
    call_forum(cast, starts_at=on_workday())
    length = cast.lsg_template.duration_minutes
    end = f"{9 + length // 60:02}.{length % 60:02}"

    found = said(draft_individual(cast, cast.bo, cast.rut))

    assert f"Redan kallad kl. 09.00–{end}: Bo Bäverhjälm." in found
    assert not [text for text in found if cast.lsg.name in text]


def test_a_group_hears_of_a_person_s_meeting_only_that_the_time_is_taken(cast: Cast) -> None:
    case = call_individual(cast, cast.bo, cast.rut)
    meeting = call_forum(cast, starts_at=on_workday())

    found = [remark.message for remark in called_remarks(meeting, meeting.starts_at, meeting.ends_at)]

    assert BO in found
    assert case.reference and not [text for text in found if case.reference in text]
    page = text_of(logged_in(cast.cilla).get(reverse("booking:meeting", args=[meeting.pk])))
    assert BO in page and case.reference not in page and str(case.pk) not in page


@pytest.mark.parametrize("hours", [-1, 1])
def test_meetings_that_meet_do_not_overlap(cast: Cast, hours: int) -> None:
    other = call_individual(cast, cast.bo, cast.frida)

    assert said(draft_individual(cast, cast.bo, cast.rut, starts_at=other.starts_at + hours * HOUR)) == []


def test_what_is_declined_removed_cancelled_or_a_draft_takes_nothing(cast: Cast) -> None:
    other = call_individual(cast, cast.bo, cast.rut, cast.frida)
    draft = draft_individual(cast, cast.bo, cast.rut)
    assert len(said(draft)) == 4
    answer_invitation(other.invitations.get(person=cast.bo), answer=Answer.NO, channel=Channel.PAGE)
    other.invitations.filter(person=cast.rut).update(state=InvitationState.REMOVED)

    assert said(draft) == [f"Redan kallad kl. 09.00–10.00: {cast.anna}."]
    other.refresh_from_db()
    cancel_meeting(other, by=cast.anna, reason=CancellationReason.values[0])
    draft_individual(cast, cast.bo, cast.frida)
    assert said(draft) == []


def test_the_same_people_at_the_same_time_once_more_are_asked_about(cast: Cast) -> None:
    call_individual(cast)
    draft = draft_individual(cast)

    assert said(draft)[0] == "Ni är redan kallade till ett möte då."
    assert call_meeting(draft, by=cast.anna, confirm_same=True).is_called
    assert "Ni är redan kallade till ett möte då." not in said(draft_individual(cast, cast.bo, cast.frida))


def test_the_pages_of_the_time_the_review_and_the_meeting_warn_who_calls_and_nobody_else(cast: Cast) -> None:
    call_individual(cast, cast.bo, cast.frida)
    draft = draft_individual(cast, cast.bo, cast.rut)
    anna = logged_in(cast.anna)
    times = fields_of(draft.starts_at, draft.ends_at)

    assert BO in text_of(anna.get(reverse("booking:time-echo", args=[draft.pk]), times))
    assert BO in text_of(anna.get(reverse("booking:call-review", args=[draft.pk])))
    meeting = call_meeting(draft, by=cast.anna)
    assert BO in text_of(anna.get(reverse("booking:meeting", args=[meeting.pk])))
    for person in (cast.bo, cast.rut):
        assert "Redan kallad" not in text_of(logged_in(person).get(reverse("booking:meeting", args=[meeting.pk])))


def test_who_has_said_no_is_asked_again_by_a_new_time_and_so_counts_there(cast: Cast) -> None:
    other = call_individual(cast, cast.bo, cast.frida)
    meeting = call_individual(cast, cast.bo, cast.rut, starts_at=on_workday(22))
    answer_invitation(meeting.invitations.get(person=cast.bo), answer=Answer.NO, channel=Channel.PAGE)

    assert BO in [remark.message for remark in called_remarks(meeting, other.starts_at, other.ends_at)]


def test_a_meeting_over_midnight_says_its_days(cast: Cast) -> None:
    call_individual(cast, cast.bo, cast.frida, starts_at=on_workday(hour=23), length=2 * HOUR)

    (text,) = [
        each for each in said(draft_individual(cast, cast.bo, cast.rut, starts_at=on_workday(hour=23))) if "Bo" in each
    ]

    assert text.count("kl.") == 2


def test_our_meeting_in_a_calendar_says_nothing_beside_what_we_know(cast: Cast) -> None:
    other = call_individual(cast, cast.bo, cast.frida)
    calendar = give_calendar(cast.bo, address="https://kalender.example/hemlig.ics")
    BusyTime.objects.create(calendar=calendar, meeting=other, starts_at=other.starts_at, ends_at=other.ends_at)
    draft = draft_individual(cast, cast.bo, cast.rut)

    assert [remark.code for remark in call_warnings(draft) if remark.code == "busy"] == []
    answer_invitation(other.invitations.get(person=cast.bo), answer=Answer.NO, channel=Channel.PAGE)
    assert BO not in [remark.message for remark in call_warnings(draft)]


def test_it_costs_few_questions_however_many_are_called(cast: Cast, django_assert_max_num_queries: Any) -> None:
    meeting = call_forum(cast, starts_at=on_workday())
    call_individual(cast, cast.bo, cast.rut, cast.frida)

    with django_assert_max_num_queries(3):
        assert len(called_remarks(meeting, meeting.starts_at, meeting.ends_at)) >= 3


# --- before a move, and a series


def fields_of(moment: datetime.datetime, ends_at: datetime.datetime) -> dict[str, str]:
    start, end = local(moment), local(ends_at)
    return {"date": f"{start:%Y-%m-%d}", "starts": f"{start:%H:%M}", "ends": f"{end:%H:%M}"}


def test_before_a_move_who_is_called_elsewhere_at_the_new_time_is_said(cast: Cast) -> None:
    other = call_individual(cast, cast.bo, cast.frida)
    meeting = call_individual(cast, cast.bo, cast.rut, starts_at=on_workday(22))
    wanted = {"change": "move", "meeting": meeting.pk, "version": meeting.version}

    page = logged_in(cast.anna).post(
        reverse("notifications:change-preview"), {**wanted, **fields_of(other.starts_at, other.ends_at)}
    )

    assert BO in text_of(page)


def test_before_a_series_is_called_its_members_who_are_called_elsewhere_are_said_with_the_day(cast: Cast) -> None:
    other = call_individual(cast, cast.bo, cast.frida)
    day = other.starts_at
    wanted = {
        "change": "series",
        "forum": cast.lsg.pk,
        "rhythm": "weekly-1",
        "meeting_form": "on_site",
        "place": "Salen",
    }
    times = {**fields_of(day, other.ends_at), "last_on": f"{day + datetime.timedelta(weeks=3):%Y-%m-%d}"}
    times["first_on"] = times.pop("date")

    page = text_of(logged_in(cast.cilla).post(reverse("notifications:change-preview"), {**wanted, **times}))

    assert page.count("Redan kallad ") == 3
    assert "Bo Bäverhjälm" in page[page.index("Redan kallad ") :]


def test_a_meeting_of_a_series_is_no_hindrance_to_itself(cast: Cast) -> None:
    first = call_weekly(cast).instances.order_by("starts_at")[0]

    assert called_remarks(first, first.starts_at, first.ends_at) == []
