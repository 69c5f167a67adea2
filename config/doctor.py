"""Diagnosis for an operator, before the first day and when something is wrong: does each part work, and is it safe?

Every check is made for real: it logs in to the relay and the mailbox. Nothing is sent, and nothing is changed.
"""

from __future__ import annotations

import datetime
import imaplib
import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from config import health
from config.database.trouble import NewerDatabase, refuse_newer_database, sentence_for
from config.ground.sources import source_from

if TYPE_CHECKING:
    from forums.models import Federation

SECRET_KEY_LENGTH = 50
SECRET_KEY_SIGNS = 10
WAITS_LONG = datetime.timedelta(days=7)
UNSEEN_LONG = datetime.timedelta(days=30)
MANY_CHANGES = 200
PROVIDER_TROUBLES = {
    "away": "går inte att nå. Stämmer issuer?",
    "slow": "svarar inte inom fem sekunder.",
    "status": "känner inte till sin egen beskrivning (.well-known/openid-configuration). Stämmer issuer?",
    "issuer": "säger ett annat namn på sig själv än issuer i filen. De ska vara lika, tecken för tecken.",
    "address": "leder till adresser som inte är https.",
    "nonsense": "svarar något som inte går att läsa.",
}
CLOCKS_DIFFER = datetime.timedelta(seconds=5)


class Level(Enum):
    FINE = "OK"
    WARNING = "VARNING"
    WRONG = "FEL"


@dataclass(frozen=True)
class Finding:
    level: Level
    text: str


def fine(text: str) -> Finding:
    return Finding(Level.FINE, text)


def warning(text: str) -> Finding:
    return Finding(Level.WARNING, text)


def wrong(text: str) -> Finding:
    return Finding(Level.WRONG, text)


def examine() -> Iterator[Finding]:
    """All findings. A check that fails is a finding, said once, and the others run all the same."""
    said = set()
    parts = (settings_are_safe, accounts, tries, database, clock, broker, worker, mail_queue, waiting_mail, federations)
    for question in (*parts, providers_answer, names_of_settings, changes_that_wait):
        try:
            yield from question()
        except Exception as error:
            # the text of the error may hold an address or a password
            failed = f"Kontrollen {question.__name__} gick inte att göra ({type(error).__name__})."
            why = sentence_for(error) or failed
            if why not in said:
                yield wrong(why)
            said.add(why)


def is_local(host: str | None) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def settings_are_safe() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < SECRET_KEY_LENGTH or len(set(key)) < SECRET_KEY_SIGNS:
        yield wrong("SECRET_KEY är för enkel: minst 50 slumpade tecken, annars kan personliga länkar förfalskas.")
    else:
        yield fine("SECRET_KEY är lång nog.")
    if is_local(urlsplit(settings.PUBLIC_URL).hostname):
        if not settings.DEMO:
            yield warning(f"PUBLIC_URL är {settings.PUBLIC_URL}: länkarna i mejlen leder bara hit från den här datorn.")
        return
    if not settings.HTTPS:
        yield wrong("PUBLIC_URL är http: lösenord och personliga länkar går i klartext. Använd https.")
    elif not settings.TRUSTED_PROXIES:
        yield _by_server(
            "PUBLIC_URL är https men TRUSTED_PROXIES är tom: bakom en proxy skickas varje sida vidare till sig själv, "
            "eller så räknas alla besökare som en."
        )
    for name in ("DEBUG", "DEMO"):
        if getattr(settings, name):
            yield wrong(f"{name} är på: det är till för exempel och utveckling, inte för en plats på nätet.")


def accounts() -> Iterator[Finding]:
    """What the demonstration has made in a database that people use; in the demonstration itself it belongs."""
    from forums.models import Person

    found = Person.objects.filter(is_demo=True).count()
    if found and not settings.DEMO:
        yield warning(
            f"{found} personer kommer från exemplet. De kan inte logga in, men hör inte hemma i en databas som används."
        )


