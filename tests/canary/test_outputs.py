"""Where what may stay is read: pages, exports, files, feeds. What is refused is repeated by no page and no log."""

from __future__ import annotations

from typing import Any

import pytest

from config import urls
from tests.canary import shown
from tests.canary.allowed import allow_everything
from tests.canary.identity import traces_in
from tests.canary.outputs import answers, columns, mark_all, tell_and_ask
from tests.canary.refusals import all_refusals, beside_its_address
from tests.canary.stores import watching
from tests.canary.telling import assert_stated

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_what_may_stay_is_read_where_it_is_stated_and_nowhere_else(
    world: Any, clients: Any, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"
    world = allow_everything(world)
    tell_and_ask(world)
    marks = mark_all()
    found: dict[str, dict[str, set[str]]] = {name: {} for name in marks.names}

    for read in answers(world, clients):
        for name in marks.read_in(read.text):
            if not (read.for_staff and name.startswith("forums_")):  # staff see who their colleagues are
                found[name].setdefault(read.key, set()).add(read.relation)

    told = {name: {key: " ".join(sorted(who)) for key, who in places.items()} for name, places in found.items()}
    assert columns() - {name.split(" ")[0] for name in marks.names} == set(), "no row of the world has it"
    assert_stated(told, shown.SHOWN)


def test_what_cannot_be_answered_is_not_repeated(
    world: Any, clients: Any, monkeypatch: Any, settings: Any, tmp_path: Any
) -> None:
    """With the site's own pages for what goes wrong, which the matrix leaves out."""
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.delattr(urls, "handler403")
    monkeypatch.delattr(urls, "handler404")
    client, statuses = clients["anna"], set()
    repeated: dict[str, dict[str, set[str]]] = {}

    with watching(monkeypatch) as watch:
        watch.begin()
        for asked, kind, answer in all_refusals(client, monkeypatch):
            statuses.add(answer.status_code)
            places = watch.places() | ({"answer"} if traces_in(beside_its_address(answer)) else set())
            for place in places:
                repeated.setdefault(place, {}).setdefault(asked, set()).add(kind)
            watch.begin()

    told = {place: {one: " ".join(sorted(kinds)) for one, kinds in by.items()} for place, by in repeated.items()}
    assert told == shown.REPEATED
    assert {400, 403, 404, 405, 415, 500} <= statuses
