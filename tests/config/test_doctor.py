"""`manage.py doctor`: what is missing or unsafe, in plain Swedish, and 1 when something is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from forums.models import RetentionDecision, RetentionKind
from notifications.models import Heartbeat, OutboxMessage, Relay
from notifications.outbox.relays import name_of
from scripts.machine import free_port
from tests.factories import make_federation, make_party, make_person, make_unit
from tests.forums.signin.fake_provider import Fake, running
from tests.notifications.inbox.test_mailbox_login import Mailbox
from tests.notifications.inbox.test_mailbox_login import mailbox as mailbox
from tests.notifications.test_oauth import Endpoint
from tests.notifications.test_oauth import endpoint as endpoint
from tests.servers import SmtpSink

pytestmark = pytest.mark.django_db


def doctor() -> tuple[int, str]:
    """What it ends with, and what it says."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def wrongs(text: str) -> list[str]:
    return [line.removeprefix("FEL").strip() for line in text.splitlines() if line.startswith("FEL")]


@pytest.fixture(autouse=True)
def healthy(settings: Any, mailbox: Mailbox, endpoint: Endpoint) -> Iterator[SmtpSink]:
    """A production site where nothing is wrong."""
    federation = make_federation(slug="lingon", name="Lingonförbundet", role_mailbox="samverk@lingon.example")
    for kind in RetentionKind:
        decided = {"body": "Styrelsen", "decided_on": "2026-03-12", "paragraph": "§ 14"}
        RetentionDecision.objects.create(federation=federation, kind=kind, **decided)
    Heartbeat.objects.create(name="worker", at=timezone.now())
    settings.SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    settings.HTTPS, settings.AUTHSERV_ID = True, "mx.lingon.example"
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.1"),)
    settings.IMAP_URL, settings.MAIL_OAUTH_TOKEN_URL = mailbox.url, endpoint.client.token_url
    with SmtpSink() as sink:
        settings.EMAIL_URL = sink.url
        yield sink


def test_a_site_where_nothing_is_wrong_ends_with_zero(healthy: SmtpSink) -> None:
    code, text = doctor()

    assert (code, wrongs(text)) == (0, [])
    assert "VARNING" not in text
    assert f"E-postservern 127.0.0.1:{healthy.port} svarar." in text
    assert "Brevlådan 127.0.0.1 svarar och släpper in oss." in text
    assert "0 fel, 0 varningar." in text
    assert healthy.received == []


def test_what_is_taken_away_without_a_decision_is_pointed_out() -> None:
    RetentionDecision.objects.filter(kind=RetentionKind.MAIL).delete()

    code, text = doctor()

    assert code == 0
    assert [line for line in text.splitlines() if line.startswith("VARNING")] == [
        "VARNING  Lingonförbundet: mejl gallras efter 30 dagar utan att någon har beslutat det. "
        "Skriv beslutet i förbundets fil (retention.mail)."
    ]


def test_people_of_the_demonstration_are_counted_where_this_is_none(settings: Any) -> None:
    for number in range(2):
        make_person(email=f"person{number}@prov.example", is_demo=True)
    make_person(email="riktig@prov.example")

    assert "VARNING  2 personer kommer från exemplet." in doctor()[1]
    settings.DEMO = True
    assert "kommer från exemplet" not in doctor()[1]


def test_a_relay_that_is_away_is_wrong(settings: Any) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"

    code, text = doctor()

    assert (code, wrongs(text)) == (1, [f"E-postservern {name_of(settings.EMAIL_URL)}: Den går inte att nå."])


def test_a_relay_that_refuses_the_login_is_wrong_and_its_password_is_not_shown(
    settings: Any, healthy: SmtpSink
) -> None:
    settings.EMAIL_URL = healthy.url.replace("//", "//samverk:hemligt@")

    code, text = doctor()

    assert code == 1
    assert wrongs(text)[0].startswith(f"E-postservern 127.0.0.1:{healthy.port} (samverk): ")
    assert "hemligt" not in text


def test_each_federations_own_relay_is_asked(settings: Any) -> None:
    own = f"smtp://127.0.0.1:{free_port()}"
    settings.FEDERATION_MAIL = {"LINGON": {"EMAIL_URL": own}}

    assert wrongs(doctor()[1]) == [f"E-postservern {name_of(own)}: Den går inte att nå."]


