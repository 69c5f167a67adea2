"""Logins: given by who keeps the person, passwords reset by address, and logins revoked."""

from __future__ import annotations

import datetime
import logging

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from config.ground.doorbell import Doorbell
from config.ground.text import bare_address
from forums import audit, brakes, refusals
from forums.access import require
from forums.actions.tokens import end_tokens
from forums.keepers import can_keep_person, keeping_federation
from forums.logins import ENDS_TOO, has_way_in, logs_in, may_log_in, open_login_link
from forums.models import LoginRequest, LoginRequestKind, Person
from forums.models.logins import TOLD
from forums.signin.ending import end_login_elsewhere, end_sessions
from forums.signin.late_forms import SESSION_KEY as LATE_FORM
from forums.waiting import login_address

logger = logging.getLogger(__name__)
# by name: what is above this app is not imported
SEND = Doorbell("notifications.send_login_mails")
WINDOW = datetime.timedelta(hours=1)
TWICE = datetime.timedelta(minutes=1)
AT_MOST = 3
ASKED_KEPT = datetime.timedelta(days=3)
ENDED_KEPT = datetime.timedelta(hours=12)
GIVEN_KEPT = datetime.timedelta(days=90)


def give_login(person: Person, *, by: Person) -> LoginRequest:
    """Mail a person a link to choose a password with. A password that they have holds until another is chosen.

    Idempotent for a minute. For one who has no password yet a new link revokes those before it. Raises
    `PermissionDenied` for who does not keep the person, `RuleError` for one who has left or cannot be reached, and
    after three in an hour.
    """
    with transaction.atomic():
        person = _lock(person)
        if not can_keep_person(by, person):
            raise PermissionDenied
        _refuse_unreachable(person)
        now = timezone.now()
        lately = person.login_requests.filter(kind=LoginRequestKind.GIVEN, asked_at__gt=now - WINDOW)
        just_now = lately.filter(asked_at__gt=now - TWICE).first()
        if just_now is not None:
            return just_now
        if lately.count() >= AT_MOST:
            raise refusals.too_many_links()
        if not person.has_usable_password():
            _make_useless(person)
        request = LoginRequest.objects.create(kind=LoginRequestKind.GIVEN, person=person, asked_by=by, asked_at=now)
        audit.record("login_given", by=by, federation=keeping_federation(by, person), person=person)
        ring_for_mails()
    logger.info("login given", extra={"person": person.pk, "by": by.pk})
    return request


def end_login(person: Person, *, by: Person) -> Person:
    """Revoke a login: password, links, sessions, API tokens and calendar feeds are gone. Idempotent.

    Calls are answered as before. Raises `PermissionDenied` for who does not keep the person, `RuleError` for one's own
    login.
    """
    with transaction.atomic():
        person = _lock(person)
        if not can_keep_person(by, person):
            raise PermissionDenied
        if by.pk == person.pk:
            raise refusals.own_login()
        if has_way_in(person):
            audit.record("login_ended", by=by, federation=keeping_federation(by, person), person=person)
        _make_useless(person)
        person.login_requests.exclude(kind__in=TOLD).delete()
        person.api_tokens.all().delete()
        end_login_elsewhere(person)
        for end in ENDS_TOO:
            end(person)
    logger.info("login ended", extra={"person": person.pk, "by": by.pk})
    return person


def ask_for_password(address: str, *, source: str = "") -> None:
    """Queue a password reset. The address is not looked up here: nothing tells whether it is known.

    Three an hour for an address: whoever asks, its owner has the mails. From one source as many as
    `forums/brake_rules.py` says; more are dropped without a word, but for an address that has lately logged in from
    there. No limit counts all together: strangers would use it up for everybody.
    """
    address, now = bare_address(address), timezone.now()
    attempt = brakes.Attempt(brakes.Purpose.FORGOTTEN, account=address, source=source)
    if brakes.hold(attempt):
        return
    brakes.note_failure(attempt)
    asked = LoginRequest.objects.filter(kind=LoginRequestKind.FORGOTTEN, asked_at__gt=now - WINDOW, address=address)
    if asked.count() >= AT_MOST:
        return
    LoginRequest.objects.create(kind=LoginRequestKind.FORGOTTEN, address=address, asked_at=now)
    ring_for_mails()


