"""Who asks: the person of a session or of a token, read anew for each request, and what they may do once in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from config.database.prepared import Slot, prepared
from config.ground.sources import source_of
from forums import refusals
from forums.actions.tokens import digest_of
from forums.brakes import Attempt, Purpose, count_wrong
from forums.logins import is_let_in
from forums.models import ApiToken, Person
from forums.standing import keep_standing


@prepared
def _person(pk: Slot) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk).order_by()


class PersonBackend(ModelBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        return is_let_in(user)

    def get_user(self, user_id: int) -> Person | None:
        person = next(iter(_person(user_id)), None)
        if person is None or not self.user_can_authenticate(person):
            return None
        keep_standing(person)
        return person


class PersonToken(TokenAuthentication):
    model = ApiToken

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        """Nothing is counted for a right key. Raises `RuleError` for a wrong one from where too many have been."""
        try:
            return super().authenticate(request)
        except AuthenticationFailed:
            if held := count_wrong(Attempt(Purpose.KEY, source=source_of(request))):
                raise refusals.too_many_tries(held.minutes) from None
            raise

    def authenticate_credentials(self, key: str) -> tuple[Person, ApiToken]:
        """Whose key it is. The same sentence for one that never was, has ended, or whose person may not log in."""
        held = ApiToken.objects.select_related("person").filter(digest=digest_of(key), ends_at__gt=timezone.now())
        token = held.first()
        if token is None or not is_let_in(token.person):
            raise AuthenticationFailed(_("Nyckeln gäller inte. Be om en ny."))
        _note_use(token)
        keep_standing(token.person)
        return token.person, token


def _note_use(token: ApiToken) -> None:
    """The day alone, so that a request in a thousand writes."""
    day = timezone.localdate()
    if token.last_used_on != day:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)
