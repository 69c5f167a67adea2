"""The cast: one small area where everybody has a name and a place, and a stranger from another federation."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from forums.models import (
    Agreement,
    Area,
    Federation,
    Forum,
    ForumPlan,
    Level,
    MeetingTemplate,
    Party,
    Person,
    Presence,
    RoleKind,
    Unit,
)
from tests.factories import (
    make_agreement,
    make_area,
    make_federation,
    make_forum,
    make_membership,
    make_party,
    make_person,
    make_role,
    make_template,
    make_unit,
)


@dataclass
class Cast:
    federation: Federation
    area: Area
    neighbour: Area
    agreement: Agreement

    kommun: Party
    af: Party
    fk: Party
    region: Party
    kommun_unit: Unit
    school: Unit
    af_unit: Unit
    fk_unit: Unit
    region_unit: Unit
    psychiatry: Unit

    anna: Person
    alma: Person
    bo: Person
    frida: Person
    rut: Person
    kim: Person
    cilla: Person
    david: Person
    adam: Person
    eva: Person

    samverksmote: MeetingTemplate
    formote: MeetingTemplate
    sip: MeetingTemplate
    lsg_template: MeetingTemplate
    open_template: MeetingTemplate
    lsg: Forum


def make_cast() -> Cast:
    """Anna and Alma at the kommun's ekonomiskt bistånd (Anna calls), Bo and his contact person Kim at AF,
    Frida at FK, Rut at the vårdcentral; Cilla coordinates the area, David is director, Adam
    administrator. Eva works in another federation and sees nothing of this one. The LSG has Anna,
    Bo, Frida and Rut as members, and Alma as Anna's substitute.
    """
    federation = make_federation(name="Lingonförbundet", slug="lingon", role_mailbox="samverk@lingon.example")
    area = make_area(federation, name="Lingonby", slug="lingonby", collaboration_name="Samverk Lingonby")
    neighbour = make_area(federation, name="Blåbärsby", slug="blabarsby", collaboration_name="Samverk Blåbärsby")
    parties = _make_parties(federation, area)
    units = _make_units(parties)
    agreement = make_agreement(area)
    people = _make_people(federation, area, parties, units)
    lsg = make_forum(area, name="LSG Lingonby", kind="lsg", convener=people["cilla"])
    ForumPlan.objects.create(forum=lsg, agreement=agreement, meetings_per_year=4)
    for name in ("anna", "bo", "frida", "rut"):
        make_membership(lsg, people[name])
    make_membership(lsg, people["alma"], is_substitute=True)
    return Cast(
        federation=federation,
        area=area,
        neighbour=neighbour,
        agreement=agreement,
        lsg=lsg,
        **parties,
        **units,
        **people,
        **_make_templates(agreement),
    )


def _make_parties(federation: Federation, area: Area) -> dict[str, Party]:
    return {
        "kommun": make_party("kommun", area=area, name="Lingonby kommun"),
        "af": make_party("af", federation=federation, name="Arbetsförmedlingen"),
        "fk": make_party("fk", federation=federation, name="Försäkringskassan"),
        "region": make_party("region", federation=federation, name="Region Lingon"),
    }


def _make_units(parties: dict[str, Party]) -> dict[str, Unit]:
    return {
        "kommun_unit": make_unit(parties["kommun"], name="Ekonomiskt bistånd"),
        "school": make_unit(parties["kommun"], name="Lingonskolan"),
        "af_unit": make_unit(parties["af"], name="Arbetsförmedlingen Lingonby"),
        "fk_unit": make_unit(parties["fk"], name="Försäkringskassan Lingon"),
        "region_unit": make_unit(parties["region"], name="Lingonby vårdcentral"),
        "psychiatry": make_unit(parties["region"], name="Psykiatrin Lingon", reveals_care=True),
    }


def _make_people(
    federation: Federation, area: Area, parties: dict[str, Party], units: dict[str, Unit]
) -> dict[str, Person]:
    elsewhere = make_unit(make_party("kommun", area=make_area(name="Tranbärsby", slug="tranbarsby")))
    people = {
        "anna": make_person(units["kommun_unit"], name="Anna Andlykt", email="anna@bistand.example"),
        "alma": make_person(units["kommun_unit"], name="Alma Andlykt", email="alma@bistand.example"),
        "bo": make_person(units["af_unit"], name="Bo Bäverhjälm", email="bo@af.example"),
        "kim": make_person(units["af_unit"], name="Kim Kottesken", email="kim@af.example"),
        "frida": make_person(units["fk_unit"], name="Frida Fjädermoln", email="frida@fk.example"),
        "rut": make_person(units["region_unit"], name="Rut Rimfrosthatt", email="rut@vardcentralen.example"),
        "cilla": make_person(name="Cilla Citronfjäril", email="cilla@lingon.example"),
        "david": make_person(name="David Dimslöja", email="david@lingon.example"),
        "adam": make_person(name="Adam Aftonkåpa", email="adam@lingon.example"),
        "eva": make_person(elsewhere, name="Eva Enbärsljus", email="eva@tranbar.example"),
    }
    make_role(people["cilla"], RoleKind.COORDINATOR, area=area)
    make_role(people["david"], RoleKind.DIRECTOR, federation=federation)
    make_role(people["adam"], RoleKind.ADMINISTRATOR, federation=federation)
    make_role(people["kim"], RoleKind.CONTACT_PERSON, area=area, party=parties["af"])
    return people


def _make_templates(agreement: Agreement) -> dict[str, MeetingTemplate]:
    return {
        "samverksmote": make_template(agreement, slug="samverksmote", name="Samverksmöte"),
        "formote": make_template(
            agreement,
            slug="formote",
            name="Förmöte",
            individual=Presence.NEVER,
            duration_minutes=30,
            notice_days=5,
            remind_unanswered_days=3,
            leads_to=["samverksmote", "sip"],
        ),
        "sip": make_template(
            agreement,
            slug="sip",
            name="SIP-möte",
            individual=Presence.WHEN_POSSIBLE,
            required_parties=["kommun", "region"],
            may_call=["kommun", "region"],
        ),
        "lsg_template": make_template(
            agreement,
            slug="lsg",
            name="LSG – lokal samverkansgrupp",
            level=Level.FORUM,
            min_parties=4,
            may_call=["convener", "coordinator", "any_party"],
            duration_minutes=120,
            notice_days=15,
            quorum_parties=3,
            agenda=["Laget runt", "Nästa möte"],
        ),
        "open_template": make_template(
            agreement,
            slug="informationstraff",
            name="Informationsträff",
            level=Level.OPEN,
            may_call=["coordinator", "any_party"],
            variants={"forelasning": "Föreläsning"},
        ),
    }


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
