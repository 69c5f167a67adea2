"""The breaks that `make mutants` makes, on a few lines; whether the rules notice them is asked by the command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.mutants import switch
from scripts.mutants.writing import Mutant, write_mutants

SOURCE = """
from __future__ import annotations

DAYS = 30


def strip(row):
    row.place = row.link = ""
    row.save(update_fields=["place", "link"])


def can_see(person, row) -> bool:
    if row.is_secret:
        return False
    return row.owner == person or person in row.called


def old(rows, day):
    return rows.filter(age__gt=day, kept=False)
"""


@pytest.fixture
def mutants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "rules_to_break.py").write_text(SOURCE.lstrip())
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(switch, "active", 0)
    yield write_mutants(tmp_path, "rules_to_break.py", 1)
    sys.modules.pop("rules_to_break", None)


def changes(mutants: list[Mutant], function: str) -> list[str]:
    return [each.change for each in mutants if each.function == function]


def test_each_field_each_condition_and_each_number_is_left_out_or_changed_once(mutants: list[Mutant]) -> None:
    assert changes(mutants, "DAYS") == ["30 → 31"]
    assert changes(mutants, "strip") == [
        "row.place = row.link = '' → row.link = ''",
        "row.place = row.link = '' → row.place = ''",
        "row.save(update_fields=['place', 'link']) → row.save(update_fields=['link'])",
        "row.save(update_fields=['place', 'link']) → row.save(update_fields=['place'])",
        "row.save(update_fields=['place', 'link']) → (nothing)",
    ]
    assert changes(mutants, "can_see") == [
        "False → True",
        "if row.is_secret: → (nothing)",
        "row.owner == person or person in row.called → person in row.called",
        "row.owner == person or person in row.called → row.owner == person",
    ]
    assert changes(mutants, "old") == [
        "False → True",
        "rows.filter(age__gt=day, kept=False) → rows.filter(kept=False)",
        "rows.filter(age__gt=day, kept=False) → rows.filter(age__gt=day)",
    ]


def test_one_break_at_a_time_is_on_and_none_when_none_is_asked_for(mutants: list[Mutant]) -> None:
    import rules_to_break  # type: ignore[import-not-found]

    class Row:
        is_secret, owner, called = False, "anna", ["bo"]

    seen = {}
    for mutant in [None, *(each.number for each in mutants if each.function == "can_see")]:
        switch.active = mutant or 0
        seen[mutant] = [rules_to_break.can_see(person, Row()) for person in ("anna", "bo", "eva")]

    assert list(seen.values()) == [
        [True, True, False],
        [True, True, False],
        [True, True, False],
        [False, True, False],
        [True, False, False],
    ]
