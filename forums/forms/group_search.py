"""The search of the list of groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from config.ground.forms import model_field
from forums.models import Area


class GroupSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Gruppens namn eller slag"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    omrade = forms.ModelChoiceField(
        label=_("Område"), queryset=Area.objects.none(), required=False, empty_label=_("Alla områden")
    )

    def __init__(self, data: Any, *, areas: QuerySet[Area]) -> None:
        super().__init__(data)
        model_field(self, "omrade").queryset = areas