def tries() -> Iterator[Finding]:
    """Who is guessing, in numbers; and a proxy that does not say for whom it asks, which makes all visitors one."""
    from forums.brakes import has_failed_from, summary

    day = summary()
    text = f"{day.failures} misslyckade inloggningar senaste dygnet, från {day.sources} platser; {day.accounts} konton."
    yield warning(f"{text} Platser som får vänta just nu: {day.held}.") if day.held else fine(text)
    for network in settings.TRUSTED_PROXIES:
        if network.num_addresses == 1 and has_failed_from(source_from(network.network_address)):
            yield warning(
                f"Proxyn {network.network_address} skickar inte X-Forwarded-For: alla som kommer genom den räknas "
                "som en."
            )


def database() -> Iterator[Finding]:
    try:
        refuse_newer_database()
    except NewerDatabase as refusal:
        yield wrong(str(refusal))
        return
    if damage := _damage():
        yield wrong(f"Databasen är skadad ({damage}). Kopiera undan filen och lägg tillbaka en säkerhetskopia.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield wrong("Databasen är äldre än programmet: kör manage.py migrate.")
    else:
        yield fine("Databasen svarar och passar programmet.")


def changes_that_wait() -> Iterator[Finding]:
    """What keepers have changed and nobody else has said yes to, which cases go on without (domain rule 4)."""
    from booking.staffing.waiting import questions_of, those_who_may_answer
    from forums.waiting import open_changes

    waiting = list(open_changes().select_related("person", "unit__party", "contact_point")[:MANY_CHANGES])
    questions = [question for change in waiting for question in questions_of(change)]
    alone = sum(not those_who_may_answer(question) for question in questions)
    old = sum(change.changed_at < timezone.now() - WAITS_LONG for change in waiting)
    if alone:
        yield warning(f"{alone} frågor om ändringar i registret har ingen som kan svara: de väntar tills någon finns.")
    if old:
        yield warning(f"{old} ändringar i registret har väntat på svar i mer än en vecka.")
    if not alone and not old:
        yield fine(f"{len(waiting)} ändringar i registret väntar på svar.")


def _damage() -> str:
    """What SQLite finds wrong in its file; PostgreSQL sees to its own."""
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = str(cursor.fetchone()[0])
    return "" if found == "ok" else found.splitlines()[-1][:80]


def clock() -> Iterator[Finding]:
    """Clock skew: the database's clock against ours, and ours against what has been written before."""
    from forums.models import Federation
    from notifications.models import OutboxMessage

    now = timezone.now()
    theirs = Federation.objects.annotate(now=Now()).values_list("now", flat=True).first()
    if connection.vendor == "postgresql" and theirs is not None and abs(theirs - now) > CLOCKS_DIFFER:
        yield wrong("Klockan här och databasens skiljer sig med mer än fem sekunder. Ställ dem efter en tidsserver.")
    latest = OutboxMessage.objects.aggregate(at=Max("created_at"))["at"]
    if latest is not None and latest - now > CLOCKS_DIFFER:
        yield wrong("Det finns mejl från framtiden: klockan har gått fel, eller går fel nu.")
    else:
        yield fine(f"Klockan är {timezone.localtime(now):%H.%M} svensk tid.")


def broker() -> Iterator[Finding]:
    yield from _as_health("Kön (BROKER_URL)", health.check_broker)


def worker() -> Iterator[Finding]:
    yield from _as_health("Arbetaren", health.check_worker)


def mail_queue() -> Iterator[Finding]:
    yield from _as_health("Utskickskön", health.check_mail_queue)


def _as_health(name: str, check: Callable[[], str]) -> Iterator[Finding]:
    try:
        answer = check()
    except Exception as error:
        answer = f"fel: svarar inte ({type(error).__name__})"
    yield fine(f"{name} är i ordning.") if answer == "ok" else wrong(f"{name}: {answer.removeprefix('fel: ')}.")


# --- mail


def waiting_mail() -> Iterator[Finding]:
    """A flood of mails that nobody can place would fill the database: so much of them is kept, and no more."""
    from notifications.inbox.receiving import octets_kept

    kept, room = octets_kept() / 1_000_000, settings.INBOUND_KEPT_MB
    if kept > room / 2:
        yield warning(
            f"Mejl som väntar på någon tar {kept:.0f} av {room} MB (INBOUND_KEPT_MB). Är det fullt läses nya mejl bara "
            "i brevlådan. Se Inkommet, och om någon översvämmar brevlådan."
        )
    yield from _originals_that_wait()


def _originals_that_wait() -> Iterator[Finding]:
    """Originals that nobody has seen to fill the mailbox: they are public records, and nothing takes them away."""
    from notifications.models import InboundMail, still_open

    old = InboundMail.objects.filter(still_open(), received_at__lt=timezone.now() - UNSEEN_LONG).count()
    if old:
        yield warning(
            f"{old} mejl har väntat i mer än 30 dagar på att någon säger hanterat eller till registrator. De ligger "
            "kvar i funktionsbrevlådan till dess. Se Inkommet."
        )


def federations() -> Iterator[Finding]:
    from forums.models import Federation
    from notifications.mail_settings import mail_settings
    from notifications.outbox import relays

    found = list(Federation.objects.order_by("pk"))
    if not found:
        yield warning("Inget förbund är inläst: kör manage.py load_federation.")
    for federation in found:
        if not federation.role_mailbox and settings.MAIL_ADDRESS == settings.EXAMPLE_MAIL_ADDRESS:
            yield _by_place(f"{federation} har ingen funktionsbrevlåda: role_mailbox i dess fil, eller MAIL_ADDRESS.")
        yield from retention_is_decided(federation)
    for relay in relays.down(federation.pk for federation in found):
        since = timezone.localtime(relay.down_since)
        yield wrong(f"Utskick genom {relay.name} står stilla sedan {since:%Y-%m-%d %H.%M} ({relay.code}).")
    own = {federation.slug: mail_settings(federation.slug) for federation in found}
    for relay_url, oauth in {(one.relay_url, one.oauth) for one in own.values()}:
        yield from relay_works(relay_url, oauth)
    for imap_url, oauth in {(one.imap_url, one.oauth) for one in own.values()}:
        yield from mailbox_works(imap_url, oauth)
    for slug, one in own.items():
        if one.tenant_domains and one.authserv_id.lower() != "exchange-online":
            yield warning(f"{slug}: AUTHSERV_TENANT_DOMAINS gäller bara med AUTHSERV_ID=exchange-online.")
        if one.trusts_from:
            yield warning(f"{slug}: AUTHSERV_ID är trust-from. Den som skriver en kallads adress som avsändare tros.")
        elif not one.authserv_id:
            yield warning(
                f"{slug}: AUTHSERV_ID saknas. Varje svar per mejl väntar på Inkommet tills någon har tagit emot det."
            )


def retention_is_decided(federation: Federation) -> Iterator[Finding]:
    """What is taken away is an authority's own papers: each number of days is somebody's decision (domain rule 12)."""
    from forums.models import RetentionKind

    decided = set(federation.retention_decisions.values_list("kind", flat=True))
    for kind in RetentionKind:
        if kind not in decided:
            days = getattr(federation, f"{kind}_retention_days")
            yield warning(
                f"{federation}: {kind.label} gallras efter {days} dagar utan att någon har beslutat det. "
                f"Skriv beslutet i förbundets fil (retention.{kind})."
            )


def relay_works(url: str, oauth: object) -> Iterator[Finding]:
    from notifications.outbox.relays import name_of
    from notifications.outbox.transport import DeliveryError, SmtpRelay

    parts, name = urlsplit(url), name_of(url)
    if parts.scheme == "maildir":
        yield _by_place("Mejlen läggs i en lokal brevlåda och går inte ut: sätt EMAIL_URL.")
        return
    if parts.scheme == "smtp" and not is_local(parts.hostname):
        yield _in_the_clear(f"E-postservern {name}", bool(parts.username))
    relay = SmtpRelay(url, oauth)  # type: ignore[arg-type]
    try:
        relay.connect()
    except DeliveryError as error:
        yield wrong(f"E-postservern {name}: {_sentence(error.code)}")
    else:
        yield fine(f"E-postservern {name} svarar" + (" och släpper in oss." if parts.username else "."))
    finally:
        relay.close()


def mailbox_works(url: str, oauth: object) -> Iterator[Finding]:
    from notifications.inbox.mailboxes import open_mailbox
    from notifications.oauth import TokenError

    if not url:
        yield warning(
            "IMAP_URL saknas. Kalendrars svar kommer in bara om e-postservern lämnar dem till manage.py receive_mail."
        )
        return
    parts = urlsplit(url)
    name = f"Brevlådan {parts.hostname}"
    if parts.scheme != "imaps" and not is_local(parts.hostname):
        yield _in_the_clear(name, is_secret=True)
    try:
        open_mailbox(url, oauth).logout()  # type: ignore[arg-type]
    except TokenError as error:
        yield wrong(f"{name}: {_sentence(error.code)}")
    except imaplib.IMAP4.error:
        yield wrong(f"{name}: släpper inte in oss. Kontrollera användare och lösenord.")
    except OSError:
        yield wrong(f"{name}: går inte att nå.")
    else:
        yield fine(f"{name} svarar och släpper in oss.")


def providers_answer() -> Iterator[Finding]:
    """Whether each party's login service answers its discovery document, and leads to a party and units that exist."""
    from forums.models import Unit
    from forums.signin.asking import Trouble, fetch_discovery

    for provider in settings.IDENTITY_PROVIDERS.values():
        name = f"Inloggningen {provider.label}"
        here = Unit.objects.filter(party__name=provider.party, party__federation__slug=provider.federation)
        units = set(here.values_list("name", flat=True))
        missing = sorted(set(provider.units.values()) - units)
        if not units:
            yield wrong(f"{name}: parten {provider.party} finns inte i förbundet {provider.federation}.")
        elif missing:
            yield wrong(f"{name}: parten har ingen enhet som heter {', '.join(missing)}.")
        try:
            fetch_discovery(provider)
        except Trouble as trouble:
            yield wrong(f"{name}: {PROVIDER_TROUBLES.get(trouble.code, PROVIDER_TROUBLES['nonsense'])}")
        else:
            yield fine(f"{name} svarar.")


def names_of_settings() -> Iterator[Finding]:
    from forums.models import Federation
    from notifications.mail_settings import suffix

    known = {suffix(slug) for slug in Federation.objects.values_list("slug", flat=True)}
    for name in sorted(set(settings.FEDERATION_MAIL) - known):
        yield wrong(f"Inställningarna som slutar på __{name} hör till inget förbund. Finns: {_list(known)}.")


def _sentence(code: str) -> str:
    from notifications.models import Relay
    from notifications.pages.wording import relay_text

    return relay_text(Relay(code=code))


def _in_the_clear(what: str, is_secret: bool) -> Finding:
    if is_secret:
        return wrong(f"{what}: lösenordet går i klartext. Använd smtp+tls://, smtps:// eller imaps://.")
    return warning(f"{what}: mejlen går i klartext. Använd smtp+tls:// eller smtps://.")


def _by_place(text: str) -> Finding:
    """A finding that is fine on a laptop, and wrong on the net."""
    return warning(text) if is_local(urlsplit(settings.PUBLIC_URL).hostname) else wrong(text)


def _by_server(text: str) -> Finding:
    """A finding that is wrong for the embedded server, which speaks no https itself; gunicorn can."""
    return wrong(text) if settings.EMBEDDED_BROKER else warning(text)


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"__{name}" for name in sorted(names)) or "inga"
