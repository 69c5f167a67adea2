"""A forgotten password, and a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.ground.forms import MailAddressField
from forums.models import Person
from forums.passwords import shortest_for

LONGEST = 128


class ForgottenForm(forms.Form):
    email = MailAddressField(
        label=gettext_lazy("Din e-postadress"),
        validators=[EmailValidator(gettext_lazy("Skriv e-postadressen som namn@kommun.se."))],
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": gettext_lazy("Skriv adressen som du loggar in med."),
            "max_length": gettext_lazy("Skriv e-postadressen som namn@kommun.se."),
        },
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Nytt lösenord"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Skriv ett lösenord.")},
    )
    again = forms.CharField(
        label=gettext_lazy("Lösenordet en gång till"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Skriv lösenordet en gång till.")},
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self.person = person
        words = {"n": shortest_for(person)}
        self.fields["password"].help_text = _("Minst %(n)d tecken, till exempel fyra ord.") % words

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again, password = str(self.cleaned_data["again"]), self.cleaned_data.get("password")
        if password is not None and again != password:
            raise ValidationError(_("Lösenorden är inte lika."), code="not_alike")
        return again


class ChangePasswordForm(PasswordForm):
    old = forms.CharField(
        label=gettext_lazy("Lösenordet du har nu"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Skriv lösenordet du har nu.")},
    )
    field_order = ("old", "password", "again")
