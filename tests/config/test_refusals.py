"""Every refusal has one function and one home, reads as a sentence in both languages, and is in the API's documents."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from config.ground.errors import RuleError
from config.refusals import MODULES, catalogue, examples, functions

ROOT = Path(__file__).resolve().parents[2]
APPS = ("forums", "booking", "notifications")
FILES = {path: ast.parse(path.read_text()) for app in APPS for path in (ROOT / app).rglob("*.py")}
HOMES = {Path(str(module.__file__)) for module in MODULES}


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Name) and call.func.id == name]


def test_no_rule_says_no_in_words_of_its_own() -> None:
    elsewhere = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path, tree in FILES.items()
        for call in calls(tree, "RuleError")
        if path not in HOMES
    }

    assert elsewhere == set()
    assert {path for path in FILES if path.name == "refusals.py"} == HOMES


def test_each_code_has_one_function_of_its_name() -> None:
    defined = [node for home in HOMES for node in FILES[home].body if isinstance(node, ast.FunctionDef)]
    named = {node.name: {ast.literal_eval(call.args[0]) for call in calls(node, "RuleError")} for node in defined}

    assert [name for name, times in Counter(node.name for node in defined).items() if times > 1] == []
    assert named == {name: {name} for name in functions()}


@pytest.mark.parametrize("home", sorted(HOMES), ids=lambda home: str(home.relative_to(ROOT)))
def test_every_refusal_in_a_file_is_made_in_its_room_or_handed_on(home: Path) -> None:
    used = {
        node.attr
        for path, tree in FILES.items()
        if path.is_relative_to(home.parent)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "refusals"
    }
    module = ".".join(home.relative_to(ROOT).with_suffix("").parts)
    handed_on = {name for other in HOMES for name in handed(other, from_module=module)}
    own = {node.name for node in FILES[home].body if isinstance(node, ast.FunctionDef)}

    assert own | handed(home) <= used | handed_on


def handed(home: Path, from_module: str = "") -> set[str]:
    """What a file takes from the floor below, to hand it on."""
    imports = [node for node in FILES[home].body if isinstance(node, ast.ImportFrom)]
    taken = [node for node in imports if f"{node.module}".endswith(".refusals")]
    return {alias.name for node in taken if from_module in ("", node.module) for alias in node.names}


@pytest.mark.parametrize("code", functions())
def test_a_refusal_is_a_sentence_in_both_languages(code: str) -> None:
    make = functions()[code]

    swedish = list(examples(make))
    with translation.override("en"):
        english = list(examples(make))

    for refusal, translated in zip(swedish, english, strict=True):
        assert (type(refusal), refusal.code, type(refusal.message)) == (RuleError, code, str)
        assert refusal.message.endswith(".") and refusal.message[0].isupper()
        assert "%(" not in refusal.message and "None" not in refusal.message
        assert translated.message.endswith(".") and translated.message != refusal.message


def test_the_catalogue_has_every_variant_of_a_code() -> None:
    found = catalogue()

    assert found["started"] == [
        "Mötet har redan börjat.",
        "Mötet har redan börjat och kan inte ändras. Registrera det i stället.",
    ]
    assert found["left_unit"] == ["X arbetar inte kvar.", "X arbetar inte på X den dagen."]
    assert found["too_few_parties"] == ["Välj minst 2 parter, din egen medräknad."]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_of_the_api_lists_them_too(db: None, language: str) -> None:
    client = Client()
    client.cookies["language"] = language

    page = client.get("/api/v1/docs/").content.decode().split('id="koder"')[1]

    with translation.override(language):
        for code, sentences in catalogue().items():
            assert f"<code>{code}</code>" in page
            assert escape(" / ".join(sentences)) in page


def test_the_document_of_the_api_lists_them_too() -> None:
    lines = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").splitlines()
    start = lines.index("| code | what it says |") + 2

    wanted = [f"| `{code}` | {' / '.join(sentences)} |" for code, sentences in catalogue().items()]

    assert lines[start : start + len(wanted)] == wanted, "replace the table with:\n" + "\n".join(wanted)
    assert not lines[start + len(wanted)].startswith("|")
