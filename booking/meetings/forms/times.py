"""When and where: the fourth page of a call, and the same fields of a called meeting."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.calling import edit_draft
from booking.meetings.actions.lengths import kept_length, minutes_of
from booking.meetings.actions.rules import answer_by_refusals, time_refusals
from booking.meetings.actions.texts import clean_texts
from booking.meetings.forms.consent import no_mail_field
from booking.meetings.forms.parties import version_field
from booking.meetings.forms.refused import add_all, refusals_to
from booking.meetings.places import chosen_now, place_choices
from booking.models import Meeting, MeetingForm, Outcome, PlaceKind
from booking.workdays import at_local, local
from config.database.sorting import swedish_order
from config.ground.forms import CheckboxList, DateField, OpeningSelect, RadioRow, TimeField
from forums.models import Area, Level, Place, Unit
from forums.places import services_for_individuals
from forums.queries import today
from forums.validators import refuse_control_characters, refuse_identifiers

# what the action looks at when a draft is saved
TEXTS = ("place", "link", "title", "agenda", "internal_note")
# which parts of parts/way_of_meeting.html a way to meet shows
ASKED_OF = {MeetingForm.ON_SITE.value: "2", MeetingForm.HYBRID.value: "2 3", MeetingForm.DIGITAL.value: "3"}
NOTHING_PERSONAL = _("Skriv aldrig namn, personnummer eller hälsouppgifter.")


class LinesField(forms.CharField):
    """A list written with one line a point."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class SlotForm(forms.Form):
    """A day with its two times, made into moments. An empty end keeps the length: of a called meeting its own, else the
    template's.
    """

    version = version_field()
    date = DateField(label=_("Datum"))
    starts = TimeField(label=_("Börjar"), help_text=_("Till exempel 9 eller 13.30."))
    ends = TimeField(label=_("Slutar"), required=False)

    def __init__(self, data=None, *, meeting: Meeting):
        super().__init__(data, initial={"version": meeting.version, **slot_of(meeting)})
        self.meeting = meeting
        hint = (
            _t("Tomt blir %(n)d minuter, som nu.")
            if meeting.is_called
            else _t("Tomt blir %(n)d minuter, som i mallen.")
        )
        self.fields["ends"].help_text = hint % {"n": minutes_of(kept_length(meeting))}

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        if "date" in fields and fields["date"] < today():
            self.add_error("date", _("Datumet har redan varit"))
        if "starts" in fields and "ends" in fields:
            self.add_moments(fields)
        return fields

    def add_moments(self, fields: dict[str, Any]) -> None:
        """The moments. On another day where the chosen one will not do, so that wrong times are said with it."""
        day = fields.get("date") or today() + datetime.timedelta(days=1)
        starts_at = at_local(day, fields["starts"])
        ends = fields["ends"]
        ends_at = at_local(day, ends) if ends else starts_at + kept_length(self.meeting)
        add_all(self, time_refusals(starts_at, ends_at, timezone.now()))
        if "date" in fields:
            fields["starts_at"], fields["ends_at"] = starts_at, ends_at


