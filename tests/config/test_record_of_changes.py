"""The record of changes is written by every action on people, places, roles, seats, addresses, logins and tokens."""

from __future__ import annotations

import datetime
import inspect
import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from booking.meetings.actions.answering import name_substitute
from config.ground.errors import RuleError
from forums.actions import aliases, identities, logins, people, placements
from forums.audit.wording import WORDS, change_text
from forums.logins import login_token
from forums.models import AuditEntry, ContactPoint, Person
from tests.acts import ACTS, identity_of_bo
from tests.cast import Cast
from tests.config.test_rights import functions, name_of
from tests.factories import make_contact_point
from tests.factories.calls import call_individual

# generated from the list of all actions: each of them runs on both databases in the tests of its own
pytestmark = pytest.mark.sqlite_only

WHERE = ("forums.actions.", "booking.staffing.actions", "booking.staffing.members", "booking.staffing.merging")
WHERE += (
    "booking.staffing.vouching",
    "booking.staffing.roles",
    "booking.staffing.leaving",
    "booking.staffing.leaving_work",
    "booking.staffing.succession",
)
# what these change is recorded by the actions that they are a part of, or is no part of the register
UNRECORDED = {
    "forums.actions.addresses": {
        "set_details", "keep_alias", "address_works", "clean_address", "clean_function", "clean_name", "clean_optional",
        "clean_phone",
    },
    "forums.actions.aliases": {"answers_as"},
    "forums.actions.groups": {"set_calls_delegates"},
    # whether there is such a person is not looked up; the mail about a new address; retention
    "forums.actions.logins": {
        "ask_for_password", "tell_old_address", "tell_new_address", "remove_old_requests", "remove_ended_sessions",
        "ring_for_mails",
    },
    "forums.actions.signin": {"open_reset", "note_factors_changed"},
    "forums.actions.identities": {"may_use", "is_identity_of"},
    "forums.actions.merging": {"merge_rows", "merge_seats"},
    "forums.actions.people": {"person_by_address"},
    "forums.actions.places": {"clean_hosts"},
    "forums.actions.placements": {
        "close", "end_rows", "leave_seats", "leave_ways_in", "record_end", "refuse_early_end", "seats_of_placement",
        "step_back",
    },
    "forums.actions.waiting": {"address_waits", "way_in_waits", "place_waits", "wait", "settle", "mark_dead"},
    "forums.actions.structure": {"can_rename_forum", "kinds_of_group", "keep_former_name"},
    "forums.actions.tokens": {"digest_of", "end_tokens", "remove_old_tokens"},
    "forums.actions.roles": {"refuse_last_administrator"},
    "booking.staffing.actions": {"meetings_of", "meetings_of_unit"},
    "booking.staffing.leaving_answers": {"waiting_lines", "tasks_of", "proposal_text", "of_forum"},
    "booking.staffing.leaving_work": {"areas_elsewhere", "end_memberships"},
    "booking.staffing.merging": {"merge_vouched", "merge_at_cases"},
    "booking.staffing.members": {"possible_conveners", "meetings_after", "members_after"},
    "booking.staffing.roles": {"cases_called_to", "cases_called_by", "leave_cases"},
    "booking.staffing.leaving": {
        "end_seats", "meetings_with", "call_member", "release_substitutes", "release_from_left_seats", "series_seat",
        "address_is_new", "called_ahead",
    },
    "booking.staffing.succession": {"hand_over", "hand_over_call", "meetings_ahead"},
}  # fmt: skip

Prepare = Callable[[Cast], Callable[[], object]]


def choose_password(cast: Cast) -> Callable[[], object]:
    token = login_token(cast.bo)
    return lambda: logins.choose_password(cast.bo, token=token, password="ett nytt långt lösenord")


def add_colleague(cast: Cast) -> Callable[[], object]:
    today = timezone.localdate()
    return lambda: people.find_or_add_colleague(
        name="Nora Ny", email="nora@af.example", of=cast.af_unit, on=today, named_by=cast.bo
    )


def release_ways_in(cast: Cast) -> Callable[[], object]:
    make_contact_point(cast.af_unit, person=cast.bo)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    cast.bo.placements.update(ends_on=yesterday)
    return lambda: placements.release_ways_in(timezone.localdate())


def make_token(cast: Cast) -> Callable[[], object]:
    return lambda: call_command("create_token", email=cast.bo.email)


def revoke_token(cast: Cast) -> Callable[[], object]:
    call_command("create_token", email=cast.bo.email)
    return lambda: call_command("create_token", email=cast.bo.email, revoke=True)


def without_by(name: str) -> Prepare:
    """An action that takes `by`, by the one who may."""

    def prepare(cast: Cast) -> Callable[[], object]:
        act = ACTS[name](cast)
        return lambda: act.run(act.by)

    return prepare


