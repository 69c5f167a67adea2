"""What is done to text at every door (forms, API, files, commands, mail): composed letters, and mail addresses as they
are pasted.

Pure. Whatever is refused after that is refused for what it says, not for how a program wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# longer is no address, and what follows looks at each letter
LONGEST_ADDRESS = 1000
# zero-width and direction marks, soft hyphen, byte order mark: they come along when one copies from a page or a mail
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
# "Bo Ek <bo@af.se>": what stands between the last angle brackets, with nothing but separators after it
_NAMED = re.compile(r"^[^<>]*<\s*([^<>\s@]+@[^<>\s@]+)\s*>[\s;,]*$")
# bo@af.se (Bo Ek)
_COMMENTED = re.compile(r"^([^\s()<>@]+@[^\s()<>@]+)\s*\([^()]*\)$")


def composed(text: str) -> str:
    """The text with its letters composed (NFC): a Mac writes å as a and a ring, which no search or comparison finds."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def composed_within(value: Any) -> Any:
    """Lists and mappings with all text in them composed, names of fields as well."""
    if isinstance(value, str):
        return composed(value)
    if isinstance(value, dict):
        return {composed_within(key): composed_within(each) for key, each in value.items()}
    return [composed_within(each) for each in value] if isinstance(value, list) else value


def bare_address(text: str) -> str:
    """The mail address in what somebody has pasted: "Bo Ek <bo@af.se>;", mailto:, letters that cannot be seen.

    In lower case, a domain with å, ä or ö as mail servers write it (punycode). What is no address comes back as it is,
    without what cannot be seen: whether it is one is asked after this.
    """
    bare = " ".join(_UNSEEN.sub("", composed(text[:LONGEST_ADDRESS])).split())
    if found := _NAMED.match(bare) or _COMMENTED.match(bare):
        bare = found[1]
    bare = re.sub(r"^mailto:\s*", "", bare.strip(" ;,"), flags=re.IGNORECASE).lower()
    local, at, domain = bare.rpartition("@")
    return f"{local}{at}{_ascii_domain(domain)}" if at else bare


def _ascii_domain(domain: str) -> str:
    if domain.isascii() or len(domain) > 253:
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
