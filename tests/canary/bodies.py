"""The least that each operation of the API takes, whom it is asked as, and about which rows it makes sense."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from forums.models import Level, MeetingTemplate, Party, Person, Unit
from tests.access.things import Thing, World
from tests.canary.allowed import OTHER_UNIT, PAST, TWIN
from tests.canary.api_schema import DAY, a_time

CALLED = ["Anna's case", "Anna's case utan utskick", "the group's meeting"]
CASES = ["Anna's case", "Anna's case utan utskick"]
DRAFTS = ["Anna's draft", "the group's draft"]
UNITS_CALL = ["a call of a unit to Anna's case"]
ABOUT: dict[str, Any] = {
    "POST /meetings/<uuid:pk>/call/": DRAFTS,
    "POST /meetings/<uuid:pk>/cancel/": CALLED,
    "POST /meetings/<uuid:pk>/move/": CALLED,
    "POST /meetings/<uuid:pk>/preview/": CALLED,
    "POST /meetings/<uuid:pk>/outcome/": PAST,
    "POST /meetings/<uuid:pk>/consent/": [*CASES, "Anna's draft"],
    "POST /meetings/<uuid:pk>/consent/withdraw/": CASES,
    "POST /invitations/<uuid:pk>/assign/": UNITS_CALL,
    "POST /invitations/<uuid:pk>/pass-on/": UNITS_CALL,
}


def _yesterday() -> str:
    return str(timezone.localdate() - datetime.timedelta(days=1))


def _visit_template(world: World) -> int:
    """Cilla's area agrees on visits for the moment: no other page of this world is about them."""
    area = world.things["area"][0].at["pk"]
    visits = MeetingTemplate.objects.filter(area=area, level=Level.FORUM, is_current=True).first()
    assert visits is not None
    visits.pk, visits.slug, visits.needs_forum = None, "besok", False
    visits.may_call, visits.outcome_fields = ["coordinator"], ["unit_visited"]
    visits._state.adding = True
    visits.save()
    return int(visits.pk)


def _a_call(_thing: Thing, world: World) -> dict[str, Any]:
    return {
        "template": world.things["template"][0].at["pk"],
        "starts_at": a_time(),
        "ends_at": a_time(minutes=60),
        "invitations": [{"person": world.people["bo"].pk}],
    }


def _a_series(_thing: Thing, world: World) -> dict[str, Any]:
    return {
        "forum": world.things["forum"][0].at["pk"],
        "frequency": "weekly",
        "first_on": DAY,
        "last_on": "2027-04-15",
        "starts": "09:00",
        "length_minutes": 60,
    }


def _consent(thing: Thing, _world: World) -> dict[str, Any]:
    parties = list(Party.objects.filter(federation=thing.of["row"].federation_id).values_list("pk", flat=True))
    return {"form": "written", "given_on": "2026-01-01", "valid_until": DAY, "parties": parties}


