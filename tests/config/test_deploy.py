"""The files of deploy/: who is given which secret, what a container or a unit may do. Containers are not run here."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import ROOT

DEPLOY = ROOT / "deploy"
GIVEN = {
    "migrate": {"samverk.env"},
    "web": {"samverk.env", "broker.env", "mail.env", "login.env"},
    "worker": {"samverk.env", "broker.env", "mail.env"},
    "beat": {"broker.env"},
    "redis": {"redis.env"},
    "postgres": {"postgres.env"},
}
SECRETS = {
    "samverk.env": {"SECRET_KEY", "DATABASE_URL"},
    "broker.env": {"BROKER_URL"},
    "mail.env": {"EMAIL_URL", "IMAP_URL", "MAIL_OAUTH_CLIENT_SECRET", "EMAIL_URL__HOGLANDET"},
    "login.env": {"IDENTITY_PROVIDERS", "IDENTITY_SECRET_FILE__KOMMUNEN"},
    "redis.env": {"REDIS_PASSWORD"},
    "postgres.env": {"POSTGRES_PASSWORD", "SAMVERK_PASSWORD"},
}
UNITS = {"web": GIVEN["web"], "worker": GIVEN["worker"], "beat": GIVEN["beat"]}


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def names_in(example: str) -> set[str]:
    """Every setting that the example names, also those that are commented out."""
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", (DEPLOY / f"{example}.example").read_text(), re.MULTILINE))


def test_there_are_the_services_that_are_looked_at_here() -> None:
    assert set(compose()["services"]) == set(GIVEN)


@pytest.mark.parametrize("service", GIVEN)
def test_a_service_gets_the_files_it_needs_and_no_secret_beside_them(service: str) -> None:
    found = compose()["services"][service]

    assert set(found["env_file"]) == GIVEN[service]
    named = set(found.get("environment", {}))
    assert named <= {"POLL_INBOX", "POSTGRES_INITDB_ARGS"}


def test_each_secret_stands_in_one_file() -> None:
    for example, secrets in SECRETS.items():
        assert secrets <= names_in(example), example
        for other in SECRETS.keys() - {example}:
            assert not secrets & names_in(other), (example, other)


@pytest.mark.parametrize("service", GIVEN)
def test_a_container_writes_nowhere_gains_nothing_and_is_not_root(service: str) -> None:
    found = compose()["services"][service]

    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"] and "cap_add" not in found
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert not found.get("privileged")
    assert found.get("user", "the image's own") != "root"
    if service not in ("redis", "postgres"):
        assert found["image"] == "samverk"


def test_the_image_of_the_product_has_a_user_of_its_own() -> None:
    lines = (DEPLOY / "Containerfile").read_text()

    assert "useradd --system --uid 10001 samverk" in lines and "\nUSER samverk\n" in lines
    for name in ("migrate", "web", "worker", "beat"):
        assert "/var/lib/samverk:uid=10001,gid=10001,mode=0700" in compose()["services"][name]["tmpfs"]


def test_database_and_queue_are_reached_from_inside_alone_and_ask_for_a_password() -> None:
    found = compose()

    assert found["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert found["services"][name]["networks"] == ["inside"] and "ports" not in found["services"][name]
    assert '--requirepass "$$REDIS_PASSWORD"' in found["services"]["redis"]["command"][2]
    assert "noeviction" in found["services"]["redis"]["command"][2]
    assert "redis://:PASSWORD@redis" in (DEPLOY / "broker.env.example").read_text()
    assert "--auth-host=scram-sha-256" in found["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_the_proxy_is_believed_by_the_address_that_it_has_for_containers() -> None:
    gateway = compose()["networks"]["outside"]["ipam"]["config"][0]["gateway"]

    assert f"TRUSTED_PROXIES=127.0.0.1,{gateway}\n" in (DEPLOY / "samverk.env.example").read_text()
    assert compose()["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_role_of_the_service_is_made_when_the_database_is_new() -> None:
    postgres = compose()["services"]["postgres"]

    assert "./postgres/samverk.sh:/docker-entrypoint-initdb.d/samverk.sh:ro" in postgres["volumes"]
    # the first role is the superuser: the service's own is made by the script (tried in test_production.py)
    assert "POSTGRES_USER" not in postgres["environment"] and "POSTGRES_USER" not in names_in("postgres.env")
    assert (DEPLOY / "postgres/samverk.sh").stat().st_mode & 0o111


def test_every_image_is_named_with_its_version() -> None:
    for name in ("postgres", "redis"):
        assert re.fullmatch(rf"{name}:\d+-bookworm", compose()["services"][name]["image"])


def units() -> dict[str, Path]:
    return {path.stem.removeprefix("samverk-"): path for path in (DEPLOY / "systemd").glob("*.service")}


@pytest.mark.parametrize("part", UNITS)
def test_a_unit_gets_the_same_files_and_is_as_locked(part: str) -> None:
    read = configparser.RawConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    text = units()[part].read_text()
    read.read_string(text)
    service = read["Service"]

    assert set(re.findall(r"^EnvironmentFile=/etc/samverk/(\S+)$", text, re.MULTILINE)) == UNITS[part]
    assert (service["User"], service["NoNewPrivileges"], service["ProtectSystem"]) == ("samverk", "yes", "strict")
    assert (service["CapabilityBoundingSet"], service["UMask"], service["PrivateTmp"]) == ("", "0077", "yes")
    assert set(units()) == set(UNITS)
