"""A made-up person in every input of every page's form: where it may stay is said in `exceptions.py`, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.canary import exceptions
from tests.canary.allowed import allow_everything
from tests.canary.driving import Drive, Found, watch_forms
from tests.canary.inputs import form_fields, read_by_views, uploads
from tests.canary.stores import watching
from tests.canary.telling import assert_stated

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_what_is_written_in_a_form_stays_where_it_may_and_nowhere_else(
    world: Any,
    clients: Any,
    monkeypatch: Any,
    settings: Any,
    tmp_path: Any,
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.EMAIL_URL = f"maildir://{tmp_path / 'data' / 'mailbox'}"
    found = Found()
    watch_forms(monkeypatch, found)

    with watching(monkeypatch) as watch:
        Drive(allow_everything(world), clients, watch, found).pages()

    assert_stated(found.told(), exceptions.stated(exceptions.PAGES))
    assert found.refused == set(exceptions.FORMS_REFUSED), "a form that is refused whatever it says shows nothing"
    unfed = sorted(form_fields() - found.fed - set(exceptions.NOT_ON_A_PAGE))
    assert not unfed, "\n".join(unfed)
    assert sorted(set(exceptions.NOT_ON_A_PAGE) & found.fed) == [], "tested by now: take the exception away"


def test_every_name_that_a_view_reads_by_itself_is_known() -> None:
    """Beside forms; a new one is tested or said here."""
    assert read_by_views() == exceptions.READ_BY_VIEWS


def test_nothing_takes_a_file() -> None:
    """When something does, the canary has to send files, too."""
    assert uploads() == set()
