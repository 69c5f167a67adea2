"""Resolving the time zone names of other programs' calendar files."""

import re
from collections.abc import Set
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from notifications.itip.windows_zones import WINDOWS_ZONES

# A zone that nobody knows by name is judged by the two offsets that the file itself gives it
_BY_OFFSETS = {
    frozenset({0, 60}): "Europe/London",
    frozenset({60, 120}): "Europe/Stockholm",
    frozenset({120, 180}): "Europe/Helsinki",
}


def find_zone(name: str, offsets: Set[int] = frozenset()) -> tzinfo | None:
    """The zone by IANA name, Windows name, a vendor's path that ends in an IANA name, or the file's own offsets in
    minutes; None if nothing of that is known."""
    wanted = name.strip().strip('"').lower()
    candidates = [wanted, *("/".join(wanted.split("/")[-count:]) for count in (3, 2, 1))]
    for candidate in candidates:
        if key := _names().get(candidate):
            return ZoneInfo(key)
    if "stockholm" in wanted:  # (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna
        return ZoneInfo("Europe/Stockholm")
    if len(offsets) == 1:
        return timezone(timedelta(minutes=next(iter(offsets))))
    key = _BY_OFFSETS.get(frozenset(offsets))
    return ZoneInfo(key) if key else None


def offset_minutes(text: str) -> int | None:
    """+0100 as minutes (RFC 5545 3.3.14)"""
    match = re.fullmatch(r"([+-])(\d\d)(\d\d)(?:\d\d)?", text.strip())
    if match is None or int(match[2]) > 23:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = {name.lower(): key for name, key in WINDOWS_ZONES.items()}
    names |= {key.lower(): key for key in available_timezones()}
    return names | {"utc": "UTC", "gmt": "UTC", "z": "UTC"}
