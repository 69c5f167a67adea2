"""The forms of changes of a called meeting. Each is made with `meeting=`, and `apply(meeting, by)` asks the action."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from booking.meetings import refusals
from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting
from booking.meetings.actions.consent import withdraw_consent
from booking.meetings.actions.recording import lock_meeting
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.meetings.candidates import from_invitation, party_boxes, read_values, search_people
from booking.meetings.forms.parties import clean_guest, guest_of, other_seats, version_field
from booking.meetings.forms.reach import WithReach
from booking.meetings.forms.times import ASKED_OF, SlotForm, add_contents, leave_out_place, place_of, require_place
from booking.meetings.queries import live_invitations
from booking.meetings.reach import THIS, Moved, of_series
from booking.models import CancellationReason, Invitation, Meeting, MeetingForm, PlaceKind
from config.ground.forms import (
    CheckboxList,
    DateField,
    MailAddressField,
    RadioCards,
    RadioRow,
    choice_field,
    model_field,
)
from forums.models import Party, Person, Unit


class MoveForm(WithReach, SlotForm):
    def __init__(self, data: Any = None, *, meeting: Meeting, scope: str = THIS) -> None:
        super().__init__(data, meeting=meeting)
        self.ask_how_far(meeting, scope)

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> Any:
        fields = self.cleaned_data
        if self.reaches_more:
            meeting = lock_meeting(meeting, fields["version"])
            return of_series().move(meeting, fields["scope"], by=by, **self._new_time())
        return move_meeting(
            meeting, by=by, starts_at=fields["starts_at"], ends_at=fields["ends_at"], version=fields["version"]
        )

    def would_move(self, meeting: Meeting) -> Moved:
        """What the form's move of several meetings comes to, once it is valid."""
        return of_series().would_move(meeting, self.cleaned_data["scope"], **self._new_time())

    def _new_time(self) -> dict[str, Any]:
        fields = self.cleaned_data
        length = int((fields["ends_at"] - fields["starts_at"]).total_seconds() // 60)
        return {"on": fields["date"], "starts": fields["starts"], "length_minutes": length}


class ChangeForm(WithReach, forms.Form):
    """Everything but the time and the seats."""

    version = version_field()
    meeting_form = forms.ChoiceField(
        label=_("Hur ni möts"), choices=MeetingForm.choices, widget=RadioRow(opens=ASKED_OF), required=False
    )
    place = forms.CharField(
        label=_("Plats"),
        max_length=160,
        required=False,
        help_text=_("Skriv aldrig namn, personnummer eller hälsouppgifter."),
    )
    link = forms.CharField(label=_("Länk till det digitala mötet (valfritt)"), max_length=400, required=False)
    answer_by = DateField(label=_("Sista dag att svara"), required=False)

    def __init__(self, data: Any = None, *, meeting: Meeting, scope: str = THIS) -> None:
        super().__init__(data, initial={"version": meeting.version})
        add_contents(self, meeting)
        self.ask_how_far(meeting, scope)
        self.fields.pop("variant", None)
        if meeting.no_mail:
            leave_out_place(self)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("where") == PlaceKind.TYPED:
            require_place(self)
        return fields

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> Any:
        fields = {
            name: value for name, value in place_of(self.cleaned_data).items() if name not in ("version", "scope")
        }
        if self.reaches_more:
            meeting = lock_meeting(meeting, self.cleaned_data["version"])
            changed = {name: value for name, value in fields.items() if getattr(meeting, name) != value}
            return of_series().change(meeting, self.cleaned_data["scope"], by=by, **changed)
        return change_meeting(meeting, by=by, version=self.cleaned_data["version"], **fields)


class CancelForm(WithReach, forms.Form):
    version = version_field()
    reason = forms.ChoiceField(
        label=_("Varför ställs mötet in?"),
        help_text=_("Till statistiken. De kallade får aldrig veta varför."),
        choices=CancellationReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj varför mötet ställs in")},
    )

    def __init__(self, data: Any = None, *, meeting: Meeting, scope: str = THIS) -> None:
        super().__init__(data, initial={"version": meeting.version})
        self.ask_how_far(meeting, scope)

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> Any:
        if self.reaches_more:
            meeting = lock_meeting(meeting, self.cleaned_data["version"])
            reach, reason = self.cleaned_data["scope"], self.cleaned_data["reason"]
            return of_series().cancel(meeting, reach, by=by, reason=reason)
        return cancel_meeting(meeting, by=by, reason=self.cleaned_data["reason"], version=self.cleaned_data["version"])


class AddForm(forms.Form):
    """One more to call. `sok` finds people; nothing is chosen beforehand. A group may have a guest from outside."""

    version = version_field()
    sok = forms.CharField(
        label=_("Sök på namn eller e-post"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    seat = forms.ChoiceField(
        label=_("Vem ska kallas?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Välj en person eller en enhet.")},
    )
    name = forms.CharField(label=_("Gästens namn"), max_length=120, required=False)
    email = MailAddressField(label=_("Gästens e-post"), required=False)

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data, initial={"version": meeting.version})
        self.text = (self.data.get("sok") or "").strip()
        self.known = {c.value: c for c in read_values(meeting, [self.data.get("seat") or ""])}
        choice_field(self, "seat").choices = self.seat_choices(meeting)
        if meeting.is_individual:
            del self.fields["name"], self.fields["email"]

    def seat_choices(self, meeting: Meeting) -> list[tuple[str, list[tuple[str, str]]]]:
        taken = {c.value for c in map(from_invitation, other_seats(meeting)) if c is not None}
        groups = []
        for box in party_boxes(meeting):
            found = search_people(meeting, box.party.pk, self.text) if self.text else box.candidates
            own = {c.value: c for c in (*found, *self.known.values()) if c.wanted.unit.party_id == box.party.pk}
            self.known |= own
            free = [c for c in own.values() if c.value not in taken]
            options = [(c.value, f"{c.label} · {c.note}" if c.note else c.label) for c in free]
            groups += [(box.party.name, options)] if options else []
        return groups

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("seat") or "seat" in self.errors:
            return fields
        if fields.get("name") or fields.get("email"):
            clean_guest(self, fields)
        else:
            self.add_error("seat", _("Välj en person eller en enhet."))
        return fields

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> Any:
        meeting = lock_meeting(meeting, self.cleaned_data["version"])
        if not self.cleaned_data["seat"]:
            return add_invitation(meeting, by=by, person=guest_of(self.cleaned_data, by), is_guest=True)
        wanted = self.known[self.cleaned_data["seat"]].wanted
        return add_invitation(
            meeting,
            by=by,
            person=wanted.person,
            unit=wanted.unit,
            contact_point=wanted.contact_point,
            is_guest=meeting.forum_id is not None,
        )


class RemoveForm(forms.Form):
    version = version_field()
    invitation = forms.ModelChoiceField(
        queryset=Invitation.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Välj vem som inte längre ska vara kallad."),
            "invalid_choice": _("Den du valde är inte kallad till mötet."),
        },
    )

    def __init__(self, data: Any = None, *, meeting: Meeting, invitation: UUID | None = None) -> None:
        super().__init__(data, initial={"version": meeting.version, "invitation": invitation})
        model_field(self, "invitation").queryset = live_invitations(meeting)

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> Any:
        lock_meeting(meeting, self.cleaned_data["version"])
        return remove_invitation(self.cleaned_data["invitation"], by=by)


