"""The demonstration's town: the same for the same moment, told as it is, and something for everybody on their pages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client, override_settings

from booking.demo.town import Town
from booking.meetings.queries import is_unregistered, open_meetings
from booking.models import Answer, CancellationReason, Meeting, MeetingState, Outcome
from booking.statistics.rollup import all_scopes, differences
from booking.workdays import at_local
from config.demo.history import make_history
from forums.demo import demo_accounts, load_demo_federations
from forums.models import Person, WaitingChange, WaitingKind
from notifications.models import InboundMail, Notice, OutboxMessage, OutboxState
from notifications.tasks import reconcile_all, run_notices
from tests.logins import force_login

NOW = at_local(datetime.date(2027, 3, 16), datetime.time(10, 30))
ANNA, CILLA = "anna@ekonomiskt-bistand-savsjo.example", "cilla@samverk-savsjo.example"
# what is chosen at random so that nobody can guess it, or made of that
CHANCE = re.compile(r"SV-\w{4}-\w{2}|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{16,}")
OF_CHANCE = re.compile("password|digest|envelope_from")
# nothing has come in about a caseworker's meetings; a contact person calls none, nor does an administrator
CASEWORKER = {"/inkommet/"}
NOTHING_TO_SAY = dict.fromkeys(("anna", "bo", "frida", "rut", "eva"), CASEWORKER) | {
    "kim": {"/", "/inkommet/", "/skickat/"},
    "adam": {"/", "/skickat/"},
}

# twice most of half a minute; what it does is done by actions that are tried on both databases
pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]


def make() -> Town:
    """A month, and what lies ahead of it: the whole takes a minute."""
    with time_machine.travel(NOW, tick=False):
        load_demo_federations()
        return make_history(NOW, months=1)


@pytest.fixture(scope="module")
def twice(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Town, dict[str, list[str]]]]:
    """The town, and what a making before it came to."""
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        with transaction.atomic():
            make()
            earlier = snapshot()
            transaction.set_rollback(True)
        with transaction.atomic():
            yield make(), earlier
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def town(twice: tuple[Town, dict[str, list[str]]]) -> Town:
    return twice[0]


@pytest.fixture(autouse=True)
def that_moment(town: Town, db: None, settings: Any) -> Iterator[None]:
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        yield


def person(email: str) -> Person:
    return Person.objects.get(email=email)


def snapshot() -> dict[str, list[str]]:
    """All rows, without keys and what is random."""
    return {model._meta.label: sorted(map(_row, model._default_manager.all())) for model in apps.get_models()}


def _row(row: models.Model) -> str:
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key or field.is_relation)]
    kept = [field for field in fields if not (isinstance(field, models.BinaryField) or OF_CHANCE.search(field.name))]
    return CHANCE.sub("*", repr([(field.name, repr(getattr(row, field.attname))) for field in kept]))


def test_the_same_moment_makes_the_same_town(twice: tuple[Town, dict[str, list[str]]]) -> None:
    now, earlier = snapshot(), twice[1]

    assert now.keys() == earlier.keys()
    assert [name for name, rows in now.items() if rows != earlier[name]] == []


def test_no_rule_refuses_what_happens(town: Town) -> None:
    assert dict(town.refused) == {}


def test_everybody_has_been_told_what_is_true() -> None:
    before = OutboxMessage.objects.count()

    reconcile_all()
    run_notices()

    assert OutboxMessage.objects.count() == before
    assert not OutboxMessage.objects.filter(state__in=[OutboxState.QUEUED, OutboxState.SENDING]).exists()
    assert not Notice.objects.filter(settled_at=None, due_at__lte=NOW).exists()


def test_the_figures_are_those_of_the_meetings() -> None:
    assert {scope: found for scope in all_scopes() if (found := differences(scope))} == {}


def test_nobody_in_it_is_real() -> None:
    assert not Person.objects.exclude(email=None).exclude(email__endswith=".example").exists()


def test_anna_has_a_meeting_in_each_state() -> None:
    anna = person(ANNA)
    own = Meeting.objects.filter(caller=anna)
    ahead = own.filter(state=MeetingState.CALLED, starts_at__gt=NOW)

    said = [sorted(one.invitations.exclude(person=anna).values_list("answer", flat=True)) for one in ahead]
    assert [Answer.NO] * 3 in said
    assert [Answer.YES] * 3 in said
    assert ahead.filter(moved_count__gt=0).exists()
    assert ahead.filter(no_mail=True).exists()
    assert own.filter(cancellation_reason=CancellationReason.ILLNESS, starts_at__gt=NOW).exists()
    assert own.filter(state=MeetingState.DRAFT).count() == 1
    assert any(is_unregistered(meeting, NOW) for meeting in open_meetings(anna))
    assert Outcome.objects.filter(meeting__caller=anna, meeting__invitations__attended=None).exists()
    assert Outcome.objects.filter(meeting__caller=anna, follow_up_on__gt=NOW.date()).exists()
    assert own.filter(events__what="consent_withdrawn").exists()


def test_what_waits_for_somebody_is_there() -> None:
    assert {change.kind for change in WaitingChange.objects.all()} >= {WaitingKind.ADDRESS, WaitingKind.PLACE}
    assert InboundMail.objects.filter(needs_person=True).exists()
    assert OutboxMessage.objects.filter(state=OutboxState.BOUNCED).exists()


@pytest.mark.parametrize("email", [email for _role, email, _password in demo_accounts()])
def test_each_account_has_something_on_every_page_of_its_menu(client: Client, email: str) -> None:
    force_login(client, person(email))
    start = client.get("/").content.decode().partition('class="bred-nav"')[2].partition("</nav>")[0]
    menu = sorted(set(re.findall(r'href="(/[^"#]*)"', start)) | {"/", "/skickat/", "/inkommet/"})

    pages = {url: client.get(url) for url in menu}

    assert {url: page.status_code for url, page in pages.items()} == dict.fromkeys(menu, 200)
    empty = {url for url, page in pages.items() if "includes/empty.html" in [each.name for each in page.templates]}
    assert empty == NOTHING_TO_SAY.get(email.partition("@")[0], set())


def test_the_second_time_changes_nothing() -> None:
    before = Meeting.objects.count()

    call_command("load_demo", verbosity=0)

    assert Meeting.objects.count() == before


def test_it_is_refused_where_this_is_no_demonstration(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="ingen demonstration"):
        call_command("load_demo", verbosity=0)
