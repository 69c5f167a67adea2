"""Registering what came of a meeting."""

from __future__ import annotations

import re

from django.utils import timezone

from booking.models import CancellationReason, ClosedHalfYear, Meeting, Outcome
from tests.booking.meetings.looking import has_been, login, seat, text_of


def test_outcome_is_registered_with_figures_and_attendance(client, cast, case):
    has_been(case)
    cast.samverksmote.outcome_fields = ["meeting_form", "individual_attended", "plan_made", "gender", "age_band"]
    cast.samverksmote.save()
    browser = login(client, cast.anna)
    page = browser.get(f"/moten/{case.pk}/utfall/").content.decode()
    # nothing is filled in beforehand but how they were to meet: "Vet inte" can be come back to
    assert set(re.findall(r'<input[^>]*name="(?!meeting_form)\w+"[^>]*value="(\w*)"[^>]* checked', page)) == {""}

    fields = {
        "version": case.version, "held": "yes", "meeting_form": "on_site", "individual_attended": "yes",
        "plan_made": "no", "gender": "woman", "age_band": "18–29", f"seat_{seat(case, cast.anna).pk}": "came",
        f"seat_{seat(case, cast.bo).pk}": "substitute", f"seat_{seat(case, cast.frida).pk}": "came_not",
    }  # fmt: skip
    answer = browser.post(f"/moten/{case.pk}/utfall/", fields, follow=True)

    assert "Mötet är registrerat. Närvaro saknas för 1." in text_of(answer)
    assert "Ersättare deltog" in text_of(answer)
    outcome = Outcome.objects.get(meeting=case)
    assert (outcome.individual_attended, outcome.plan_made, outcome.gender, outcome.age_band) == (
        True, False, "woman", "18–29",
    )  # fmt: skip
    came = dict(case.invitations.values_list("person__name", "attended"))
    assert came == {"Anna Andlykt": True, "Bo Bäverhjälm": True, "Frida Fjädermoln": False, None: None}


def test_outcome_asks_only_what_the_template_says(client, cast, case):
    has_been(case)

    page = login(client, cast.anna).get(f"/moten/{case.pk}/utfall/").content.decode()

    assert 'name="gender"' not in page
    assert 'name="held"' in page


def test_gender_is_not_asked_of_a_meeting_without_mail(client, cast, case):
    Meeting.objects.filter(pk=has_been(case).pk).update(no_mail=True, place="")
    cast.samverksmote.outcome_fields = ["gender", "age_band"]
    cast.samverksmote.save()

    page = login(client, cast.anna).get(f"/moten/{case.pk}/utfall/").content.decode()

    assert 'name="gender"' not in page
    assert 'name="age_band"' in page


def test_meeting_that_was_not_held_needs_a_reason(client, cast, case):
    has_been(case)
    browser = login(client, cast.anna)

    empty = browser.post(f"/moten/{case.pk}/utfall/", {"version": case.version, "held": "no"})
    browser.post(f"/moten/{case.pk}/utfall/", {"version": case.version, "held": "no", "reason": "individual_absent"})

    assert empty.status_code == 422
    case.refresh_from_db()
    assert case.cancellation_reason == CancellationReason.INDIVIDUAL_ABSENT


def test_outcome_waits_until_the_meeting_has_begun(client, cast, case):
    answer = login(client, cast.anna).get(f"/moten/{case.pk}/utfall/", follow=True)

    assert "Mötet kan registreras när det har börjat." in text_of(answer)


def test_everybody_came_is_one_click_and_what_is_chosen_otherwise_stays(client, cast, case):
    """Eleven members were eleven decisions."""
    has_been(case)
    fields = {"version": case.version, "held": "yes", "all_came": "on", f"seat_{seat(case, cast.frida).pk}": "came_not"}

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/utfall/", fields, follow=True)

    assert "Närvaro saknas" not in text_of(answer)
    came = dict(case.invitations.values_list("person__name", "attended"))
    assert came == {"Anna Andlykt": True, "Bo Bäverhjälm": True, "Frida Fjädermoln": False, None: True}


def test_a_choice_can_be_taken_back(client, cast, case):
    has_been(case)
    cast.samverksmote.outcome_fields = ["meeting_form", "plan_made", "age_band"]
    cast.samverksmote.save()
    browser, bo = login(client, cast.anna), seat(case, cast.bo)
    chosen = {
        "held": "yes",
        "meeting_form": "on_site",
        "plan_made": "yes",
        "age_band": "18–29",
        f"seat_{bo.pk}": "came",
    }
    browser.post(f"/moten/{case.pk}/utfall/", {"version": case.version, **chosen})
    case.refresh_from_db()

    browser.post(f"/moten/{case.pk}/utfall/", {"version": case.version, **dict.fromkeys(chosen, ""), "held": "yes"})

    outcome = Outcome.objects.get(meeting=case)
    assert (outcome.meeting_form, outcome.plan_made, outcome.age_band) == ("", None, "")
    assert seat(case, cast.bo).attended is None


def test_a_half_registered_meeting_stays_in_the_list_until_it_is_filled_in_or_closed(client, cast, case):
    """The task was gone, and nothing asked for the attendance again."""
    has_been(case)
    browser, url = login(client, cast.anna), f"/moten/{case.pk}/utfall/"
    browser.post(url, {"version": case.version, "held": "yes", f"seat_{seat(case, cast.bo).pk}": "came"})
    task = "Fyll i närvaro: Samverksmöte"

    assert task in text_of(browser.get("/")) and "3 saknas." in text_of(browser.get("/"))
    assert task not in text_of(login(client, cast.bo).get("/"))
    case.refresh_from_db()
    closed = ClosedHalfYear.objects.create(
        federation=cast.federation, half_year=case.half_year, closed_by=cast.david, closed_at=timezone.now()
    )
    browser = login(client, cast.anna)
    assert task not in text_of(browser.get("/"))
    closed.delete()
    assert task in text_of(browser.get("/"))
    browser.post(url, {"version": case.version, "held": "yes", "all_came": "on"})
    assert task not in text_of(browser.get("/"))
