"""What a key of the API is for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.actions.tokens import LONGEST_NAME


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Vilket program är nyckeln till?"),
        help_text=_("Till exempel Verksamhetssystemet. Bara du ser namnet."),
        max_length=LONGEST_NAME,
        error_messages={
            "required": _("Skriv ett kort namn på programmet, utan nummer och adresser."),
            "max_length": _("Skriv ett kort namn på programmet, utan nummer och adresser."),
        },
    )
