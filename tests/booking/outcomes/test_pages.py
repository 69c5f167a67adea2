"""Registering what came of a meeting."""

from __future__ import annotations

import re

from booking.models import CancellationReason, Meeting, Outcome
from tests.booking.meetings.looking import has_been, login, seat, text_of


def test_outcome_is_registered_with_figures_and_attendance(client, cast, case):
    has_been(case)
    cast.samverksmote.outcome_fields = ["meeting_form", "individual_attended", "plan_made", "gender", "age_band"]
    cast.samverksmote.save()
    browser = login(client, cast.anna)
    assert " checked" not in re.sub(
        r'<input[^>]*name="meeting_form"[^>]*>', "", browser.get(f"/moten/{case.pk}/utfall/").content.decode()
    )

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
