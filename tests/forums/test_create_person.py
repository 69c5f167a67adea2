from __future__ import annotations

import io
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from forums.access import is_coordinator
from forums.models import Person
from forums.queries import units_of
from tests.forums.signin.helping import give_app

pytestmark = pytest.mark.django_db


def create(**options: str | bool) -> str:
    out = io.StringIO()
    call_command("create_person", stdout=out, **{"email": "ny@bistand.example", "name": "Ny Nypon", **options})
    return out.getvalue()


def test_a_new_caseworker_logs_in_with_the_password_that_is_shown(cast: Any) -> None:
    said = create(federation="lingon", area="Lingonby", unit="Ekonomiskt bistånd")

    person = authenticate(username="ny@bistand.example", password=said.split()[-1])

    assert list(units_of(person)) == [cast.kommun_unit]


def test_a_contact_that_existed_gets_a_way_in(cast: Any) -> None:
    create(email="Cilla@Lingon.example", name="Cilla", federation="lingon", area="Lingonby", role="coordinator")

    assert Person.objects.filter(email="cilla@lingon.example").count() == 1
    assert is_coordinator(Person.objects.get(email="cilla@lingon.example"), cast.area)


@pytest.mark.parametrize(
    "wrong",
    [
        {"federation": "finns inte"},
        {"unit": "finns inte"},
        {"role": "coordinator"},
        {"email": "inte en adress"},
        {"unit": "Ekonomiskt bistånd", "phone": "vet inte"},
    ],
)
def test_bad_input_is_a_sentence_and_leaves_nothing(cast: Any, wrong: dict[str, str]) -> None:
    before = Person.objects.count()

    with pytest.raises(CommandError):
        create(**{"federation": "lingon", **wrong})

    assert Person.objects.count() == before


def test_the_last_keeper_who_lost_a_second_factor_gets_in_by_the_server(cast: Any) -> None:
    give_app(cast.adam)
    create(email=cast.adam.email, name="Adam", federation="lingon", role="administrator")
    assert Authenticator.objects.filter(user=cast.adam).exists()

    create(email=cast.adam.email, name="Adam", federation="lingon", role="administrator", reset_second_factor=True)

    assert not Authenticator.objects.filter(user=cast.adam).exists()
