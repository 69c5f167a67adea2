from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.authtoken.models import Token

from tests.factories import make_person

pytestmark = pytest.mark.django_db


def create_token(*arguments):
    out = StringIO()
    call_command("create_token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_command_prints_a_token_that_belongs_to_the_person():
    anna = make_person(email="anna@prov.example")

    token = create_token("--email", " Anna@Prov.example")

    assert Token.objects.get(key=token).user == anna


def test_the_second_time_it_is_the_same_token():
    make_person(email="anna@prov.example")

    assert create_token("--email", "anna@prov.example") == create_token("--email", "anna@prov.example")


def test_a_revoked_token_is_gone_and_the_next_is_another():
    make_person(name="Anna Andlykt", email="anna@prov.example")
    token = create_token("--email", "anna@prov.example")

    assert create_token("--email", "anna@prov.example", "--revoke") == "Nyckeln är indragen."
    assert create_token("--email", "anna@prov.example", "--revoke") == "Anna Andlykt har ingen nyckel."
    assert create_token("--email", "anna@prov.example") != token


def test_an_unknown_address_is_said_in_swedish():
    with pytest.raises(CommandError, match="Det finns ingen person med adressen nemo@"):
        create_token("--email", "nemo@prov.example")


def test_one_who_has_left_gets_no_token():
    make_person(name="Anna Andlykt", email="anna@prov.example", is_active=False)

    with pytest.raises(CommandError, match="Anna Andlykt är inte aktiv"):
        create_token("--email", "anna@prov.example")
