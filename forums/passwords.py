"""How long a password has to be, and of which words it may not be made."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forums.logins import federations_of
from forums.models import Person, RoleKind
from forums.queries import roles_of

SHORTEST, SHORTEST_OF_ADMINISTRATORS = 12, 15


def shortest_for(person: Person | None) -> int:
    """Whoever administers a federation reaches all of its register."""
    administers = person is not None and roles_of(person).filter(kind=RoleKind.ADMINISTRATOR).exists()
    return SHORTEST_OF_ADMINISTRATORS if administers else SHORTEST


# what somebody who wants in tries first (ASVS 5.0, 6.1.2 and 6.2.11); the federation's and the person's own come to it
OWN_WORDS = ("samverk", "samordningsförbund", "samverkan", "losenord", "lösenord", "password")
SHORTEST_OWN = 4


class NotOurWords:
    """A password whose length is made up by the service's, the federation's or the person's own words is refused."""

    def validate(self, password: str, user: Person | None = None) -> None:
        rest = password.casefold()
        for word in sorted(_words_of(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < SHORTEST / 2:
            raise ValidationError(
                _("Välj ett lösenord som inte är ditt eget namn, din adress eller tjänstens."), code="own_words"
            )

    def get_help_text(self) -> str:
        return ""


def _words_of(person: Person | None) -> set[str]:
    words = set(OWN_WORDS)
    if person is not None:
        told = " ".join([person.name, person.email or "", *(one.name for one in federations_of(person))])
        words |= set(re.split(r"[\W_]+", told.casefold()))
    return {word for word in words if len(word) >= SHORTEST_OWN}


class NotCommon(CommonPasswordValidator):
    """The library's list of what others have chosen, in our own words."""

    def get_error_message(self) -> str:
        return _("Många har valt det lösenordet, så det är lätt att gissa. Välj ett annat.")

    def get_help_text(self) -> str:
        return ""


class LongEnough:
    def validate(self, password: str, user: Person | None = None) -> None:
        shortest = shortest_for(user)
        if len(password) < shortest:
            raise ValidationError(_("Lösenordet behöver ha minst %(n)d tecken.") % {"n": shortest}, code="too_short")

    def get_help_text(self) -> str:
        return _("Lösenordet behöver ha minst %(n)d tecken.") % {"n": SHORTEST}