def place_by_server(cast: Cast) -> Callable[[], object]:
    return lambda: placements.place_by_server(cast.bo, cast.school)


def log_in_elsewhere(cast: Cast) -> Callable[[], object]:
    return lambda: identities.person_of(identity_of_bo(cast))


def remember_alias(cast: Cast) -> Callable[[], object]:
    asked = {"actor": cast.anna, "federation_id": cast.federation.pk}
    return lambda: aliases.remember_alias(cast.bo, "bo.ny@af.example", **asked)


OTHERS: dict[str, Prepare] = {
    "forums.actions.aliases.remember_alias": remember_alias,
    "forums.actions.identities.person_of": log_in_elsewhere,
    "forums.actions.placements.place_by_server": place_by_server,
    "forums.actions.logins.choose_password": choose_password,
    "forums.actions.people.find_or_add_colleague": add_colleague,
    "forums.actions.placements.release_ways_in": release_ways_in,
    "create_token": make_token,
    "create_token --revoke": revoke_token,
}
RECORDED: dict[str, Prepare] = OTHERS | {
    name: without_by(name)
    for name in ACTS
    if name.startswith(WHERE) and name.rpartition(".")[2] not in UNRECORDED.get(name.rpartition(".")[0], ())
}


def test_every_action_on_the_register_is_tried() -> None:
    public = {name_of(function) for function in functions() if function.__module__.startswith(WHERE)}
    unrecorded = {f"{module}.{name}" for module, names in UNRECORDED.items() for name in names}

    assert {name for name in RECORDED if not name.startswith("create_token")} | unrecorded == public


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_a_change_is_recorded_and_no_change_is_not(name: str, cast: Cast) -> None:
    run = RECORDED[name](cast)
    before = set(AuditEntry.objects.values_list("pk", flat=True))

    run()

    written = AuditEntry.objects.exclude(pk__in=before)
    assert written.exists()
    kept = set(AuditEntry.objects.values_list("pk", flat=True))
    try_again(run)
    assert set(AuditEntry.objects.values_list("pk", flat=True)) == kept


def try_again(run: Callable[[], object]) -> None:
    """The same once more, which changes nothing, or is refused."""
    try:
        run()
    except (CommandError, RuleError, PermissionDenied):
        return


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_an_entry_holds_nothing_personal_and_can_be_read(name: str, cast: Cast) -> None:
    RECORDED[name](cast)()

    kept = json.dumps(list(AuditEntry.objects.values("what", "details")), ensure_ascii=False)
    personal = {value for row in Person.objects.values_list("name", "email", "phone") for value in row if value}
    personal |= set(ContactPoint.objects.exclude(mailbox="").values_list("mailbox", flat=True))
    assert {value for value in personal if value in kept} == set()
    for entry in AuditEntry.objects.all():
        names = {(word, value): "X" for word, value in entry.details.items() if isinstance(value, int)}
        for language in ("sv", "en"):
            with translation.override(language):
                assert "%(" not in change_text(entry.what, entry.details, names)


def test_every_sentence_is_said_of_something() -> None:
    """A code that nothing records any more goes."""
    said = {what for what in WORDS if any(f'"{what}"' in inspect.getsource(module) for module in recording_modules())}

    assert said == set(WORDS)


def recording_modules() -> set[object]:
    found = {inspect.getmodule(function) for function in functions() if function.__module__.startswith(WHERE)}
    from forums.management.commands import create_person, create_token

    return {*found, create_person, create_token}


def test_create_person_records_password_place_and_role_once(cast: Cast) -> None:
    given = {"email": "nora@af.example", "name": "Nora Ny", "federation": "lingon"}
    given |= {"area": "Lingonby", "unit": "Arbetsförmedlingen Lingonby", "role": "contact_person"}

    call_command("create_person", **given)
    call_command("create_person", **given)

    nora = Person.objects.get(email="nora@af.example")
    entries = AuditEntry.objects.filter(about="person", about_id=nora.pk).order_by("pk")
    assert [entry.what for entry in entries] == ["password_set", "placed", "role_given", "password_set"]
    assert {entry.who_id for entry in entries} == {None}


def test_a_substitute_named_by_link_is_recorded_with_who_named_them(cast: Cast) -> None:
    invitation = call_individual(cast).invitations.get(person=cast.bo)

    name_substitute(invitation, name="Nora Ny", email="nora@af.example", channel="link")

    added = AuditEntry.objects.get(what="person_added", about="person")
    assert (added.who_id, added.about_id) == (cast.bo.pk, Person.objects.get(email="nora@af.example").pk)
