"""A group's seat that goes to somebody else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.staffing.members import replace_member
from config.database.sorting import swedish_order
from config.ground.forms import DateField, model_field
from forums.models import Membership, Person


class ReplaceForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Ny ledamot"),
        queryset=Person.objects.none(),
        empty_label=_("Välj person"),
        error_messages={
            "required": _("Välj vem som tar över platsen"),
            "invalid_choice": _("Personen arbetar inte hos parten."),
        },
    )
    on = DateField(label=_("Från och med"), help_text=_("Möten från den dagen följer med den nya ledamoten."))

    def __init__(self, data: Any = None, *, people: QuerySet[Person]) -> None:
        super().__init__(data)
        model_field(self, "person").queryset = people.order_by(*swedish_order("name"))

    def apply(self, membership: Membership, by: Person) -> Membership:
        return replace_member(membership, by=by, person=self.cleaned_data["person"], on=self.cleaned_data["on"])