class WithdrawForm(forms.Form):
    """Wholly, or for some: those are no longer called, in every meeting ahead that hangs on the same consent."""

    version = version_field()
    extent = forms.ChoiceField(
        label=_("Vad är återkallat?"),
        choices=[("all", _("Hela samtycket")), ("some", _("Samtycket till några"))],
        widget=RadioCards(
            descriptions={
                "all": _("Ingen får vara kallad. Alla får veta att de inte längre är kallade."),
                "some": _("De som inte omfattas får veta att de inte längre är kallade."),
            },
            opens={"some": ""},
        ),
        error_messages={"required": _("Välj vad som är återkallat")},
    )
    covers = forms.MultipleChoiceField(label=_("Samtycket gäller inte längre"), required=False, widget=CheckboxList)

    def __init__(self, data: Any = None, *, meeting: Meeting) -> None:
        super().__init__(data, initial={"version": meeting.version})
        consent = meeting.consent
        parties = [(f"party:{party.pk}", party.name) for party in consent.parties.all()] if consent else []
        units = consent.units.exclude(pk=meeting.calling_unit_id) if consent else ()
        choice_field(self, "covers").choices = [*parties, *((f"unit:{unit.pk}", unit.name) for unit in units)]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("extent") == "some" and not fields.get("covers") and "covers" not in self.errors:
            self.add_error("covers", _("Kryssa i vilka samtycket inte längre gäller"))
        return fields

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> list[Meeting]:
        meeting = lock_meeting(meeting, self.cleaned_data["version"])
        if meeting.consent is None:
            raise refusals.consent_missing("withdraw")
        some = self.cleaned_data["covers"] if self.cleaned_data["extent"] == "some" else []
        chosen = [value.split(":") for value in some]
        return withdraw_consent(
            meeting.consent,
            by=by,
            parties=Party.objects.filter(pk__in=[pk for kind, pk in chosen if kind == "party"]),
            units=Unit.objects.filter(pk__in=[pk for kind, pk in chosen if kind == "unit"]),
        )
