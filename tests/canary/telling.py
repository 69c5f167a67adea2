"""What was found against what is stated, line by line: a dictionary of hundreds is not read at once."""

from __future__ import annotations

from collections.abc import Mapping


def unstated(found: Mapping[str, object], stated: Mapping[str, object]) -> list[str]:
    """A line for each entry that differs, as it is and as it is stated; empty when all is as stated."""
    keys = sorted(found.keys() | stated.keys())
    return [f"{key}: {found.get(key)} (stated: {stated.get(key)})" for key in keys if found.get(key) != stated.get(key)]
