"""Who gets a way in to the service: by a link that somebody gives, once, for a while, and no longer than it should."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from booking.staffing.actions import correct_person, end_placement, leave_federation
from booking.staffing.merging import merge_persons
from config.ground.errors import RuleError
from forums.actions.logins import AT_MOST, ask_for_password, choose_password, end_login, give_login
from forums.logins import given, login_token, open_login_link
from forums.models import LoginRequest, LoginRequestKind, Person
from forums.queries import today
from tests.factories import make_key, make_person, make_role

pytestmark = pytest.mark.django_db
PASSWORD = "fyra ord som passar"


@pytest.fixture
def new(cast: Any) -> Person:
    """Somebody who has been added at AF, and cannot log in."""
    return make_person(cast.af_unit, name="Ny Nypon", email="ny@af.example")


def link_of(person: Person) -> str:
    return login_token(Person.objects.get(pk=person.pk))


def opens(person: Person, token: str) -> bool:
    return open_login_link(person.pk, token) is not None


def refusal(call: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(RuleError) as caught:
        call(*args, **kwargs)
    return caught.value.code


@pytest.mark.parametrize("who", ["cilla", "david", "adam"])
def test_who_keeps_a_person_gives_them_a_way_in(cast: Any, new: Person, who: str) -> None:
    give_login(new, by=getattr(cast, who))

    mail = LoginRequest.objects.get()
    assert (mail.kind, mail.person, mail.asked_by) == (LoginRequestKind.GIVEN, new, getattr(cast, who))
    assert mail.address == ""


@pytest.mark.parametrize("who", ["anna", "bo", "kim", "eva"])
def test_nobody_else_gives_or_takes_a_way_in(cast: Any, new: Person, who: str) -> None:
    for call in (give_login, end_login):
        with pytest.raises(PermissionDenied):
            call(new, by=getattr(cast, who))
    assert not LoginRequest.objects.exists()


def test_a_coordinator_gives_no_way_in_to_who_is_trusted_with_more(cast: Any, new: Person) -> None:
    make_role(new, "administrator", federation=cast.federation)

    with pytest.raises(PermissionDenied):
        give_login(new, by=cast.cilla)


def test_the_link_is_used_once(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)
    token = link_of(new)

    choose_password(new, token=token, password=PASSWORD)

    assert Person.objects.get(pk=new.pk).check_password(PASSWORD)
    assert not opens(new, token) and given(new) is None
    assert refusal(choose_password, new, token=token, password="något helt annat") == "link_spent"


def test_the_link_holds_for_three_days(cast: Any, new: Person, time_machine: Any) -> None:
    give_login(new, by=cast.cilla)
    token, now = link_of(new), datetime.datetime.now(datetime.UTC)

    time_machine.move_to(now + datetime.timedelta(days=3, minutes=-1), tick=False)
    assert opens(new, token)
    time_machine.move_to(now + datetime.timedelta(days=3, minutes=1), tick=False)
    assert not opens(new, token)


def test_a_link_opens_for_nobody_else_and_a_made_up_one_for_nobody(cast: Any, new: Person) -> None:
    token = link_of(new)

    assert not opens(cast.bo, token)
    assert not any(opens(new, other) for other in ("", "x", token[:-1], token + "a", "1-å"))
    assert open_login_link(2**62, token) is None


def test_a_new_link_makes_the_one_before_useless(cast: Any, new: Person, time_machine: Any) -> None:
    give_login(new, by=cast.cilla)
    first = link_of(new)
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=2), tick=False)

    give_login(new, by=cast.cilla)

    assert not opens(new, first) and opens(new, link_of(new))


def test_pressed_twice_it_is_one_mail_and_three_in_an_hour_at_most(cast: Any, new: Person, time_machine: Any) -> None:
    now = datetime.datetime.now(datetime.UTC)
    for minutes in (0, 0, 5, 10):
        time_machine.move_to(now + datetime.timedelta(minutes=minutes), tick=False)
        give_login(new, by=cast.cilla)
    time_machine.move_to(now + datetime.timedelta(minutes=15), tick=False)

    assert refusal(give_login, new, by=cast.cilla) == "too_many_links"
    assert LoginRequest.objects.count() == AT_MOST


def test_a_password_that_is_there_holds_until_another_is_chosen(cast: Any) -> None:
    cast.bo.set_password(PASSWORD)
    cast.bo.save()

    give_login(cast.bo, by=cast.cilla)

    assert Person.objects.get(pk=cast.bo.pk).check_password(PASSWORD)


def test_who_has_left_or_cannot_be_reached_is_given_nothing(cast: Any, new: Person) -> None:
    bounced, silent = make_person(cast.af_unit), make_person(cast.af_unit)
    Person.objects.filter(pk=bounced.pk).update(address_bounced_at=datetime.datetime.now(datetime.UTC))
    Person.objects.filter(pk=silent.pk).update(email=None)
    new.placements.update(starts_on=today() - datetime.timedelta(days=9), ends_on=today() - datetime.timedelta(days=1))

    codes = {one.pk: refusal(give_login, one, by=cast.adam) for one in (bounced, silent, new)}

    assert codes == {bounced.pk: "address_bounces", silent.pk: "address_missing", new.pk: "has_left"}


def test_who_is_to_begin_may_choose_a_password_before(cast: Any, new: Person) -> None:
    new.placements.update(starts_on=today() + datetime.timedelta(days=9))

    give_login(new, by=cast.cilla)

    assert opens(new, link_of(new))


def test_a_link_to_somebody_who_leaves_opens_no_more(cast: Any, new: Person) -> None:
    token = link_of(new)
    yesterday = today() - datetime.timedelta(days=1)
    new.placements.update(starts_on=yesterday - datetime.timedelta(days=9))

    end_placement(new.placements.get(), by=cast.cilla, on=yesterday)

    assert not opens(new, token)
    leave_federation(new, by=cast.adam, on=yesterday)
    assert not opens(new, link_of(new))


def test_a_link_to_an_address_that_was_corrected_opens_no_more(cast: Any, new: Person) -> None:
    token = link_of(new)

    correct_person(new, by=cast.cilla, email="nyare@af.example")

    assert not opens(new, token)


def test_a_way_in_that_is_taken_away_ends_password_links_sessions_and_keys(cast: Any, new: Person) -> None:
    new.set_password(PASSWORD)
    new.save()
    make_key(new)
    client = Client()
    client.login(username=new.email, password=PASSWORD)
    token = link_of(new)

    end_login(new, by=cast.cilla)

    assert client.get("/").url.startswith("/logga-in/")
    assert not opens(new, token) and not new.api_tokens.exists()
    assert not Client().login(username=new.email, password=PASSWORD)


def test_a_link_that_is_taken_back_opens_no_more(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)
    token = link_of(new)

    end_login(new, by=cast.cilla)

    assert not opens(new, token) and given(new) is None


def test_nobody_takes_away_their_own_way_in(cast: Any) -> None:
    assert refusal(end_login, cast.adam, by=cast.adam) == "own_login"


def test_choosing_a_password_ends_the_sessions_of_the_one_before(cast: Any) -> None:
    cast.bo.set_password(PASSWORD)
    cast.bo.save()
    client = Client()
    client.login(username=cast.bo.email, password=PASSWORD)

    choose_password(cast.bo, token=link_of(cast.bo), password="ett annat lösenord")

    assert client.get("/").url.startswith("/logga-in/")


def test_an_address_is_asked_about_three_times_an_hour_at_most_whoever_has_it(cast: Any) -> None:
    for _time in range(5):
        ask_for_password(" Bo@AF.example ")
        ask_for_password("finns.inte@af.example")

    rows = list(LoginRequest.objects.values_list("address", "kind", "person"))
    assert sorted(rows) == [
        (one, "forgotten", None) for one in ("bo@af.example", "finns.inte@af.example") for _ in "123"
    ]


def test_of_two_rows_that_become_one_a_way_in_that_was_given_stays(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)
    token = link_of(new)

    merge_persons(cast.bo, goes=new, by=cast.adam)

    assert given(cast.bo) is not None
    assert not opens(new, token)
