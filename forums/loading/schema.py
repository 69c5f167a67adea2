"""What a federation file may say: a table of keys for each kind of thing in it, and the rules across keys.

What exists elsewhere in the files (party codes, kinds of forum) is gathered first, also from a file with errors in it,
so that all that is wrong is told at once.
"""

from __future__ import annotations

import datetime
import itertools
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from forums.loading.checks import (
    Check,
    Found,
    all_of,
    day,
    email,
    flag,
    itself,
    known,
    listed,
    mapping,
    matching,
    name,
    number,
    only_fields,
    or_null,
    pair,
    place_text,
    short_slug,
    shown,
    slug,
    table,
    text,
)
from forums.models import Presence, RetentionKind, RoleKind
from forums.models.places import HOST_NAME

KOMMUN = "kommun"  # the kind of party that each area has its own of
RHYTHMS = ("weekly", "monthly")


@dataclass(frozen=True)
class Known:
    """Codes that a federation file may refer to. `templates` have `same_as` filled in."""

    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    party_kinds: frozenset[str] = frozenset()
    served_kinds: frozenset[str] = frozenset()

    @property
    def forum_kinds(self) -> set[str]:
        return {
            code
            for code, template in self.templates.items()
            if template.get("level") == "forum" and template.get("needs_forum") is not False
        }

    @property
    def variants(self) -> set[str]:
        variants = [template.get("variants") for template in self.templates.values()]
        return {code for chosen in variants if isinstance(chosen, dict) for code in chosen}


def known_in(data: Any, templates: dict[str, dict[str, Any]]) -> Known:
    kinds = frozenset(text_values(data, "party_kinds", "code"))
    return Known(templates, kinds, kinds & {KOMMUN, *text_values(data, "parties", "kind")})


def federation_schema(codes: Known) -> Check:
    keys = table(
        {
            "federation": FEDERATION,
            "party_kinds": listed(PARTY_KIND, unique=value_of("code"), what="partslaget"),
            "parties": listed(_party(codes), unique=value_of("kind"), what="partslaget"),
            "areas": listed(_area(codes), unique=_area_slug, what="området"),
        },
        {
            "party_rules": listed(_party_rule(codes), unique=_rule_key, what="regeln"),
            "federation_forums": listed(_forum(codes, set()), unique=value_of("name"), what="forumet"),
            "federation_open_meetings": listed(_open_meeting(codes), unique=value_of("variant"), what="varianten"),
            "follow_up": listed(_follow_up(codes)),
            "retention": RETENTION,
            "video_services": listed(VIDEO_SERVICE, unique=value_of("name"), what="tjänsten"),
        },
    )
    return all_of(keys, every_area_has_a_kind_for_its_kommun(codes), parties_have_names_of_their_own)


TARGET_GROUP = table({}, {"ages": pair, "focus": pair, "text": text(300)})
FEDERATION = table(
    {"name": name(120)},
    {
        "slug": slug,
        "org_number": matching(r"\d{6}-\d{4}", "ett organisationsnummer (222000-0000)"),
        "founded": day,
        "county": text(80),
        "vision": text(300),
        "target_group": TARGET_GROUP,
        "role_names": mapping(known(RoleKind.values, "okänd roll"), text(60)),
        "archive": text(120),
        "report_periods": listed(text(40), unique=itself, what="perioden"),
        "report_template": slug,
        "age_bands": listed(text(12), unique=itself, what="åldersgruppen"),
        "role_mailbox": email,
    },
)
# all that is asked of whoever takes something away: after how many days, and who decided it where
RETAINED = table({"days": number(1, 3650), "body": text(120), "date": day, "paragraph": text(40)}, {})
RETENTION = table({}, dict.fromkeys(RetentionKind.values, RETAINED))
PARTY_KIND = table({"code": short_slug(30), "name": text(80), "short": text(30)}, {})


def _party(codes: Known) -> Check:
    return table({"kind": all_of(_party_code(codes), not_a_kommun), "name": text(120)}, {})


def _party_code(codes: Known) -> Check:
    # with none to compare with, that none are there is the one thing to say
    return known(codes.party_kinds, "okänd part") if codes.party_kinds else slug


def _party_rule(codes: Known) -> Check:
    when = table(
        {},
        {
            "individual": known(Presence.values, "okänd närvaro"),
            "template": known(codes.templates, "okänd mötesmall"),
        },
        says_something,
    )
    return table(
        {"party": _party_code(codes), "rule": slug, "when": when, "text": only_fields(codes.templates, text(300))},
        # a party's rule informs and stops nobody
        {"severity": known(["warning"], "okänd allvarlighet")},
    )


