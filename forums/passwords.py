"""How long a password has to be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forums.models import Person, RoleKind
from forums.queries import roles_of

SHORTEST, SHORTEST_OF_ADMINISTRATORS = 12, 15


def shortest_for(person: Person | None) -> int:
    """Whoever administers a federation reaches all of its register."""
    administers = person is not None and roles_of(person).filter(kind=RoleKind.ADMINISTRATOR).exists()
    return SHORTEST_OF_ADMINISTRATORS if administers else SHORTEST


class LongEnough:
    def validate(self, password: str, user: Person | None = None) -> None:
        shortest = shortest_for(user)
        if len(password) < shortest:
            raise ValidationError(_("Lösenordet behöver ha minst %(n)d tecken.") % {"n": shortest}, code="too_short")

    def get_help_text(self) -> str:
        return _("Lösenordet behöver ha minst %(n)d tecken.") % {"n": SHORTEST}
