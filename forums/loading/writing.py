"""Writes a federation's standing structure. What the file does not name any more is told, and left as it is."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from config.ground.text import bare_address
from forums.actions.structure import keep_former_name
from forums.loading.agreed_templates import put_federation_templates
from forums.loading.agreements import put_agreements, put_plan
from forums.loading.problems import LoadRefused, Problem
from forums.loading.reading import Content
from forums.loading.schema import KOMMUN, unit_name
from forums.loading.tally import Tally
from forums.models import (
    Area,
    Decline,
    Federation,
    Forum,
    OpenMeetingPlan,
    Party,
    PartyKind,
    PartyRule,
    Place,
    RetentionDecision,
    Unit,
    VideoService,
)

AGE_BANDS = ["16–17", "18–29", "30–44", "45–64", "65+"]


def write_content(content: Content) -> tuple[Federation, Tally]:
    """The caller holds the transaction: a refusal halfway must leave nothing."""
    tally, data = Tally(), content.federation
    federation = put_federation(tally, content)
    put_retention(tally, federation, data.get("retention", {}))
    kinds = put_kinds(tally, federation, data["party_kinds"])
    shared = [
        tally.put(Party, {"federation": federation, "kind": kinds[item["kind"]], "area": None}, name=item["name"])
        for item in data["parties"]
    ]
    put_rules(tally, federation, kinds, data.get("party_rules", []))
    put_video_services(tally, federation, data.get("video_services", []))
    for item in data["areas"]:
        put_area(tally, content, federation, kinds, shared, item)
    put_federation_templates(tally, content, federation, first_adopted(data))
    for item in data.get("federation_forums", []):
        forum = put_forum(tally, federation, None, kinds, item)
        put_plan(tally, forum, None, how_often(content, item))
        put_declines(tally, forum, None, shared, item)
    put_open_meetings(tally, federation, None, data.get("federation_open_meetings", []))
    return federation, tally


def put_federation(tally: Tally, content: Content) -> Federation:
    item = content.federation["federation"]
    known = Federation.objects.filter(name=item["name"]).first()
    slug = item.get("slug") or (known.slug if known else slugify(item["name"])[:60])
    taken = Federation.objects.filter(slug=slug).exclude(name=item["name"]).first()
    if taken:
        reason = f"koden {slug!r} används redan av {taken.name}; ge förbundet en egen (slug)"
        raise LoadRefused([Problem(content.file, "federation.slug", reason)])
    return tally.put(
        Federation,
        {"name": item["name"]},
        slug=slug,
        org_number=item.get("org_number", ""),
        founded_on=item.get("founded"),
        county=item.get("county", ""),
        vision=item.get("vision", ""),
        target_group=item.get("target_group", {}),
        role_names=item.get("role_names", {}),
        archive=item.get("archive", ""),
        report_periods=item.get("report_periods", []),
        report_template=item.get("report_template", ""),
        follow_up=content.federation.get("follow_up", []),
        age_bands=item.get("age_bands", AGE_BANDS),
        # set in the service where the file is silent
        **({"role_mailbox": bare_address(item["role_mailbox"])} if "role_mailbox" in item else {}),
        **{f"{kind}_retention_days": each["days"] for kind, each in content.federation.get("retention", {}).items()},
    )


def put_retention(tally: Tally, federation: Federation, items: dict[str, dict[str, Any]]) -> None:
    for kind, item in items.items():
        tally.put(
            RetentionDecision,
            {"federation": federation, "kind": kind},
            body=item["body"],
            decided_on=item["date"],
            paragraph=item["paragraph"],
        )


def put_kinds(tally: Tally, federation: Federation, items: list[dict[str, Any]]) -> dict[str, PartyKind]:
    return {
        item["code"]: tally.put(
            PartyKind,
            {"federation": federation, "code": item["code"]},
            name=item["name"],
            short=item["short"],
            position=position,
        )
        for position, item in enumerate(items)
    }


def put_rules(tally: Tally, federation: Federation, kinds: dict[str, PartyKind], items: list[dict[str, Any]]) -> None:
    for item in items:
        tally.put(
            PartyRule,
            {"federation": federation, "party_kind": kinds[item["party"]], "code": item["rule"]},
            when_individual=item["when"].get("individual", ""),
            when_template=item["when"].get("template", ""),
            text=item["text"],
        )


# --- an area and what hangs below it


def put_area(
    tally: Tally,
    content: Content,
    federation: Federation,
    kinds: dict[str, PartyKind],
    shared: list[Party],
    item: dict[str, Any],
) -> None:
    area_renamed(federation, item.get("was"), item["name"])
    area = tally.put(
        Area,
        {"federation": federation, "slug": slugify(item["name"])},
        name=item["name"],
        collaboration_name=item.get("samverk", f"Samverk {item['name']}"),
        local_names=item.get("local_names", {}),
        ages=item.get("ages", []),
        school_weeks=item.get("school_weeks", {}),
        joined_on=item.get("joined"),
    )
    own_key = {"federation": federation, "kind": kinds[KOMMUN], "area": area}
    parties = [tally.put(Party, own_key, name=item["kommun"]), *shared]
    put_units(tally, content, parties, area, item)
    put_places(tally, area, item.get("places", []))
    versions = put_agreements(tally, content, area, parties, item)
    for each in item.get("forums", []):
        convener = (item.get("agreement") or {}).get("convener", "")
        forum = put_forum(tally, federation, area, kinds, {"convener": convener, **each})
        for agreement, planned in versions or [(None, {})]:
            put_plan(tally, forum, agreement, how_often(content, each), planned.get(each["name"]))
        put_declines(tally, forum, area, parties, each)
    put_open_meetings(tally, federation, area, item.get("open_meetings", []))


def put_units(tally: Tally, content: Content, parties: list[Party], area: Area, item: dict[str, Any]) -> None:
    """A kommun's units are its own; a unit of another party is one and the same in every area that names it."""
    by_kind = {party.kind.code: party for party in parties}
    for code, units in item.get("units", {}).items():
        named_in = [item] if code == KOMMUN else content.federation["areas"]
        revealing, where = care_names(named_in, code), addresses_of(named_in, code)
        former = {one["name"]: one.get("was") for one in units if isinstance(one, dict)}
        for name in map(unit_name, units):
            key = {"party": by_kind[code], "name": name}
            # set in the service where the file is silent
            renamed(Unit, {"party": by_kind[code]}, former.get(name), name)
            unit = tally.put(Unit, key, reveals_care=name in revealing, **where.get(name, {}))
            tally.add_links(unit, "areas", [area])


