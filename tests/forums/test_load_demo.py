"""The example federations: quickly there, complete, and nobody in them could exist."""

import re
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from forums.access import is_coordinator, is_director, visible_federations
from forums.demo import NoDemoError, RealPeopleError, demo_accounts, load_demo_federations
from forums.models import (
    Area,
    ContactPoint,
    Federation,
    Forum,
    Membership,
    Party,
    Person,
    Placement,
    Role,
    RoleKind,
    Unit,
)
from forums.queries import contact_persons, coordinators_of, units_of
from forums.standing import standing_of
from tests.factories import make_person

MODELS = (Federation, Unit, Person, Placement, Role, ContactPoint, Membership)


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture(scope="module")
def demo_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        started = time.process_time()
        load_demo_federations()
        yield time.process_time() - started
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def seconds(demo_once, db, settings):
    """How much of the processor's time the loading took. Loaded once for the whole module."""
    settings.DEMO = True
    return demo_once


def test_it_is_there_in_less_than_ten_seconds(seconds):
    assert seconds < 10


def test_the_second_time_makes_nobody_new():
    before = counts()

    load_demo_federations()

    assert counts() == before


def test_every_account_can_log_in_with_the_password_that_is_shown(client):
    for role, email, password in demo_accounts():
        assert client.login(username=email, password=password), role


def test_there_is_an_account_for_each_role():
    person = {email.split("@")[0]: Person.objects.get(email=email) for _role, email, _password in demo_accounts()}

    savsjo, hoglandet = Area.objects.get(name="Sävsjö"), Federation.objects.get(slug="hoglandet")
    kinds = {name: units_of(person[name]).get().party.kind.code for name in ("anna", "bo", "frida", "rut", "eva")}
    assert kinds == {"anna": "kommun", "bo": "af", "frida": "fk", "rut": "region", "eva": "kommun"}
    assert is_coordinator(person["cilla"], savsjo)
    assert is_director(person["david"], hoglandet)
    assert hoglandet.pk in standing_of(person["adam"]).federations_as(RoleKind.ADMINISTRATOR)
    assert person["kim"] in contact_persons(units_of(person["kim"]).get().party, savsjo)
    assert [federation.slug for federation in visible_federations(person["eva"])] == ["finnveden"]


def test_nobody_but_the_accounts_has_a_password():
    can_log_in = {person.email for person in Person.objects.all() if person.has_usable_password()}

    assert can_log_in == {email for _role, email, _password in demo_accounts()}


def test_every_address_is_at_a_top_domain_that_leads_nowhere():
    people, ways_in, federations = Person.objects.all(), ContactPoint.objects.all(), Federation.objects.all()
    addresses = (
        [row.email for row in people] + [row.mailbox for row in ways_in] + [row.role_mailbox for row in federations]
    )

    assert len(addresses) == len(set(addresses))
    for address in addresses:
        assert re.fullmatch(r"[a-z.]+@[a-z-]+\.example", address), address


def test_every_number_is_in_the_series_that_are_kept_for_fiction():
    for number in [
        *Person.objects.values_list("phone", flat=True),
        *ContactPoint.objects.values_list("phone", flat=True),
    ]:
        digits = int(re.sub(r"\D", "", number))
        mobile, gothenburg, stockholm = (
            range(701740605, 701740700),
            range(313900600, 313900700),
            range(846500400, 846500500),
        )
        assert digits in mobile or digits in gothenburg or digits in stockholm, number


def test_no_two_people_have_the_same_name():
    names = list(Person.objects.values_list("name", flat=True))

    assert len(names) == len(set(names))


def test_every_unit_has_people_and_a_way_in():
    for unit in Unit.objects.all():
        assert unit.placements.count() >= 3, unit.name
        assert unit.contact_points.get().person is not None, unit.name


def test_every_area_has_a_coordinator_and_every_party_a_contact_person():
    for area in Area.objects.all():
        assert coordinators_of(area).count() == 1, area.name
        for party in Party.objects.filter(units__areas=area).distinct():
            assert contact_persons(party, area).count() == 1, f"{area} {party}"


def test_every_forum_has_members_from_its_parties_but_one_that_has_a_hole():
    holes = []
    for forum in Forum.objects.select_related("area"):
        assert forum.convener is not None, forum.name
        assert forum.memberships.filter(is_substitute=True).exists(), forum.name
        seated = set(forum.memberships.filter(is_substitute=False).values_list("party__kind__code", flat=True))
        holes += [(forum.name, kind.code) for kind in forum.party_kinds.all() if kind.code not in seated]

    assert holes == [("Styrgruppen Samverk Sävsjö", "region")]


def test_a_unit_that_declined_has_no_seat():
    forum = Forum.objects.get(name="Arbetsgruppen Samverk Aneby")

    assert not forum.memberships.filter(unit__name="Aneby vårdcentral").exists()
    assert forum.memberships.filter(unit__name="Psykiatriska kliniken Eksjö").exists()


def test_agreements_that_have_run_out_stay_so():
    run_out = Area.objects.filter(agreements__superseded_by=None, agreements__valid_until__lt="2026-01-01")

    assert {area.name for area in run_out} == {"Aneby", "Vetlanda"}


def test_a_database_with_real_people_gets_no_accounts_with_a_known_password():
    make_person(email="nagon@kommunen.test")

    with pytest.raises(RealPeopleError):
        load_demo_federations()


def test_the_command_prints_the_accounts():
    out = StringIO()

    call_command("load_demo", only_people=True, stdout=out)

    for _role, email, password in demo_accounts():
        assert f"{email} {password}" in out.getvalue()


def test_the_command_refuses_in_swedish():
    make_person(email="nagon@kommunen.test")

    with pytest.raises(CommandError, match="Databasen har riktiga personer"):
        call_command("load_demo")


def test_without_demo_nothing_is_loaded_and_the_command_says_why(settings):
    settings.DEMO = False
    before = counts()

    with pytest.raises(NoDemoError):
        load_demo_federations()
    with pytest.raises(CommandError, match="Sätt DEMO=1"):
        call_command("load_demo")
    assert counts() == before


def test_everybody_that_it_makes_is_marked():
    assert not Person.objects.filter(is_demo=False).exists()
