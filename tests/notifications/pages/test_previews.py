from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.calling import call_meeting
from booking.meetings.actions.changing import cancel_meeting
from booking.models import Meeting, MeetingState
from booking.workdays import local
from notifications.models import OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.pages.preview import preview_call, preview_change, same_texts
from notifications.tasks import tell
from notifications.telling.texts import NEVER_WRITE
from tests.factories import make_person
from tests.factories.calls import call_forum, call_individual, draft_individual
from tests.notifications.notices.test_notices import unit_call
from tests.notifications.pages.looking import every_row, logged_in, seat_of, text_of

pytestmark = pytest.mark.django_db
CHANGE = reverse("notifications:change-preview")


def preview_url(meeting: Meeting) -> str:
    return reverse("notifications:meeting-preview", args=[meeting.pk])


def posted(meeting: Meeting, change: str, **fields: Any) -> dict[str, Any]:
    meeting.refresh_from_db()
    return {"change": change, "meeting": meeting.pk, "version": meeting.version, **fields}


def a_week_later(meeting: Meeting) -> dict[str, str]:
    day = local(meeting.starts_at) + datetime.timedelta(days=7)
    return {"date": day.strftime("%Y-%m-%d"), "starts": "9", "ends": "10"}


def told(meeting: Meeting) -> Meeting:
    """The meeting is in everybody's calendar."""
    tell(meeting.pk)
    while deliver_batch().sent:
        continue
    return meeting


# --- before the call


