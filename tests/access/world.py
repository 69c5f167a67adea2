"""The people of the access matrix, and all rows that it asks about."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from forums.models import Level, Person, RoleKind
from tests.access.groups import (
    make_declines,
    make_forums,
    make_leavings,
    make_left_seats,
    make_seats,
    make_series,
    make_series_links,
)
from tests.access.meetings import (
    make_cases,
    make_group_meetings,
    make_inbound,
    make_invitations,
    make_links,
    make_messages,
    make_wishes,
)
from tests.access.register import (
    make_agreements,
    make_aliases,
    make_areas,
    make_contact_points,
    make_federations,
    make_feed_addresses,
    make_feeds,
    make_figures,
    make_passkeys,
    make_persons,
    make_placements,
    make_places,
    make_question_links,
    make_questions,
    make_roles,
    make_templates,
    make_tokens,
    make_units,
    make_video_services,
)
from tests.access.things import ROLES, Thing, World, everyone_here
from tests.cast import Cast, make_cast
from tests.factories import (
    make_agreement,
    make_forum,
    make_membership,
    make_person,
    make_role,
    make_template,
)


def make_world() -> World:
    cast = make_cast()
    people = _people(cast)
    elsewhere = _elsewhere(people)
    meetings = {**make_cases(cast, people, elsewhere), **make_group_meetings(cast, people, elsewhere)}
    things = {
        "site": [_site()],
        "meeting": [meeting for meeting, _row in meetings.values()],
        "invitation": make_invitations(meetings, people),
        "link": make_links(meetings, people),
        "forum": make_forums(cast, elsewhere),
        "seat": make_seats(cast, elsewhere),
        "left seat": make_left_seats(cast),
        "leaving": make_leavings(cast),
        "decline": make_declines(cast, elsewhere),
        "series": make_series(cast, people),
        "series-link": make_series_links(people),
        "wish": make_wishes(meetings, people),
        "person": make_persons(people),
        "placement": make_placements(people),
        "alias": make_aliases(people),
        "role": make_roles(people),
        "unit": make_units(cast, elsewhere),
        "contact point": make_contact_points(cast, elsewhere),
        "question": make_questions(cast, people),
        "question link": make_question_links(people),
        "area": make_areas(cast, elsewhere),
        "agreement": make_agreements(cast, elsewhere),
        "place": make_places(cast, elsewhere),
        "video service": make_video_services(cast, elsewhere),
        "template": make_templates(cast, elsewhere),
        "figures": make_figures(cast, elsewhere),
        "federation": make_federations(cast, elsewhere),
        "feed": make_feeds(people),
        "api token": make_tokens(people),
        "passkey": make_passkeys(people),
        "feed address": make_feed_addresses(cast, people),
        "message": make_messages(meetings),
        "inbound": make_inbound(cast, meetings, elsewhere),
        "password link": [Thing("a made-up link", {"pk": people["bo"].pk, "token": "aaa-bbb"}, {})],
        "letter": [Thing("a letter of the demonstration", {"key": "1.eml"}, {})],
    }
    return World(people, things)


# --- who there is


def _people(cast: Cast) -> dict[str, Person]:
    people = {name: getattr(cast, name) for name in ROLES if hasattr(cast, name)}
    people["rut"] = cast.rut
    people["nils"] = make_person(name="Nils Näverkont", email="nils@lingon.example")
    make_role(people["nils"], RoleKind.COORDINATOR, area=cast.neighbour)
    people["vera"] = make_person(cast.region_unit, name="Vera Vintergröna", email="vera@vardcentralen.example")
    cast.lsg.convener = people["vera"]
    cast.lsg.save()
    people["erik"] = make_person(name="Erik Enbärsrot", email="erik@tranbar.example")
    people["olle"] = make_person(cast.kommun_unit, name="Olle Ormbunke", email="olle@bistand.example")
    place = people["olle"].placements.get()
    place.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    place.save()
    return people


def _elsewhere(people: dict[str, Person]) -> dict[str, Any]:
    """Eva's federation, with all that could be asked for across the border."""
    unit = people["eva"].placements.get().unit
    area = unit.party.area
    federation = area.federation
    federation.name, area.name, unit.name = "Tranbärsförbundet", "Tranbärsby", "Tranbärsenheten"
    for row in (federation, area, unit):
        row.save()
    make_role(people["erik"], RoleKind.COORDINATOR, area=area)
    make_role(people["erik"], RoleKind.DIRECTOR, federation=federation)
    make_role(people["erik"], RoleKind.ADMINISTRATOR, federation=federation)
    agreement = make_agreement(area)
    forum = make_forum(area, name="Tranbärsgruppen", convener=people["erik"])
    return {
        "unit": unit,
        "area": area,
        "federation": federation,
        "party": unit.party,
        "forum": forum,
        "seat": make_membership(forum, people["eva"]),
        "template": make_template(agreement, slug="samverksmote", name="Tranbärsmöte"),
        "group": make_template(agreement, slug="lsg", name="Tranbärsgruppmöte", level=Level.FORUM),
    }


def _site() -> Thing:
    everyone = everyone_here("user", keeper="cilla nils david adam", user="eva", foreign_keeper="erik")
    return Thing("the site", {}, everyone)
