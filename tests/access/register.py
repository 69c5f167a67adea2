"""The matrix's register of staff and structure, its figures and the calendars that are subscribed to."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from booking.models import (
    ClosedHalfYear,
    Invitation,
)
from forums.models import (
    OpenMeetingPlan,
    Person,
    PersonAlias,
    Place,
    PointProposal,
    VideoService,
    WaitingChange,
    WaitingKind,
)
from notifications.feeds.addresses import subscribe
from notifications.models import CalendarFeed
from notifications.notices.questions import question_token
from notifications.telling.links import link_token
from tests.access.things import YEAR, Thing, everyone_here, feed_token, key_thing, stands
from tests.cast import Cast
from tests.factories import (
    make_contact_point,
    make_key,
)
from tests.factories.passkeys import own_passkey


def make_persons(people: dict[str, Person]) -> list[Thing]:
    """Bo works at a unit that serves both areas, Anna at one of Lingonby; Cilla is trusted with an area."""
    return [
        Thing("Bo", {"pk": people["bo"].pk}, everyone_here("sees", keeper="cilla nils", whole="david adam", own="bo")),
        Thing("Anna", {"pk": people["anna"].pk}, everyone_here("sees", keeper="cilla", whole="david adam", own="anna")),
        Thing("Cilla", {"pk": people["cilla"].pk}, everyone_here("sees", whole="david adam", own="cilla")),
        Thing("Eva, of another federation", {"pk": people["eva"].pk}, stands(whole="erik", own="eva")),
    ]


def make_placements(people: dict[str, Person]) -> list[Thing]:
    own = people["anna"].placements.get()
    foreign = people["eva"].placements.get()
    return [
        Thing(
            "Anna's place",
            {"pk": own.person_id, "row": own.pk},
            stands(keeper="cilla david adam"),
            of={"unit": own.unit_id},
        ),
        Thing(
            "a place of another federation",
            {"pk": foreign.person_id, "row": foreign.pk},
            stands(keeper="erik"),
            of={"unit": foreign.unit_id},
        ),
        Thing("another federation's place under Anna", {"pk": own.person_id, "row": foreign.pk}, {}),
    ]


def make_aliases(people: dict[str, Person]) -> list[Thing]:
    own = PersonAlias.objects.create(person=people["anna"], email="anna.forr@bistand.example")
    foreign = PersonAlias.objects.create(person=people["eva"], email="eva.forr@other.example")
    return [
        Thing("an address of Anna's", {"pk": own.pk}, stands(keeper="cilla david adam", own="anna")),
        Thing("an address in another federation", {"pk": foreign.pk}, stands(keeper="erik", own="eva")),
    ]


def make_roles(people: dict[str, Person]) -> list[Thing]:
    contact = people["kim"].roles.get()
    coordinates = people["nils"].roles.get()
    foreign = people["erik"].roles.first()
    return [
        Thing(
            "Kim as contact person",
            {"pk": contact.person_id, "row": contact.pk},
            stands(keeper="cilla david adam", keeps_person="nils"),
        ),
        Thing(
            "Nils as coordinator",
            {"pk": coordinates.person_id, "row": coordinates.pk},
            stands(keeper="david adam"),
        ),
        Thing("a role of another federation", {"pk": foreign.person_id, "row": foreign.pk}, stands(keeper="erik")),
        Thing(
            "another federation's role under Kim",
            {"pk": contact.person_id, "row": foreign.pk},
            {},
            of={"mismatch": True},
        ),
    ]


def make_units(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing(
            "a unit of the area",
            {"pk": cast.kommun_unit.pk},
            everyone_here("sees", keeper="cilla david adam"),
        ),
        Thing(
            "a unit that serves two areas",
            {"pk": cast.af_unit.pk},
            everyone_here("sees", keeps_part="cilla nils", keeper="david adam", speaks="kim"),
        ),
        Thing("a unit of another federation", {"pk": elsewhere["unit"].pk}, stands(keeper="erik", sees="eva")),
    ]


def make_contact_points(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    own, foreign = make_contact_point(cast.kommun_unit), make_contact_point(elsewhere["unit"])
    PointProposal.objects.create(point=own, text="Nytt nummer", proposed_by=cast.bo, proposed_at=timezone.now())
    return [
        Thing("a way in", {"pk": own.pk}, everyone_here("sees", keeper="cilla david adam")),
        Thing("a way in of another federation", {"pk": foreign.pk}, stands(keeper="erik", sees="eva")),
    ]


def make_areas(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing("the area", {"pk": cast.area.pk}, everyone_here("sees", keeps="cilla david adam", speaks="kim")),
        Thing("an area of another federation", {"pk": elsewhere["area"].pk}, stands(sees="eva", keeps="erik")),
    ]


def make_agreements(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing("the area's agreement", {"pk": cast.agreement.pk}, everyone_here("sees")),
        Thing("another federation's agreement", {"pk": elsewhere["area"].agreements.get().pk}, stands(sees="eva erik")),
    ]


def make_places(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    own, foreign = (Place.objects.create(area=area, name="Salen") for area in (cast.area, elsewhere["area"]))
    return [
        Thing("a place of the area", {"pk": own.pk}, stands(keeps="cilla david adam kim")),
        Thing("a place of another federation", {"pk": foreign.pk}, stands(keeps="erik")),
    ]


def make_video_services(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    own, foreign = (
        VideoService.objects.create(federation=federation, name="Video", hosts=["video.example"])
        for federation in (cast.federation, elsewhere["federation"])
    )
    return [
        Thing("a video service", {"pk": own.pk}, stands(keeps="david adam")),
        Thing("a video service of another federation", {"pk": foreign.pk}, stands(keeps="erik")),
    ]


def make_templates(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing("a template", {"pk": cast.samverksmote.pk}, everyone_here("sees")),
        Thing("a template of another federation", {"pk": elsewhere["template"].pk}, stands(sees="eva erik")),
    ]


def make_questions(cast: Cast, people: dict[str, Person]) -> list[Thing]:
    """Adam has changed Rut's address, whom Anna has called, and has placed somebody at AF."""
    address, place = _changes(cast, people)
    return [
        Thing("whether Rut's address is right", {"pk": address.pk, "caller": people["anna"].pk}, stands(asked="anna")),
        Thing("whether it is, to nobody here", {"pk": address.pk, "caller": 0}, {}),
        Thing("whether Vera works at AF", {"pk": place.pk, "caller": 0}, stands(asked="bo kim")),
    ]


