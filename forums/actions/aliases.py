"""Other addresses that a person answers from, remembered by who decides about a meeting and ended on their page.

An alias takes answers and gives nothing: no mail goes there, it logs in nobody, and naming it names nobody. So it is no
way into a case (domain rule 4). In cases it counts only for the caller who has remembered it.
"""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from forums import audit, refusals
from forums.actions.addresses import clean_address
from forums.keepers import can_keep_person, keeping_federation
from forums.models import Person, PersonAlias

logger = logging.getLogger(__name__)
ANYWHERE = object()


def answers_as(address: str, *, in_case_of: int | object | None = ANYWHERE) -> Person | None:
    """The person whose answers come from this address: their own, one that they had before, or one remembered.

    `in_case_of` is the id of the caller of a meeting about a person: there only what that caller has remembered counts.
    """
    own = Person.objects.filter(email=address.lower()).first()
    if own is not None:
        return own
    alias = PersonAlias.objects.filter(email__iexact=address).select_related("person").first()
    if alias is None:
        return None
    counts = alias.added_by_id is None or in_case_of is ANYWHERE or alias.added_by_id == in_case_of
    return alias.person if counts else None


def remember_alias(person: Person, address: str, *, actor: Person, federation_id: int) -> PersonAlias:
    """Keep an address as one that the person answers from, in the transaction of who has asked the rights.

    Idempotent; who remembers one anew vouches for it from then on. Raises `RuleError` for an address that is somebody
    else's.
    """
    address = clean_address(address)
    if Person.objects.filter(email=address).exists():
        raise refusals.email_taken("somebody_else")
    alias = PersonAlias.objects.filter(email__iexact=address).first()
    if alias is not None and alias.person_id != person.pk:
        raise refusals.email_taken("somebody_else")
    if alias is not None and alias.added_by_id in (None, actor.pk):
        return alias
    if alias is None:
        alias = PersonAlias(person=person, email=address)
    alias.added_by, alias.added_at = actor, timezone.now()
    try:
        with transaction.atomic():
            alias.save()
    except IntegrityError as error:
        # somebody remembers it at the same moment
        raise refusals.email_taken("somebody_else") from error
    audit.record("alias_added", by=actor, federation=federation_id, person=person)
    return alias


def end_alias(alias: PersonAlias, *, by: Person) -> Person:
    """End an address that the person answers from: what comes from it is a stranger's again. Idempotent.

    Raises `PermissionDenied` for who neither keeps the person nor is the person.
    """
    person = alias.person
    if by.pk != person.pk and not can_keep_person(by, person):
        raise PermissionDenied
    with transaction.atomic():
        if PersonAlias.objects.filter(pk=alias.pk).delete()[0]:
            audit.record("alias_ended", by=by, federation=keeping_federation(by, person), person=person)
    logger.info("alias ended", extra={"person": person.pk, "by": by.pk})
    return person