def _area(codes: Known) -> Check:
    def check(value: Any, path: str) -> Found:
        forum = _forum(codes, unit_names(value))
        keys = table(
            {"name": name(60), "kommun": text(120)},
            {
                "samverk": text(120),
                "was": text(60),
                "ages": pair,
                "joined": day,
                "school_weeks": SCHOOL_WEEKS,
                "local_names": mapping(known(codes.templates, "okänd mötesmall"), text(120)),
                "not_agreed": listed(known(codes.templates, "okänd mötesmall"), unique=itself, what="mötesmallen"),
                "units": mapping(_serving_kind(codes), listed(unit, unique=unit_name, what="enheten")),
                "agreement": or_null(_agreement(codes, forum_names(value))),
                "forums": listed(forum, unique=value_of("name"), what="forumet"),
                "open_meetings": listed(_open_meeting(codes), unique=value_of("variant"), what="varianten"),
                "places": listed(PLACE, unique=_place_key, what="platsen"),
            },
        )
        yield from keys(value, path)

    return check


def _serving_kind(codes: Known) -> Check:
    def has_a_party(value: Any, path: str) -> Found:
        if value in codes.party_kinds - codes.served_kinds:
            yield path, f"{shown(value)} har ingen part under parties"

    return all_of(_party_code(codes), has_a_party)


WEEKS = listed(number(1, 53), unique=itself, what="veckan")
SCHOOL_WEEKS = table(
    {},
    {
        **dict.fromkeys(("laslov", "jullov", "sportlov", "sommarlov"), WEEKS),
        # 0 is the week that ends with påskdagen, 1 the one after it
        "pasklov": listed(number(0, 1), unique=itself, what="veckan"),
    },
)
UNIT = table({"name": text(120)}, {"reveals_care": flag, "address": place_text(56), "was": text(120)})
PLACE = table(
    {"name": place_text(60)},
    {"room": place_text(40), "address": place_text(56), "mailbox": email, "reveals_care": flag},
)
HOST = matching(HOST_NAME, "ett värdnamn (teams.microsoft.com, *.zoom.us)")
VIDEO_SERVICE = table({"name": text(60), "hosts": listed(HOST, unique=itself, what="värdnamnet")}, {"individual": flag})


def unit(value: Any, path: str) -> Found:
    """A name, or a table with the name and what is special about the unit."""
    yield from UNIT(value, path) if isinstance(value, dict) else text(120)(value, path)


def _agreement(codes: Known, forums: set[str]) -> Check:
    own = {"valid_until": or_null(day), "target_group": TARGET_GROUP}
    earlier = table(
        {"adopted": day},
        {
            **own,
            "title": text(200),
            "convener": _convener(codes),
            "plans": mapping(known(forums, "i området finns inget forum"), how_often),
        },
    )
    return table(
        {"title": text(200), "convener": _convener(codes)},
        {
            **own,
            "adopted": or_null(day),
            "revised": or_null(day),
            "earlier": listed(earlier, unique=value_of("adopted"), what="dagen"),
        },
        dates_in_order,
        versions_in_order,
    )


def how_often(value: Any, path: str) -> Found:
    """A number a year, or a rhythm."""
    yield from known(RHYTHMS, "okänd rytm")(value, path) if isinstance(value, str) else number(1, 366)(value, path)


def _convener(codes: Known) -> Check:
    if not codes.party_kinds:
        return slug
    return known({"coordinator", "director", "rotating", *codes.party_kinds}, "okänd sammankallande")


def _forum(codes: Known, units: set[str]) -> Check:
    """`units` are the ones that may have declined it; a party as a whole may, too."""
    return table(
        {"kind": known(codes.forum_kinds, "okänd forumtyp"), "name": text(160)},
        {
            "meetings_per_year": number(1, 366),
            "rhythm": known(RHYTHMS, "okänd rytm"),
            "parties": listed(_party_code(codes), unique=itself, what="parten"),
            "declined": listed(
                known(units | codes.party_kinds, "i området finns ingen enhet eller part"),
                unique=itself,
                what="enheten",
            ),
            "convener": _convener(codes),
            "seats": number(1, 200),
            "calls_delegates": flag,
            "month": number(1, 12),
            "note": text(300),
            "was": text(160),
        },
        says_how_often(codes),
    )


def _open_meeting(codes: Known) -> Check:
    return table(
        {"variant": known(codes.variants, "okänd variant"), "per_year": number(1, 366)},
        {"name": text(120), "month": number(1, 12), "week": number(1, 53), "public": flag, "note": text(300)},
    )


