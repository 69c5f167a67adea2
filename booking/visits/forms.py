"""Registering a visit in seconds, and one number a month."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from booking.models import Meeting, PhoneTally
from booking.visits.actions import register_visit, tally_phone_consultations
from config.database.sorting import swedish_order
from config.ground.forms import DateField, choice_field, model_field
from forums.models import Area, MeetingTemplate, Person, Unit
from forums.queries import today

MOST = 9999
NOTHING_PERSONAL = _("Skriv aldrig namn eller annat om en person.")


def number_field(label, *, required: bool) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={
            "required": _("Skriv ett tal"),
            "invalid": _("Skriv ett tal"),
            "min_value": _("Skriv ett tal från 0"),
            "max_value": _("Skriv ett tal till och med 9999"),
        },
    )


class VisitForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput)
    template = forms.ModelChoiceField(
        label=_("Kommunområde"),
        queryset=MeetingTemplate.objects.none(),
        empty_label=None,
        error_messages={"required": _("Välj kommunområde"), "invalid_choice": _("Välj kommunområde ur listan")},
    )
    held_on = DateField(label=_("Datum"))
    unit = forms.ModelChoiceField(
        label=_("Enhet"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Ingen enhet i listan"),
        error_messages={"invalid_choice": _("Välj en enhet ur listan")},
    )
    place_visited = forms.CharField(
        label=_("Annat ställe än en enhet"), max_length=160, required=False, help_text=NOTHING_PERSONAL
    )
    participants_count = number_field(_("Hur många ni träffade (valfritt)"), required=False)
    title = forms.CharField(label=_("Rubrik (valfritt)"), max_length=160, required=False, help_text=NOTHING_PERSONAL)

    def __init__(self, data=None, *, templates: Sequence[MeetingTemplate]):
        super().__init__(data, initial={"request_key": uuid.uuid4(), "held_on": today()})
        wanted = model_field(self, "template")
        wanted.queryset = MeetingTemplate.objects.filter(pk__in=[one.pk for one in templates]).select_related("area")
        wanted.label_from_instance = lambda one: str(one.area or one.name)  # type: ignore[method-assign,assignment]
        if len(templates) == 1:
            self.initial["template"] = templates[0]
            wanted.widget = forms.HiddenInput()
        units = Unit.objects.filter(areas__in=[one.area_id for one in templates], closed_on=None).distinct()
        model_field(self, "unit").queryset = units.select_related("party").order_by(*swedish_order("name"))

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        if "unit" not in self.errors and not fields.get("unit") and not (fields.get("place_visited") or "").strip():
            self.add_error("unit", _("Välj enheten, eller skriv var ni var."))
        return fields

    def apply(self, by: Person) -> Meeting:
        fields = dict(self.cleaned_data)
        return register_visit(by=by, **fields | {"request_key": f"{fields['request_key']}:visit"})


class TallyForm(forms.Form):
    """A month and a number; what was noted before is written over."""

    month = forms.ChoiceField(
        label=_("Månad"),
        error_messages={"required": _("Välj månad"), "invalid_choice": _("Välj en månad ur listan")},
    )
    number = number_field(_("Antal telefonkonsultationer"), required=True)

    def __init__(self, data=None, *, months: Sequence[datetime.date]):
        super().__init__(data)
        choice_field(self, "month").choices = [(each.isoformat(), month_name(each)) for each in months]
        if len(months) > 1:
            # the one that has just ended
            self.initial["month"] = months[1].isoformat()

    def apply(self, area: Area, by: Person) -> PhoneTally:
        month = datetime.date.fromisoformat(self.cleaned_data["month"])
        return tally_phone_consultations(area, by=by, month=month, number=self.cleaned_data["number"])


def month_name(month: datetime.date) -> str:
    """november 2026"""
    return date_format(month, "F Y").lower()
