"""What is done to text at every door, and that every door does it: found where inputs are declared, not listed."""

from __future__ import annotations

import ast
import io
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.settings import api_settings

from config.ground.api import BodyParser, MailAddress, PastedAddress
from config.ground.forms import MailAddressField
from config.ground.text import bare_address, composed, composed_within
from config.middleware import PASSWORDS, compose_letters
from config.urls import urlpatterns
from forums.actions.logins import ask_for_password
from forums.loading.yaml_files import parse_yaml
from forums.models import LoginRequest, Person
from forums.signin.forms import LoginForm
from forums.validators import clean_line
from notifications.inbox.receiving import receive
from tests.canary.inputs import OWN, _below, _forms

SAVSJO = "info@xn--svsj-loa5i.example"


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("bo@af.se", "bo@af.se"),
        (" BO@AF.se ", "bo@af.se"),
        ("Bo Bäverhjälm <bo@af.se>", "bo@af.se"),
        ("Bäverhjälm, Bo <bo@af.se>;", "bo@af.se"),
        ('"Bäverhjälm, Bo (AF)" <bo@af.se>,', "bo@af.se"),
        ("<bo@af.se>", "bo@af.se"),
        ("bo@af.se;", "bo@af.se"),
        ("bo@af.se (Bo Bäverhjälm)", "bo@af.se"),
        ("mailto:bo@af.se", "bo@af.se"),
        ("Bo <mailto:bo@af.se>", "bo@af.se"),
        ("bo@af.se\u200b", "bo@af.se"),
        ("\u200ebo\u200d@\ufeffaf.se\u00a0", "bo@af.se"),
        ("bo\u00ad@af.se", "bo@af.se"),
        ("info@sävsjö.example", SAVSJO),
        ("INFO@SÄVSJÖ.example", SAVSJO),
        ("info@sa\u0308vsjo\u0308.example", SAVSJO),
        ("Info <info@sävsjö.example>", SAVSJO),
        (SAVSJO, SAVSJO),
        # what is no address stays what it is, for who refuses it to say so
        ("", ""),
        ("Bo", "bo"),
        ("@", "@"),
        ("bo@af.se, rut@af.se", "bo@af.se, rut@af.se"),
        ("Bo <bo@af.se> Rut <rut@af.se>", "bo <bo@af.se> rut <rut@af.se>"),
        ("bö@af.se", "bö@af.se"),
    ],
)
def test_an_address_is_understood_as_it_is_pasted(pasted: str, address: str) -> None:
    assert bare_address(pasted) == address


@given(st.text(max_size=200))
def test_what_has_been_understood_is_not_changed_again(text: str) -> None:
    once = bare_address(text)

    assert bare_address(once) == once or "@" not in once or "<" in once or "(" in once or "mailto:" in once
    assert composed(composed(text)) == composed(text)
    assert unicodedata.is_normalized("NFC", composed(text))


def test_letters_are_composed_however_deep_they_lie() -> None:
    nfd = "A\u030asa"

    assert composed_within({nfd: [nfd, {"a": nfd}, 1, None]}) == {"Åsa": ["Åsa", {"a": "Åsa"}, 1, None]}
    assert clean_line(f" {nfd}\n") == "Åsa"


# --- forms


def fields() -> Iterator[tuple[str, forms.Field]]:
    for form in _forms():
        for name, field in form.base_fields.items():
            yield f"{form.__module__}.{form.__qualname__}.{name}", field
    yield "forums.signin.forms.LoginForm.login", LoginForm().fields["login"]


def takes_address(name: str, widget: forms.Widget) -> bool:
    return isinstance(widget, forms.EmailInput) or name.rpartition(".")[2] in ("email", "mailbox", "login")


def test_every_address_on_a_page_is_read_by_the_one_field_for_it() -> None:
    found = {name: field for name, field in fields() if takes_address(name, field.widget)}

    assert len(found) >= 8
    assert {name for name, field in found.items() if not isinstance(field, MailAddressField)} == set()


@pytest.mark.parametrize("name", sorted(name for name, field in fields() if isinstance(field, MailAddressField)))
def test_every_such_field_understands_what_is_pasted(name: str) -> None:
    field = dict(fields())[name]

    assert field.clean(" Bäver, Bo <BO\u200b@sävsjö.example>; ") == "bo@xn--svsj-loa5i.example"


def test_no_page_leaves_the_pasted_address_to_the_browser() -> None:
    """A browser refuses "Namn <adress>" in such a field itself, in its own language."""
    pages = [path for app in (*OWN, "config") for path in (settings.BASE_DIR / app).rglob("templates/**/*.html")]
    # a second factor is shown by keys and codes alone
    texts = [path.read_text() for path in pages if "mfa" not in path.parts]
    found = [form.partition("</form>")[0] for text in texts for form in text.split("<form")[1:]]
    drawn = [form for form in found if "{{ form" in form or ".as_field_group" in form or "_fields.html" in form]

    assert len(drawn) > 20
    tags = [form.partition(">")[0] for form in drawn]
    assert [tag for tag in tags if 'method="post"' in tag and "novalidate" not in tag] == []