class TimeForm(SlotForm):
    """Time and place of a draft, and what its kind of meeting has besides: lists to choose from, or an agenda."""

    answer_by = DateField(
        label=_("Sista dag att svara (valfritt)"),
        required=False,
        help_text=_("Tomt blir arbetsdagen efter påminnelsen till dem som inte har svarat."),
    )
    meeting_form = forms.ChoiceField(
        label=_("Hur ni möts"),
        choices=MeetingForm.choices,
        widget=RadioRow(opens=ASKED_OF),
        error_messages={"required": _("Välj hur ni möts")},
    )
    place = forms.CharField(
        label=_("Plats"),
        max_length=160,
        required=False,
        help_text=_("Gata och rum, eller enhetens namn. Skriv aldrig namn, personnummer eller hälsouppgifter."),
    )
    link = forms.CharField(
        label=_("Länk till det digitala mötet (valfritt)"),
        max_length=400,
        required=False,
        help_text=_("Klistra in länken från ditt eget mötesverktyg. Den kan läggas till senare."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def __init__(self, data=None, *, meeting: Meeting):
        super().__init__(data, meeting=meeting)
        add_contents(self, meeting)
        add_joint_areas(self, meeting)
        if meeting.is_individual and not meeting.template.consent_required:
            self.fields["no_mail"] = no_mail_field()
            self.initial["no_mail"] = meeting.no_mail
        if meeting.no_mail and meeting.template.consent_required:
            leave_out_place(self)

    def clean(self):
        fields = super().clean()
        on_site = fields.get("meeting_form") in (MeetingForm.ON_SITE, MeetingForm.HYBRID)
        if on_site and not fields.get("no_mail", self.meeting.no_mail):
            require_place(self)
        self.refuse_all(fields)
        return fields

    def refuse_all(self, fields: dict[str, Any]) -> None:
        """What the action refuses in a text or a last day to answer, said together with what is wrong with the time."""
        with refusals_to(self):
            clean_texts(self.meeting, {name: fields[name] for name in TEXTS if name in fields})
        day = fields.get("date")
        starts_at = at_local(day, datetime.time(12)) if day else None
        add_all(self, answer_by_refusals(fields.get("answer_by"), starts_at))

    def apply(self, meeting: Meeting, by) -> None:
        names = ("date", "starts", "ends", "version")
        fields = {name: value for name, value in place_of(self.cleaned_data).items() if name not in names}
        edit_draft(meeting, by=by, version=self.cleaned_data["version"], **fields)


def add_contents(form: forms.Form, meeting: Meeting) -> None:
    """The fields that hang on the kind of meeting, filled with what is there now."""
    template = meeting.template
    for name in ("answer_by", "meeting_form", "place", "link"):
        form.initial[name] = getattr(meeting, name)
    if template.is_individual:
        add_places(form, meeting)
        add_choices(form, meeting, "purposes", _("Syfte (valfritt)"))
        add_choices(form, meeting, "prepare", _("Det här behöver de kallade förbereda (valfritt)"))
        return
    if template.variants:
        kinds = [("", _("Inget av dem")), *template.variants.items()]
        form.fields["variant"] = forms.ChoiceField(label=_("Slag"), choices=kinds, required=False)
    form.fields["title"] = forms.CharField(
        label=_("Rubrik (valfritt)"),
        max_length=160,
        required=False,
        help_text=NOTHING_PERSONAL,
        validators=[refuse_control_characters],
    )
    form.fields["agenda"] = LinesField(
        label=_("Dagordning"),
        required=False,
        help_text=_("En punkt på varje rad. Skriv aldrig namn, personnummer eller hälsouppgifter."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    form.fields["internal_note"] = forms.CharField(
        label=_("Intern anteckning (valfritt)"),
        required=False,
        help_text=_("Följer inte med i kallelsen. Skriv aldrig namn, personnummer eller hälsouppgifter."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    for name in ("variant", "title", "agenda", "internal_note"):
        form.initial[name] = getattr(meeting, name)


def add_joint_areas(form: forms.Form, meeting: Meeting) -> None:
    """The other areas of a day that is open, where the federation has any."""
    others = (
        Area.objects.filter(federation=meeting.federation_id)
        .exclude(pk=meeting.area_id)
        .order_by(*swedish_order("name"))
    )
    if meeting.template.level != Level.OPEN or not others:
        return
    form.fields["joint_areas"] = forms.ModelMultipleChoiceField(
        label=_("Områden som håller dagen tillsammans (valfritt)"),
        queryset=others,
        required=False,
        widget=CheckboxList,
        help_text=_("Dagen räknas en gång för varje område och en gång för förbundet."),
    )
    form.initial["joint_areas"] = list(meeting.joint_areas.all())


def add_places(form: forms.Form, meeting: Meeting) -> None:
    """The place of a meeting about a person: chosen, or else typed and kept out of mails (domain rule 2)."""
    names = [service.name for service in services_for_individuals(meeting.federation_id)]
    form.fields["link"].help_text = (
        _t("Länken ska gå till %(names)s. Den kan läggas till senare.") % {"names": ", ".join(names)}
        if names
        else _t("Ingen videotjänst är godkänd för möten om enskilda än. Be förbundets administratör.")
    )
    written = form.fields["place"]
    written.label = _("Annan plats")
    written.help_text = _(
        "Den står inte i mejl och kalendrar: de kallade ser den när de har loggat in eller angett en kod. "
        "Skriv aldrig namn, personnummer eller hälsouppgifter. "
        "Den som saknas i listan lägger samverkanskoordinatorn eller er kontaktperson till."
    )
    # the action refuses it, too; here it is said together with what is wrong with the time
    written.validators += [refuse_control_characters, refuse_identifiers]
    now = chosen_now(meeting)
    form.initial.update(where=now, place=meeting.place if now == PlaceKind.TYPED else "")
    where = forms.ChoiceField(
        label=_("Plats"),
        choices=[("", _("Välj plats")), *place_choices(meeting)],
        required=False,
        widget=OpeningSelect(opens={PlaceKind.TYPED.value: "1"}),
        help_text=_("Det du väljer står i kallelsen. Möts ni bara digitalt behövs ingen plats."),
        error_messages={"invalid_choice": _("Välj en plats ur listan")},
    )
    # before the text that belongs to it
    form.fields = {
        name: field
        for one in form.fields.items()
        for name, field in ([("where", where), one] if one[0] == "place" else [one])
    }


def leave_out_place(form: forms.Form) -> None:
    """A meeting utan utskick has no place, and nobody is sent a link."""
    for name in ("where", "place", "link"):
        form.fields.pop(name, None)


def require_place(form: forms.Form) -> None:
    """Add an error when no place is given where people meet."""
    fields, name = form.cleaned_data, "where" if "where" in form.fields else "place"
    if name not in form.errors and not fields.get(name):
        form.add_error(name, _("Välj var mötet är") if name == "where" else _("Skriv var mötet är"))
    if fields.get("where") == PlaceKind.TYPED and not fields.get("place") and "place" not in form.errors:
        form.add_error("place", _("Skriv var mötet är"))


def place_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The cleaned fields, with what was chosen as the place in the words of the action."""
    if "where" not in fields:
        return dict(fields)
    others = {name: value for name, value in fields.items() if name not in ("where", "place")}
    if fields.get("meeting_form") == MeetingForm.DIGITAL:
        return {**others, "place_kind": PlaceKind.DIGITAL}
    kind, _colon, row = fields["where"].partition(":")
    if kind == PlaceKind.PLACE:
        return {**others, "at_place": Place.objects.get(pk=row)}
    if kind == PlaceKind.UNIT:
        return {**others, "at_unit": Unit.objects.get(pk=row)}
    return {**others, "place_kind": kind, "place": fields.get("place", "") if kind == PlaceKind.TYPED else ""}


def add_choices(form: forms.Form, meeting: Meeting, name: str, label) -> None:
    """Chosen from the template's list, never written (domain rule 2). What was chosen under an older list stays."""
    listed = meeting.template.choices.get(name, [])
    if not listed:
        return
    form.fields[name] = forms.MultipleChoiceField(
        label=label, choices=[(text, text) for text in listed], required=False, widget=CheckboxList
    )
    form.initial[name] = getattr(meeting, name)


def slot_of(meeting: Meeting) -> dict[str, datetime.date | datetime.time]:
    if meeting.starts_at is None or meeting.ends_at is None:
        return follow_up_day_of(meeting)
    starts, ends = local(meeting.starts_at), local(meeting.ends_at)
    slot: dict[str, datetime.date | datetime.time] = {"date": starts.date(), "starts": starts.time()}
    # left empty it follows when the start is changed
    is_kept = meeting.ends_at - meeting.starts_at == kept_length(meeting)
    return slot if is_kept else {**slot, "ends": ends.time()}


def follow_up_day_of(meeting: Meeting) -> dict[str, datetime.date | datetime.time]:
    """The day that was set for it when the meeting before was registered."""
    outcome = Outcome.objects.filter(meeting=meeting.previous_id, follow_up_on__gte=today()).first()
    return {"date": outcome.follow_up_on} if outcome is not None and outcome.follow_up_on is not None else {}
