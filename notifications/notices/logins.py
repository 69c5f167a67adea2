"""Mails about logging in: a link to choose a password with, and a word to an address that was changed."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from booking.workdays import format_date, format_time, format_week, format_weekday
from forums.actions.people import person_by_address
from forums.logins import federations_of, given, login_token, may_log_in
from forums.models import Federation, LoginMail, LoginMailKind, Person
from notifications.models import LOGIN_MAIL, OutboxMessage
from notifications.telling.messages import queue_letter
from notifications.telling.texts import MailText, page_link

logger = logging.getLogger(__name__)
BATCH = 200
# what could not be made by then is of no use
GIVE_UP_AFTER = datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
NO_NEED = "För att svara på en kallelse behövs ingen inloggning: använd länken i kallelsen."
TEXTS = {
    "first": ("Välj lösenord till Samverk", "{by}, {federation}, har gett dig en inloggning till Samverk."),
    "another": (
        "Välj nytt lösenord till Samverk",
        "{by}, {federation}, har skickat en länk så att du kan välja ett nytt lösenord. Det gamla gäller tills dess.",
    ),
    "forgotten": (
        "Välj nytt lösenord till Samverk",
        "Någon, säkert du, har bett om ett nytt lösenord till Samverk. Är det inte du behöver du inte göra något: "
        "lösenordet är detsamma som förut.",
    ),
    "moved": (
        "Din adress i Samverk är ändrad",
        "Adressen som du loggar in i Samverk med är ändrad från den här till en annan. Har du inte väntat dig det: "
        "hör av dig till samordningsförbundet.",
    ),
}


def send_login_mails() -> int:
    """Put in the outbox what has been asked for and is still wanted. How many; each row once, whoever runs beside."""
    since = timezone.now() - GIVE_UP_AFTER
    waiting = LoginMail.objects.filter(settled_at__isnull=True, asked_at__gt=since)
    return sum(_settle(pk) for pk in list(waiting.values_list("pk", flat=True)[:BATCH]))


def _settle(pk: int) -> bool:
    try:
        with transaction.atomic():
            rows = LoginMail.objects.select_for_update(of=("self",), skip_locked=True)
            row = rows.select_related("person", "asked_by").filter(pk=pk, settled_at__isnull=True).first()
            if row is None:
                return False
            message = _write(row)
            row.settled_at = timezone.now()
            row.save(update_fields=["settled_at"])
            return message is not None
    except Exception:
        logger.exception("mail about logging in failed", extra={"login_mail": pk})
        return False


def _write(row: LoginMail) -> OutboxMessage | None:
    """Nothing for who has left or was never given a way in, nor to an address that is known to bounce."""
    person = row.person or person_by_address(row.address)
    federation = _sender(person, row.asked_by) if person is not None else None
    if person is None or federation is None or not _still_wanted(row, person):
        return None
    try:
        return queue_letter(
            federation,
            kind=LOGIN_MAIL,
            address=row.address if row.kind == LoginMailKind.MOVED else person.email or "",
            name=person.name,
            text=_text(row, person, federation),
            expires_at=row.asked_at + GIVE_UP_AFTER,
        )
    except ValueError:
        # an address that no mail can have: it gets no better by trying
        logger.exception("mail about logging in could not be written", extra={"login_mail": row.pk})
        return None


def _still_wanted(row: LoginMail, person: Person) -> bool:
    if row.kind == LoginMailKind.MOVED:
        return person.is_active and person.email != row.address
    if not may_log_in(person) or person.address_bounced_at is not None:
        return False
    return person.has_usable_password() or given(person) is not None


def _sender(person: Person, asked_by: Person | None) -> Federation | None:
    """By whose mail server it goes: a federation that both are in, where there is one."""
    own = federations_of(person).order_by("pk")
    shared = own.filter(pk__in=federations_of(asked_by)).first() if asked_by is not None else None
    return shared or own.first()


def _text(row: LoginMail, person: Person, federation: Federation) -> MailText:
    what = str(row.kind)
    if row.kind == LoginMailKind.GIVEN:
        what = "another" if person.has_usable_password() else "first"
    subject, line = TEXTS[what]
    line = line.replace("{by}", str(row.asked_by or "")).replace("{federation}", federation.name)
    if row.kind == LoginMailKind.MOVED:
        return MailText(subject, f"Hej!\n\n{line}\n")
    link = page_link("forums:password-choose", person.pk, login_token(person))
    end = timezone.now() + GIVE_UP_AFTER
    until = f"{format_weekday(end)} {format_date(end)} kl. {format_time(end)} (v. {format_week(end)})"
    lines = ["Hej!", "", line, "", f"Välj lösenord: {link}", ""]
    lines += [f"Länken är din egen: vidarebefordra den inte. Den går att använda en gång, senast {until}.", NO_NEED]
    return MailText(subject, "\n".join(lines) + "\n", link, "Välj lösenord")
