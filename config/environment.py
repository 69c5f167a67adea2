"""Reads the environment. Whatever is wrong, the message names the variable."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.ground.providers import IdentityProvider
from config.provider_file import read_providers

LOCAL_HOSTS = ("127.0.0.1", "localhost")
MAIL_SCHEMES = {"EMAIL_URL": ("smtp", "smtp+tls", "smtps", "maildir"), "IMAP_URL": ("imap", "imaps")}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """A secret from the environment, or from the file that NAME_FILE names: it need not be in an environment."""
    return _from_file(f"{name}_FILE") or text(name, default)


def _from_file(variable: str) -> str:
    path = text(variable)
    try:
        return Path(path).read_text().strip() if path else ""
    except (OSError, ValueError):
        raise ImproperlyConfigured(f"{variable} ska vara en fil som går att läsa.") from None


def by_suffix(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """SUFFIX → NAME → value, of every NAME__SUFFIX (or NAME_FILE__SUFFIX) that is set."""
    found: dict[str, dict[str, str]] = {}
    for variable in sorted(os.environ):
        given, _mark, suffix = variable.partition("__")
        name = given.removesuffix("_FILE")
        if suffix and name in names:
            value = text(variable) if given == name else _from_file(variable)
            check_mail_address(f"{name}__{suffix}", value)
            found.setdefault(suffix, {})[name] = value
    return found


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value in ("1", "true", "yes", "ja"):
        return True
    if value in ("0", "false", "no", "nej"):
        return False
    if not value:
        return default
    raise ImproperlyConfigured(f"{name} ska vara 1 eller 0.")


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} ska vara ett heltal.") from None


def port(name: str, default: int) -> int:
    value = number(name, default)
    if not 1 <= value <= 65535:
        raise ImproperlyConfigured(f"{name} ska vara mellan 1 och 65535.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder that only we can read, made when it is missing."""
    path = Path(text(name, str(default))).absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: mappen {path} går inte att skapa ({error.strerror}).") from None
    return path


def mail_server(name: str, default: str = "") -> str:
    """The URL of a relay or mailbox; checked at the start, not when the first mail is to leave."""
    value = secret(name, default)
    check_mail_address(name, value)
    return value


def check_mail_address(name: str, value: str) -> None:
    """Refuse a URL that no mail server or mailbox can be found by; other names and what is empty are let through.

    A wrong one would else fail on every page and task that asks how it is with the mail.
    """
    schemes = MAIL_SCHEMES.get(name.partition("__")[0])
    if not value or schemes is None:
        return
    try:
        parts = urlsplit(value)
        has_port = parts.port != 0
    except ValueError:
        has_port = False
    if not has_port:
        raise ImproperlyConfigured(f"{name} har en port som inte är ett tal mellan 1 och 65535.")
    if parts.scheme not in schemes or not (parts.path if parts.scheme == "maildir" else parts.hostname):
        first = ", ".join(f"{scheme}://" for scheme in schemes[:-1])
        raise ImproperlyConfigured(f"{name} ska vara en adress som börjar med {first} eller {schemes[-1]}://.")


def numbers_by_name(name: str) -> dict[str, int]:
    """Parse `60,kommun.example=20`: the number for all has the empty name."""
    found: dict[str, int] = {}
    for part in names(name):
        key, _mark, value = part.rpartition("=")
        if not value.strip().isdecimal():
            raise ImproperlyConfigured(f"{name} ska vara ett tal, eller ett tal för alla och namn=tal för några.")
        found[key.strip().lower()] = int(value)
    return found