def test_a_relay_that_is_left_alone_is_wrong_even_when_it_answers_now(healthy: SmtpSink) -> None:
    Relay.objects.create(name=name_of(healthy.url), down_since=timezone.now(), probe_at=timezone.now(), code="535")

    assert f"Utskick genom 127.0.0.1:{healthy.port} står stilla sedan" in wrongs(doctor()[1])[0]


def test_a_mailbox_that_refuses_the_login_is_wrong(mailbox: Mailbox) -> None:
    mailbox.token = "no other"

    assert wrongs(doctor()[1]) == [
        "Brevlådan 127.0.0.1: släpper inte in oss. Kontrollera användare och lösenord.",
    ]


def test_a_login_service_that_gives_no_token_is_told_as_that(endpoint: Endpoint) -> None:
    endpoint.status = 401

    assert wrongs(doctor()[1]) == [
        "Brevlådan 127.0.0.1: Inloggningstjänsten ger oss ingen biljett: se på klientens id, nyckel och omfång.",
    ]


def test_a_mailbox_that_is_away_is_wrong(settings: Any) -> None:
    settings.IMAP_URL = f"imap://samverk:x@127.0.0.1:{free_port()}"

    assert wrongs(doctor()[1]) == ["Brevlådan 127.0.0.1: går inte att nå."]


def test_without_a_mailbox_or_a_verdict_of_the_receiving_server_it_warns(settings: Any) -> None:
    settings.IMAP_URL = settings.AUTHSERV_ID = ""

    code, text = doctor()

    assert (code, wrongs(text)) == (0, [])
    assert "VARNING  IMAP_URL saknas." in text
    assert "VARNING  lingon: AUTHSERV_ID saknas. Varje svar per mejl väntar på Inkommet" in text
    settings.AUTHSERV_ID = "trust-from"
    assert "VARNING  lingon: AUTHSERV_ID är trust-from." in doctor()[1]


@pytest.mark.parametrize("key", ["kort", "a" * 60, "bara för prov"])
def test_a_key_that_can_be_guessed_is_wrong(settings: Any, key: str) -> None:
    settings.SECRET_KEY = key

    assert "SECRET_KEY är för enkel" in wrongs(doctor()[1])[0]


def test_a_worker_that_is_not_heard_of_is_wrong() -> None:
    Heartbeat.objects.update(at=timezone.now() - datetime.timedelta(minutes=5))

    assert wrongs(doctor()[1])[0].startswith("Arbetaren: tyst i ")


def test_mail_that_does_not_leave_is_wrong() -> None:
    queue(next_at=timezone.now() - datetime.timedelta(minutes=10))

    assert wrongs(doctor()[1])[0].startswith("Utskickskön: äldsta mejlet har väntat ")


def test_mail_from_the_future_means_that_a_clock_is_wrong() -> None:
    queue(next_at=timezone.now())
    OutboxMessage.objects.update(created_at=timezone.now() + datetime.timedelta(hours=1))

    assert wrongs(doctor()[1]) == ["Det finns mejl från framtiden: klockan har gått fel, eller går fel nu."]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TRUSTED_PROXIES", (), "PUBLIC_URL är https men TRUSTED_PROXIES är tom"),
        ("HTTPS", False, "PUBLIC_URL är http: lösenord och personliga länkar går i klartext."),
        ("DEBUG", True, "DEBUG är på"),
        ("DEMO", True, "DEMO är på"),
        ("EMAIL_URL", "maildir:///tmp/brev", "Mejlen läggs i en lokal brevlåda"),
        (
            "FEDERATION_MAIL",
            {"LNGON": {"IMAP_URL": ""}},
            "Inställningarna som slutar på __LNGON hör",
        ),
    ],
)
def test_what_is_unsafe_or_misspelt_is_wrong(settings: Any, name: str, value: Any, sentence: str) -> None:
    setattr(settings, name, value)

    assert wrongs(doctor()[1])[0].startswith(sentence)


