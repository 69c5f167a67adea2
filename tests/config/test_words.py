"""One word for one thing, one way to write a day, and no sentence of the framework's where ours are read."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import Field
from django.test import Client

from config.settings import AUTH_PASSWORD_VALIDATORS
from forums.passwords import NotCommon
from tests.cast import Cast
from tests.factories.calls import call_individual

ROOT = Path(__file__).resolve().parents[2]
APPS = ("booking", "config", "forums", "notifications")
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))
# a day in a table, and a clock time; in a sentence `|day`, `|when` and `|stamp` write them out
SHORT = {"Y-m-d", "H.i"}
# left words, and what is said instead
ONE_WORD = {
    "Kollegans": "Ersättarens",
    "återtagen": "tagen tillbaka",
    "Vänligen": "",
    "Ångra": "Ta tillbaka",
    "Radera": "Ta bort",
    "Spara ändringar": "Spara",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_write_days_in_one_way(template: Path) -> None:
    written = set(re.findall(r"""\|(?:date|time):["']([^"']*)["']""", template.read_text(encoding="utf-8")))

    assert written <= SHORT


@pytest.mark.parametrize("word", ONE_WORD)
def test_one_thing_has_one_word(word: str) -> None:
    code = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    sources = [*TEMPLATES, *code]

    assert [str(path.relative_to(ROOT)) for path in sources if word in path.read_text(encoding="utf-8")] == []


# a filter is always there with a choice; the fields of a login are made anew with words of ours
OTHERWISE = {
    *("FilterForm.omrade", "FilterForm.ar", "FilterForm.period", "LoginForm.password", "PasswordProofForm.password"),
}


def our_forms() -> Iterator[type[forms.BaseForm]]:
    for app in APPS:
        for path in (ROOT / app).rglob("*form*.py"):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for path in (ROOT / app).rglob("forms/*.py"):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    waiting = [forms.BaseForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.partition(".")[0] in APPS:
                yield form


def test_what_is_missing_is_said_in_words_of_ours() -> None:
    """Of every field that has to be filled in: what to write or choose, and not "Detta fält måste fyllas i."."""
    plain = Field.default_error_messages["required"]
    silent = [
        f"{form.__name__}.{name}"
        for form in our_forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if field.required and not field.widget.is_hidden and field.error_messages["required"] == plain
    ]

    assert set(silent) == OTHERWISE


def test_password_that_many_have_is_refused_in_words_of_ours() -> None:
    assert {one["NAME"].partition(".")[0] for one in AUTH_PASSWORD_VALIDATORS} == {"forums"}
    with pytest.raises(ValidationError, match="Många har valt det lösenordet"):
        NotCommon().validate("password1")


@pytest.mark.django_db
def test_pages_keep_a_number_with_its_word(client: Client, cast: Cast) -> None:
    meeting = call_individual(cast)
    client.force_login(cast.anna)

    pages = [client.get(url).content.decode() for url in ("/", f"/moten/{meeting.pk}/")]

    assert "kl.\xa009.00" in pages[1] and "(v.\xa0" in pages[1]
    assert [re.findall(r"(?:kl\.|\bv\.) \d", page) for page in pages] == [[], []]
