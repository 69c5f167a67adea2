"""A person's name, phone and address; former addresses stay as aliases."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from forums import refusals
from forums.actions.logins import tell_old_address
from forums.models import Person, PersonAlias
from forums.validators import clean_line, find_identifiers


def set_details(person: Person, *, name: str | None = None, email: str | None = None, phone: str | None = None) -> bool:
    """Correct a person's details; what is not given stays. True when the address is another one now.

    The former address becomes an alias: answers from it are still theirs, and who logs in is notified there. The flag
    of a bouncing address is removed. Raises `RuleError` for a bad name or address, or one that is taken.
    """
    changed: dict[str, object] = {}
    if name is not None:
        changed["name"] = clean_name(name)
    if phone is not None:
        changed["phone"] = clean_line(phone)
    before, bounced = person.email or "", person.address_bounced_at
    new = before if email is None else clean_address(email)
    if new != before:
        changed |= {"email": new, "address_bounced_at": None, "address_set_at": timezone.now()}
        _refuse_taken(person, new)
        PersonAlias.objects.filter(email__iexact=new).delete()
    for field, value in changed.items():
        setattr(person, field, value)
    try:
        with transaction.atomic():
            person.save(update_fields=list(changed))
    except IntegrityError as error:
        raise refusals.email_taken("somebody_else") from error
    if new != before and before:
        keep_alias(person, before)
        if bounced is None:
            tell_old_address(person, before)
    return new != before


def clean_optional(email: str, field: str) -> str:
    """Validate a function's own mailbox, which may be empty."""
    return clean_address(email, field) if email.strip() else ""


def keep_alias(person: Person, address: str) -> None:
    """Make the address an alias of this person, whoever's it was before: answers from it are theirs."""
    PersonAlias.objects.filter(email__iexact=address).delete()
    PersonAlias.objects.create(person=person, email=address.lower())


def clean_name(name: str) -> str:
    """Validate a name and put it on one line: it stands in mails and calendars (domain rule 2). Raises `RuleError`."""
    cleaned = clean_line(name)
    if not cleaned:
        raise refusals.name_missing()
    if find_identifiers(cleaned):
        raise refusals.identity_number()
    return cleaned


def clean_address(email: str, field: str = "email") -> str:
    """Validate an e-mail address and put it in lower case. Raises `RuleError`."""
    address = email.strip().lower()
    try:
        validate_email(address)
        address.encode("ascii")
    except (ValidationError, UnicodeEncodeError) as error:
        raise refusals.bad_email(field) from error
    return address


def _refuse_taken(person: Person, address: str) -> None:
    if Person.objects.filter(email=address).exclude(pk=person.pk).exists():
        raise refusals.email_taken("somebody_else")
