"""What the documents name is there: files and folders, make targets, commands."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCS = ["README.md", "CHANGELOG.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
ENDINGS = "py|md|yaml|toml|txt|sh|css|html|po|json|sql|png|example"
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(rf"[\w./-]*\w\.({ENDINGS})|[\w.-]+(/[\w.-]+)*/")
LINK = re.compile(r"\]\(([^)#:]+)\)")
# what the program makes, and addresses that a page has
NOT_IN_THE_TREE = {"secrets/"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return listed.splitlines()


def is_there(name: str, files: list[str]) -> bool:
    """A document may leave out the folders above, as it does where it has named them once."""
    return any(f"/{file}".endswith(f"/{name}") or (name.endswith("/") and f"/{name}" in f"/{file}") for file in files)


@pytest.mark.parametrize("doc", DOCS)
def test_files_that_a_document_names_exist(doc: str) -> None:
    text, files = (ROOT / doc).read_text(), tracked()
    named = {code for code in CODE.findall(text) if FILE.fullmatch(code)} - NOT_IN_THE_TREE
    linked = {link for link in LINK.findall(text) if not (ROOT / doc).parent.joinpath(link).exists()}

    assert {name for name in named if not is_there(name, files)} == set()
    assert linked == set()


@pytest.mark.parametrize("doc", DOCS)
def test_commands_that_a_document_names_exist(doc: str) -> None:
    text = (ROOT / doc).read_text()
    code = "\n".join([*CODE.findall(text), *re.findall(r"^    (.*)$", text, re.MULTILINE)])
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"\bmake +([a-z][a-z-]*)", code)) - targets == set()
    assert set(re.findall(r"manage\.py ([a-z_]+)", code)) - set(get_commands()) == set()