def make_question_links(people: dict[str, Person]) -> list[Thing]:
    change = WaitingChange.objects.get(kind=WaitingKind.ADDRESS)
    return [
        key_thing("Anna's question", question_token(change, people["anna"], people["anna"].pk), is_open=True),
        key_thing("a question that Alma is not asked", question_token(change, people["alma"], people["anna"].pk)),
        key_thing("a made-up question", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ]


def _changes(cast: Cast, people: dict[str, Person]) -> list[WaitingChange]:
    made = {"changed_by": people["adam"], "changed_at": timezone.now(), "federation": cast.federation}
    return [
        WaitingChange.objects.create(kind=WaitingKind.ADDRESS, person=people["rut"], was_address="r@x.example", **made),
        WaitingChange.objects.create(kind=WaitingKind.PLACE, person=people["vera"], unit=cast.af_unit, **made),
    ]


# --- figures and calendars


def make_figures(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    cast.lsg_template.shows_figures = True
    cast.lsg_template.save(update_fields=["shows_figures"])
    for federation in (cast.federation, elsewhere["federation"]):
        ClosedHalfYear.objects.create(federation=federation, half_year=f"{YEAR}-1", closed_at=timezone.now())
    for area in (cast.area, cast.neighbour, elsewhere["area"]):
        OpenMeetingPlan.objects.create(federation=area.federation, area=area, variant="frukost", per_year=2)
    return [
        Thing(
            "the area's figures",
            _year(area=cast.area.pk),
            stands(notes="cilla david", follows="adam", reads="anna alma bo frida"),
        ),
        Thing("another area's figures", _year(area=cast.neighbour.pk), stands(notes="nils david", follows="adam")),
        Thing("another federation's figures", _year(area=elsewhere["area"].pk), stands(notes="erik")),
    ]


def _year(**where: Any) -> dict[str, Any]:
    return {**where, "year": YEAR}


def make_federations(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing("the federation", _year(federation=cast.federation.pk), stands(director="david", administrator="adam")),
        Thing("another federation", _year(federation=elsewhere["federation"].pk), stands(director="erik")),
    ]


def make_feeds(people: dict[str, Person]) -> list[Thing]:
    own, foreign = subscribe(people["bo"]), subscribe(people["eva"])
    return [
        Thing("Bo's calendar", {"pk": own.pk}, stands(own="bo")),
        Thing("a calendar of another federation", {"pk": foreign.pk}, stands(own="eva")),
    ]


def make_tokens(people: dict[str, Person]) -> list[Thing]:
    for who in ("bo", "eva"):
        make_key(people[who])
    return [
        Thing("Bo's key", {"pk": people["bo"].api_tokens.get().pk}, stands(own="bo")),
        Thing("a key of another federation", {"pk": people["eva"].api_tokens.get().pk}, stands(own="eva")),
    ]


def make_passkeys(people: dict[str, Person]) -> list[Thing]:
    return [Thing("Eva's passkey", {"pk": own_passkey(people["eva"]).pk}, stands(own="eva"))]


def make_feed_addresses(cast: Cast, people: dict[str, Person]) -> list[Thing]:
    gone = CalendarFeed(person=people["bo"])
    return [
        key_thing("Bo's calendar", feed_token(subscribe(people["bo"])), is_open=True),
        key_thing("Bo's calendar of the group", feed_token(subscribe(people["bo"], forum=cast.lsg)), is_open=True),
        key_thing("a calendar that is removed", feed_token(gone)),
        key_thing("a calendar of a group, of who has left", feed_token(subscribe(people["olle"], forum=cast.lsg))),
        key_thing("a made-up calendar", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        key_thing(
            "a personal link", link_token(Invitation.objects.get(person=people["rut"], meeting__caller=people["anna"]))
        ),
    ]
