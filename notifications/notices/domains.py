"""Mail to several addresses of one domain that fails alike: it is us or the domain, and the administrators are told."""

from __future__ import annotations

import datetime
import hashlib

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from forums.models import Federation, Person, Role, RoleKind, in_force
from forums.queries import today
from notifications.models import FailureKind, Notice, OutboxMessage
from notifications.notices.about import Sender
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.notices.planning import make
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link

WITHIN = datetime.timedelta(hours=1)
SEVERAL = 3
KEPT_DAYS = 90
WHY: dict[str, str | Promise] = {
    FailureKind.FULL: "Brevlådorna sägs vara fulla.",
    FailureKind.LARGE: "Mejlen sägs vara för stora.",
    FailureKind.POLICY: "Servern säger att den inte släpper in våra mejl. Det kan vara SPF, DKIM eller DMARC för vår "
    "egen domän, eller att vi står på en spärrlista.",
    FailureKind.EXPIRED: "Servern har inte svarat i tid.",
    FailureKind.UNCLEAR: "Servern säger inte tydligt varför.",
}


def tell_administrators(message: OutboxMessage) -> None:
    """Tell the federation's administrators when several addresses of the mail's domain have failed alike in an hour.

    Once a day of each domain and kind of failure. Nobody's address is flagged because of it.
    """
    domain = _domain_of(message.address)
    if len(_failed(message.federation, message.failure, domain)) < SEVERAL:
        return
    occurrence = f"{message.failure} {_digest(message.federation, domain)} {today()}"
    make(_due(person, occurrence) for person in _administrators(message.federation))


def _due(person: Person, occurrence: str) -> Due:
    return DOMAIN_REFUSES.due(person, person, occurrence)


def _failed(federation: Federation, failure: str, domain: str) -> set[str]:
    """Addresses of the domain whose mail has failed alike in the last hour."""
    lately = _lately(failure, WITHIN).filter(federation=federation, address__endswith=f"@{domain}")
    return set(lately.order_by().values_list("address", flat=True))


def _lately(failure: str, within: datetime.timedelta) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(failure=failure, failed_at__gt=timezone.now() - within)


def _administrators(federation: Federation) -> list[Person]:
    roles = Role.objects.filter(in_force(today()), federation=federation, kind=RoleKind.ADMINISTRATOR)
    return list(Person.objects.filter(pk__in=roles.values("person"), is_active=True).order_by("pk"))


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _digest(federation: Federation, domain: str) -> str:
    return hashlib.sha256(f"{federation.pk} {domain}".encode()).hexdigest()[:12]


def _about(notice: Notice) -> tuple[Federation, str, str, int] | None:
    """The federation, the domain, the kind of failure and how many addresses; None when the mails are gone."""
    failure, which, _day = notice.occurrence.split(" ")
    mails = _lately(failure, datetime.timedelta(days=1)).select_related("federation").only("address", "federation")
    alike = [mail for mail in mails if _digest(mail.federation, _domain_of(mail.address)) == which]
    if not alike:
        return None
    return alike[0].federation, _domain_of(alike[0].address), failure, len({mail.address for mail in alike})


def _sender(notice: Notice) -> Sender:
    found = _about(notice)
    assert found is not None  # wanted
    return Sender(found[0], found[0].name)


def _text(notice: Notice, link: Link) -> MailText:
    found = _about(notice)
    assert found is not None  # wanted
    _federation, domain, failure, addresses = found
    lines = [
        "Hej!",
        "",
        f"Mejl till {addresses} adresser på {domain} har kommit tillbaka av samma skäl. {WHY[failure]}",
        "",
        "När flera adresser nekas på samma sätt är det troligen vår e-post eller deras server, inte personerna. Ingen "
        "adress är därför markerad som felaktig, och nästa mejl skickas som vanligt.",
        "",
        "Kontrollera vår domäns inställningar, eller fråga den som sköter e-posten hos mottagaren.",
        "",
        f"{link.label}: {link.address}",
    ]
    return MailText(f"Mejl till {domain} kommer inte fram", "\n".join(lines) + "\n", link.address, link.label)


DOMAIN_REFUSES = Kind(
    name="domain_refuses",
    label=gettext_lazy("En domän tar inte emot mejl"),
    about="about_person",
    wanted=lambda notice: _about(notice) is not None,
    sender=_sender,
    until=lambda _notice: None,
    link=lambda _notice: Link(page_link("notifications:sent"), "Se Skickat"),
    text=_text,
    kept_days=KEPT_DAYS,
)
register(DOMAIN_REFUSES)
