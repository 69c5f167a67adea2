"""Everything that people read in Swedish has an English text, and what is compiled is what is written."""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

FOLDER = Path(__file__).resolve().parents[2] / "config" / "locale" / "en" / "LC_MESSAGES"
ROOT = FOLDER.parents[3]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|</?\w+>")
LINE = re.compile(r'(msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')
CALLS = {"_", "_t", "gettext", "gettext_lazy"}


def read_po() -> list[dict[str, str]]:
    entries: list[dict[str, str]] = []
    key = ""
    for line in (FOLDER / "django.po").read_text(encoding="utf-8").splitlines():
        if match := LINE.fullmatch(line):
            key = match[1]
            if key == "msgid":
                entries.append({})
            entries[-1][key] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            entries[-1][key] += ast.literal_eval(line)
    return [entry for entry in entries if entry["msgid"]]


def read_mo() -> dict[str, str]:
    data = (FOLDER / "django.mo").read_bytes()
    _magic, _revision, count, originals, translations = struct.unpack("<5I", data[:20])

    def texts(table: int) -> list[str]:
        places = [struct.unpack_from("<2I", data, table + 8 * index) for index in range(count)]
        return [data[start : start + length].decode() for length, start in places]

    return dict(zip(texts(originals), texts(translations), strict=True))


def strings_in_code() -> set[str]:
    """What the Python code asks gettext for, where it says so in plain words."""
    paths = [path for app in ("config", "forums", "booking", "notifications") for path in (ROOT / app).rglob("*.py")]
    calls = (
        node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_gettext(node)
    )
    return {call.args[0].value for call in calls}


def is_gettext(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in CALLS
        and isinstance(node.args[0], ast.Constant)
    )


def strings_in_templates() -> set[str]:
    """What Django's own reading of a template hands to gettext, whole blocks included."""
    paths = [path for app in ("config", "forums", "booking", "notifications") for path in (ROOT / app).rglob("*.html")]
    call = re.compile(r"""(?:gettext|\b_)\((u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")""")
    found = (call.findall(templatize(path.read_text(encoding="utf-8"))) for path in paths)
    return {ast.literal_eval(text) for texts in found for text in texts}


ENTRIES = read_po()


def test_every_text_has_a_translation() -> None:
    assert [entry for entry in ENTRIES if not all(entry.values())] == []
    assert "fuzzy" not in (FOLDER / "django.po").read_text(encoding="utf-8")


def test_nothing_in_the_code_or_the_templates_is_left_out() -> None:
    known = {entry["msgid"] for entry in ENTRIES}

    asked = strings_in_code() | strings_in_templates()

    assert asked - known == set(), "run make messages and translate what is new"


@pytest.mark.parametrize("many", [False, True])
def test_placeholders_and_tags_are_the_same_on_both_sides(many: bool) -> None:
    original, translated = ("msgid_plural", "msgstr[1]") if many else ("msgid", "msgstr")
    pairs = [(entry[original], entry[translated]) for entry in ENTRIES if {original, translated} <= entry.keys()]

    wrong = [pair for pair in pairs if sorted(PLACEHOLDER.findall(pair[0])) != sorted(PLACEHOLDER.findall(pair[1]))]

    assert wrong == []


def test_the_compiled_file_says_what_the_written_one_does() -> None:
    written = {
        "\0".join([entry["msgid"], *([entry["msgid_plural"]] if "msgid_plural" in entry else [])]): "\0".join(
            text for key, text in entry.items() if key.startswith("msgstr")
        )
        for entry in ENTRIES
    }

    assert {key: text for key, text in read_mo().items() if key} == written
