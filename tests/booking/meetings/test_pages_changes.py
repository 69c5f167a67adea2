"""Changing a called meeting on its pages."""

from __future__ import annotations

from django.utils import timezone

from booking.models import Answer, Invitation, Meeting
from booking.workdays import local
from tests.booking.meetings.looking import login, seat, slot, text_of
from tests.factories.calls import call_individual, on_workday


def test_meeting_is_moved_and_everybody_asked_again(client, cast, case):
    Invitation.objects.filter(pk=seat(case, cast.bo).pk).update(answer=Answer.YES, answered_at=timezone.now())

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/flytta/", slot(case), follow=True)

    assert "Mötet är flyttat." in text_of(answer)
    assert "Mötet flyttades. Tiden var" in text_of(answer)
    case.refresh_from_db()
    assert (case.moved_count, timezone.localtime(case.starts_at).hour) == (1, 13)
    assert seat(case, cast.bo).answer == Answer.UNANSWERED


def test_move_past_the_consent_is_refused_and_the_values_kept(client, cast, case):
    answer = login(client, cast.anna).post(f"/moten/{case.pk}/flytta/", slot(case, days=500))

    assert answer.status_code == 422
    assert "Samtycket gäller inte den dagen." in text_of(answer)
    assert 'value="13.00"' in answer.content.decode()


def test_two_windows_the_second_is_told_and_nothing_is_overwritten(client, cast, case):
    browser = login(client, cast.anna)
    version = case.version
    first = {
        "version": version,
        "meeting_form": "on_site",
        "where": "typed",
        "place": "Biblioteket",
        "link": "",
        "answer_by": "",
    }

    browser.post(f"/moten/{case.pk}/andra/", first)
    second = browser.post(f"/moten/{case.pk}/andra/", {**first, "place": "Torget"})

    assert second.status_code == 422
    assert "Mötet har ändrats sedan du öppnade sidan" in text_of(second)
    assert (
        f'<a class="ds-link" href="/moten/{case.pk}/andra/">Börja om med det som gäller nu</a>'
        in second.content.decode()
    )
    case.refresh_from_db()
    assert case.place == "Biblioteket"


def test_a_new_start_keeps_the_length_and_another_length_is_said_before_it_is_saved(client, cast):
    """A meeting of an hour that was moved to ten o'clock became one of four and a half."""
    case = call_individual(cast, starts_at=on_workday(20, hour=13))
    browser, url = login(client, cast.anna), f"/moten/{case.pk}/flytta/"
    minutes = case.template.duration_minutes
    slot = {"version": case.version, "date": f"{local(case.starts_at):%Y-%m-%d}", "starts": "10"}

    page = browser.get(url)
    assert "ends" not in page.context["form"].initial
    assert f"Tomt blir {minutes} minuter, som nu." in text_of(page)
    same = browser.post("/moten/andring/", {"change": "move", "meeting": str(case.pk), **slot})
    other = browser.post("/moten/andring/", {"change": "move", "meeting": str(case.pk), **slot, "ends": "14.30"})
    longer = f"Mötet blir 270 minuter. Förut var det {minutes}. I mallen är det {minutes}."
    assert "minuter" not in text_of(same) and longer in text_of(other)
    echo = browser.get(f"/moten/{case.pk}/tid/eko/", {**slot, "ends": "14.30"})
    assert longer in text_of(echo)

    length = case.ends_at - case.starts_at
    browser.post(url, slot)
    case.refresh_from_db()
    assert (local(case.starts_at).hour, case.ends_at - case.starts_at) == (10, length)


def test_a_move_to_the_same_time_has_no_button_to_press(client, cast, case):
    slot = {
        "version": case.version,
        "date": f"{local(case.starts_at):%Y-%m-%d}",
        "starts": f"{local(case.starts_at):%H.%M}",
    }

    page = login(client, cast.anna).post("/moten/andring/", {"change": "move", "meeting": str(case.pk), **slot})

    assert "Inget är ändrat: tiden är den som redan gäller." in text_of(page)
    assert "<button" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert "Ny tid" not in text_of(page)


