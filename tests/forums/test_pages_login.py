"""The pages of the way in: a forgotten password, a link, and what a person's page says about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from forums.logins import login_token
from forums.models import LoginRequest, Person
from tests.factories import make_person, make_role
from tests.notifications.pages.looking import every_row, logged_in, text_of

pytestmark = pytest.mark.django_db
FORGOTTEN = "/losenord/glomt/"
PASSWORD = "fyra ord som passar"


@pytest.fixture
def new(cast: Any) -> Person:
    return make_person(cast.af_unit, name="Ny Nypon", email="ny@af.example")


def page_of(person: Person) -> str:
    return f"/losenord/{person.pk}/{login_token(Person.objects.get(pk=person.pk))}/"


def test_the_answer_is_the_same_whoever_has_the_address(cast: Any) -> None:
    assert FORGOTTEN in text_of(Client().get("/logga-in/"))
    answers = [Client().post(FORGOTTEN, {"email": one}) for one in ("bo@af.example", "finns.inte@af.example")]

    assert [(one.status_code, one.url) for one in answers] == [(302, "/losenord/skickat/")] * 2
    assert "Kan du logga in med adressen får du snart ett mejl" in text_of(Client().get("/losenord/skickat/"))
    assert LoginRequest.objects.count() == 2 and mail.outbox == []


def test_the_answer_costs_the_same_whoever_has_the_address(cast: Any, django_assert_num_queries: Any) -> None:
    for address in ("bo@af.example", "finns.inte@af.example"):
        # six of them are the counting
        with django_assert_num_queries(8):
            Client().post(FORGOTTEN, {"email": address})


@pytest.mark.parametrize(
    ("address", "says"), [("", "Skriv adressen som du loggar in med."), ("bo", "Skriv e-postadressen som")]
)
def test_what_is_no_address_is_said_at_the_field(cast: Any, address: str, says: str) -> None:
    answer = Client().post(FORGOTTEN, {"email": address})

    assert answer.status_code == 422 and says in text_of(answer)
    assert not LoginRequest.objects.exists()


def test_a_password_is_chosen_with_the_link_and_opens_the_service(cast: Any, new: Person) -> None:
    client, url = Client(), page_of(new)

    done = text_of(client.post(url, {"password": PASSWORD, "again": PASSWORD}, follow=True))

    assert "Lösenordet är valt. Logga in med det." in done
    assert client.post("/logga-in/", {"login": "ny@af.example", "password": PASSWORD}).url == "/"
    gone = client.get(url)
    assert gone.status_code == 404 and "Länken gäller inte längre" in text_of(gone)


def test_a_program_that_opens_every_link_of_a_mail_changes_nothing(cast: Any, new: Person) -> None:
    url, before = page_of(new), every_row()

    answers = [Client().get(url), Client().head(url)]

    assert [one.status_code for one in answers] == [200, 200]
    assert "no-store" in answers[0].headers["Cache-Control"]
    assert every_row() == before


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("", "", "Skriv ett lösenord."),
        ("kort", "kort", "Lösenordet behöver ha minst 12 tecken."),
        ("password1234", "password1234", "lätt att gissa"),
        (PASSWORD, "något annat ord", "Lösenorden är inte lika."),
        (PASSWORD, "", "Skriv lösenordet en gång till."),
        ("x" * 129, "x" * 129, "128"),
    ],
)
def test_a_password_that_does_not_do_is_said_at_its_field(
    cast: Any, new: Person, password: str, again: str, says: str
) -> None:
    answer = Client().post(page_of(new), {"password": password, "again": again})

    assert answer.status_code == 422 and "<title>Fel: " in answer.content.decode()
    assert says in text_of(answer) and "value=" not in str(answer.context["form"]["password"])
    assert not Person.objects.get(pk=new.pk).has_usable_password()


def test_an_administrator_needs_a_longer_password(cast: Any, new: Person) -> None:
    make_role(new, "administrator", federation=cast.federation)

    answer = Client().post(page_of(new), {"password": "fjorton tecken", "again": "fjorton tecken"})

    assert "Lösenordet behöver ha minst 15 tecken." in text_of(answer)


@pytest.mark.parametrize("url", ["/losenord/1/x/", "/losenord/99999999999999999999/x-y/", "/losenord/0/1-%00/"])
def test_a_link_that_was_made_up_says_no_more_than_one_that_is_used(cast: Any, url: str) -> None:
    answer = Client().get(url)

    assert answer.status_code == 404 and "Länken gäller inte längre" in text_of(answer)


def test_a_persons_page_says_whether_they_log_in_and_sends_and_takes_back_a_link(cast: Any, new: Person) -> None:
    cilla, page = logged_in(cast.cilla), f"/personer/{new.pk}/"
    assert "Ny Nypon kan inte logga in, men svara på kallelser." in text_of(cilla.get(page))

    sent = text_of(cilla.post(f"{page}inloggning/", follow=True))
    assert "En länk för att välja lösenord skickas till ny@af.example." in sent
    assert "Inget lösenord är valt än." in sent and "Ta tillbaka länken" in sent
    taken = text_of(cilla.post(f"{page}inloggning/ta-bort/", follow=True))
    assert "Ny Nypon kan inte logga in." in taken and not LoginRequest.objects.exists()

    new.set_password(PASSWORD)
    new.save()
    assert "Ny Nypon kan logga in." in text_of(cilla.get(page))


def test_a_refusal_is_said_on_the_persons_page(cast: Any, new: Person) -> None:
    new.address_bounced_at = "2026-01-01T00:00Z"
    new.save()

    page = text_of(logged_in(cast.cilla).post(f"/personer/{new.pk}/inloggning/", follow=True))

    assert "E-postadressen tar inte emot mejl. Rätta den först." in page


@pytest.mark.parametrize(("who", "status"), [("cilla", 302), ("adam", 302), ("anna", 404), ("kim", 404), ("eva", 404)])
@pytest.mark.parametrize("page", ["inloggning/", "inloggning/ta-bort/"])
def test_only_who_keeps_a_person_says_whether_they_log_in(
    cast: Any, new: Person, who: str, status: int, page: str
) -> None:
    client = logged_in(getattr(cast, who))

    assert client.post(f"/personer/{new.pk}/{page}").status_code == status
    assert client.get(f"/personer/{new.pk}/{page}").status_code == 405
