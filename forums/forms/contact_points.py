"""The search of Vägen in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from config.database.sorting import swedish_order
from config.ground.forms import model_field
from forums.models import Area, PartyKind


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Enhet, funktion eller ärende"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    omrade = forms.ModelChoiceField(
        label=_("Område"), queryset=Area.objects.none(), required=False, empty_label=_("Alla områden")
    )
    part = forms.ModelChoiceField(
        label=_("Part"), queryset=PartyKind.objects.none(), required=False, empty_label=_("Alla parter")
    )

    def __init__(self, data, *, areas, kinds):
        super().__init__(data)
        model_field(self, "omrade").queryset = areas.order_by(*swedish_order("name"))
        model_field(self, "part").queryset = kinds
