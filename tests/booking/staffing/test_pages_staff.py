"""Pages where people and units come and go: who reaches them, what they say first, and what they do."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking.meetings.queries import live_invitations
from booking.models import Meeting
from forums.models import Person
from forums.queries import today
from notifications.models import OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories import make_contact_point, make_person, make_unit
from tests.factories.calls import call_forum, call_individual
from tests.notifications.pages.looking import every_row, logged_in, text_of

pytestmark = pytest.mark.django_db
PREVIEW = reverse("notifications:change-preview")
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def page_of(what: str, *ids: int) -> str:
    return reverse(f"booking:{what}", args=ids)


def preview(client: Client, what: str, pk: int, row: int = 0, **fields: Any) -> Any:
    return client.post(PREVIEW, {"change": what, "pk": pk, "row": row, **fields})


def called(meeting: Meeting) -> set[str]:
    return {str(seat).split()[0] for seat in live_invitations(meeting)}


def test_a_member_is_added_after_a_preview_that_keeps_nothing(cast: Any) -> None:
    meeting = call_forum(cast)
    cilla = logged_in(cast.cilla)
    fields = {"seat": f"{cast.kim.pk}:{cast.af_unit.pk}", "kind": "ordinary", "starts_on": str(today())}
    before = every_row()

    shown = text_of(preview(cilla, "member-add", cast.lsg.pk, **fields))
    assert "Kim Kottesken kallas." in shown
    assert every_row() == before

    cilla.post(page_of("member-add", cast.lsg.pk), fields)
    assert "Kim" in called(meeting)


def test_somebody_new_is_added_as_a_member_with_name_address_and_unit(cast: Any) -> None:
    fields = {
        "name": "Nova Nattljus",
        "email": "Nova@af.example",
        "unit": cast.af_unit.pk,
        "kind": "substitute",
        "starts_on": str(today()),
    }

    logged_in(cast.cilla).post(page_of("member-add", cast.lsg.pk), fields)

    seat = cast.lsg.memberships.get(person__email="nova@af.example")
    assert (seat.party, seat.unit, seat.is_substitute) == (cast.af, cast.af_unit, True)


def test_a_member_form_without_a_choice_says_so_and_loses_nothing(cast: Any) -> None:
    answer = logged_in(cast.cilla).post(page_of("member-add", cast.lsg.pk), {"name": "Nova", "starts_on": str(today())})

    assert answer.status_code == 422
    assert "Fyll i namn, e-post och enhet för den som är ny." in text_of(answer)
    assert "Välj om platsen är ordinarie eller ersättare." in text_of(answer)
    assert 'value="Nova"' in text_of(answer)


def test_a_search_finds_those_who_work_at_the_parties(cast: Any) -> None:
    answer = logged_in(cast.cilla).post(page_of("member-add", cast.lsg.pk), {"sok": "kotte", "sok_nu": "1"})

    assert "Kim Kottesken · Arbetsförmedlingen Lingonby" in text_of(answer)
    assert "Eva Enbärsljus" not in text_of(answer)


def test_a_member_ends_from_the_groups_page(cast: Any) -> None:
    meeting = call_forum(cast)
    seat = cast.lsg.memberships.get(person=cast.bo)
    cilla = logged_in(cast.cilla)
    assert page_of("member-end", cast.lsg.pk, seat.pk) in text_of(cilla.get(page_of("forum", cast.lsg.pk)))

    assert "Bo Bäverhjälm" in text_of(preview(cilla, "member-end", cast.lsg.pk, seat.pk, on=str(today())))
    cilla.post(page_of("member-end", cast.lsg.pk, seat.pk), {"on": str(today())})

    assert "Bo" not in called(meeting)


def test_a_party_that_has_declined_stands_on_the_groups_page_and_may_come_back(cast: Any) -> None:
    cilla = logged_in(cast.cilla)
    cilla.post(page_of("forum-decline", cast.lsg.pk), {"party": cast.af.pk, "since": str(today())})

    page = text_of(cilla.get(page_of("forum", cast.lsg.pk)))
    assert f"avböjt sedan {today()}" in page
    assert "Arbetsförmedlingen har ingen ledamot." not in page
    cilla.post(reverse("booking:decline-take-back", args=[cast.lsg.pk, cast.lsg.declines.get().pk]))

    assert "Arbetsförmedlingen har ingen ledamot." in text_of(cilla.get(page_of("forum", cast.lsg.pk)))


def test_a_group_without_convener_gets_one_from_its_members(cast: Any) -> None:
    cast.lsg.convener_role, cast.lsg.convener = "", None
    cast.lsg.save(update_fields=["convener_role", "convener"])
    cilla = logged_in(cast.cilla)
    assert "Sammankallande saknas." in text_of(cilla.get(page_of("forum", cast.lsg.pk)))

    cilla.post(page_of("forum-convener", cast.lsg.pk), {"person": cast.rut.pk})

    cast.lsg.refresh_from_db()
    assert cast.lsg.convener == cast.rut
    assert logged_in(cast.rut).get(page_of("member-add", cast.lsg.pk)).status_code == 200


def test_ending_a_group_says_first_that_it_cannot_be_undone_and_who_is_told(cast: Any) -> None:
    meeting = call_forum(cast)
    tell(meeting.pk)
    while deliver_batch().sent:
        continue
    cilla = logged_in(cast.cilla)

    assert "Det går inte att ångra." in text_of(cilla.get(page_of("forum-end", cast.lsg.pk)))
    assert "får veta att mötet är inställt" in text_of(preview(cilla, "forum-end", cast.lsg.pk, on=str(today())))
    cilla.post(page_of("forum-end", cast.lsg.pk), {"on": str(today())})

    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_the_preview_of_staff_change_tells_a_coordinator_only_how_many_individual_meetings_it_reaches(
    cast: Any,
) -> None:
    make_contact_point(cast.af_unit)
    case = call_individual(cast)
    place = cast.bo.placements.get()

    page = text_of(preview(logged_in(cast.cilla), "placement-end", cast.bo.pk, place.pk, on=str(today())))

    assert "1 möte om en enskild berörs." in page
    assert case.reference not in page
    assert "anna@bistand.example" not in page
    assert OutboxMessage.objects.count() == 0


def test_an_address_is_corrected_on_the_persons_card(cast: Any) -> None:
    Person.objects.filter(pk=cast.bo.pk).update(address_bounced_at="2026-01-01T00:00Z")
    cilla = logged_in(cast.cilla)
    assert "E-postadressen tar inte emot mejl." in text_of(cilla.get(page_of("person", cast.bo.pk)))

    fields = {"name": cast.bo.name, "email": "bo.ny@af.example", "phone": "", "seen": "bo@af.example"}
    answer = cilla.post(page_of("person-correct", cast.bo.pk), fields)

    cast.bo.refresh_from_db()
    assert answer.url == page_of("person", cast.bo.pk)
    assert (cast.bo.email, cast.bo.address_bounced_at) == ("bo.ny@af.example", None)
    assert "Andra adresser" in text_of(cilla.get(page_of("person", cast.bo.pk)))
    assert "bo@af.example" in text_of(cilla.get(page_of("person", cast.bo.pk)))


def test_somebody_who_leaves_altogether_is_ended_by_who_keeps_the_whole_federation(cast: Any) -> None:
    page = page_of("person-leave", cast.bo.pk)
    assert logged_in(cast.cilla).get(page).status_code == 403
    assert page not in text_of(logged_in(cast.cilla).get(page_of("person", cast.bo.pk)))

    logged_in(cast.adam).post(page, {"on": str(today())})

    assert cast.bo.placements.get().ends_on == today()


def test_a_bad_address_is_refused_at_the_field(cast: Any) -> None:
    fields = {"name": cast.bo.name, "email": "bo på af", "seen": "bo@af.example"}

    answer = preview(logged_in(cast.cilla), "person-correct", cast.bo.pk, **fields)

    assert answer.status_code == 422
    assert "Skriv e-postadressen som namn@kommun.se." in text_of(answer)


def test_two_rows_are_merged_by_the_administrator_after_a_warning(cast: Any) -> None:
    twin = make_person(cast.af_unit, name="Bo B", email="bo.b@af.example")
    adam = logged_in(cast.adam)
    assert "Det går inte att ångra." in text_of(adam.get(page_of("person-merge", cast.bo.pk)))
    assert preview(adam, "person-merge", cast.bo.pk, goes=twin.pk).status_code == 200

    adam.post(page_of("person-merge", cast.bo.pk), {"goes": twin.pk})

    twin.refresh_from_db()
    assert twin.merged_into == cast.bo


def test_a_unit_is_closed_on_its_page(cast: Any) -> None:
    adam = logged_in(cast.adam)
    assert "Enheten har ingen väg in." in text_of(adam.get(page_of("unit", cast.af_unit.pk)))

    adam.post(page_of("unit-close", cast.af_unit.pk), {"on": str(today())})

    assert f"Nedlagd från och med {today()}." in text_of(adam.get(page_of("unit", cast.af_unit.pk)))


def test_before_a_unit_closes_one_sees_who_takes_over_and_who_is_told(cast: Any) -> None:
    heir = make_unit(cast.af, name="Arbetsförmedlingen Södra")
    make_contact_point(heir, mailbox="sodra@af.example")
    group, case, david = call_forum(cast), call_individual(cast), logged_in(cast.david)
    fields = {"on": str(today()), "successor": heir.pk}
    form = text_of(david.get(page_of("unit-close", cast.af_unit.pk)))
    assert "Arbetsförmedlingen Södra" in form and "Försäkringskassan Lingon" not in form
    before = every_row()

    shown = text_of(preview(david, "unit-close", cast.af_unit.pk, **fields))

    assert "Arbetsförmedlingen Södra tar över: 2 medarbetare, 1 plats i en grupp och det som ligger framåt." in shown
    assert "Ingen får mejl." not in shown and "1 möte om en enskild berörs." in shown
    assert every_row() == before
    david.post(page_of("unit-close", cast.af_unit.pk), fields)
    assert {"Bo"} <= called(group) & called(case)
    page = text_of(david.get(page_of("unit", cast.af_unit.pk)))
    assert "Arbetsförmedlingen Södra har tagit över." in page


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ({"old": "Samverkan", "new": "Rehab"}, "Arbetsförmedlingen Södra nås på sin egen väg in."),
        ({"old": "Samverkan"}, "Vägen in följer med: Samverkan. Kontrollera sedan att den stämmer."),
        ({}, "Ingen av enheterna har någon väg in."),
    ],
)
def test_before_a_unit_closes_one_sees_how_the_one_that_takes_over_is_reached_and_which_groups_keep_their_convener(
    cast: Any, points: dict[str, str], says: str
) -> None:
    units = {"old": cast.af_unit, "new": make_unit(cast.af, name="Arbetsförmedlingen Södra")}
    for which, function in points.items():
        make_contact_point(units[which], function=function)
    cast.lsg.convener = cast.bo
    cast.lsg.save()

    shown = text_of(
        preview(logged_in(cast.david), "unit-close", cast.af_unit.pk, on=str(today()), successor=units["new"].pk)
    )

    assert says in shown and "1 grupp behåller sin sammankallande." in shown
    assert units["new"].contact_points.count() == ("new" in points)


def test_a_unit_that_takes_over_nothing_is_refused_at_its_field(cast: Any) -> None:
    answer = preview(logged_in(cast.david), "unit-close", cast.af_unit.pk, on=str(today()), successor=cast.fk_unit.pk)

    assert answer.status_code == 422
    assert "Välj en enhet i listan." in text_of(answer)


def test_a_way_in_is_corrected(cast: Any) -> None:
    point = make_contact_point(cast.af_unit, mailbox="fel@af.example")

    logged_in(cast.adam).post(page_of("point-correct", point.pk), {"mailbox": "ratt@af.example", "person": cast.kim.pk})

    point.refresh_from_db()
    assert (point.mailbox, point.person, point.checked_on) == ("ratt@af.example", cast.kim, today())


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("cilla", (200, 200, 200, 403, 200, 403, 200)),
        ("adam", (200, 200, 200, 200, 403, 200, 403)),
        ("david", (200, 200, 200, 200, 200, 200, 200)),
        ("anna", (403, 404, 404, 404, 403, 404, 403)),
        ("eva", (403, 404, 404, 404, 404, 404, 404)),
    ],
)
def test_pages_of_staff_change_are_for_those_who_keep_them(cast: Any, who: str, statuses: tuple[int, ...]) -> None:
    client = logged_in(getattr(cast, who))
    twin = make_person(cast.af_unit, name="Bo B", email="bo.b@af.example")
    merge = preview(client, "person-merge", cast.bo.pk, goes=twin.pk).status_code

    got = (
        client.get(page_of("persons")).status_code,
        client.get(page_of("person", cast.bo.pk)).status_code,
        client.get(page_of("person-correct", cast.bo.pk)).status_code,
        merge,
        client.get(page_of("member-add", cast.lsg.pk)).status_code,
        client.get(page_of("unit-close", cast.fk_unit.pk)).status_code,
        client.get(page_of("forum-end", cast.lsg.pk)).status_code,
    )

    assert got == statuses


def test_the_list_of_persons_costs_the_same_for_one_and_for_twenty(
    cast: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(20):
        make_person(cast.af_unit)
    client = logged_in(cast.adam)

    with django_assert_max_num_queries(20):
        page = text_of(client.get(page_of("persons")))

    assert "Bo Bäverhjälm" in page
    assert "Eva Enbärsljus" not in page


def test_an_administrator_is_told_how_many_meetings_of_which_kind_are_reached_unseen(cast: Any) -> None:
    for meeting in (call_individual(cast), call_forum(cast), call_forum(cast)):
        tell(meeting.pk)

    page = text_of(preview(logged_in(cast.adam), "person-leave", cast.bo.pk, on=str(today())))

    assert "1 möte om en enskild berörs." in page and "2 andra möten berörs." in page
