"""Small checkers that a table of keys is put together from. A checker tells what is wrong and changes nothing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from config.ground.text import bare_address
from forums.validators import find_identifiers, refuse_control_characters

Found = Iterator[tuple[str, str]]  # path, reason
Check = Callable[[Any, str], Found]

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z")
FIELD = re.compile(r"\{([a-z0-9_-]+)\}")


def table(required: dict[str, Check], optional: dict[str, Check], *rules: Check) -> Check:
    """Keys and what may stand under them. The rules look across keys, once each key by itself is right."""
    known = {**required, **optional}

    def check(value: Any, path: str) -> Found:
        if not isinstance(value, dict):
            yield path, wrong_type("en tabell med nycklar", value)
            return
        found = list(_check_keys(value, path, known))
        found += [(below(path, key), "saknas") for key in required if key not in value]
        yield from found
        if not found:
            for rule in rules:
                yield from rule(value, path)

    return check


def _check_keys(value: dict[Any, Any], path: str, known: dict[str, Check]) -> Found:
    for key, item in value.items():
        if key in known:
            yield from known[key](item, below(path, key))
        else:
            yield below(path, key), "okänd nyckel"


def mapping(key_check: Check, value_check: Check) -> Check:
    """A table whose keys are data."""

    def check(value: Any, path: str) -> Found:
        if not isinstance(value, dict):
            yield path, wrong_type("en tabell med nycklar", value)
            return
        for key, item in value.items():
            yield from key_check(key, below(path, key))
            yield from value_check(item, below(path, key))

    return check


def listed(item_check: Check, *, unique: Callable[[Any], Any] | None = None, what: str = "") -> Check:
    """A list; with `unique`, no two items give the same value. `what` is the word for it in the reason."""

    def check(value: Any, path: str) -> Found:
        if not isinstance(value, list):
            yield path, wrong_type("en lista", value)
            return
        for number, item in enumerate(value):
            yield from item_check(item, f"{path}[{number}]")
        if unique:
            yield from _check_unique([unique(item) for item in value], path, what)

    return check


def _check_unique(values: list[Any], path: str, what: str) -> Found:
    first: dict[str, int] = {}
    for number, value in enumerate(values):
        if not isinstance(value, str):
            continue
        earlier = first.setdefault(value.casefold(), number)
        if earlier != number:
            yield f"{path}[{number}]", f"{what} {shown(value)} finns redan i {path}[{earlier}]"


def itself(item: Any) -> Any:
    return item


def all_of(*checks: Check) -> Check:
    def check(value: Any, path: str) -> Found:
        for one in checks:
            yield from one(value, path)

    return check


def text(longest: int) -> Check:
    """One line of text that says something."""

    def check(value: Any, path: str) -> Found:
        if not isinstance(value, str):
            yield path, wrong_type("text", value)
        elif not value.strip():
            yield path, "är tom"
        elif value != value.strip():
            yield path, "börjar eller slutar med mellanslag"
        elif len(value) > longest:
            yield path, f"är längre än {longest} tecken"
        elif _has_control_characters(value):
            yield path, "innehåller radbrytning eller styrtecken"

    return check


def place_text(longest: int) -> Check:
    """One line of where something is; it goes into mails about persons, so it identifies nobody."""

    def names_nobody(value: Any, path: str) -> Found:
        if isinstance(value, str) and find_identifiers(value):
            yield path, "innehåller ett personnummer, telefonnummer eller en e-postadress"

    return all_of(text(longest), names_nobody)


def long_text(longest: int) -> Check:
    """Text that may have lines."""

    def check(value: Any, path: str) -> Found:
        if not isinstance(value, str):
            yield path, wrong_type("text", value)
        elif not value.strip():
            yield path, "är tom"
        elif len(value) > longest:
            yield path, f"är längre än {longest} tecken"
        elif _has_control_characters(value.replace("\n", " ")):
            yield path, "innehåller styrtecken"

    return check


def name(longest: int) -> Check:
    """A name that an address can be made of: at least one letter or digit."""
    plain = text(longest)

    def check(value: Any, path: str) -> Found:
        found = list(plain(value, path))
        if not found and not slugify(value):
            found = [(path, "saknar bokstäver")]
        yield from found

    return check


def short_slug(longest: int) -> Check:
    def check(value: Any, path: str) -> Found:
        found = list(slug(value, path))
        yield from found
        if not found and len(value) > longest:
            yield path, f"är längre än {longest} tecken"

    return check


def slug(value: Any, path: str) -> Found:
    if not isinstance(value, str):
        yield path, wrong_type("en kod", value)
    elif not SLUG.match(value):
        yield path, f"{shown(value)} är ingen kod (a–z, siffror, - och _)"


def known(codes: Collection[str], what: str) -> Check:
    """One of the codes that exist; `what` is the whole reason but the code: "okänd forumtyp"."""

    def check(value: Any, path: str) -> Found:
        if not isinstance(value, str):
            yield path, wrong_type("en kod", value)
        elif value not in codes:
            yield path, f"{what} {shown(value)}"

    return check


def number(lowest: int, highest: int) -> Check:
    def check(value: Any, path: str) -> Found:
        if type(value) is not int:
            yield path, wrong_type("ett heltal", value)
        elif not lowest <= value <= highest:
            yield path, f"ska vara mellan {lowest} och {highest}"

    return check


def flag(value: Any, path: str) -> Found:
    if not isinstance(value, bool):
        yield path, wrong_type("true eller false", value)


def day(value: Any, path: str) -> Found:
    if type(value) is not datetime.date:
        yield path, wrong_type("ett datum (2019-06-13)", value)
    elif not 1900 <= value.year <= 2200:
        yield path, f"{value} är inget rimligt datum"


def email(value: Any, path: str) -> Found:
    found = list(text(254)(value, path))
    yield from found
    if found:
        return
    try:
        validate_email(bare_address(value))
        bare_address(value).encode("ascii")  # other letters stand in no calendar, and few servers take them
    except (ValidationError, UnicodeEncodeError):
        yield path, f"{shown(value)} är ingen e-postadress"


def only_fields(names: Collection[str], check_text: Check) -> Check:
    """Text where only these stand in braces, each by its bare name: `{x.y}` would reach into the program."""

    def check(value: Any, path: str) -> Found:
        found = list(check_text(value, path))
        yield from found
        if found:
            return
        rest = FIELD.sub("", value)
        for field in FIELD.findall(value):
            if field not in names:
                yield path, f"okänt fält {{{field}}}"
        if "{" in rest or "}" in rest:
            yield path, "har en klammer som inte hör till ett fält"

    return check


def matching(pattern: str, what: str) -> Check:
    def check(value: Any, path: str) -> Found:
        if not isinstance(value, str):
            yield path, wrong_type("text", value)
        elif not re.fullmatch(pattern, value):
            yield path, f"{shown(value)} är inte {what}"

    return check


def pair(value: Any, path: str) -> Found:
    """Two ages, the lower first."""
    years = number(0, 120)
    if not isinstance(value, list) or len(value) != 2:
        yield path, "ska vara två åldrar: [16, 64]"
        return
    found = [*years(value[0], f"{path}[0]"), *years(value[1], f"{path}[1]")]
    yield from found
    if not found and value[0] > value[1]:
        yield path, "den lägre åldern ska stå först"


def or_null(check_value: Check) -> Check:
    def check(value: Any, path: str) -> Found:
        if value is not None:
            yield from check_value(value, path)

    return check


def below(path: str, key: Any) -> str:
    word = key if isinstance(key, str) and key and len(key) <= 60 and key.isprintable() else shown(key)
    return f"{path}.{word}" if path else word


def shown(value: Any) -> str:
    """A value as it can stand in a sentence: short, and nothing that disturbs a terminal."""
    if isinstance(value, int) and abs(value) > 10**18:
        return "ett väldigt stort tal"  # Python refuses to write the largest ones
    words = repr(value)
    return words if len(words) <= 60 else words[:57] + "…'"


def wrong_type(wanted: str, value: Any) -> str:
    kinds = {
        bool: "true eller false",
        int: "ett tal",
        float: "ett tal",
        str: "text",
        list: "en lista",
        dict: "en tabell",
        datetime.date: "ett datum",
        datetime.datetime: "ett klockslag",
    }
    if value is None:
        return f"ska vara {wanted} men är tom"
    return f"ska vara {wanted}, inte {kinds.get(type(value), type(value).__name__)}"


def _has_control_characters(value: str) -> bool:
    try:
        refuse_control_characters(value)
    except ValidationError:
        return True
    return False
