"""Names stand in Swedish order, å ä ö last: no list is sorted by a name as the database's bytes have it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from booking.staffing.forms import MemberForm
from booking.staffing.group_forms import ReplaceForm
from forums.models import Person
from tests.factories import make_person

ROOT = Path(__file__).resolve().parents[2]
# compiled once, and shown to nobody in that order
UNSEEN = {"forums/standing.py"}


def sorted_by_name() -> Iterator[str]:
    """Each call of `order_by` with a plain name among its arguments."""
    for app in ("booking", "config", "forums", "notifications"):
        for path in (ROOT / app).rglob("*.py"):
            where = str(path.relative_to(ROOT))
            if "migrations" in path.parts or "demo" in path.parts or where in UNSEEN:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by":
                    plain = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                    if any(isinstance(one, str) and one.endswith("name") for one in plain):
                        yield f"{where}:{node.lineno}"


def test_no_list_is_sorted_by_a_name_as_bytes() -> None:
    assert list(sorted_by_name()) == []


@pytest.mark.django_db
def test_members_to_choose_from_stand_in_swedish_order(cast: Any) -> None:
    for name in ("Örjan Ö", "Åke Å", "Zeb Z", "Ängla Ä"):
        make_person(cast.fk_unit, name=name, email=f"{len(name)}{ord(name[0])}@fk.example")

    seats = [label.split()[0] for party, rows in MemberForm(forum=cast.lsg)._choices() for _value, label in rows]
    people = [one.name.split()[0] for one in ReplaceForm(people=Person.objects.all()).fields["person"].queryset]

    for names in (seats, people):
        assert [name for name in names if name in ("Zeb", "Åke", "Ängla", "Örjan")] == ["Zeb", "Åke", "Ängla", "Örjan"]
