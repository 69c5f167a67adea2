"""Who asks: the person of a session or of a token, read anew for each request, and what they may do once in it."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from rest_framework.authentication import TokenAuthentication

from forums.models import Person
from forums.standing import keep_standing


class PersonBackend(ModelBackend):
    def get_user(self, user_id: int) -> Person | None:
        person = super().get_user(user_id)
        if person is not None:
            keep_standing(person)
        return person


class PersonToken(TokenAuthentication):
    def authenticate_credentials(self, key: str) -> tuple[Person, object]:
        person, token = super().authenticate_credentials(key)
        keep_standing(person)
        return person, token
