"""What the record of changes says of staff change: about whom, where, and what came of it on the way."""

from __future__ import annotations

import datetime

from django.utils import timezone

from booking.staffing.actions import close_unit, correct_contact_point, end_placement, leave_federation
from booking.staffing.members import add_member, decline_forum, end_forum, set_convener
from forums.actions.people import find_or_add_colleague
from forums.actions.placements import place_person
from forums.actions.roles import end_role, give_role
from forums.audit.reading import changes_of_person
from forums.models import AuditEntry, Placement, RoleKind
from tests.cast import Cast
from tests.factories import make_contact_point, make_membership, make_person, make_role, make_unit

DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate()


def recorded() -> list[tuple[str, str, int]]:
    """In the order that they were written."""
    return list(AuditEntry.objects.order_by("pk").values_list("what", "about", "about_id"))


def test_a_seat_is_recorded_for_the_person_the_group_and_its_area(cast: Cast) -> None:
    add_member(cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=today())

    assert recorded() == [
        ("member_added", "person", cast.kim.pk),
        ("member_added", "forum", cast.lsg.pk),
        ("member_added", "area", cast.area.pk),
    ]
    entry = AuditEntry.objects.get(about="person")
    assert (entry.who_id, entry.federation_id) == (cast.cilla.pk, cast.federation.pk)
    assert entry.details == {"person": cast.kim.pk, "forum": cast.lsg.pk, "on": today().isoformat()}
    assert timezone.now() - entry.at < datetime.timedelta(minutes=1)


def test_an_heir_is_told_of_the_place_the_seat_and_the_way_in(cast: Cast) -> None:
    make_contact_point(cast.af_unit, person=cast.bo)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today(), heir=cast.kim)

    unit, area = ("unit", cast.af_unit.pk), ("area", cast.area.pk)
    bo, kim = ("person", cast.bo.pk), ("person", cast.kim.pk)
    assert recorded() == [
        *(("placement_handed", *subject) for subject in (bo, unit, kim)),
        *(("member_replaced", *subject) for subject in (bo, ("forum", cast.lsg.pk), area, kim)),
        *(("way_in_left", *subject) for subject in (bo, unit, kim)),
    ]
    assert [change.what for change in changes_of_person(cast.kim, reader=cast.cilla).changes][1:] == [
        f"Kim Kottesken tog över platsen efter Bo Bäverhjälm i LSG Lingonby. Sista dag {today()}.",
        f"Bo Bäverhjälm slutar på Arbetsförmedlingen Lingonby. Sista dag {today()}. Kim Kottesken tar över.",
    ]


def test_who_leaves_the_federation_leaves_each_thing_by_name(cast: Cast) -> None:
    make_role(cast.bo, RoleKind.CONTACT_PERSON, area=cast.area, party=cast.af)
    make_role(cast.bo, RoleKind.MANAGER, federation=cast.federation, party=cast.af, starts_on=today() + 9 * DAY)
    Placement.objects.create(person=cast.bo, unit=make_unit(cast.af), starts_on=today() + 5 * DAY)
    cast.lsg.convener = cast.bo
    cast.lsg.save()
    guest = make_membership(cast.lsg, cast.kim)

    leave_federation(cast.bo, by=cast.adam, on=today())

    his = AuditEntry.objects.filter(about="person", about_id=cast.bo.pk).order_by("pk")
    assert [entry.what for entry in his] == [
        "placement_ended", "member_ended", "placement_dropped", "role_ended", "role_dropped", "convener_left"
    ]  # fmt: skip
    assert "role_ended" in AuditEntry.objects.filter(about="area").values_list("what", flat=True)
    assert not AuditEntry.objects.filter(about_id=guest.person_id, about="person").exists()


def test_a_closing_unit_is_recorded_for_its_staff_members_areas_and_successor(cast: Cast) -> None:
    successor = make_unit(cast.af)

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=successor)

    subjects = {("unit", cast.af_unit.pk), ("unit", successor.pk), ("area", cast.area.pk), ("area", cast.neighbour.pk)}
    subjects |= {("person", cast.bo.pk), ("person", cast.kim.pk)}
    assert set(recorded()) == {("unit_succeeded", *subject) for subject in subjects}
    assert len(recorded()) == len(subjects)


