"""Rows of the standing structure with plain defaults. What a test is about is given by keyword."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterable
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from forums.actions.tokens import digest_of
from forums.models import (
    Agreement,
    ApiToken,
    Area,
    ContactPoint,
    Federation,
    Forum,
    Level,
    MeetingTemplate,
    Membership,
    Party,
    PartyKind,
    Person,
    Placement,
    Presence,
    Role,
    RoleKind,
    Unit,
)

LONG_AGO = datetime.date(2015, 1, 1)
KIND_NAMES = {"kommun": "Kommunen", "af": "Arbetsförmedlingen", "fk": "Försäkringskassan", "region": "Vården"}
AGE_BANDS = ["16–17", "18–29", "30–44", "45–64", "65+"]

_numbers = itertools.count(1)


def make_federation(**fields: Any) -> Federation:
    number = next(_numbers)
    defaults = {"name": f"Förbund {number}", "slug": f"forbund-{number}", "age_bands": AGE_BANDS}
    return Federation.objects.create(**{**defaults, **fields})


def make_area(federation: Federation | None = None, **fields: Any) -> Area:
    number = next(_numbers)
    defaults = {"name": f"Område {number}", "slug": f"omrade-{number}", "collaboration_name": f"Samverk {number}"}
    return Area.objects.create(federation=federation or make_federation(), **{**defaults, **fields})


def make_party_kind(federation: Federation, code: str = "kommun") -> PartyKind:
    """The federation's kind with that code; made the first time."""
    name = KIND_NAMES.get(code, code)
    position = [*KIND_NAMES, code].index(code)
    return PartyKind.objects.get_or_create(
        federation=federation, code=code, defaults={"name": name, "short": name, "position": position}
    )[0]


def make_party(
    kind: str = "af", *, federation: Federation | None = None, area: Area | None = None, **fields: Any
) -> Party:
    """A party of a kind: the area's own when an area is given, otherwise one that serves the federation."""
    federation = federation or (area.federation if area else make_federation())
    defaults = {"name": f"{KIND_NAMES.get(kind, kind)} {next(_numbers)}"}
    party_kind = make_party_kind(federation, kind)
    return Party.objects.create(federation=federation, kind=party_kind, area=area, **{**defaults, **fields})


def make_unit(party: Party | None = None, areas: Iterable[Area] | None = None, **fields: Any) -> Unit:
    """A unit that serves `areas`; when none are given, its party's own area or all of the federation's."""
    party = party or make_party()
    unit = Unit.objects.create(party=party, **{"name": f"Enhet {next(_numbers)}", **fields})
    own = [party.area] if party.area else party.federation.areas.all()
    unit.areas.set(own if areas is None else areas)
    return unit


def make_person(unit: Unit | None = None, *, since: datetime.date = LONG_AGO, **fields: Any) -> Person:
    """A person; one who works at `unit`, when it is given. Cannot log in with a password."""
    number = next(_numbers)
    defaults = {"name": f"Person {number}", "email": f"person{number}@enheten.example", "phone": "070-174 06 05"}
    person = Person.objects.create_user(**{**defaults, **fields})
    if unit is not None:
        Placement.objects.create(person=person, unit=unit, starts_on=since)
    return person


def make_key(person: Person) -> str:
    """The key of a program of the person's, as it is sent. It holds for as long as any test goes on."""
    name = f"program-{next(_numbers)}"
    times = {"made_at": timezone.now(), "ends_at": datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)}
    today = timezone.localdate()
    ApiToken.objects.create(person=person, name=name, digest=digest_of(name), last_used_on=today, **times)
    return name


def make_role(
    person: Person,
    kind: RoleKind,
    *,
    federation: Federation | None = None,
    area: Area | None = None,
    party: Party | None = None,
    starts_on: datetime.date = LONG_AGO,
    ends_on: datetime.date | None = None,
) -> Role:
    owner = federation or (area.federation if area else party.federation if party else make_federation())
    return Role.objects.create(
        person=person, kind=kind, federation=owner, area=area, party=party, starts_on=starts_on, ends_on=ends_on
    )


def make_contact_point(unit: Unit | None = None, **fields: Any) -> ContactPoint:
    number = next(_numbers)
    defaults = {"function": f"Mottagning {number}", "mailbox": f"mottagning{number}@enheten.example"}
    return ContactPoint.objects.create(unit=unit or make_unit(), **{**defaults, **fields})


def make_agreement(area: Area | None = None, parties: Iterable[Party] | None = None, **fields: Any) -> Agreement:
    """An adopted agreement without end; its parties are the area's own and those that serve the federation."""
    area = area or make_area()
    defaults = {
        "title": f"Överenskommelse {area.name}",
        "convener": "coordinator",
        "adopted_on": LONG_AGO,
        "valid_from": LONG_AGO,
    }
    agreement = Agreement.objects.create(area=area, **{**defaults, **fields})
    everybody = [party for party in area.federation.parties.all() if party.area_id in (None, area.pk)]
    agreement.parties.set(everybody if parties is None else parties)
    return agreement


@functools.cache
def agreed_words() -> dict[str, Any]:
    """The real texts of the mails and the real lists to choose from: a mail is tested as it will be read."""
    agreed = yaml.safe_load((settings.BASE_DIR / "forums/data/templates.yaml").read_text())
    return {"texts": agreed["texts"], "choices": agreed["choices"]}


def make_template(
    agreement: Agreement | None = None, *, federation: Federation | None = None, **fields: Any
) -> MeetingTemplate:
    """An adopted template about one person, with consent; the federation's own when only a federation is given."""
    if agreement is None and federation is None:
        agreement = make_agreement()
    area = agreement.area if agreement else None
    defaults = {
        "slug": f"mall-{next(_numbers)}",
        "name": "Samverksmöte",
        "adopted_on": agreement.adopted_on if agreement else LONG_AGO,
        "level": Level.INDIVIDUAL,
        "individual": Presence.ALWAYS,
        "consent_required": True,
        "min_parties": 2,
        "may_call": ["any_party"],
        "duration_minutes": 60,
        "notice_days": 10,
        "remind_unanswered_days": 5,
        "remind_everyone_days": 1,
        "outcome_after_days": 1,
        **agreed_words(),
    }
    level = fields.get("level", Level.INDIVIDUAL)
    defaults["needs_forum"] = level == Level.FORUM
    if level != Level.INDIVIDUAL:
        defaults.update(individual="", consent_required=False, min_parties=1)
    owner = area.federation if area else federation
    return MeetingTemplate.objects.create(federation=owner, area=area, agreement=agreement, **{**defaults, **fields})


def make_forum(area: Area | None = None, *, federation: Federation | None = None, **fields: Any) -> Forum:
    """A standing group; the federation's own when only a federation is given."""
    if area is None and federation is None:
        area = make_area()
    owner = area.federation if area else federation
    defaults = {"kind": "lsg", "name": f"Grupp {next(_numbers)}", "convener_role": "coordinator"}
    return Forum.objects.create(federation=owner, area=area, **{**defaults, **fields})


def make_membership(forum: Forum, person: Person, **fields: Any) -> Membership:
    """A seat for the unit (and its party) where the person works; `unit` or `party` says otherwise."""
    if not {"unit", "party"} & fields.keys():
        fields["unit"] = person.placements.latest("starts_on").unit
    if "party" not in fields:
        fields["party"] = fields["unit"].party
    return Membership.objects.create(forum=forum, person=person, **{"starts_on": LONG_AGO, **fields})
