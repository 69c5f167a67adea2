import os
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from tests.servers import ROOT


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("ja", True), ("0", False), ("nej", False), ("", False)])
def test_a_flag_is_one_or_zero(monkeypatch, value, expected):
    monkeypatch.setenv("DEMO", value)

    assert environment.flag("DEMO") is expected


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("DEMO", "kanske", lambda: environment.flag("DEMO")),
        ("PORT", "åtta", lambda: environment.number("PORT", 8000)),
        ("PORT", "0", lambda: environment.port("PORT", 8000)),
        ("PORT", "70000", lambda: environment.port("PORT", 8000)),
        ("DATA_DIR", "/dev/null/data", lambda: environment.folder("DATA_DIR", None)),
        ("EMAIL_URL", "relay.example:25", lambda: environment.mail_server("EMAIL_URL", "")),
        ("EMAIL_URL", "smtp://", lambda: environment.mail_server("EMAIL_URL", "")),
        ("EMAIL_URL", "smtp:///relay", lambda: environment.mail_server("EMAIL_URL", "")),
        ("EMAIL_URL", "smtp://relay.example:99999", lambda: environment.mail_server("EMAIL_URL", "")),
        ("EMAIL_URL", "smtp://relay.example:smtp", lambda: environment.mail_server("EMAIL_URL", "")),
        ("EMAIL_URL", "smtp://[::1", lambda: environment.mail_server("EMAIL_URL", "")),
        ("IMAP_URL", "smtp://imap.example", lambda: environment.mail_server("IMAP_URL")),
        ("IMAP_URL", "imaps://u:p@imap.example:0", lambda: environment.mail_server("IMAP_URL")),
        ("IMAP_URL__HOGLANDET", "imap.example", lambda: environment.by_suffix(["IMAP_URL"])),
        ("TRUSTED_PROXIES", "proxyn", lambda: environment.networks("TRUSTED_PROXIES")),
        ("TRUSTED_PROXIES", "10.0.0.1/24", lambda: environment.networks("TRUSTED_PROXIES")),
        ("TRUSTED_PROXIES", "127.0.0.1,0.0.0.0/0", lambda: environment.networks("TRUSTED_PROXIES")),
        ("TRUSTED_PROXIES", "::/0", lambda: environment.networks("TRUSTED_PROXIES")),
        ("BEHIND_PROXY", "1", lambda: environment.refuse_former("BEHIND_PROXY", "TRUSTED_PROXY", instead="…")),
        ("PUBLIC_URL", "samverk.example", lambda: environment.web_address("PUBLIC_URL", "")),
        ("DATABASE_URL", "mysql://db/x", lambda: environment.database("DATABASE_URL", None, statement_timeout=1)),
        ("DATABASE_URL", "postgres://u:p@db", lambda: environment.database("DATABASE_URL", None, statement_timeout=1)),
        ("DATABASE_URL", "postgres://db:x/y", lambda: environment.database("DATABASE_URL", None, statement_timeout=1)),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_the_name_of_its_variable(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        read()


def test_links_are_made_from_an_address_without_a_slash_at_the_end(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://samverk.example/")

    assert environment.web_address("PUBLIC_URL", "") == "https://samverk.example"


def test_a_password_with_reserved_characters_reaches_the_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://samverk:p%40ss%2F@db.example:6432/samverk?sslmode=require")

    database = environment.database("DATABASE_URL", None, statement_timeout=15)

    assert (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == (
        ("samverk", "p@ss/", "db.example", 6432, "samverk")
    )
    assert database["OPTIONS"]["sslmode"] == "require"
    assert "-c statement_timeout=15000 -c lock_timeout=5000" in database["OPTIONS"]["options"]


def test_postgresql_keeps_what_a_connection_asks_again_planned(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://samverk:x@db.example/samverk")

    options = environment.database("DATABASE_URL", None, statement_timeout=15)["OPTIONS"]

    assert options["server_side_binding"] and 0 < options["prepare_threshold"] < 10


def test_the_key_is_made_once_and_only_we_can_read_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY")

    first = environment.secret_key("SECRET_KEY", tmp_path, shared=False)

    assert len(first) > 50
    assert environment.secret_key("SECRET_KEY", tmp_path, shared=False) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_data_folder_that_cannot_be_written_in_is_refused(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(environment.os, "access", lambda *asked: False)

    with pytest.raises(ImproperlyConfigured, match="DATA_DIR"):
        environment.database("DATABASE_URL", tmp_path, statement_timeout=15)
    with pytest.raises(ImproperlyConfigured, match="DATA_DIR"):
        environment.secret_key("SECRET_KEY", tmp_path / "saknas", shared=False)


def test_hosts_that_share_a_database_must_be_given_their_key(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        environment.secret_key("SECRET_KEY", tmp_path, shared=True)

    assert list(tmp_path.iterdir()) == []


def test_a_federations_own_setting_is_the_name_and_the_federation(monkeypatch, tmp_path):
    (tmp_path / "nyckel").write_text("smtp://:hemlig@relay.example\n")
    monkeypatch.setenv("EMAIL_URL__HOGLANDET", "smtps://relay.example")
    monkeypatch.setenv("EMAIL_URL_FILE__NORRA_SMALAND", str(tmp_path / "nyckel"))
    monkeypatch.setenv("OTHER__HOGLANDET", "x")

    found = environment.by_suffix(["EMAIL_URL", "IMAP_URL"])

    assert found == {
        "HOGLANDET": {"EMAIL_URL": "smtps://relay.example"},
        "NORRA_SMALAND": {"EMAIL_URL": "smtp://:hemlig@relay.example"},
    }


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "nyckel").write_text("hemlig\n")
    monkeypatch.setenv("EMAIL_URL_FILE", str(tmp_path / "nyckel"))

    assert environment.secret("EMAIL_URL") == "hemlig"


def test_a_file_that_cannot_be_read_is_refused_with_the_name_of_its_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("EMAIL_URL_FILE", str(tmp_path / "saknas"))

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL_FILE"):
        environment.secret("EMAIL_URL")


def test_a_bad_setting_ends_the_command_with_one_sentence(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": "åtta"}

    ended = subprocess.run([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, capture_output=True)

    assert ended.returncode == 1
    assert ended.stderr.decode() == "Inställningarna går inte att läsa: PORT ska vara ett heltal.\n"


def test_a_demonstration_at_an_address_on_the_net_is_refused(monkeypatch):
    monkeypatch.setenv("DEMO", "1")

    assert environment.demonstration("DEMO", "http://127.0.0.1:8000") is True
    with pytest.raises(ImproperlyConfigured, match="Ta bort DEMO ur inställningarna"):
        environment.demonstration("DEMO", "https://samverk.example")
    monkeypatch.setenv("DEMO", "0")
    assert environment.demonstration("DEMO", "https://samverk.example") is False


def test_this_machines_own_names_are_hosts_only_where_the_site_is_on_it(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "intern.example")

    assert environment.hosts("ALLOWED_HOSTS", "https://samverk.example", embedded=False) == [
        "samverk.example",
        "intern.example",
    ]
    assert "localhost" in environment.hosts("ALLOWED_HOSTS", "https://samverk.example", embedded=True)
    assert "127.0.0.1" in environment.hosts("ALLOWED_HOSTS", "http://localhost:8000", embedded=False)
