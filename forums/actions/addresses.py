"""A person's name, phone and address; former addresses stay as aliases."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from config.ground.text import bare_address
from forums import refusals
from forums.actions.logins import tell_new_address, tell_old_address
from forums.actions.waiting import address_waits, settle
from forums.keepers import keeping_federation
from forums.models import ContactPoint, Person, PersonAlias, WaitingKind
from forums.validators import clean_line, find_identifiers, refuse_identity_as_phone, refuse_no_phone
from forums.waiting import open_changes


def set_details(
    person: Person,
    *,
    actor: Person,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> bool:
    """Correct a person's details; what is not given stays. True when the address is another one now.

    The former address becomes an alias: answers from it are still theirs. An address that somebody else has changed
    waits before it gets mails about cases, or a link to choose a password with (domain rule 4). The flag of a bouncing
    address is removed. Raises `RuleError` for a bad name or address, or one that is taken.
    """
    changed: dict[str, object] = {}
    if name is not None:
        changed["name"] = clean_name(name)
    if phone is not None:
        changed["phone"] = clean_phone(phone)
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
    if new != before:
        _follow(person, before, is_dead=bounced is not None, actor=actor)
    return new != before


def _follow(person: Person, before: str, *, is_dead: bool, actor: Person) -> None:
    """What a new address means for the one before, and for who has to say yes to it."""
    if before:
        keep_alias(person, before)
    if actor.pk != person.pk:
        where = keeping_federation(actor, person)
        assert where is not None  # who keeps a person shares a federation with them
        address_waits(person, before, is_dead=is_dead, actor=actor, federation_id=where)
        tell_new_address(person, actor=actor)
        return
    for change in open_changes().filter(kind=WaitingKind.ADDRESS, person=person):
        settle(change)
        person.address_waits = False
    if before and not is_dead:
        tell_old_address(person, before)


def address_works(row: Person | ContactPoint) -> None:
    """Remove the flag of a bouncing address that has turned out to work. What failed before holds no longer."""
    if row.address_bounced_at is None:
        return
    row.address_bounced_at = None
    if isinstance(row, ContactPoint):
        row.save(update_fields=["address_bounced_at"])
        return
    row.address_set_at = timezone.now()
    row.save(update_fields=["address_bounced_at", "address_set_at"])


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


def clean_phone(phone: str) -> str:
    """Validate a telephone number and put it on one line: it stands in every call. Raises `RuleError`."""
    cleaned = clean_line(phone)
    try:
        refuse_identity_as_phone(cleaned)
    except ValidationError as error:
        raise refusals.identity_number("phone") from error
    try:
        refuse_no_phone(cleaned)
    except ValidationError as error:
        raise refusals.no_phone() from error
    return cleaned


def clean_function(function: str) -> str:
    """Validate what somebody does at a unit and put it on one line. Raises `RuleError`."""
    cleaned = clean_line(function)
    if find_identifiers(cleaned):
        raise refusals.identity_number("function")
    return cleaned


def clean_address(email: str, field: str = "email") -> str:
    """Validate an e-mail address and put it in lower case. Raises `RuleError`."""
    address = bare_address(email)
    try:
        validate_email(address)
        address.encode("ascii")
    except (ValidationError, UnicodeEncodeError) as error:
        raise refusals.bad_email(field) from error
    return address


def _refuse_taken(person: Person, address: str) -> None:
    if Person.objects.filter(email=address).exclude(pk=person.pk).exists():
        raise refusals.email_taken("somebody_else")