def names(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


def networks(name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Parse addresses and networks with commas between. One that is everybody is refused: nobody may be believed."""
    try:
        found = tuple(ipaddress.ip_network(part) for part in names(name))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} ska vara adresser eller nät med komma emellan, till exempel 127.0.0.1,10.0.0.0/24."
        ) from None
    if any(network.prefixlen == 0 for network in found):
        raise ImproperlyConfigured(f"{name} får inte vara alla adresser: då tror tjänsten på vem som helst.")
    return found


def refuse_former(*former: str, instead: str) -> None:
    """Refuse settings that are gone, with what to write instead: to leave them out of account would be silent."""
    if given := [name for name in former if text(name)]:
        raise ImproperlyConfigured(f"{' och '.join(given)} finns inte längre. {instead}")


def web_address(name: str, default: str) -> str:
    """An address of a site, without a slash at the end so that paths can be put after it."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} ska vara en adress som börjar med http:// eller https://.")
    return value


def identity_providers(name: str) -> dict[str, IdentityProvider]:
    """The parties' login services by id, from the file that NAME names; their secrets are IDENTITY_SECRET__ID."""
    path = text(name)
    if not path:
        return {}
    secrets_by_id = {suffix: own["IDENTITY_SECRET"] for suffix, own in by_suffix(["IDENTITY_SECRET"]).items()}
    found, problems = read_providers(Path(path), secrets_by_id)
    if problems:
        raise ImproperlyConfigured("\n".join(f"{name}: {problem}" for problem in problems))
    return found


def demonstration(name: str, public_url: str) -> bool:
    """Is this a demonstration? Its accounts have a password that everybody can read, and its mailbox is open to all: it
    is refused for an address on the net.
    """
    is_on = flag(name)
    if is_on and public_url.startswith("https://"):
        raise ImproperlyConfigured(
            f"{name} är på och PUBLIC_URL är {public_url}: exemplets lösenord kan alla läsa, och dess brevlåda är "
            f"öppen för alla. Ta bort {name} ur inställningarna."
        )
    return is_on


def hosts(name: str, public_url: str, *, embedded: bool) -> list[str]:
    """The hosts that a request may name: that of the public address and those in the setting.

    This machine's own names besides where everything is one process on it, or the site is not on the net.
    """
    public = str(urlsplit(public_url).hostname)
    local = LOCAL_HOSTS if embedded or public in LOCAL_HOSTS else ()
    return list(dict.fromkeys([public, *names(name), *local]))


def secret_key(name: str, data_dir: Path, *, shared: bool) -> str:
    """The key from the environment, else from a file that only we can read, made at the first start.

    With a shared database there may be several hosts, which must have the same key: then it has to be given.
    """
    if value := secret(name):
        return value
    if shared:
        raise ImproperlyConfigured(f"{name} måste anges när DATABASE_URL är satt.")
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError:
        raise _not_writable(data_dir) from None
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    if value := path.read_text().strip():
        return value
    raise ImproperlyConfigured(f"{name} saknas och filen secret_key i DATA_DIR är tom.")


def database(name: str, data_dir: Path, *, statement_timeout: int) -> dict:
    """Django's database settings: SQLite in the data folder when nothing is set, else PostgreSQL."""
    value = text(name)
    return _postgresql(name, value, statement_timeout) if value else _sqlite(data_dir)


def _not_writable(data_dir: Path) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DATA_DIR: i mappen {data_dir} går det inte att skriva.")


def _sqlite(data_dir: Path) -> dict:
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise _not_writable(data_dir)
    # IMMEDIATE: with DEFERRED a read that turns into a write fails at once, however long the timeout.
    # FULL: NORMAL may lose what was confirmed when the power goes.
    return {
        "ENGINE": "config.database.sqlite",
        "NAME": data_dir / "db.sqlite3",
        # a thread keeps its connection: opening one for each request and task costs more than most of them
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # half a megabyte of pages for each thread instead of two: the operating system keeps them all once
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-512;",
        },
    }


def _postgresql(name: str, value: str, statement_timeout: int) -> dict:
    try:
        parts = urlsplit(value)
        port = parts.port or 5432
    except ValueError:
        raise ImproperlyConfigured(f"{name} har en port som inte är ett tal.") from None
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} ska skrivas postgres://användare:lösenord@värd:port/databas.")
    limits = {"statement_timeout": statement_timeout, "lock_timeout": 5, "idle_in_transaction_session_timeout": 30}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "options": " ".join(f"-c {key}={seconds * 1000}" for key, seconds in limits.items()),
            # statements are prepared from the third time: planning the query of due messages took 5 to 10 ms
            "server_side_binding": True,
            "prepare_threshold": 3,
            **dict(parse_qsl(parts.query)),
        },
    }
