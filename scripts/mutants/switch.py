"""The switch that a mutated module asks: which mutant is on, and which of them a test has come by."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

active = 0
reached: set[int] = set()
_constants: dict[int, tuple[dict[str, Any], str, Callable[[], Any]]] = {}


def mutant(number: int) -> bool:
    """True where this mutant is on. With none on, note that the test at hand has come by."""
    if active:
        return number == active
    reached.add(number)
    return False


def constant(number: int, module: dict[str, Any], name: str, value: Callable[[], Any]) -> None:
    """A constant of the module, worked out when the mutant is turned on."""
    _constants[number] = module, name, value


def is_constant(number: int) -> bool:
    return number in _constants


def turn_on(number: int) -> None:
    global active
    active = number
    if number in _constants:
        module, name, value = _constants[number]
        module[name] = value()


def forget() -> None:
    """Empty what decorated functions of mutated modules keep from call to call: a query that was compiled before hides
    what is changed in it."""
    for module in [each for each in sys.modules.values() if getattr(each, "_switch_", None)]:
        for function in vars(module).values():
            if isinstance(function, FunctionType) and hasattr(function, "__wrapped__"):
                for cell in function.__closure__ or ():
                    if isinstance(cell.cell_contents, dict):
                        cell.cell_contents.clear()