BODIES: dict[str, Any] = {
    "POST /meetings/": _a_call,
    "POST /series/": _a_series,
    "PATCH /meetings/<uuid:pk>/": lambda thing, world: {"version": thing.of["row"].version},
    "POST /meetings/<uuid:pk>/move/": lambda thing, world: {"starts_at": a_time(), "ends_at": a_time(minutes=60)},
    "POST /meetings/<uuid:pk>/cancel/": lambda thing, world: {"reason": "illness"},
    "POST /meetings/<uuid:pk>/consent/": _consent,
    "POST /meetings/<uuid:pk>/invitations/": lambda thing, world: {"person": world.people["vera"].pk},
    "POST /meetings/<uuid:pk>/preview/": lambda thing, world: {"cancel": {"reason": "illness"}},
    "POST /invitations/<uuid:pk>/answer/": lambda thing, world: {"answer": "yes"},
    "POST /invitations/<uuid:pk>/assign/": lambda thing, world: {"person": world.people["kim"].pk},
    "POST /invitations/<uuid:pk>/substitute/": lambda thing, world: {"name": "Ny Person", "email": "ny@af.example"},
    "POST /series/<uuid:pk>/change/": lambda thing, world: {"start": thing.of["start"], "place": "Salen"},
    "POST /series/<uuid:pk>/end/": lambda thing, world: {"start": thing.of["start"], "reason": "illness"},
    "POST /series/<uuid:pk>/extend/": lambda thing, world: {"last_on": "2027-06-17"},
    "POST /persons/<int:pk>/correct/": lambda thing, world: {"phone": "010-100 10 10"},
    "POST /persons/<int:pk>/leave/": lambda thing, world: {"on": DAY},
    "POST /persons/<int:pk>/placements/": lambda thing, world: {
        "unit": world.things["unit"][0].at["pk"],
        "starts_on": DAY,
    },
    "POST /units/<int:pk>/staff/": lambda thing, world: {
        "name": "Ny Person",
        "email": "ny@bistand.example",
        "starts_on": DAY,
    },
    "POST /contact-points/<int:pk>/correct/": lambda thing, world: {"phone": "010-100 10 10"},
    "POST /contact-points/<int:pk>/propose/": lambda thing, world: {"text": "Nytt nummer"},
    "POST /leavings/<int:pk>/answer/": lambda thing, world: {"is_right": False},
    "POST /units/new/": lambda thing, world: {
        "party": world.people["bo"].placements.get().unit.party_id,
        "name": "Jobbtorget",
        "areas": [world.things["area"][0].at["pk"]],
    },
    "POST /units/<int:pk>/rename/": lambda thing, world: {"name": "Jobbtorget"},
    "POST /units/<int:pk>/contact-points/": lambda thing, world: {"function": "Växel"},
    "POST /forums/new/": lambda thing, world: {
        "area": world.things["area"][0].at["pk"],
        "kind": "lsg",
        "name": "Styrgruppen",
    },
    "POST /forums/<int:pk>/rename/": lambda thing, world: {"name": "Styrgruppen"},
    "POST /areas/<int:pk>/rename/": lambda thing, world: {"name": "Lingon", "collaboration_name": "Samverk Lingon"},
    "POST /visits/": lambda thing, world: {
        "template": _visit_template(world),
        "held_on": _yesterday(),
        # so that a place in words is one too many; that it is searched: tests/booking/visits/
        "unit": world.people["bo"].placements.get().unit_id,
    },
    "POST /phone-tallies/": lambda thing, world: {
        "area": world.things["area"][0].at["pk"],
        "month": _yesterday(),
        "number": 3,
    },
    "POST /places/": lambda thing, world: {"area": world.things["area"][0].at["pk"], "name": "Rådhuset"},
    "POST /units/<int:pk>/address/": lambda thing, world: {"address": "Storgatan 1"},
    "POST /video-services/": lambda thing, world: {
        "federation": world.things["federation"][0].at["federation"],
        "name": "Ny tjänst",
        "hosts": ["ny.example"],
    },
    "POST /roles/<int:pk>/end/": lambda thing, world: {"on": DAY},
    "POST /forums/<int:pk>/convener/": lambda thing, world: {"person": world.people["bo"].pk},
    "POST /invitations/<uuid:pk>/pass-on/": lambda thing, world: {"unit": Unit.objects.get(name=OTHER_UNIT).pk},
    "POST /meetings/<uuid:pk>/outcome/": lambda thing, world: {"attended": {}},
    "POST /persons/<int:pk>/leave-unit/": lambda thing, world: {
        "on": DAY,
        "unit": world.people["bo"].placements.get().unit_id,
    },
    "POST /persons/<int:pk>/merge/": lambda thing, world: {"goes": Person.objects.get(email=TWIN).pk},
    "POST /persons/<int:pk>/roles/": lambda thing, world: {
        "kind": "contact_person",
        "area": world.things["area"][0].at["pk"],
        "party": world.people["bo"].placements.get().unit.party_id,
        "starts_on": DAY,
    },
    "POST /series/<uuid:pk>/move/": lambda thing, world: {
        "start": thing.of["start"],
        "first_on": DAY,
        "starts": "09:00",
        "length_minutes": 60,
    },
}
