"""The third page of a call, where the template asks for it: has the individual agreed, and to whom?"""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.calling import edit_draft
from booking.meetings.actions.consent import consent_date_refusals, register_consent
from booking.meetings.forms.parties import version_field
from booking.meetings.forms.refused import add_all
from booking.meetings.queries import live_invitations
from booking.models import Consent, ConsentForm, Meeting
from config.ground.forms import CheckboxList, DateField, RadioCards, RadioRow, choice_field
from forums.models import Party, Person, Unit

NO_MAIL_HELP = _(
    "Inget mejl och ingen kalenderpost går ut, och ingen plats sparas. Du ringer själv dem som ska komma. "
    "Välj det när ett mejl i sig kan ställa till skada."
)


def no_mail_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("Utan utskick"), required=False, help_text=NO_MAIL_HELP)


class ConsentGivenForm(forms.Form):
    """Nothing is chosen beforehand. "Nej" needs nothing more: the draft waits."""

    version = version_field()
    given = forms.ChoiceField(
        label=_("Samtycke"),
        choices=[("yes", _("Ja")), ("no", _("Nej, inte ännu"))],
        widget=RadioCards(
            descriptions={
                "yes": _("Du intygar det och ansvarar för att samtycket finns dokumenterat hos dig."),
                "no": _("Mötet sparas som utkast. Kallelsen kan skickas när samtycket finns."),
            },
            opens={"yes": ""},
        ),
        error_messages={"required": _("Ange om den enskilde har lämnat samtycke")},
    )
    form = forms.ChoiceField(
        label=_("Hur samtycket lämnades"), choices=ConsentForm.choices, widget=RadioRow, required=False
    )
    given_on = DateField(label=_("Lämnat den"), required=False)
    valid_until = DateField(label=_("Gäller till och med"), required=False)
    covers = forms.MultipleChoiceField(
        label=_("Vilka samtycket omfattar"),
        help_text=_(
            "Inom en kommun är till exempel socialtjänsten och skolan olika myndigheter. Din egen enhet ingår."
        ),
        required=False,
        widget=CheckboxList,
    )
    no_mail = no_mail_field()

    def __init__(self, data=None, *, meeting: Meeting):
        super().__init__(data, initial=initial_of(meeting))
        self.meeting = meeting
        choice_field(self, "covers").choices = coverage_choices(meeting)

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        if fields.get("given") != "yes":
            return fields
        for name, message in (
            ("form", _("Ange hur samtycket lämnades")),
            ("given_on", _("Ange när samtycket lämnades")),
            ("valid_until", _("Ange hur länge samtycket gäller")),
        ):
            if not fields.get(name) and name not in self.errors:
                self.add_error(name, message)
        add_all(self, consent_date_refusals(fields.get("given_on"), fields.get("valid_until")))
        if "covers" not in self.errors:
            self.refuse_left_out(set(fields.get("covers") or []))
        return fields

    def refuse_left_out(self, covered: set[str]) -> None:
        """Everybody who is called has to be covered: said here, where it can be mended."""
        for seat in live_invitations(self.meeting).exclude(person=self.meeting.caller_id):
            if seat.unit_id == self.meeting.calling_unit_id:
                continue
            if not {f"party:{seat.party_id}", f"unit:{seat.unit_id}"} & covered:
                name = {"name": seat.unit or seat.party or seat.person}
                text = _t("Samtycket omfattar inte %(name)s. Kryssa i, eller ta bort den under Parter.") % name
                self.add_error("covers", text)

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> None:
        fields = self.cleaned_data
        edit_draft(meeting, by=by, version=fields["version"], no_mail=fields["no_mail"])
        if fields["given"] != "yes":
            return
        chosen = [value.split(":") for value in fields["covers"]]
        register_consent(
            meeting,
            by=by,
            form=fields["form"],
            given_on=fields["given_on"],
            valid_until=fields["valid_until"],
            parties=Party.objects.filter(pk__in=[pk for kind, pk in chosen if kind == "party"]),
            units=Unit.objects.filter(pk__in=[pk for kind, pk in chosen if kind == "unit"]),
        )


def coverage_choices(meeting: Meeting) -> list[tuple[str, list[tuple[str, str]]]]:
    """Under each party that is called (or was covered before): the whole of it, or one unit."""
    parties: dict[Party, set[Unit]] = {}
    for seat in live_invitations(meeting).exclude(person=meeting.caller_id):
        if seat.party is not None:
            parties.setdefault(seat.party, set()).update({seat.unit} if seat.unit else set())
    consent = meeting.consent
    for party in consent.parties.all() if consent else ():
        parties.setdefault(party, set())
    for unit in consent.units.select_related("party") if consent else ():
        if unit.pk != meeting.calling_unit_id:
            parties.setdefault(unit.party, set()).add(unit)
    return [
        (
            party.name,
            [
                (f"party:{party.pk}", _t("Hela %(party)s") % {"party": party.name}),
                *((f"unit:{unit.pk}", _t("Bara %(unit)s") % {"unit": unit.name}) for unit in by_name(units)),
            ],
        )
        for party, units in parties.items()
    ]


def by_name(units: set[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: unit.name)


def initial_of(meeting: Meeting) -> dict[str, object]:
    consent: Consent | None = meeting.consent
    start: dict[str, object] = {"version": meeting.version, "no_mail": meeting.no_mail}
    if consent is None or consent.withdrawn_at is not None:
        return start
    covered = [f"party:{pk}" for pk in consent.parties.values_list("pk", flat=True)]
    covered += [f"unit:{pk}" for pk in consent.units.values_list("pk", flat=True)]
    return start | {
        "given": "yes",
        "form": consent.form,
        "given_on": consent.given_on,
        "valid_until": consent.valid_until,
        "covers": covered,
    }
