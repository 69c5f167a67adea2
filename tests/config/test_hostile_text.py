"""Every regular expression takes time in proportion to the text, whoever wrote the text.

All patterns are found: those that modules keep, and those written in place. Each is run on hostile text of 1,000 and of
100,000 characters, and the processor times are compared: a hundred times the text may take two hundred times as long.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "forums", "booking", "notifications")
SHORT, LONG, AT_MOST = 1_000, 100_000, 200
# below this a clock says nothing of how the time grows
FLOOR_SECONDS = 0.00005
UNITS = [
    "a", "A", "0", "1", "-", ".", "@", " ", "\n", "\r\n", "\t", ";", "=", '"', "'", "<", ">", "&", "{", "[", "(", "\\",
    "a-", "a.", "a@", "0-", "0 ", "1.", "a=", 'a="', "<a", "</", "<!--", "\n ", "\n\n ", ";=", "19", "070", "+46",
    "!#$%&'*+", "/", "tel ", "å", "a\n", "å\n", "<br", "=?", "5.1", "(at)", "[at]", "webcal",
    "FREQ=", "\r", "\x00", "a:", ":", "00",
]  # fmt: skip
Used = tuple[re.Pattern, frozenset[str]]
CALLS = {"sub", "match", "search", "fullmatch", "findall", "finditer", "split"}


def python_files() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def kept_patterns() -> dict[str, Used]:
    """Patterns that stand in a module under a name, alone or in a list, with the methods that are asked of them."""
    found = {}
    for path in python_files():
        if "re.compile" not in path.read_text() or "management" in path.parts:
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        source = path.read_text()
        for key, value in vars(importlib.import_module(name)).items():
            for number, pattern in enumerate(flat(value)):
                methods = set(re.findall(rf"\b{key}\.([a-z]+)\(", source)) & CALLS
                found[f"{name}.{key}.{number}"] = (pattern, frozenset(methods or {"finditer"}))
    return found


def flat(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from flat(each)


def written_in_place() -> dict[str, Used]:
    """Patterns that are written where they are used."""
    found = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
            if not is_call or not isinstance(node.func.value, ast.Name) or node.func.value.id != "re":
                continue
            if isinstance(node.args[0], ast.Constant | ast.JoinedStr) and node.func.attr != "compile":
                pattern = re.compile(written(node.args[0], path), flags_of(node))
                found[f"{path.relative_to(ROOT)}:{node.lineno}"] = (pattern, frozenset({node.func.attr}))
    return found


def written(pattern: ast.expr, path: Path) -> str | bytes:
    """The pattern as it is when the module runs: one in braces is put together from the module's own names."""
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return eval(compile(ast.Expression(pattern), str(path), "eval"), dict(vars(module)))


def flags_of(call: ast.Call) -> int:
    text = " ".join(ast.unparse(part) for part in [*call.args[1:], *(each.value for each in call.keywords)])
    return sum({getattr(re, name) for name in re.findall(r"re\.([A-Z]+)", text)})


# a pattern that is looked for in the whole text meets each beginning; the others meet one
LOOKS_EVERYWHERE = {"search", "finditer", "findall", "sub", "split"}
PATTERNS = kept_patterns() | written_in_place()


def hostile(unit: str, length: int) -> str:
    # what comes last fits nothing, so that all that was begun is given up again
    return unit * (length // len(unit)) + "\ue000"


def seconds(do: Callable[[str], object], text: str) -> float:
    best = float("inf")
    for _time in range(5):
        started = time.process_time()
        do(text)
        best = min(best, time.process_time() - started)
        if best > 1:
            break
    return best


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_time_in_proportion_to_the_text(name: str) -> None:
    pattern, methods = PATTERNS[name]
    is_binary = isinstance(pattern.pattern, bytes)

    def run(text: str) -> None:
        subject = text.encode() if is_binary else text
        for method in methods - LOOKS_EVERYWHERE:
            getattr(pattern, method)(subject)
        if methods & LOOKS_EVERYWHERE:
            for _found in pattern.finditer(subject):
                pass

    slow = {}
    for unit in UNITS:
        short = max(seconds(run, hostile(unit, SHORT)), FLOOR_SECONDS)
        # a quadratic one would take hours for the long text: ten times the text says it, too
        ratio = seconds(run, hostile(unit, SHORT * 10)) / short * (LONG / SHORT / 10)
        if ratio <= AT_MOST * 2:
            ratio = seconds(run, hostile(unit, LONG)) / short
        if ratio > AT_MOST:
            slow[unit] = round(ratio)

    assert slow == {}


def test_patterns_are_found() -> None:
    names = " ".join(PATTERNS)

    assert "config.logs.PERSONAL" in names and "forums.validators._IDENTITY" in names
    assert "notifications/itip/words.py" in names
