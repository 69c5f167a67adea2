"""What was found against what is stated, line by line: a dictionary of hundreds is not read at once."""

from __future__ import annotations

from collections.abc import Mapping


def assert_stated(found: Mapping[str, object], stated: Mapping[str, object]) -> None:
    """Fail with a line for each entry that differs: as it is, and as it is stated."""
    keys = [key for key in sorted(found.keys() | stated.keys()) if found.get(key) != stated.get(key)]
    assert not keys, "\n".join(f"{key}: {found.get(key)} (stated: {stated.get(key)})" for key in keys)