def choose_password(person: Person, *, token: str, password: str) -> Person:
    """Set the password that a link was for. The link is spent; every session of the password before and every API token
    ends: whoever has lost a password may have lost those too.

    Raises `RuleError` when the link has been used meanwhile.
    """
    with transaction.atomic():
        person = _lock(person)
        if open_login_link(person.pk, token) is None:
            raise refusals.link_spent()
        person.set_password(password)
        person.save(update_fields=["password"])
        person.login_requests.filter(kind=LoginRequestKind.GIVEN).delete()
        end_tokens(person, actor=person)
        audit.record("password_chosen", by=person, person=person)
        _tell_password_changed(person)
    logger.info("password chosen", extra={"person": person.pk})
    return person


def change_password(person: Person, *, by: Person, old: str, new: str) -> Person:
    """Change one's own password. Other sessions and all API tokens end, as when one is chosen by a link.

    Raises `PermissionDenied` for anybody else's, `RuleError` when the old one is wrong.
    """
    with transaction.atomic():
        person = _lock(person)
        require(by.pk == person.pk)
        if not person.check_password(old):
            raise refusals.wrong_password()
        person.set_password(new)
        person.save(update_fields=["password"])
        end_tokens(person, actor=person)
        audit.record("password_chosen", by=person, person=person)
        _tell_password_changed(person)
    logger.info("password changed", extra={"person": person.pk})
    return person


def log_out_everywhere(person: Person, *, by: Person) -> int:
    """End all sessions of a person whose register `by` keeps; they log in again as before. How many sessions.

    Raises `PermissionDenied` for who does not keep the person.
    """
    with transaction.atomic():
        person = _lock(person)
        require(can_keep_person(by, person))
        ended = end_sessions(person)
        if ended:
            audit.record("sessions_ended", by=by, federation=keeping_federation(by, person), person=person)
    return ended


def _tell_password_changed(person: Person) -> None:
    LoginRequest.objects.create(kind=LoginRequestKind.RENEWED, person=person, asked_at=timezone.now())
    ring_for_mails()


def tell_old_address(person: Person, address: str) -> None:
    """Notify who logs in, at the former address, that it has changed. Runs in the caller's transaction."""
    if not logs_in(person):
        return
    LoginRequest.objects.create(kind=LoginRequestKind.MOVED, person=person, address=address, asked_at=timezone.now())
    ring_for_mails()


def tell_new_address(person: Person, *, actor: Person) -> None:
    """Notify somebody at the address that another has given them. Runs in the caller's transaction."""
    LoginRequest.objects.create(
        kind=LoginRequestKind.ADDRESSED,
        person=person,
        address=person.email or "",
        asked_by=actor,
        asked_at=timezone.now(),
    )
    ring_for_mails()


def remove_old_requests() -> int:
    """Delete after three days what was asked for by address, and after 90 a way in that nobody used. How many rows."""
    now = timezone.now()
    old = LoginRequest.objects.filter(asked_at__lt=now - ASKED_KEPT).exclude(kind=LoginRequestKind.GIVEN)
    unused = LoginRequest.objects.filter(asked_at__lt=now - GIVEN_KEPT)
    return sum(rows.delete()[0] for rows in (old, unused))


def remove_ended_sessions() -> int:
    """Delete sessions that nobody can go on with: Django leaves them where they are. How many rows.

    Not in the first half day, while somebody may send a form in one; what was sent too late goes with the session that
    it is kept in at once.
    """
    ended = Session.objects.filter(expire_date__lt=timezone.now())
    with_text = [row.pk for row in ended.iterator() if LATE_FORM in row.get_decoded()]
    old = ended.filter(expire_date__lt=timezone.now() - ENDED_KEPT)
    return sum(rows.delete()[0] for rows in (Session.objects.filter(pk__in=with_text), old))


def _lock(person: Person) -> Person:
    list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).order_by().values_list("pk"))
    return Person.objects.get(pk=person.pk)


def _make_useless(person: Person) -> None:
    """Set a new unusable password, which invalidates links and sessions: they are signed with it."""
    person.set_unusable_password()
    person.save(update_fields=["password"])


def _refuse_unreachable(person: Person) -> None:
    if not login_address(person):
        raise refusals.address_missing(person)
    if not may_log_in(person):
        raise refusals.has_left(person)
    if person.address_bounced_at is not None:
        raise refusals.address_bounces()


def ring_for_mails() -> None:
    """Have the mails about logging in made when the caller's transaction is over."""
    transaction.on_commit(SEND.ring, robust=True)
