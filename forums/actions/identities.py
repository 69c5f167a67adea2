"""Accounts at parties' identity providers: who logs in by one, and which a person adds and takes away.

An account is keyed by issuer and subject. An address alone lets nobody in to what somebody else has: it connects a
known person once, when their own party vouches for it and they have no other way to log in.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from config.ground.errors import RuleError
from config.ground.providers import IdentityProvider
from forums import audit, refusals
from forums.actions.addresses import clean_address, clean_name
from forums.actions.people import person_by_address
from forums.actions.waiting import place_waits
from forums.keepers import is_keeper
from forums.logins import federations_of, is_ended, may_log_in
from forums.models import Person, Placement, Unit, in_force
from forums.queries import today
from forums.signin.identity import Identity
from forums.signin.telling import tell_factors_changed
from forums.standing import TRUSTED
from forums.waiting import login_address

LONGEST_NAME = 120


def person_of(identity: Identity) -> Person:
    """Whose login this is. The first one connects a person whom the register knows, or makes one.

    Known: works for the party, is no keeper of the register, and has no password, second factor or other account.
    Unknown: placed at the unit that the provider says, which waits for a colleague's yes (domain rule 4). Nobody gets a
    role. What the provider says of the unit later changes nothing: a directory lags, and a place leads to cases.
    Raises `RuleError` for everybody else; then nothing is made.
    """
    try:
        with transaction.atomic():
            account = _accounts(identity).select_for_update(of=("self",)).select_related("user").first()
            if account is not None:
                _refuse_ended(account.user, identity)
                _note_unit(account, identity)
                return account.user
            address = _address(identity)
            known = person_by_address(address)
            person = _add_person(identity, address) if known is None else _connect_known(known, identity, address)
            _add_account(person, identity)
            return person
    except IntegrityError:
        # a race: the same person's first login twice at once
        raise refusals.provider_login("again", identity.provider.label) from None


def add_identity(identity: Identity, *, by: Person) -> SocialAccount:
    """Add an account to the login of who is logged in. Idempotent. They are told by mail.

    Raises `PermissionDenied` for who is not of the party's federation, and `RuleError` for an account with another
    address than their own, or one that is somebody else's.
    """
    label = identity.provider.label
    try:
        with transaction.atomic():
            person = _lock(by)
            if not may_log_in(person) or not may_use(person, identity.provider):
                raise PermissionDenied
            account = _accounts(identity).first()
            if account is not None and account.user_id == person.pk:
                return account
            if account is not None:
                raise refusals.provider_account("of_another", label)
            if person_by_address(_address(identity)) != person:
                raise refusals.provider_account("not_yours", label)
            if SocialAccount.objects.filter(user=person, provider=identity.provider.issuer).exists():
                raise refusals.provider_account("twice", label)
            return _add_account(person, identity)
    except IntegrityError:
        raise refusals.provider_account("of_another", label) from None


def remove_identity(account: SocialAccount, *, by: Person) -> None:
    """Take an account away from one's own login. They are told by mail.

    Raises `PermissionDenied` for somebody else's, and `RuleError` for the only way to log in.
    """
    with transaction.atomic():
        person = _lock(by)
        if account.user_id != person.pk:
            raise PermissionDenied
        others = SocialAccount.objects.filter(user=person).exclude(pk=account.pk)
        keys = [key.wrap() for key in Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)]
        if not (person.has_usable_password() or others.exists() or any(key.is_passwordless for key in keys)):
            raise refusals.provider_account("last", account.provider)
        gone, _rows = SocialAccount.objects.filter(pk=account.pk).delete()
        if gone:
            audit.record("identity_removed", by=by, person=person)
            tell_factors_changed(person)


def may_use(person: Person, provider: IdentityProvider) -> bool:
    """Whether a person may log in by this provider: who works, sits or is trusted in its federation."""
    return federations_of(person).filter(slug=provider.federation).exists()


def is_identity_of(person: Person, identity: Identity) -> bool:
    return _accounts(identity).filter(user=person).exists()


def _accounts(identity: Identity) -> QuerySet[Any]:
    return SocialAccount.objects.filter(provider=identity.provider.issuer, uid=identity.subject)


def _lock(person: Person) -> Person:
    list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).order_by().values_list("pk"))
    return Person.objects.get(pk=person.pk)


def _add_account(person: Person, identity: Identity) -> SocialAccount:
    """Of what the provider says only the subject is kept, and the unit, to see when it becomes another."""
    unit = _unit(identity)
    said = {"unit": unit.pk} if unit is not None else {}
    account = SocialAccount.objects.create(
        user=person, provider=identity.provider.issuer, uid=identity.subject, extra_data=said
    )
    audit.record("identity_added", by=person, person=person)
    tell_factors_changed(person)
    return account


def _address(identity: Identity) -> str:
    """The address that the party vouches for, of its own domains."""
    label = identity.provider.label
    if not identity.is_verified:
        raise refusals.provider_login("unverified", label)
    try:
        address = clean_address(identity.address)
    except RuleError:
        raise refusals.provider_login("unverified", label) from None
    # a person pastes an address as it comes; who vouches for one says it as it is
    if address != identity.address.strip():
        raise refusals.provider_login("unverified", label)
    if address.rpartition("@")[2] not in identity.provider.domains:
        raise refusals.provider_login("elsewhere", label)
    return address


def _refuse_ended(person: Person, identity: Identity) -> None:
    if not may_log_in(person) or is_ended(person):
        raise refusals.provider_login("ended", identity.provider.label)


def _connect_known(known: Person, identity: Identity, address: str) -> Person:
    """The person with the address. One that a keeper has changed, and nobody has said yes to, is not theirs yet."""
    person, provider = _lock(known), identity.provider
    if person.email != address or login_address(person) != address:
        raise refusals.provider_login("of_another", provider.label)
    _refuse_ended(person, identity)
    places = Placement.objects.filter(in_force(today()), person=person)
    of_party = Q(unit__party__name=provider.party, unit__party__federation__slug=provider.federation)
    if not places.filter(of_party).exists():
        raise refusals.provider_login("of_another", provider.label)
    coming = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    if is_keeper(person) or person.roles.filter(coming, kind__in=TRUSTED).exists():
        raise refusals.provider_login("keeper", provider.label)
    has_account = SocialAccount.objects.filter(user=person).exists()
    if person.has_usable_password() or has_account or Authenticator.objects.filter(user=person).exists():
        raise refusals.provider_login("logs_in", provider.label)
    return person


def _unit(identity: Identity) -> Unit | None:
    """The one open unit of the party that the provider says."""
    provider = identity.provider
    if len(identity.units) != 1:
        return None
    here = Unit.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=today()),
        party__name=provider.party,
        party__federation__slug=provider.federation,
        name=identity.units[0],
    )
    return here.select_related("party").first()


def _add_person(identity: Identity, address: str) -> Person:
    unit, label = _unit(identity), identity.provider.label
    if unit is None or not 0 < len(identity.name) <= LONGEST_NAME:
        raise refusals.provider_login("unit", label)
    try:
        name = clean_name(identity.name)
    except RuleError:
        raise refusals.provider_login("unit", label) from None
    person = Person(name=name, email=address)
    person.set_unusable_password()
    person.save()
    place = Placement.objects.create(person=person, unit=unit, starts_on=today())
    place_waits(place, actor=None)
    audit.record("identity_person", by=None, person=person, unit=unit)
    return person


def _note_unit(account: SocialAccount, identity: Identity) -> None:
    """Write down once that the provider says another unit than before, where its keepers read it."""
    unit = _unit(identity)
    if unit is not None and account.extra_data.get("unit") != unit.pk:
        account.extra_data = {"unit": unit.pk}
        if not Placement.objects.filter(in_force(today()), person=account.user, unit=unit).exists():
            audit.record("identity_unit", by=None, person=account.user, unit=unit)
    account.save(update_fields=["extra_data", "last_login"])