def test_letters_are_composed_before_any_view_reads_them_but_for_passwords() -> None:
    """For whatever input there is: the middleware knows none by name but those that hold passwords."""
    seen: list[Any] = []
    take = compose_letters(lambda request: seen.append(request) or HttpResponse())  # type: ignore[func-returns-value]
    nfd = {"name": "A\u030asa", "o\u0308": "x", "password": "a\u030a", "again": "a\u030a"}

    take(RequestFactory().post("/x/?q=o\u0308", nfd))

    assert seen[0].POST.dict() == {"name": "Åsa", "ö": "x", "password": "a\u030a", "again": "a\u030a"}
    assert seen[0].GET.dict() == {"q": "ö"}
    assert isinstance(seen[0].POST, QueryDict)
    with pytest.raises(AttributeError):
        seen[0].POST["name"] = "x"


def test_a_password_is_no_other_for_how_a_computer_writes_its_letters() -> None:
    hidden = {
        name.rpartition(".")[2] for name, field in fields() if isinstance(field.widget, forms.PasswordInput)
    }  # fmt: skip

    assert hidden <= set(PASSWORDS)


def test_the_middleware_stands_before_all_that_reads_what_was_sent() -> None:
    order = settings.MIDDLEWARE

    assert order.index("config.middleware.compose_letters") < order.index("django.middleware.csrf.CsrfViewMiddleware")
    assert urlpatterns


# --- the API


def bodies() -> Iterator[tuple[str, serializers.Field[Any, Any, Any, Any]]]:
    for body in _below(serializers.Serializer):
        if body.__module__.split(".")[0] in OWN and body.__name__.endswith(("Body", "Filters")):
            for name, field in body._declared_fields.items():
                yield f"{body.__module__}.{body.__qualname__}.{name}", field


def test_every_address_over_the_api_is_read_by_the_fields_for_it() -> None:
    named = {name: field for name, field in bodies() if name.rpartition(".")[2] in ("email", "mailbox")}
    named |= {name: field for name, field in bodies() if isinstance(field, serializers.EmailField)}

    assert len(named) >= 5
    assert {name for name, field in named.items() if not isinstance(field, MailAddress | PastedAddress)} == set()
    for field in named.values():
        assert field.run_validation("Bo <BO@sävsjö.example>") == "bo@xn--svsj-loa5i.example"


def test_all_that_comes_over_the_api_is_read_by_the_one_parser() -> None:
    request = RequestFactory().post("/api/v1/x/", "", content_type="application/json")

    body = BodyParser().parse(
        io.BytesIO(b'{"name": "A\\u030asa", "rows": [{"x": "o\\u0308"}]}'), None, {"request": request}
    )

    assert [BodyParser] == api_settings.DEFAULT_PARSER_CLASSES
    assert body == {"name": "Åsa", "rows": [{"x": "ö"}]}


def test_nothing_reads_a_request_beside_them() -> None:
    """`request.body` and `request.FILES` are doors of their own."""
    found = set()
    for app in (*OWN, "config"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in ("body", "FILES"):
                    found |= {str(path)} if isinstance(node.value, ast.Name) and node.value.id == "request" else set()

    assert found == set()


# --- files, logins, mail


def test_a_loaded_file_is_composed_and_its_addresses_are_understood() -> None:
    from forums.loading.checks import email

    content, problems = parse_yaml(composed("name: A\u030asa\n"), "x.yaml")

    assert (content, problems) == ({"name": "Åsa"}, [])
    assert list(email("Info <info@sävsjö.example>", "role_mailbox")) == []
    assert len(list(email("Info", "role_mailbox"))) == 1


@pytest.mark.django_db
def test_one_logs_in_and_asks_for_a_password_with_what_one_pastes(cast: Any, client: Client) -> None:
    cast.bo.set_password("fyra ord som passar")
    cast.bo.save()

    assert Person.objects.get_by_natural_key("Bo <BO@af.example>") == cast.bo
    ask_for_password("Bo <BO@af.example>;")
    assert LoginRequest.objects.get().address == "bo@af.example"


@pytest.mark.django_db
def test_what_stands_in_mail_is_composed_and_its_addresses_are_plain(cast: Any) -> None:
    raw = "From: \u200bBO@sa\u0308vsjo\u0308.example\r\nSubject: A\u030asa\r\nMessage-ID: <nfd@x>\r\n\r\nHej"

    from notifications.itip import read_message

    mail = read_message(raw.encode())

    assert (mail.from_address, mail.subject) == ("bo@xn--svsj-loa5i.example", "Åsa")
    assert receive(raw.encode(), cast.federation).reason == "no_calendar"


def test_a_view_gets_a_request_that_is_still_a_request() -> None:
    request = HttpRequest()
    request.method = "GET"

    assert compose_letters(lambda one: HttpResponse(str(one.GET.dict())))(request).content == b"{}"