def test_a_password_that_would_go_in_the_clear_is_wrong(settings: Any) -> None:
    settings.EMAIL_URL = f"smtp://samverk:hemligt@0.0.0.0:{free_port()}"
    settings.IMAP_URL = f"imap://samverk:hemligt@0.0.0.0:{free_port()}"

    text = doctor()[1]

    assert text.count("lösenordet går i klartext. Använd smtp+tls://, smtps:// eller imaps://.") == 2
    assert "hemligt" not in text


def test_a_federation_without_a_mailbox_of_its_own_and_no_default_is_wrong() -> None:
    make_federation(slug="blabar", name="Blåbärsförbundet")

    assert wrongs(doctor()[1]) == [
        "Blåbärsförbundet har ingen funktionsbrevlåda: role_mailbox i dess fil, eller MAIL_ADDRESS."
    ]


def test_on_a_laptop_what_belongs_there_is_only_warned_about(settings: Any) -> None:
    settings.PUBLIC_URL, settings.HTTPS, settings.DEMO = "http://127.0.0.1:8000", False, True
    settings.EMAIL_URL, settings.IMAP_URL = "maildir:///tmp/brev", ""

    code, text = doctor()

    assert (code, wrongs(text)) == (0, [])


def queue(**fields: Any) -> None:
    OutboxMessage.objects.create(
        federation=make_federation(role_mailbox="samverk@annan.example"),
        kind="assign",
        address="bo@af.example",
        envelope_from="samverk@annan.example",
        message_id="<1@annan.example>",
        subject="Vem kommer?",
        body=b"",
        **fields,
    )


@pytest.fixture
def fake(settings: Any) -> Iterator[Fake]:
    federation = make_federation(slug="blabar", name="Blåbärsförbundet", role_mailbox="samverk@blabar.example")
    for kind in RetentionKind:
        decided = {"body": "Styrelsen", "decided_on": "2026-03-12", "paragraph": "§ 14"}
        RetentionDecision.objects.create(federation=federation, kind=kind, **decided)
    make_unit(make_party("af", federation=federation, name="Arbetsförmedlingen"), name="Arbetsförmedlingen Blåbär")
    with running() as fake:
        here = {"federation": "blabar", "units": {"AF": "Arbetsförmedlingen Blåbär"}}
        settings.IDENTITY_PROVIDERS = {"af": fake.provider(**here)}
        yield fake


def test_a_partys_login_that_answers_is_fine(fake: Fake) -> None:
    code, text = doctor()

    assert (code, wrongs(text)) == (0, [])
    assert "OK       Inloggningen Arbetsförmedlingen svarar." in text


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((404, b""), "känner inte till sin egen beskrivning"),
        ((200, b"<html>"), "svarar något som inte går att läsa."),
        ((200, b"{}"), "säger ett annat namn på sig själv än issuer i filen."),
    ],
)
def test_a_partys_login_that_does_not_answer_is_wrong(fake: Fake, answer: tuple[int, bytes], says: str) -> None:
    fake.instead["/.well-known/openid-configuration"] = answer

    code, text = doctor()

    assert code == 1 and wrongs(text)[0].startswith(f"Inloggningen Arbetsförmedlingen: {says}")


def test_a_partys_login_that_is_away_is_wrong(settings: Any, fake: Fake) -> None:
    settings.IDENTITY_PROVIDERS = {
        "af": replace(settings.IDENTITY_PROVIDERS["af"], issuer=f"http://127.0.0.1:{free_port()}")
    }

    assert wrongs(doctor()[1]) == ["Inloggningen Arbetsförmedlingen: går inte att nå. Stämmer issuer?"]


def test_a_partys_login_that_leads_to_nothing_here_is_wrong(settings: Any, fake: Fake) -> None:
    own = settings.IDENTITY_PROVIDERS["af"]
    settings.IDENTITY_PROVIDERS = {"a": replace(own, party="Bolaget"), "b": replace(own, units={"X": "Nyenheten"})}

    assert wrongs(doctor()[1]) == [
        "Inloggningen Arbetsförmedlingen: parten Bolaget finns inte i förbundet blabar.",
        "Inloggningen Arbetsförmedlingen: parten har ingen enhet som heter Nyenheten.",
    ]