def test_the_preview_of_a_call_shows_every_mail_and_keeps_nothing(
    cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = draft_individual(cast)
    anna = logged_in(cast.anna)
    before = every_row()

    with django_capture_on_commit_callbacks() as callbacks:
        page = text_of(anna.get(preview_url(meeting)))

    assert every_row() == before
    assert callbacks == []
    assert "2 mottagare" in page
    assert "Bo Bäverhjälm (bo@af.example), Rut Rimfrosthatt (rut@vardcentralen.example)" in page
    assert f"({meeting.reference})" in page
    assert "[din personliga länk]" in page


def test_what_is_previewed_is_what_is_sent(cast: Any) -> None:
    meeting = draft_individual(cast)
    planned = preview_call(meeting, by=cast.anna)

    call_meeting(meeting, by=cast.anna)
    tell(meeting.pk)

    sent = OutboxMessage.objects.filter(meeting=meeting)
    assert {(mail.address, mail.subject, mail.text) for mail in planned} == set(
        sent.values_list("address", "subject", "text")
    )


def test_a_text_that_is_the_same_for_all_is_shown_once(cast: Any) -> None:
    page = text_of(logged_in(cast.anna).get(preview_url(draft_individual(cast))))

    assert page.count("Kalenderinbjudan följer med") == 1
    assert "Samma text till:" in page


def test_what_stops_the_call_is_said_instead_of_a_mail(cast: Any) -> None:
    meeting = draft_individual(cast)
    Meeting.objects.filter(pk=meeting.pk).update(consent=None)

    page = text_of(logged_in(cast.anna).get(preview_url(meeting)))

    assert "Ange om den enskilde har lämnat samtycke" in page
    assert "Ämne:" not in page


def test_htmx_gets_only_the_mails(cast: Any) -> None:
    response = logged_in(cast.anna).get(preview_url(draft_individual(cast)), headers={"HX-Request": "true"})

    assert "<html" not in text_of(response)
    assert "2 mottagare" in text_of(response)


def test_a_meeting_without_mail_says_that_nobody_gets_any(cast: Any) -> None:
    page = text_of(logged_in(cast.anna).get(preview_url(draft_individual(cast, no_mail=True))))

    assert "utan utskick" in page
    assert "Ämne:" not in page


def test_only_the_caller_sees_the_preview_of_an_individual_meeting(cast: Any) -> None:
    draft, called = draft_individual(cast), call_individual(cast)

    for person in (cast.cilla, cast.david, cast.adam, cast.eva, cast.alma, cast.bo):
        assert logged_in(person).get(preview_url(draft)).status_code == 404
        assert logged_in(person).post(CHANGE, posted(draft, "move")).status_code == 404
    assert logged_in(cast.bo).get(preview_url(called)).status_code == 403
    assert logged_in(cast.bo).post(CHANGE, posted(called, "cancel", reason="illness")).status_code == 403


# --- before a change


def test_moving_says_who_gets_a_new_time_and_keeps_nothing(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    meeting = told(call_individual(cast))
    answer_invitation(seat_of(meeting, cast.bo), answer="yes", channel="mail")
    anna = logged_in(cast.anna)
    before = every_row()

    with django_capture_on_commit_callbacks() as callbacks:
        page = text_of(anna.post(CHANGE, posted(meeting, "move", **a_week_later(meeting))))

    assert every_row() == before
    assert callbacks == []
    assert "Bo Bäverhjälm, Rut Rimfrosthatt och du själv får ny tid. Ingen annan får mejl." in page
    assert reverse("booking:meeting-move", args=[meeting.pk]) in page
    assert "Behåll som det är" in page


def test_the_button_of_the_preview_does_exactly_what_was_shown(cast: Any) -> None:
    meeting = told(call_individual(cast))
    anna = logged_in(cast.anna)
    page = anna.post(CHANGE, posted(meeting, "move", **a_week_later(meeting)))

    anna.post(page.context["proposal"].url, dict(page.context["hidden"]))

    was = meeting.starts_at
    meeting.refresh_from_db()
    assert local(meeting.starts_at) == local(was) + datetime.timedelta(days=7)


def test_a_change_that_no_calendar_shows_tells_nobody(cast: Any) -> None:
    meeting = told(call_forum(cast))
    same = {"place": meeting.place, "title": "", "agenda": "\n".join(meeting.agenda), "meeting_form": ""}

    page = text_of(logged_in(cast.cilla).post(CHANGE, posted(meeting, "change", **same, internal_note="Kaffe")))

    assert "Ingen får mejl." in page
    assert 'name="internal_note" value="Kaffe"' in page


def test_another_place_is_told_to_everybody(cast: Any) -> None:
    meeting = told(call_individual(cast))

    page = text_of(logged_in(cast.anna).post(CHANGE, posted(meeting, "change", place="Rum 4", meeting_form="on_site")))

    assert "Bo Bäverhjälm, Rut Rimfrosthatt och du själv får en ändrad kallelse. Ingen annan får mejl." in page


def test_cancelling_asks_once_and_never_shows_the_reason_in_a_mail(cast: Any) -> None:
    meeting = told(call_individual(cast))

    response = logged_in(cast.anna).post(CHANGE, posted(meeting, "cancel", reason="illness"))

    page = text_of(response)
    assert "Ställa in mötet?" in page
    assert "Behåll mötet" in page
    assert "får veta att mötet är inställt. Ingen annan får mejl." in page
    assert all("jukdom" not in mail.text for mail in response.context["mails"])
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CALLED


def test_taking_back_one_call_tells_that_person_only(cast: Any) -> None:
    meeting = told(call_individual(cast, cast.bo, cast.rut, cast.frida))

    page = text_of(
        logged_in(cast.anna).post(CHANGE, posted(meeting, "remove", invitation=seat_of(meeting, cast.frida).pk))
    )

    assert "Frida Fjädermoln får veta att kallelsen inte gäller längre. Ingen annan får mejl." in page


def test_calling_one_more_tells_the_new_one_only(cast: Any) -> None:
    meeting = told(call_individual(cast))
    seat = f"person:{cast.kim.pk}:{cast.af_unit.pk}"

    page = text_of(logged_in(cast.anna).post(CHANGE, posted(meeting, "add", seat=seat)))

    assert "Kim Kottesken kallas. Ingen annan får mejl." in page


def test_a_withdrawn_consent_shows_every_meeting_of_the_chain(cast: Any) -> None:
    first, second = told(call_individual(cast)), call_individual(cast)
    Meeting.objects.filter(pk=second.pk).update(consent=first.consent)
    told(second)

    response = logged_in(cast.anna).post(CHANGE, posted(first, "withdraw", extent="all"))

    receivers = [one.address for mail in response.context["mails"] for one in mail.receivers]
    assert sorted(receivers) == ["bo@af.example"] * 2 + ["rut@vardcentralen.example"] * 2
    first.consent.refresh_from_db()
    assert first.consent.withdrawn_at is None


def test_of_a_colleagues_meeting_under_the_same_consent_only_the_number_is_said(cast: Any) -> None:
    first, second = told(call_individual(cast)), call_individual(cast)
    Meeting.objects.filter(pk=second.pk).update(consent=first.consent, caller=cast.alma)
    second.invitations.filter(person=cast.anna).update(person=cast.alma)
    told(second)

    response = logged_in(cast.anna).post(CHANGE, posted(first, "withdraw", extent="all"))

    assert "1 möte om en enskild berörs. Vilka som får besked där ser du inte." in text_of(response)
    assert second.reference not in text_of(response)
    receivers = [one.address for mail in response.context["mails"] for one in mail.receivers]
    assert sorted(receivers) == ["bo@af.example", "rut@vardcentralen.example"]


def test_what_waits_to_be_sent_in_any_case_is_no_news_of_the_change(cast: Any, time_machine: Any) -> None:
    meeting = told(call_forum(cast))
    time_machine.move_to(meeting.starts_at - datetime.timedelta(hours=20))
    same = {"place": meeting.place, "agenda": "\n".join(meeting.agenda)}

    page = text_of(logged_in(cast.cilla).post(CHANGE, posted(meeting, "change", **same, internal_note="Kaffe")))

    assert "Ingen får mejl." in page


def test_what_is_refused_comes_back_in_the_form_with_its_values(cast: Any) -> None:
    meeting = told(call_individual(cast))
    bad = {**a_week_later(meeting), "starts": "11", "ends": "10"}

    response = logged_in(cast.anna).post(CHANGE, posted(meeting, "move", **bad))

    assert response.status_code == 422
    assert "Sluttiden måste vara efter starttiden" in text_of(response)
    assert 'value="11.00"' in text_of(response) or 'value="11"' in text_of(response)


def test_a_second_window_is_found_out_before_anything_is_shown(cast: Any) -> None:
    meeting = told(call_individual(cast))
    fields = posted(meeting, "move", **a_week_later(meeting))
    Meeting.objects.filter(pk=meeting.pk).update(version=meeting.version + 1)

    response = logged_in(cast.anna).post(CHANGE, fields)

    assert response.status_code == 422
    assert "Mötet har ändrats sedan du öppnade sidan" in text_of(response)


def test_taking_over_shows_who_gets_the_new_name(cast: Any) -> None:
    meeting = told(call_individual(cast))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    cast.anna.placements.update(ends_on=yesterday)

    response = logged_in(cast.alma).post(CHANGE, {"change": "take-over", "meeting": meeting.pk})

    assert "Bo Bäverhjälm och Rut Rimfrosthatt får veta vem som tar över mötet." in text_of(response)
    meeting.refresh_from_db()
    assert meeting.caller == cast.anna


def test_a_new_member_shows_who_is_called_and_who_is_not_any_more(cast: Any) -> None:
    meeting = told(call_forum(cast))
    new = make_person(cast.af_unit, name="Nytt Namn", email="ny@af.example")
    seat = cast.lsg.memberships.get(person=cast.bo)
    fields = {"change": "member", "forum": cast.lsg.pk, "seat_id": seat.pk, "person": new.pk}

    page = text_of(logged_in(cast.cilla).post(CHANGE, {**fields, "on": timezone.localdate().isoformat()}))

    assert "Nytt Namn kallas." in page
    assert "Bo Bäverhjälm får veta att kallelsen inte gäller längre." in page
    assert seat_of(meeting, cast.bo).is_live
    assert logged_in(cast.bo).post(CHANGE, fields).status_code == 403


def test_an_unknown_change_and_a_get_are_refused(cast: Any) -> None:
    anna = logged_in(cast.anna)

    assert anna.post(CHANGE, {"change": "delete"}).status_code == 404
    assert anna.post(CHANGE, {"change": "move", "meeting": "x"}).status_code == 404
    assert anna.get(CHANGE).status_code == 405


# --- reminding


def test_reminding_says_how_many_were_reminded(cast: Any) -> None:
    meeting = told(call_individual(cast))
    url = reverse("notifications:remind-unanswered", args=[meeting.pk])

    response = logged_in(cast.anna).post(url, follow=True)

    assert "Påminnelsen är skickad till 2 personer." in text_of(response)
    assert set(OutboxMessage.objects.filter(kind="remind_unanswered").values_list("address", flat=True)) == {
        "bo@af.example",
        "rut@vardcentralen.example",
    }
    assert logged_in(cast.bo).post(url).status_code == 403
    assert logged_in(cast.cilla).post(url).status_code == 404


def test_moving_shows_the_new_time_and_warns_of_a_day_that_people_are_free(cast: Any) -> None:
    meeting = told(call_individual(cast))
    next_saturday = local(meeting.starts_at) + datetime.timedelta(days=12 - local(meeting.starts_at).weekday())
    fields = {"date": next_saturday.strftime("%Y-%m-%d"), "starts": "9", "ends": "10"}

    page = text_of(logged_in(cast.anna).post(CHANGE, posted(meeting, "move", **fields)))

    assert "Ny tid: lördag" in page
    assert "Bra att veta. Det går ändå." in page


def test_a_cancellation_says_the_same_to_a_unit_as_to_everybody_else(cast: Any) -> None:
    meeting = told(unit_call(cast))

    mails = preview_change(meeting, lambda: cancel_meeting(meeting, by=cast.anna, reason="illness"))

    assert len(same_texts(mails)) == 1 and len(mails) == 4
    assert "Mötet är inställt." in mails[0].text and NEVER_WRITE in mails[0].text


@pytest.mark.parametrize(
    "fields",
    [
        {"change": "extend", "series": ""},
        {"change": "extend", "series": "finns-inte"},
        {"change": "member", "forum": "", "seat_id": ""},
        {"change": "take-over", "meeting": ""},
        {"change": "move", "meeting": "\x00"},
        {"change": "staff", "pk": "{bo}"},
        {"change": "person-leave", "pk": ""},
        {"change": "person-leave", "pk": "99999999999999999999"},
        {"change": "placement-end", "pk": "{bo}"},
        {"change": "placement-end", "pk": "{bo}", "row": "0"},
        {"change": "placement-end", "pk": "{bo}", "row": "99999999999999999999"},
    ],
)
def test_a_preview_of_what_does_not_exist_is_not_found(cast: Any, fields: dict[str, str]) -> None:
    filled_in = {name: value.format(bo=cast.bo.pk) for name, value in fields.items()}

    assert logged_in(cast.adam).post(CHANGE, filled_in).status_code == 404