def put_places(tally: Tally, area: Area, items: list[dict[str, Any]]) -> None:
    for item in items:
        key = {"area": area, "name": item["name"], "room": item.get("room", ""), "ended_on": None}
        mailbox = bare_address(item.get("mailbox", ""))
        shown = {"address": item.get("address", ""), "reveals_care": item.get("reveals_care", False)}
        tally.put(Place, key, mailbox=mailbox, **shown)


def put_video_services(tally: Tally, federation: Federation, items: list[dict[str, Any]]) -> None:
    for item in items:
        key = {"federation": federation, "name": item["name"], "ended_on": None}
        tally.put(VideoService, key, hosts=item["hosts"], for_individuals=item.get("individual", False))


def care_names(areas: list[dict[str, Any]], code: str) -> set[str]:
    """A unit that gives the care away in one area does so in all."""
    units = [unit for area in areas for unit in area.get("units", {}).get(code, [])]
    return {unit["name"] for unit in units if isinstance(unit, dict) and unit.get("reveals_care")}


def addresses_of(areas: list[dict[str, Any]], code: str) -> dict[str, dict[str, str]]:
    """A unit of several areas says its address in one of them."""
    units = [unit for area in areas for unit in area.get("units", {}).get(code, [])]
    return {
        unit["name"]: {"address": unit["address"]} for unit in units if isinstance(unit, dict) and "address" in unit
    }


def first_adopted(data: dict[str, Any]) -> datetime.date | None:
    """The federation's own templates hold from its first day, or from its first agreement when that is not told."""
    founded = data["federation"].get("founded")
    agreements = [area.get("agreement") or {} for area in data["areas"]]
    return founded or min((each["adopted"] for each in agreements if each.get("adopted")), default=None)


# --- forums and plans


def put_forum(
    tally: Tally, federation: Federation, area: Area | None, kinds: dict[str, PartyKind], item: dict[str, Any]
) -> Forum:
    renamed(Forum, {"federation": federation, "area": area}, item.get("was"), item["name"], item["kind"])
    forum = tally.put(
        Forum,
        {"federation": federation, "area": area, "name": item["name"]},
        kind=item["kind"],
        note=item.get("note", ""),
        seats=item.get("seats"),
        month=item.get("month"),
        convener_role=item.get("convener", ""),
        **({"calls_delegates": item["calls_delegates"]} if "calls_delegates" in item else {}),
    )
    tally.set_links(forum, "party_kinds", [kinds[code] for code in item.get("parties", kinds)])
    return forum


def renamed(model: type[Forum] | type[Unit], key: dict[str, Any], was: str | None, name: str, kind: str = "") -> None:
    """Give the row that the file says `was` of its new name, so that it is that row and no new one."""
    row = model._default_manager.filter(**key, name=was).first() if was else None
    if row is None or model._default_manager.filter(**key, name=name).exists():
        return
    former_kind = row.kind if isinstance(row, Forum) and row.kind != kind else ""
    keep_former_name(row, row.name, former_kind)
    row.name = name
    row.save(update_fields=["name"])


def area_renamed(federation: Federation, was: str | None, name: str) -> None:
    """The same for an area, also one that has got its new name on a page: the file knows it by its slug."""
    slug, areas = slugify(name), Area.objects.filter(federation=federation)
    if not was or areas.filter(slug=slug).exists():
        return
    row = areas.filter(Q(name=was) | Q(slug=slugify(was))).first()
    if row is None:
        return
    if row.name != name:
        keep_former_name(row, row.name)
    row.name, row.slug = name, slug
    row.save(update_fields=["name", "slug"])


def how_often(content: Content, item: dict[str, Any]) -> int | str:
    """A number a year, or a rhythm: the file's own, else the template's."""
    return item.get("meetings_per_year") or item.get("rhythm") or str(content.templates[item["kind"]]["rhythm"])


def put_declines(tally: Tally, forum: Forum, area: Area | None, parties: list[Party], item: dict[str, Any]) -> None:
    by_kind = {party.kind.code: party for party in parties}
    for name in item.get("declined", []):
        unit = Unit.objects.filter(areas=area, party__in=parties, name=name).first() if area else None
        party = unit.party if unit else by_kind[name]
        tally.put(Decline, {"forum": forum, "party": party, "unit": unit})


def put_open_meetings(tally: Tally, federation: Federation, area: Area | None, items: list[dict[str, Any]]) -> None:
    for item in items:
        tally.put(
            OpenMeetingPlan,
            {"federation": federation, "area": area, "variant": item["variant"]},
            name=item.get("name", ""),
            per_year=item["per_year"],
            month=item.get("month"),
            week=item.get("week"),
            is_public=item.get("public", False),
            note=item.get("note", ""),
        )