def _follow_up(codes: Known) -> Check:
    return table(
        {"what": text(200), "when": listed(text(60))},
        {"presented_to": known(codes.forum_kinds, "okänd forumtyp")},
    )


# --- rules across keys


def not_a_kommun(value: Any, path: str) -> Found:
    if value == KOMMUN:
        yield path, "kommunerna kommer med sina områden"


def says_something(value: Any, path: str) -> Found:
    if not value:
        yield path, "säger inte när regeln gäller"


def dates_in_order(value: Any, path: str) -> Found:
    adopted, revised, until = (value.get(key) for key in ("adopted", "revised", "valid_until"))
    if revised and not adopted:
        yield f"{path}.revised", "kan inte vara reviderad utan att vara antagen (adopted)"
    if revised and adopted and revised <= adopted:
        yield f"{path}.revised", f"ska vara efter adopted ({adopted})"
    latest: datetime.date | None = max((date for date in (adopted, revised) if date), default=None)
    if until and latest and until < latest:
        yield f"{path}.valid_until", f"är före {latest}, då överenskommelsen börjar gälla"


def versions_in_order(value: Any, path: str) -> Found:
    """Earlier versions from the oldest on, each over before the next begins."""
    versions = [*value.get("earlier", []), {"adopted": value.get("adopted")}]
    for place, (one, following) in enumerate(itertools.pairwise(versions)):
        begins, where = following["adopted"], f"{path}.earlier[{place}]"
        if begins is None or begins <= one["adopted"]:
            yield where, f"ska vara antagen före nästa version ({begins or 'som inte är antagen'})"
        elif one.get("valid_until") and not one["adopted"] <= one["valid_until"] < begins:
            yield f"{where}.valid_until", f"ska vara från {one['adopted']} och före {begins}"


def says_how_often(codes: Known) -> Check:
    def rule(value: Any, path: str) -> Found:
        given = {"meetings_per_year", "rhythm"} & value.keys()
        if len(given) == 2:
            yield path, "ska ha meetings_per_year eller rhythm, inte båda"
        if not given and "rhythm" not in codes.templates[value["kind"]]:
            yield path, "säger inte hur ofta forumet träffas (meetings_per_year eller rhythm)"

    return rule


def every_area_has_a_kind_for_its_kommun(codes: Known) -> Check:
    def rule(value: Any, path: str) -> Found:
        if text_values(value, "areas", "kommun") and KOMMUN not in codes.party_kinds:
            yield "party_kinds", f"saknar partslaget {KOMMUN!r}, som varje område har ett eget av"

    return rule


def parties_have_names_of_their_own(value: Any, path: str) -> Found:
    """Also across kinds: a party is known by its name in the whole federation."""
    first: dict[str, str] = {}
    for section, key in (("parties", "name"), ("areas", "kommun")):
        for place, party_name in enumerate(values(value, section, key)):
            if isinstance(party_name, str):
                where = f"{section}[{place}].{key}"
                earlier = first.setdefault(party_name.casefold(), where)
                if earlier != where:
                    yield where, f"parten {shown(party_name)} finns redan i {earlier}"


# --- reading a file that may be wrong


def values(data: Any, section: str, key: str) -> list[Any]:
    """The value under a key in each table of a list; None where there is no such thing."""
    items = data.get(section) if isinstance(data, dict) else None
    return [value_of(key)(item) for item in items] if isinstance(items, list) else []


def text_values(data: Any, section: str, key: str) -> list[str]:
    return [value for value in values(data, section, key) if isinstance(value, str)]


def unit_name(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def unit_names(area: Any) -> set[str]:
    units = area.get("units") if isinstance(area, dict) else None
    lists = units.values() if isinstance(units, dict) else []
    names = [unit_name(item) for items in lists if isinstance(items, list) for item in items]
    return {item for item in names if isinstance(item, str)}


def forum_names(area: Any) -> set[str]:
    forums = area.get("forums") if isinstance(area, dict) else None
    return {each["name"] for each in forums or [] if isinstance(each, dict) and isinstance(each.get("name"), str)}


def value_of(key: str) -> Any:
    return lambda item: item.get(key) if isinstance(item, dict) else None


def _area_slug(item: Any) -> Any:
    """Two areas whose addresses would be the same are the same."""
    title = value_of("name")(item)
    return slugify(title) if isinstance(title, str) and slugify(title) else None


def _place_key(item: Any) -> str:
    return f"{value_of('name')(item)} {value_of('room')(item) or ''}"


def _rule_key(item: Any) -> str:
    return f"{value_of('party')(item)} {value_of('rule')(item)}"
