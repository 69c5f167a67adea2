"""The code that a personal link asks for before it shows who else comes."""

from __future__ import annotations

import dataclasses

from django.utils import timezone
from django.utils.translation import gettext_lazy

from notifications.models import Notice
from notifications.notices.about import invitation_of, is_ahead
from notifications.notices.kinds import Kind, Link, register
from notifications.notices.wording import say
from notifications.telling.codes import VALID, new_code
from notifications.telling.mailtext import MailText

CODE = {
    "subject": "Din engångskod",
    "line": "Koden är {code}. Den gäller i 15 minuter. Lämna den inte vidare.",
}


def _text(notice: Notice, link: Link) -> MailText:
    """The one mail with a secret in it: it says nothing of the meeting but when it is."""
    code = new_code(invitation_of(notice))
    return dataclasses.replace(say(notice, link, "access_code", CODE, code=code), secret=code)


ACCESS_CODE = Kind(
    name="access_code",
    label=gettext_lazy("Engångskod"),
    wanted=is_ahead,
    text=_text,
    until=lambda _notice: timezone.now() + VALID,
    is_secret=True,
)
register(ACCESS_CODE)
