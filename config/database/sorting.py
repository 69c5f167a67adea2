"""Swedish collation on both databases: å, ä and ö last, capitals and accents as their plain letters."""

from __future__ import annotations

import unicodedata

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Collate

# the three characters that follow z in ASCII
LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})


def swedish_order(*fields: str) -> list[Collate]:
    """`order_by` expressions with Swedish collation: `order_by(*swedish_order("name"), "pk")`."""
    collation = "sv-x-icu" if connection.vendor == "postgresql" else "sv"
    return [Collate(field, collation) for field in fields]


def swedish_key(value: str) -> str:
    """The sort key in Python; SQLite's collation function uses the same."""
    folded = unicodedata.normalize("NFC", value).casefold().translate(LAST_LETTERS)
    if folded.isascii():
        return folded
    return "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))


def register_collation(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_collation("sv", _compare)


def _compare(one: str, other: str) -> int:
    left, right = swedish_key(one), swedish_key(other)
    return (left > right) - (left < right)
