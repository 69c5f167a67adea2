"""The register of staff: what stands in it, by what it is narrowed, as a file, and a new person from it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from config.ground.errors import RuleError
from forums.actions.placements import add_person
from forums.models import AuditEntry, Person, RoleKind
from forums.queries import today
from notifications.models import OutboxMessage
from notifications.tasks import run_notices
from tests.factories import make_person, make_role
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
LIST = reverse("booking:persons")
DAY = datetime.timedelta(days=1)
SECRET = "ett långt lösenord som ingen har"


def names(page: Any) -> set[str]:
    return {row.person.name.split()[0] for row in page.context["rows"]}


def with_password(person: Person) -> None:
    person.set_password(SECRET)
    person.save()


def test_a_row_says_unit_party_area_role_and_login(cast: Any) -> None:
    with_password(cast.kim)

    page = text_of(logged_in(cast.adam).get(LIST, {"q": "kim"}))

    for text in ("Arbetsförmedlingen Lingonby", "Arbetsförmedlingen", "Lingonby", "Kontaktperson (Lingonby)", "Ja"):
        assert text in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"part": "af"}, {"Bo", "Kim"}),
        ({"enhet": "fk_unit"}, {"Frida"}),
        ({"uppdrag": "contact_person"}, {"Kim"}),
        ({"visa": "studsar"}, {"Rut"}),
        ({"inloggning": "ja"}, {"Anna"}),
    ],
)
def test_the_list_is_narrowed(cast: Any, query: dict[str, str], expected: set[str]) -> None:
    Person.objects.filter(pk=cast.rut.pk).update(address_bounced_at=timezone.now())
    with_password(cast.anna)
    adam = logged_in(cast.adam)
    wanted = {key: getattr(cast, value).pk if hasattr(cast, value) else value for key, value in query.items()}

    assert names(adam.get(LIST, wanted)) - {"Adam"} == expected


def test_what_somebody_is_trusted_with_elsewhere_narrows_nothing(cast: Any) -> None:
    """Federations are closed to each other: a filter tells as much as a column."""
    elsewhere = cast.eva.placements.get().unit.party.federation
    make_role(cast.bo, RoleKind.DIRECTOR, federation=elsewhere)

    assert "Bo" not in names(logged_in(cast.adam).get(LIST, {"uppdrag": "director"}))


def test_who_cannot_log_in_and_an_area_narrow_too(cast: Any) -> None:
    adam = logged_in(cast.adam)

    assert "Bo" in names(adam.get(LIST, {"inloggning": "nej", "omrade": cast.area.pk}))
    assert names(adam.get(LIST, {"omrade": "krångel", "q": "frida"})) == {"Frida"}


def test_the_list_as_a_file_is_written_down(cast: Any) -> None:
    make_role(cast.bo, "manager", party=cast.af, federation=cast.federation)

    answer = logged_in(cast.cilla).get(reverse("booking:persons-csv"), {"part": cast.af.pk})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and '"Bo Bäverhjälm";"bo@af.example"' in lines[1] and "Chef" in lines[1]
    assert AuditEntry.objects.filter(what="register_fetched", who_id=cast.cilla.pk).exists()
    assert logged_in(cast.anna).get(reverse("booking:persons-csv")).status_code == 403


def test_a_new_person_is_added_from_the_list_and_shown(cast: Any) -> None:
    adam = logged_in(cast.adam)
    fields = {
        "name": "Nova Nattljus", "email": "nova@af.example", "phone": "0380-123 45", "function": "Handledare",
        "unit": cast.af_unit.pk, "starts_on": str(today()),
    }  # fmt: skip

    shown = text_of(adam.post(reverse("notifications:change-preview"), {"change": "person-new", **fields}))
    assert "nova@af.example, 0380-123 45, Handledare" in shown and not Person.objects.filter(name="Nova Nattljus")

    page = text_of(adam.post(reverse("booking:person-new"), fields, follow=True))
    assert "Nova Nattljus" in page and "Handledare" in page


def test_a_phone_that_cannot_be_dialled_is_refused(cast: Any) -> None:
    named = {"name": "Nova Nattljus", "email": "nova@af.example", "starts_on": today()}

    with pytest.raises(RuleError, match="Skriv ett telefonnummer"):
        add_person(cast.af_unit, by=cast.adam, phone="abc", **named)
    assert add_person(cast.af_unit, by=cast.adam, phone="växel 112", **named).phone == "växel 112"


def test_a_function_is_corrected(cast: Any) -> None:
    adam, place = logged_in(cast.adam), cast.bo.placements.get()

    adam.post(reverse("booking:function-correct", args=[cast.bo.pk, place.pk]), {"function": "Jobbcoach"})

    assert "Jobbcoach" in text_of(adam.get(reverse("booking:person", args=[cast.bo.pk])))


def test_a_corrected_address_says_both_and_tells_both(cast: Any) -> None:
    with_password(cast.bo)
    adam = logged_in(cast.adam)
    fields = {"name": cast.bo.name, "email": "bo.ny@af.example", "phone": "", "seen": cast.bo.email}

    ask = {"change": "person-correct", "pk": cast.bo.pk, **fields}
    shown = text_of(adam.post(reverse("notifications:change-preview"), ask))
    assert "Ny e-postadress: bo.ny@af.example. Förut: bo@af.example." in shown
    assert "Det är också adressen som personen loggar in med." in shown

    adam.post(reverse("booking:person-correct", args=[cast.bo.pk]), fields)
    run_notices()

    told = set(OutboxMessage.objects.values_list("kind", "address"))
    assert ("login_addressed", "bo.ny@af.example") in told
    assert "bo@af.example" in {address for _kind, address in told}


def test_the_list_costs_the_same_for_one_and_for_twenty(cast: Any, django_assert_max_num_queries: Any) -> None:
    for _number in range(20):
        make_role(make_person(cast.af_unit), "manager", party=cast.af, federation=cast.federation)
    client = logged_in(cast.adam)

    with django_assert_max_num_queries(26):
        client.get(LIST)
