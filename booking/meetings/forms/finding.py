"""The search among one's own meetings."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.meetings.finding import (
    ALL,
    CALLED,
    CANCELLED,
    COMING,
    EARLIER,
    HELD,
    UNREGISTERED,
    Wanted,
    areas_of,
    kinds_of,
)
from config.ground.forms import DateField, choice_field, model_field
from forums.models import Area, Person

WHEN = [(COMING, _("Kommande")), (EARLIER, _("Tidigare")), (ALL, _("Alla"))]
STATES = [
    ("", _("Alla lägen")),
    (CALLED, _("Kallade")),
    (HELD, _("Genomförda")),
    (UNREGISTERED, _("Ej registrerade")),
    (CANCELLED, _("Inställda")),
]


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Referens, titel eller grupp"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    visa = forms.ChoiceField(label=_("När"), choices=WHEN, required=False)
    typ = forms.ChoiceField(label=_("Mötestyp"), required=False)
    lage = forms.ChoiceField(label=_("Läge"), choices=STATES, required=False)
    omrade = forms.ModelChoiceField(
        label=_("Område"), queryset=Area.objects.none(), required=False, empty_label=_("Alla områden")
    )
    fran = DateField(label=_("Från och med"), required=False)
    till = DateField(label=_("Till och med"), required=False)

    def __init__(self, data: Any, *, person: Person, in_calendar: bool) -> None:
        """In a week or a month the days are those of the page."""
        super().__init__(data)
        choice_field(self, "typ").choices = [("", _("Alla mötestyper")), *kinds_of(person)]
        areas = areas_of(person)
        model_field(self, "omrade").queryset = areas
        if len(areas) < 2:
            del self.fields["omrade"]
        if in_calendar:
            for name in ("visa", "fran", "till"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("fran"), found.get("till")
        if first and last and last < first:
            self.add_error("till", _("Sista dagen kan inte vara före den första"))
        return found

    def wanted(self, days: tuple[datetime.date, datetime.date] | None = None) -> Wanted:
        """What is asked for; what could not be read asks for nothing. A search by text looks back as well."""
        given = self.cleaned_data
        text = given.get("q", "")
        first, last = days or (given.get("fran"), given.get("till"))
        when = given.get("visa") or (ALL if days or text or first or last else COMING)
        return Wanted(text, when, given.get("typ", ""), given.get("lage", ""), given.get("omrade"), first, last)
