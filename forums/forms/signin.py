"""A federation's rules for signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.ground.forms import DateField
from forums.actions.signin import set_signin_rules
from forums.models import Federation, Person


class RulesForm(forms.Form):
    contact_persons = forms.BooleanField(
        label=_("Kontaktpersoner behöver ett andra steg"),
        help_text=_("Den som sköter registret behöver det alltid."),
        required=False,
    )
    everybody_from = DateField(
        label=_("Alla behöver ett andra steg från och med (valfritt)"),
        help_text=_("Den som inte har något får lägga till det vid sin nästa inloggning."),
        required=False,
    )

    def __init__(self, data: Any = None, *, federation: Federation) -> None:
        super().__init__(
            data,
            initial={
                "contact_persons": federation.second_factor_of_contact_persons,
                "everybody_from": federation.second_factor_from,
            },
        )

    def apply(self, federation: Federation, by: Person) -> Federation:
        return set_signin_rules(
            federation,
            by=by,
            contact_persons=self.cleaned_data["contact_persons"],
            everybody_from=self.cleaned_data["everybody_from"],
        )
