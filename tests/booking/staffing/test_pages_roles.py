"""The pages where keepers of the register give and take away roles, and add a workplace."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.models import RoleKind
from forums.queries import today
from tests.factories import make_party, make_person, make_role, make_unit
from tests.notifications.pages.looking import every_row, logged_in, text_of

pytestmark = pytest.mark.django_db
PREVIEW = reverse("notifications:change-preview")
DAY = datetime.timedelta(days=1)


def page_of(what: str, *ids: int) -> str:
    return reverse(f"booking:{what}", args=ids)


def preview(client: Any, what: str, pk: int, row: int = 0, **fields: Any) -> Any:
    return client.post(PREVIEW, {"change": what, "pk": pk, "row": row, **fields})


def role_fields(cast: Any, kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "starts_on": str(today()), **more}


def test_an_administrator_gives_a_role_after_a_page_that_keeps_nothing(cast: Any) -> None:
    adam = logged_in(cast.adam)
    assert page_of("role-give", cast.bo.pk) in text_of(adam.get(page_of("person", cast.bo.pk)))
    fields = role_fields(cast, "coordinator", area=cast.area.pk)
    before = every_row()

    shown = text_of(preview(adam, "role-give", cast.bo.pk, **fields))
    assert "Samverkanskoordinator: Lingonby, från och med " in shown and "Ingen får mejl." in shown
    assert every_row() == before
    done = text_of(adam.post(page_of("role-give", cast.bo.pk), fields, follow=True))

    assert "Uppdraget är sparat." in done and "Samverkanskoordinator" in done
    assert cast.bo.roles.get().area == cast.area


def test_a_coordinator_is_offered_what_they_may_give(cast: Any) -> None:
    page = text_of(logged_in(cast.cilla).get(page_of("role-give", cast.bo.pk)))

    assert "Kontaktperson" in page and "Chef" in page
    for beyond in ('value="coordinator"', 'value="director"', 'value="administrator"', "Blåbärsby", "Hela förbundet"):
        assert beyond not in page


def test_a_coordinator_cannot_post_more_than_is_offered(cast: Any) -> None:
    cilla = logged_in(cast.cilla)

    for kind in ("coordinator", "director", "administrator"):
        answer = cilla.post(page_of("role-give", cast.bo.pk), role_fields(cast, kind, area=cast.area.pk))
        assert answer.status_code == 422
    answer = cilla.post(
        page_of("role-give", cast.bo.pk),
        role_fields(cast, "contact_person", area=cast.neighbour.pk, party=cast.af.pk),
    )

    assert answer.status_code == 422
    assert not cast.bo.roles.exists()


def test_what_is_missing_is_said_at_its_field_and_loses_nothing(cast: Any) -> None:
    answer = preview(logged_in(cast.adam), "role-give", cast.bo.pk, **role_fields(cast, "coordinator"))

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Välj vilket kommunområde uppdraget gäller." in page
    assert 'value="coordinator"' in page and "checked" in page


def test_a_role_is_ended_from_the_persons_page(cast: Any) -> None:
    adam, role = logged_in(cast.adam), cast.cilla.roles.get()
    assert page_of("role-end", cast.cilla.pk, role.pk) in text_of(adam.get(page_of("person", cast.cilla.pk)))

    assert "Ingen får mejl." in text_of(preview(adam, "role-end", cast.cilla.pk, role.pk, on=str(today())))
    adam.post(page_of("role-end", cast.cilla.pk, role.pk), {"on": str(today())})

    role.refresh_from_db()
    assert role.ends_on == today()


def test_the_last_administrator_is_told_to_name_another_first(cast: Any) -> None:
    adam = logged_in(cast.adam)

    answer = adam.post(page_of("role-end", cast.adam.pk, cast.adam.roles.get().pk), {"on": str(today())})

    assert answer.status_code == 422
    assert "Förbundet måste ha en administratör. Ge uppdraget till någon annan först." in text_of(answer)


def test_nobody_is_offered_to_give_themself_a_role(cast: Any) -> None:
    adam = logged_in(cast.adam)

    assert page_of("role-give", cast.adam.pk) not in text_of(adam.get(page_of("person", cast.adam.pk)))
    assert adam.get(page_of("role-give", cast.adam.pk)).status_code == 403


def test_a_workplace_is_added(cast: Any) -> None:
    other, cilla = make_unit(cast.af, name="Arbetsförmedlingen Södra"), logged_in(cast.cilla)
    fields = {"unit": other.pk, "starts_on": str(today()), "function": "Rehab"}

    assert "Arbetsförmedlingen Södra, från och med " in text_of(preview(cilla, "placement-add", cast.bo.pk, **fields))
    page = text_of(cilla.post(page_of("placement-add", cast.bo.pk), fields, follow=True))

    assert "Arbetsförmedlingen Södra" in page and "Arbetsförmedlingen Lingonby" in page


def test_somebody_new_is_added_from_the_units_page(cast: Any) -> None:
    cilla, url = logged_in(cast.cilla), page_of("person-add", cast.af_unit.pk)
    fields = {"name": "Nova Nattljus", "email": "nova@af.example", "starts_on": str(today())}
    assert url in text_of(cilla.get(page_of("unit", cast.af_unit.pk)))

    shown = text_of(preview(cilla, "person-add", cast.af_unit.pk, **fields))
    assert "Nova Nattljus arbetar på Arbetsförmedlingen Lingonby från och med " in shown and "Ingen får mejl." in shown
    refused = cilla.post(url, {**fields, "email": "bo@af.example"})
    done = text_of(cilla.post(url, fields, follow=True))

    assert refused.status_code == 422 and "Adressen finns redan i registret." in text_of(refused)
    assert "Personen är tillagd." in done and "Nova Nattljus" in done


def test_a_role_and_a_workplace_in_another_federation_are_not_shown(cast: Any) -> None:
    there = make_unit(
        make_party("af", federation=cast.eva.placements.get().unit.party.federation), name="Tranbärshuset"
    )
    cast.bo.placements.create(unit=there, starts_on=today())
    role = make_role(cast.bo, RoleKind.CONTACT_PERSON, party=there.party)
    adam = logged_in(cast.adam)

    page = text_of(adam.get(page_of("person", cast.bo.pk)))

    assert "Tranbärshuset" not in page and there.party.name not in page
    assert adam.get(page_of("role-end", cast.bo.pk, role.pk)).status_code == 404


def test_who_keeps_several_federations_says_which(cast: Any) -> None:
    other = cast.eva.placements.get().unit.party.federation
    make_role(cast.adam, RoleKind.ADMINISTRATOR, federation=other)
    adam = logged_in(cast.adam)

    refused = adam.post(page_of("role-give", cast.bo.pk), role_fields(cast, "director"))
    adam.post(page_of("role-give", cast.bo.pk), role_fields(cast, "director", federation=cast.federation.pk))

    assert refused.status_code == 422 and "Välj förbund." in text_of(refused)
    assert cast.bo.roles.get().federation == cast.federation


@pytest.mark.parametrize(
    ("who", "statuses"),
    [("cilla", (200, 200, 403)), ("david", (200, 200, 200)), ("anna", (404, 404, 404)), ("eva", (404, 404, 404))],
)
def test_who_reaches_these_pages(cast: Any, who: str, statuses: tuple[int, ...]) -> None:
    client, role = logged_in(getattr(cast, who)), make_role(cast.bo, RoleKind.CONTACT_PERSON, party=cast.af)

    got = (
        client.get(page_of("placement-add", cast.bo.pk)).status_code,
        client.get(page_of("role-give", cast.bo.pk)).status_code,
        client.get(page_of("role-end", cast.bo.pk, role.pk)).status_code,
    )

    assert got == statuses


def test_a_person_with_many_roles_costs_as_much_as_one(cast: Any) -> None:
    one, adam, counts = make_person(cast.af_unit), logged_in(cast.adam), []
    for party in (cast.af, cast.fk, cast.region):
        make_role(one, RoleKind.CONTACT_PERSON, party=party)
        with CaptureQueriesContext(connection) as queries:
            adam.get(page_of("person", one.pk))
        counts.append(len(queries))

    assert counts[0] == counts[2]
