"""Rules of a federation for signing in, and second factors taken away from who has lost them."""

from __future__ import annotations

import datetime
import logging

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forums import audit, refusals
from forums.access import require
from forums.keepers import can_keep_person, keeping_federation, kept_federations
from forums.logins import is_let_in
from forums.models import FactorReset, Federation, Person
from forums.signin.ending import end_sessions
from forums.signin.telling import tell_factors_changed

logger = logging.getLogger(__name__)
# how long one keeper's word waits for another's
RESET_KEPT = datetime.timedelta(days=3)


def set_signin_rules(
    federation: Federation, *, by: Person, contact_persons: bool, everybody_from: datetime.date | None
) -> Federation:
    """Decide whether contact persons need a second factor, and from which day everybody does.

    Who keeps the register always needs one. Raises `PermissionDenied` for who does not keep the federation.
    """
    with transaction.atomic():
        federation = Federation.objects.select_for_update(no_key=True).get(pk=federation.pk)
        require(kept_federations(by).filter(pk=federation.pk).exists())
        before = federation.second_factor_of_contact_persons, federation.second_factor_from
        if before == (contact_persons, everybody_from):
            return federation
        federation.second_factor_of_contact_persons = contact_persons
        federation.second_factor_from = everybody_from
        federation.save(update_fields=["second_factor_of_contact_persons", "second_factor_from"])
        audit.record("signin_rules_set", by=by, rules_of=federation)
    return federation


def take_factors_away(person: Person, *, by: Person) -> bool:
    """Take away the second factor of somebody who has lost it. Two keepers say so, within three days of each other.

    True when it is done: sessions end, and the person logs in with the password alone once, to set up another factor.
    False when the first has asked. The person is told by mail of both. Raises `PermissionDenied` for who does not keep
    the person, `RuleError` for one's own factor and for who has none.
    """
    with transaction.atomic():
        list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).order_by().values_list("pk"))
        if not can_keep_person(by, person):
            raise PermissionDenied
        if by.pk == person.pk:
            raise refusals.own_login()
        if not Authenticator.objects.filter(user=person).exists():
            raise refusals.no_second_factor(person)
        now, where = timezone.now(), keeping_federation(by, person)
        person.factor_resets.filter(settled_at=None, asked_at__lt=now - RESET_KEPT).delete()
        asked = person.factor_resets.filter(settled_at=None).first()
        if asked is not None and not (is_let_in(asked.asked_by) and can_keep_person(asked.asked_by, person)):
            asked.delete()
            asked = None
        if asked is None:
            FactorReset.objects.create(person=person, asked_by=by, asked_at=now)
            audit.record("factors_reset_asked", by=by, federation=where, person=person)
            tell_factors_changed(person)
            return False
        if asked.asked_by_id == by.pk:
            return False
        Authenticator.objects.filter(user=person).delete()
        end_sessions(person)
        FactorReset.objects.filter(pk=asked.pk).update(settled_at=now)
        audit.record("factors_reset", by=by, federation=where, person=person)
        tell_factors_changed(person)
    logger.info("second factor taken away", extra={"person": person.pk, "by": by.pk})
    return True


def note_factors_changed(person: Person, *, actor: Person) -> None:
    """Write in the record of changes that a second factor has come or gone, and tell the person by mail."""
    with transaction.atomic():
        audit.record("factors_changed", by=actor, person=person)
        tell_factors_changed(person)


def open_reset(person: Person) -> FactorReset | None:
    """What a keeper has asked for and another has not yet confirmed."""
    since = timezone.now() - RESET_KEPT
    return person.factor_resets.filter(settled_at=None, asked_at__gt=since).select_related("asked_by").first()
