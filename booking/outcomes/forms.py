"""What came of a meeting. The template says which figures are asked; gender and age are never filled in beforehand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.changing import cancel_meeting
from booking.meetings.forms.parties import version_field
from booking.meetings.queries import live_invitations, substituted_seats
from booking.meetings.wording import seat_name
from booking.models import CancellationReason, Gender, Invitation, Meeting, MeetingForm, Outcome
from booking.outcomes.actions import register_outcome
from config.ground.forms import DateField, RadioCards, RadioRow
from forums.models import PartyKind, Person, Unit

YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]
SAID: dict[bool | None, str] = {True: "yes", False: "no"}
CAME, CAME_NOT, SUBSTITUTE = "came", "came_not", "substitute"
# chosen until something else is, so that each choice can be taken back
NOT_KNOWN = ("", _("Vet inte"))
ATTENDANCE = [(CAME, _("Deltog")), (CAME_NOT, _("Deltog inte")), (SUBSTITUTE, _("Ersättare deltog")), NOT_KNOWN]
QUESTIONS = {
    "individual_attended": _("Deltog den enskilde?"),
    "plan_made": _("Gjordes en plan?"),
    "plan_closed": _("Avslutades planen?"),
    "consent_given": _("Lämnades samtycke?"),
}
COUNTS = {
    "cases_raised_count": _("Antal ärenden som togs upp"),
    "participants_count": _("Antal deltagare"),
    "participants_public": _("Antal från allmänheten"),
}
GENDERS = {Gender.WOMAN: _("Kvinnor"), Gender.MAN: _("Män"), Gender.UNKNOWN: _("Uppgift saknas")}


class OutcomeForm(forms.Form):
    version = version_field()
    held = forms.ChoiceField(
        label=_("Hölls mötet?"),
        choices=[("yes", _("Ja, mötet hölls")), ("no", _("Nej, mötet hölls inte"))],
        widget=RadioCards(opens={"yes": "1", "no": "2"}),
        error_messages={"required": _("Välj om mötet hölls")},
    )
    reason = forms.ChoiceField(
        label=_("Varför hölls det inte?"), choices=CancellationReason.choices, widget=forms.RadioSelect, required=False
    )

    all_came = forms.BooleanField(
        label=_("Alla deltog"), help_text=_("Gäller alla som du inte har valt något annat för."), required=False
    )

    def __init__(self, data=None, *, meeting: Meeting):
        super().__init__(data, initial={"version": meeting.version})
        self.meeting = meeting
        self.outcome = Outcome.objects.filter(meeting=meeting).first()
        self.seats = list(live_invitations(meeting))
        if self.outcome is not None:
            self.initial["held"] = "yes"
        self.add_attendance()
        self.add_figures(set(meeting.template.outcome_fields))

    # --- fields

    def add_attendance(self) -> None:
        by_substitute = substituted_seats(self.meeting)
        for seat in self.seats:
            name = seat_field(seat)
            self.fields[name] = forms.ChoiceField(
                label=seat_label(seat), choices=ATTENDANCE, widget=RadioRow, required=False
            )
            if seat.attended is not None:
                came = SUBSTITUTE if str(seat.pk) in by_substitute else CAME
                self.initial[name] = came if seat.attended else CAME_NOT

    def add_figures(self, asked: set[str]) -> None:
        outcome = self.outcome
        if "meeting_form" in asked:
            self.choose("meeting_form", _("Hur ni möttes"), MeetingForm.choices)
            self.initial["meeting_form"] = (outcome.meeting_form if outcome else "") or self.meeting.meeting_form
        for name, label in QUESTIONS.items():
            if name in asked:
                self.choose(name, label, YES_NO)
                self.initial[name] = SAID.get(getattr(outcome, name, None))
        if "follow_up_on" in asked:
            self.fields["follow_up_on"] = DateField(label=_("Dag för uppföljning (valfritt)"), required=False)
        if "gender" in asked and not self.meeting.no_mail:
            help_text = _("Till statistiken, utan koppling till person.")
            self.choose("gender", _("Den enskildes kön"), Gender.choices, help_text)
        if "age_band" in asked:
            bands = [(band, band) for band in self.meeting.federation.age_bands]
            self.choose("age_band", _("Den enskildes ålder"), bands)
        for name in ("follow_up_on", "gender", "age_band"):
            self.initial[name] = getattr(outcome, name, None)
        self.add_counts(asked)

    def add_counts(self, asked: set[str]) -> None:
        for name, label in COUNTS.items():
            if name in asked:
                self.count(name, label, getattr(self.outcome, name, None))
        if "participants_per_party" in asked:
            for kind in PartyKind.objects.filter(federation=self.meeting.federation_id):
                earlier = getattr(self.outcome, "participants_per_party", {}).get(kind.code)
                self.count(f"party_{kind.code}", kind.name, earlier)
        if "gender_counts" in asked:
            for code, label in GENDERS.items():
                earlier = getattr(self.outcome, "gender_counts", {}).get(code.value)
                self.count(f"gender_{code.value}", label, earlier)
        if "unit_visited" in asked:
            units = Unit.objects.filter(party__federation=self.meeting.federation_id, closed_on=None)
            if self.meeting.area_id:
                units = units.filter(areas=self.meeting.area_id)
            self.fields["unit_visited"] = forms.ModelChoiceField(
                label=_("Besökt enhet"), queryset=units, required=False, empty_label=_("Välj enhet")
            )
            self.initial["unit_visited"] = getattr(self.outcome, "unit_visited_id", None)
            self.fields["place_visited"] = forms.CharField(
                label=_("Annat ställe än en enhet"),
                max_length=160,
                required=False,
                help_text=_("Skriv aldrig namn eller annat om en person."),
            )
            self.initial["place_visited"] = getattr(self.outcome, "place_visited", "")

    def choose(self, name: str, label, choices, help_text="") -> None:
        # a list that has its own word for it needs no other
        more = [] if Gender.UNKNOWN in dict(choices) else [NOT_KNOWN]
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[*choices, *more], widget=RadioRow, required=False, help_text=help_text
        )

    def count(self, name: str, label, earlier: int | None) -> None:
        self.fields[name] = forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=9999,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            error_messages={"invalid": _("Skriv ett tal"), "min_value": _("Skriv ett tal från 0")},
        )
        self.initial[name] = earlier

    # --- for the page

    def attendance(self):
        return [self[seat_field(seat)] for seat in self.seats]

    def figures(self):
        special = {"version", "held", "reason", "all_came", *(seat_field(seat) for seat in self.seats)}
        parts = ("party_", "gender_w", "gender_m", "gender_u")
        return [self[name] for name in self.fields if name not in special and not name.startswith(parts)]

    def per_party(self):
        return [self[name] for name in self.fields if name.startswith("party_")]

    def per_gender(self):
        return [self[name] for name in self.fields if name in {f"gender_{code.value}" for code in GENDERS}]

    # --- values

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        if fields.get("held") == "no" and not fields.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Välj varför mötet inte hölls"))
        return fields

    def said_of(self, seat: Invitation) -> str:
        return self.cleaned_data.get(seat_field(seat)) or (CAME if self.cleaned_data["all_came"] else "")

    def missing_attendance(self) -> int:
        return sum(1 for seat in self.seats if not self.said_of(seat))

    def apply(self, meeting: Meeting, by: Person) -> None:
        fields, version = self.cleaned_data, self.cleaned_data["version"]
        if fields["held"] == "no":
            cancel_meeting(meeting, by=by, reason=fields["reason"], version=version)
            return
        said = {str(seat.pk): self.said_of(seat) for seat in self.seats}
        register_outcome(
            meeting,
            by=by,
            attended={pk: came != CAME_NOT if came else None for pk, came in said.items()},
            by_substitute=[pk for pk, came in said.items() if came == SUBSTITUTE],
            version=version,
            **self.figure_values(),
        )

    def figure_values(self) -> dict[str, object]:
        """Empty is "uppgift saknas", never 0 and never no."""
        fields = self.cleaned_data
        values: dict[str, object] = {
            name: {"yes": True, "no": False}.get(fields[name]) for name in QUESTIONS if name in fields
        }
        for name in ("meeting_form", "gender", "age_band", "follow_up_on", "unit_visited", "place_visited", *COUNTS):
            if name in fields:
                values[name] = fields[name]
        parties = counted(fields, "party_")
        if parties:
            values["participants_per_party"] = parties
            values["participants_count"] = sum(parties.values()) + (fields.get("participants_public") or 0)
        genders = {name: n for name, n in counted(fields, "gender_").items() if name in Gender.values}
        if genders:
            values["gender_counts"] = genders
        return values


def counted(fields: dict[str, object], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): value
        for name, value in fields.items()
        if name.startswith(prefix) and isinstance(value, int)
    }


def seat_field(seat: Invitation) -> str:
    return f"seat_{seat.pk}"


def seat_label(seat: Invitation) -> str:
    place = seat.unit or seat.party
    return f"{seat_name(seat)}, {place}" if seat.person_id and place else seat_name(seat)
