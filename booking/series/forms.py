"""A series of a group's meetings, and how far a change of one of them reaches."""

from __future__ import annotations

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.meetings.forms.times import ASKED_OF, NOTHING_PERSONAL, LinesField
from booking.models import MeetingForm, Series
from booking.rhythm import Frequency, Rhythm
from booking.series.actions import Plan, call_series, extend_series
from config.ground.forms import DateField, RadioRow, TimeField
from forums.models import Forum, MeetingTemplate, Person
from forums.validators import refuse_control_characters

RHYTHMS = {
    "weekly-1": _("Varje vecka"),
    "weekly-2": _("Varannan vecka"),
    "monthly_weekday-1": _("Varje månad, samma veckodag (till exempel andra torsdagen)"),
    "monthly_date-1": _("Varje månad, samma datum"),
    "monthly_weekday-2": _("Varannan månad, samma veckodag"),
    "monthly_weekday-3": _("Var tredje månad, samma veckodag"),
}


class SeriesForm(forms.Form):
    """Rhythm, time and place. The first day gives the weekday, its place in the month, or the date."""

    rhythm = forms.ChoiceField(
        label=_("Hur ofta"),
        choices=RHYTHMS.items(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur ofta gruppen möts")},
    )
    first_on = DateField(label=_("Första mötet"), error_messages={"required": _("Välj dagen för det första mötet")})
    last_on = DateField(
        label=_("Sista dagen"),
        help_text=_("Serien kan förlängas senare. Högst 400 möten."),
        error_messages={"required": _("Välj seriens sista dag")},
    )
    starts = TimeField(label=_("Börjar"), help_text=_("Till exempel 9 eller 13.30."))
    ends = TimeField(label=_("Slutar"), required=False)
    skips_holidays = forms.BooleanField(
        label=_("Hoppa över helgdagar och aftnar"), required=False, initial=True, widget=forms.CheckboxInput
    )
    meeting_form = forms.ChoiceField(
        label=_("Hur ni möts"),
        choices=MeetingForm.choices,
        widget=RadioRow(opens=ASKED_OF),
        error_messages={"required": _("Välj hur ni möts")},
    )
    place = forms.CharField(label=_("Plats"), max_length=160, required=False, help_text=NOTHING_PERSONAL)
    link = forms.CharField(label=_("Länk till det digitala mötet (valfritt)"), max_length=400, required=False)
    title = forms.CharField(
        label=_("Rubrik (valfritt)"),
        max_length=160,
        required=False,
        help_text=NOTHING_PERSONAL,
        validators=[refuse_control_characters],
    )
    agenda = LinesField(
        label=_("Dagordning (valfritt)"),
        required=False,
        help_text=NOTHING_PERSONAL,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, data=None, *, forum: Forum, template: MeetingTemplate, request_key: str = ""):
        super().__init__(data, initial={"agenda": list(template.agenda), "request_key": request_key})
        self.forum, self.template = forum, template
        minutes = template.duration_minutes
        self.fields["ends"].help_text = _("Tomt blir %(n)d minuter, som i mallen.") % {"n": minutes}

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        on_site = fields.get("meeting_form") in (MeetingForm.ON_SITE, MeetingForm.HYBRID)
        if on_site and not fields.get("place") and "place" not in self.errors:
            self.add_error("place", _("Skriv var mötena är"))
        starts, ends = fields.get("starts"), fields.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Sluttiden måste vara efter starttiden"))
        return fields

    def plan(self) -> Plan:
        """The plan that was filled in, once the form is valid."""
        fields = self.cleaned_data
        frequency, _dash, interval = fields["rhythm"].partition("-")
        rhythm = Rhythm(Frequency(frequency), int(interval), fields["first_on"], fields["last_on"], fields["starts"])
        minutes = minutes_between(fields["starts"], fields["ends"]) or self.template.duration_minutes
        return Plan(rhythm, minutes, fields["skips_holidays"])

    def apply(self, by: Person) -> Series:
        fields = self.cleaned_data
        key = f"{fields['request_key']}:{self.forum.pk}" if fields["request_key"] else ""
        texts = {name: fields[name] for name in ("meeting_form", "place", "link", "title", "agenda")}
        return call_series(self.forum, by=by, plan=self.plan(), request_key=key, **texts)


class ExtendForm(forms.Form):
    last_on = DateField(label=_("Ny sista dag"))

    def apply(self, series: Series, by: Person) -> Series:
        return extend_series(series, by=by, last_on=self.cleaned_data["last_on"])


def minutes_between(starts: datetime.time, ends: datetime.time | None) -> int:
    if ends is None:
        return 0
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
