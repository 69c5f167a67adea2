"""Catalogue of refusal codes: every code that a 409 or 429 may carry, with its sentences, as the API's description has.

It is read from the `refusals.py` of each floor and wing: a function there is in the catalogue without a line here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from inspect import Parameter, getmembers, isfunction, signature
from types import ModuleType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import booking.meetings.refusals
import booking.outcomes.refusals
import booking.series.refusals
import booking.staffing.refusals
import booking.statistics.refusals
import booking.taken.refusals
import booking.visits.refusals
import forums.refusals
import notifications.refusals
from config.ground.errors import RuleError

MODULES: tuple[ModuleType, ...] = (
    forums.refusals,
    booking.meetings.refusals,
    booking.series.refusals,
    booking.outcomes.refusals,
    booking.visits.refusals,
    booking.statistics.refusals,
    booking.staffing.refusals,
    booking.taken.refusals,
    notifications.refusals,
)
# what stands for a name, and for a number of which there are several
SOMEBODY, SEVERAL = "X", 2


def catalogue() -> dict[str, list[str]]:
    """The sentences of every code, in the language of now, by code. `X` stands for a name."""
    return {code: _sentences(make) for code, make in sorted(functions().items())}


def functions() -> dict[str, Callable[..., RuleError]]:
    """The one function of every code. What a file hands on from the floor below is that floor's."""
    return {
        name: make
        for module in MODULES
        for name, make in getmembers(module, isfunction)
        if make.__module__ == module.__name__
    }


def examples(make: Callable[..., RuleError]) -> Iterator[RuleError]:
    """Every variant of a refusal: each listed value, a flag off and on, an optional name left out and given."""
    kinds = get_type_hints(make)
    parameters = signature(make).parameters
    choices = [[(name, value) for value in _values(kinds[name], row)] for name, row in parameters.items()]
    return (make(**dict(chosen)) for chosen in itertools.product(*choices))


def _values(kind: Any, parameter: Parameter) -> list[Any]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    if kind is bool:
        return [False, True]
    if kind is int:
        return [SEVERAL]
    if parameter.default is Parameter.empty:
        return [SOMEBODY]
    return [parameter.default, SOMEBODY] if kind is object else [parameter.default]


def _sentences(make: Callable[..., RuleError]) -> list[str]:
    return list(dict.fromkeys(refusal.message for refusal in examples(make)))
