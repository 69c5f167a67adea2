"""The short reference that is all a meeting about a person is called in writing: SV-7K3M-2Q.

It is random, says nothing and opens nothing; who the meeting is about is told by phone. Digits and letters take turns,
so it can be neither a word, an abbreviation nor part of an identity number. Signs that are mistaken for each other are
left out (O and 0, I, L and 1, Z for 2, S for 5, G for 6, B for 8, U for V), and so are all vowels.
"""

import re
import secrets

PREFIX = "SV"
DIGITS = "23456789"
LETTERS = "CDFHJKMNPQRTVWX"

_D, _L = f"[{DIGITS}]", f"[{LETTERS}]"
REFERENCE_PATTERN = rf"{PREFIX}-(?:(?:{_D}{_L}){{2}}-{_D}{_L}|(?:{_L}{_D}){{2}}-{_L}{_D})"
_REFERENCE = re.compile(REFERENCE_PATTERN)


def new_reference() -> str:
    """A new random reference, one of 3.4 million. Whether it is free is the database's question."""
    kinds = (DIGITS, LETTERS) if secrets.randbits(1) else (LETTERS, DIGITS)
    signs = "".join(secrets.choice(kinds[place % 2]) for place in range(6))
    return f"{PREFIX}-{signs[:4]}-{signs[4:]}"


def is_reference(text: str) -> bool:
    """Whether the text is exactly one of our references."""
    return _REFERENCE.fullmatch(text) is not None
