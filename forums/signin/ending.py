"""What ends with a login: sessions, second factors, known devices and accounts at identity providers."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from forums.models import Person


def end_login_elsewhere(person: Person) -> None:
    """End sessions, known devices and accounts at identity providers, in the caller's transaction.

    Second factors stay: who is given a login again has to show the same, so that one keeper alone takes none away.
    """
    end_sessions(person)
    SocialAccount.objects.filter(user=person).delete()
    person.known_devices.all().delete()


def end_ways_to_log_in(person: Person) -> None:
    """End the second factors, too. Runs in the caller's transaction. The password is the caller's to end."""
    end_login_elsewhere(person)
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    person.factor_resets.all().delete()


def end_sessions(person: Person, *, but: str | None = None) -> int:
    """End a person's sessions, but for the one with this key. How many."""
    ending = list(UserSession.objects.filter(user=person).exclude(session_key=but or ""))
    for one in ending:
        one.end()
    return len(ending)
