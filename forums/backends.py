"""Who asks: the person of a session or of a token, read anew for each request, and what they may do once in it."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from config.database.prepared import Slot, prepared
from forums.models import Person
from forums.standing import keep_standing


@prepared
def _person(pk: Slot) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk).order_by()


class PersonBackend(ModelBackend):
    def get_user(self, user_id: int) -> Person | None:
        person = next(iter(_person(user_id)), None)
        if person is None or not self.user_can_authenticate(person):
            return None
        keep_standing(person)
        return person


class PersonToken(TokenAuthentication):
    def authenticate_credentials(self, key: str) -> tuple[Person, object]:
        try:
            person, token = super().authenticate_credentials(key)
        except AuthenticationFailed:
            # the same sentence for a key that never was and for one whose person has left: neither says which
            raise AuthenticationFailed(_("Nyckeln gäller inte. Be om en ny.")) from None
        keep_standing(person)
        return person, token
