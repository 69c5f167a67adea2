"""Who may have a way in to the service, and the link that lets a person choose a password.

The link is derived from the person's row, not stored: it holds for three days, once, and until the password, the
address or the last login is another one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import Q, QuerySet

from forums.models import AuditEntry, AuditSubject, Federation, LoginRequest, LoginRequestKind, Person
from forums.queries import today


class LoginTokens(PasswordResetTokenGenerator):
    key_salt = "samverk.login"

    def _now(self) -> datetime.datetime:
        # Django's own is local time: an hour more or less over a summer-time night, and between hosts
        return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


TOKENS = LoginTokens()
# what else ends with a login, filled in by the floors above when the app is ready
ENDS_TOO: list[Callable[[Person], object]] = []
# what the record of changes says of logins that were ended, and given again
ENDS, BEGINS = ("login_ended",), ("login_given", "password_chosen", "password_set")


def federations_of(person: Person) -> QuerySet[Federation]:
    """Where the person works, sits or is trusted, or is to."""
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    works = person.placements.filter(goes_on).values("unit__party__federation")
    trusted = person.roles.filter(goes_on).values("federation")
    sits = person.memberships.filter(goes_on).values("forum__federation")
    return Federation.objects.filter(Q(pk__in=works) | Q(pk__in=trusted) | Q(pk__in=sits))


def is_let_in(person: Person) -> bool:
    """Asked at every login and every request, of sessions and of API tokens.

    What the demonstration has made is let in only while this is a demonstration: its password stands on the login page.
    """
    return person.is_active and (settings.DEMO or not person.is_demo)


def may_log_in(person: Person) -> bool:
    """Somebody who is here, with an address. Who has left everything gets nothing, and no link of theirs opens."""
    return is_let_in(person) and bool(person.email) and federations_of(person).exists()


def given(person: Person) -> LoginRequest | None:
    """The last time that somebody gave a way in to a person who has not chosen a password since."""
    return person.login_requests.filter(kind=LoginRequestKind.GIVEN).order_by("-asked_at", "-pk").first()


def logs_in(person: Person) -> bool:
    """A password, or an account at an identity provider."""
    return person.has_usable_password() or SocialAccount.objects.filter(user=person).exists()


def has_way_in(person: Person) -> bool:
    """A way to log in, a link to choose a password with, or the key of a program."""
    return logs_in(person) or given(person) is not None or person.api_tokens.exists()


def is_ended(person: Person) -> bool:
    """Whether a keeper has ended the login, and nobody has given another: an identity provider does not undo that."""
    said = AuditEntry.objects.filter(about=AuditSubject.PERSON, about_id=person.pk, what__in=(*ENDS, *BEGINS))
    return said.order_by("-at", "-pk").values_list("what", flat=True).first() in ENDS


def login_token(person: Person) -> str:
    return TOKENS.make_token(person)


def open_login_link(pk: int, token: str) -> Person | None:
    """Whose link it is; None when it is made up, used, too old or taken back, or its person has left."""
    person = Person.objects.filter(pk=pk).first()
    if person is None or not TOKENS.check_token(person, token):
        return None
    return person if may_log_in(person) else None