def test_a_digital_meeting_without_its_link_is_warned_about_before_it_is_moved(client, cast, case):
    Meeting.objects.filter(pk=case.pk).update(meeting_form="digital", link="")
    slot = {"version": case.version, "date": f"{local(case.starts_at):%Y-%m-%d}", "starts": "10"}
    wanted, sentence = {"change": "move", "meeting": str(case.pk), **slot}, "Länken till det digitala mötet saknas."
    browser = login(client, cast.anna)

    assert sentence in text_of(browser.post("/moten/andring/", wanted))
    Meeting.objects.filter(pk=case.pk).update(link="https://mote.example/1")
    assert sentence not in text_of(browser.post("/moten/andring/", wanted))


def test_cancelling_needs_a_reason_that_only_those_who_hold_it_see(client, cast, case):
    browser = login(client, cast.anna)
    empty = browser.post(f"/moten/{case.pk}/stall-in/", {"version": case.version})
    browser.post(f"/moten/{case.pk}/stall-in/", {"version": case.version, "reason": "illness"})

    assert "Välj varför mötet ställs in" in text_of(empty)
    assert "Sjukdom" in text_of(browser.get(f"/moten/{case.pk}/"))
    invited = text_of(login(client, cast.bo).get(f"/moten/{case.pk}/"))
    assert "Inställt" in invited
    assert "Sjukdom" not in invited


def test_one_more_is_called_and_one_is_taken_back(client, cast, case):
    browser = login(client, cast.anna)
    unit = cast.kim.placements.get().unit_id
    browser.post(f"/moten/{case.pk}/lagg-till/", {"version": case.version, "seat": f"person:{cast.kim.pk}:{unit}"})
    assert case.invitations.get(person=cast.kim).is_live
    case.refresh_from_db()

    call = seat(case, cast.bo)
    assert "Ta tillbaka kallelsen till Bo Bäverhjälm?" in text_of(
        browser.get(f"/moten/{case.pk}/ta-bort/?kallelse={call.pk}")
    )
    browser.post(f"/moten/{case.pk}/ta-bort/", {"version": case.version, "invitation": call.pk})

    call.refresh_from_db()
    assert not call.is_live


def test_search_for_one_more_keeps_the_page_and_saves_nothing(client, cast, case):
    data = {"version": case.version, "sok": "kotte", "sok_nu": "1"}

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/lagg-till/", data)

    assert answer.status_code == 200
    assert "Kim Kottesken" in text_of(answer)
    assert not case.invitations.filter(person=cast.kim).exists()


def test_somebody_outside_the_consent_is_not_called(client, cast, case):
    case.consent.parties.remove(cast.af)
    unit = cast.kim.placements.get().unit_id
    data = {"version": case.version, "seat": f"person:{cast.kim.pk}:{unit}"}

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/lagg-till/", data)

    assert answer.status_code == 422
    assert "Samtycket omfattar inte Arbetsförmedlingen Lingonby." in text_of(answer)


def test_withdrawn_consent_uncalls_those_it_covered_and_asks_to_cancel(client, cast, case):
    data = {"version": case.version, "extent": "all"}

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/aterkalla/", data, follow=True)

    assert "har för få parter kvar. Ställ in det." in text_of(answer)
    assert [str(row.person) for row in case.invitations.filter(state="live")] == ["Anna Andlykt"]


def test_each_change_goes_by_the_page_that_says_who_is_told(client, cast, case):
    browser = login(client, cast.anna)
    paths = [
        "flytta/",
        "andra/",
        "stall-in/",
        "lagg-till/",
        "aterkalla/",
        f"ta-bort/?kallelse={seat(case, cast.bo).pk}",
    ]

    for path in paths:
        page = browser.get(f"/moten/{case.pk}/{path}").content.decode()
        assert 'action="/moten/andring/"' in page
        assert "Innan något sparas ser du vem som får veta vad." in text_of(browser.get(f"/moten/{case.pk}/{path}"))