def test_a_group_that_ends_and_a_party_that_declines_are_recorded_for_their_members(cast: Cast) -> None:
    decline_forum(cast.lsg, by=cast.cilla, party=cast.fk, since=today())
    end_forum(cast.lsg, by=cast.cilla, on=today())

    def people(what: str) -> set[int]:
        return set(AuditEntry.objects.filter(what=what, about="person").values_list("about_id", flat=True))

    assert people("party_declined") == {cast.frida.pk}
    assert people("forum_ended") == {person.pk for person in (cast.anna, cast.alma, cast.bo, cast.rut)}


def test_members_who_came_after_a_decline_go_with_it_once_more(cast: Cast) -> None:
    decline_forum(cast.lsg, by=cast.cilla, party=cast.fk, since=today())
    late = make_membership(cast.lsg, make_person(cast.fk_unit))

    decline_forum(cast.lsg, by=cast.cilla, party=cast.fk, since=today())

    assert ("party_declined", "person", late.person_id) in recorded()


def test_a_convener_who_goes_is_named(cast: Cast) -> None:
    set_convener(cast.lsg, by=cast.david, person=None)

    assert recorded()[0] == ("convener_left", "person", cast.cilla.pk)


def test_a_place_and_a_role_that_begin_earlier_or_go_on_are_recorded(cast: Cast) -> None:
    role = {"kind": "contact_person", "federation": cast.federation, "area": cast.area, "party": cast.af}
    place_person(cast.bo, by=cast.cilla, unit=cast.school, starts_on=today() + 5 * DAY)
    give_role(cast.bo, by=cast.cilla, starts_on=today() + 5 * DAY, **role)

    place_person(cast.bo, by=cast.cilla, unit=cast.school, starts_on=today())
    given = give_role(cast.bo, by=cast.cilla, starts_on=today(), **role)

    his = AuditEntry.objects.filter(about="person", about_id=cast.bo.pk).order_by("pk")
    assert [entry.what for entry in his] == ["placed", "role_given", "placed", "role_given"]
    assert [entry.details["on"] for entry in his][2:] == [today().isoformat()] * 2
    assert given.starts_on == today()


def test_a_later_row_that_goes_is_recorded_though_the_first_stays_as_it_was(cast: Cast) -> None:
    later = {"starts_on": today() + 30 * DAY, "ends_on": today() + 60 * DAY}
    Placement.objects.create(person=cast.bo, unit=cast.af_unit, **later)
    make_role(cast.kim, RoleKind.CONTACT_PERSON, area=cast.area, party=cast.af, **later)
    role = {"kind": "contact_person", "federation": cast.federation, "area": cast.area, "party": cast.af}

    place_person(cast.bo, by=cast.cilla, unit=cast.af_unit, starts_on=today())
    give_role(cast.kim, by=cast.cilla, starts_on=today(), **role)

    assert [entry.what for entry in AuditEntry.objects.filter(about="person").order_by("pk")] == [
        "placed",
        "role_given",
    ]


def test_a_role_that_never_begins_is_recorded_as_such(cast: Cast) -> None:
    role = make_role(cast.bo, RoleKind.CONTACT_PERSON, area=cast.area, party=cast.af, starts_on=today() + 5 * DAY)

    end_role(role, by=cast.cilla, on=today())

    assert recorded() == [("role_dropped", "person", cast.bo.pk), ("role_dropped", "area", cast.area.pk)]


def test_of_a_way_in_only_what_was_corrected_is_said(cast: Cast) -> None:
    point = make_contact_point(cast.af_unit, checked_on=today())

    correct_contact_point(point, by=cast.cilla, mailbox="ny@af.example", person=cast.kim)

    entry = AuditEntry.objects.get(about="unit")
    assert entry.details["fields"] == ["mailbox", "person"]


def test_a_guest_belongs_to_the_federation_of_who_added_them(cast: Cast) -> None:
    guest = find_or_add_colleague(name="Gunn Gäst", email="gunn@gast.example", of=None, on=today(), named_by=cast.anna)

    entry = AuditEntry.objects.get(about="person", about_id=guest.pk)
    assert (entry.what, entry.who_id, entry.federation_id) == ("guest_added", cast.anna.pk, cast.federation.pk)
