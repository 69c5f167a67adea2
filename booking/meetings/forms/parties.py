"""The second page of a call: whom to call, one box a party; and guests of a group's meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.outsiders import add_outsider
from booking.meetings.actions.recording import lock_meeting
from booking.meetings.actions.rules import missing_required
from booking.meetings.actions.seats import add_invitation, seat_exactly
from booking.meetings.candidates import (
    Candidate,
    PartyBox,
    from_invitation,
    party_boxes,
    read_values,
    search_people,
    units_of_meeting,
)
from booking.meetings.queries import live_invitations
from booking.models import Invitation, Meeting
from config.ground.errors import RuleError
from config.ground.forms import CheckboxList, MailAddressField, model_field
from forums.actions.people import find_or_add_colleague
from forums.models import Person, Unit
from forums.queries import today
from forums.validators import clean_line
from forums.wording import new_domain

STALE = _("Mötet har ändrats sedan du öppnade sidan. Inget är sparat.")
SHORTEST_SEARCH = 2


def version_field() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE})


class PartiesForm(forms.Form):
    """A field of ticks for each party: its ways in, its people, those called already, and what was searched for."""

    version = version_field()

    def __init__(self, data: QueryDict | None = None, *, meeting: Meeting):
        super().__init__(data, initial={"version": meeting.version})
        self.meeting = meeting
        self.boxes = party_boxes(meeting)
        self.called = [c for c in map(from_invitation, other_seats(meeting)) if c is not None]
        self.searched: dict[int, str] = {}
        self.hits: dict[int, list[Candidate]] = {}
        self.standing: dict[int, set[str]] = {}
        posted = self.posted_values(data) if data is not None else []
        self.known = {c.value: c for c in (*self.called, *read_values(meeting, posted))}
        for box in self.boxes:
            self.add_field(box)
        self.asked = self.searched_last() if self.is_bound else None

    def add_field(self, box: PartyBox) -> None:
        name, search = f"part_{box.party.pk}", f"sok_{box.party.pk}"
        own = [c for c in self.known.values() if c.wanted.unit.party_id == box.party.pk]
        hits = self.search(box, (self.data.get(search) or "").strip()) if self.is_bound else []
        standing = {c.value: c for c in (*box.candidates, *own)}
        self.standing[box.party.pk] = set(standing)
        shown = standing | {c.value: c for c in hits if c.value not in standing}
        self.known |= {value: c for value, c in shown.items() if value not in self.known}
        self.fields[name] = forms.MultipleChoiceField(
            label=box.party.name,
            required=False,
            choices=[(c.value, c.label) for c in shown.values()],
            widget=CheckboxList(descriptions={c.value: c.note for c in shown.values()}),
            initial=[c.value for c in self.called if c.wanted.unit.party_id == box.party.pk],
        )

    def search(self, box: PartyBox, text: str) -> list[Candidate]:
        self.searched[box.party.pk] = text
        found = search_people(self.meeting, box.party.pk, text) if len(text) >= SHORTEST_SEARCH else []
        self.hits[box.party.pk] = found
        return found

    def searched_last(self) -> int | None:
        """The party that somebody asks about: by its button, or by Enter in its field, as nothing else tells."""
        if (pressed := self.data.get("sok") or "").isdecimal():
            return next((pk for pk in self.searched if str(pk) == pressed), None)
        if "enter" not in self.data:
            return None
        changed = (pk for pk, text in self.searched.items() if text and text != self.data.get(f"sokt_{pk}", ""))
        return next(changed, None)

    def posted_values(self, data: QueryDict) -> list[str]:
        return [value for box in self.boxes for value in data.getlist(f"part_{box.party.pk}")]

    def rows(self) -> list[dict[str, Any]]:
        """What the page draws for each party."""
        return [self.row(box) for box in self.boxes]

    def row(self, box: PartyBox) -> dict[str, Any]:
        """Who stands in the list, and apart from them who was found: those to tick, and those in the list already."""
        pk = box.party.pk
        standing, text, hits = self.standing[pk], self.searched.get(pk, ""), self.hits.get(pk, [])
        field = self[f"part_{pk}"]
        options = list(field.subwidgets)
        return {
            "box": box,
            "field": field,
            "options": [option for option in options if option.data["value"] in standing],
            "found": [option for option in options if option.data["value"] not in standing],
            "listed": [c.label for c in hits if c.value in standing],
            "search": text,
            "count": len(hits),
            "is_short": len(text) < SHORTEST_SEARCH,
            "was_searched": bool(text) or self.asked == pk,
            "is_asked": self.asked == pk,
            "has_ways_in": any(c.wanted.person is None for c in box.candidates),
        }

    def add_refusals(self, refusals: list[RuleError]) -> None:
        """A missing party is said where it can be ticked; too few parties once, above all of them."""
        wanted = {kind.pk for kind in missing_required(self.meeting, live_invitations(self.meeting))}
        missing = [box.party for box in self.boxes if box.party.kind_id in wanted]
        codes = {refusal.code for refusal in refusals}
        for refusal in refusals:
            if refusal.code == "nobody_called" and "too_few_parties" in codes:
                continue
            is_one = refusal.code == "required_party_missing" and missing
            self.add_error(f"part_{missing[0].pk}" if is_one else None, refusal.message)

    def apply(self, meeting: Meeting, by: Person) -> None:
        chosen = [value for box in self.boxes for value in self.cleaned_data[f"part_{box.party.pk}"]]
        wanted = [self.known[value].wanted for value in chosen]
        seat_exactly(meeting, by=by, wanted=wanted, version=self.cleaned_data["version"])


class OutsiderForm(forms.Form):
    """Somebody who works for a party and is not in the register."""

    version = version_field()
    unit = forms.ModelChoiceField(
        label=_("Enhet"),
        queryset=Unit.objects.none(),
        empty_label=_("Välj enhet"),
        help_text=_("Samtycket ska omfatta enheten, om mötet behöver samtycke."),
        error_messages={"required": _("Välj enhet"), "invalid_choice": _("Välj enhet")},
    )
    name = forms.CharField(
        label=_("Namn"), max_length=120, error_messages={"required": _("Skriv namnet på den som ska kallas")}
    )
    email = MailAddressField(
        label=_("E-post"),
        help_text=_("Kallelsen skickas hit. Skriv adressen på arbetet, aldrig en privat."),
        error_messages={"required": _("Skriv e-postadressen, till exempel namn@kommun.se")},
    )

    def __init__(self, data=None, *, meeting: Meeting, party: str = ""):
        super().__init__(data, initial={"version": meeting.version})
        units = units_of_meeting(meeting)
        own = [unit.pk for unit in units if str(unit.party_id) == party]
        if own:
            units = units.filter(pk__in=own)
        choice = model_field(self, "unit")
        choice.queryset = units
        if len(units) == 1:
            self.initial["unit"] = units[0]

    def clean_email(self) -> str:
        refuse_bad_address(self.cleaned_data["email"], _("Skriv e-postadressen, till exempel namn@kommun.se"))
        return self.cleaned_data["email"]

    def apply(self, meeting: Meeting, by: Person) -> Invitation:
        return add_outsider(meeting, by=by, **self.cleaned_data)

    @property
    def hint(self) -> str:
        """A domain that is new to the party is pointed out, never refused."""
        fields = self.cleaned_data
        named = Person.objects.filter(email=fields["email"].lower())
        return new_domain(fields["email"], Unit.objects.filter(pk=fields["unit"].pk), named)


class GuestForm(forms.Form):
    """Somebody without a seat in the group: a colleague, or anyone with a name and an address."""

    version = version_field()
    person = forms.ModelChoiceField(
        label=_("Kollega"), queryset=Person.objects.none(), required=False, widget=forms.RadioSelect, empty_label=None
    )
    name = forms.CharField(label=_("Gästens namn"), max_length=120, required=False)
    email = MailAddressField(label=_("Gästens e-post"), required=False)

    def __init__(self, data=None, *, meeting: Meeting, persons: QuerySet[Person]):
        super().__init__(data, initial={"version": meeting.version})
        model_field(self, "person").queryset = persons

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        if not fields.get("person") and "person" not in self.errors:
            clean_guest(self, fields)
        return fields

    @transaction.atomic
    def apply(self, meeting: Meeting, by: Person) -> Invitation:
        meeting = lock_meeting(meeting, self.cleaned_data["version"])
        person = self.cleaned_data["person"] or guest_of(self.cleaned_data, by)
        return add_invitation(meeting, by=by, person=person, is_guest=True)


def clean_guest(form: forms.Form, fields: dict[str, str]) -> None:
    """A name on one line and an address that a mail can go to."""
    fields["name"], fields["email"] = clean_line(fields.get("name") or ""), fields.get("email") or ""
    if not fields["name"]:
        form.add_error("name", _("Skriv gästens namn"))
    try:
        refuse_bad_address(fields["email"], _("Skriv gästens e-post, till exempel namn@kommun.se"))
    except forms.ValidationError as error:
        form.add_error("email", error)


def refuse_bad_address(email: str, said: str | Promise) -> None:
    """Raise `ValidationError` for an address that no mail can go to."""
    try:
        validate_email(email)
        email.encode("ascii")
    except (forms.ValidationError, UnicodeEncodeError):
        raise forms.ValidationError(str(said)) from None


def guest_of(fields: dict[str, str], by: Person) -> Person:
    return find_or_add_colleague(name=fields["name"], email=fields["email"], of=None, on=today(), named_by=by)


def other_seats(meeting: Meeting) -> list[Invitation]:
    return [seat for seat in live_invitations(meeting) if seat.person_id != meeting.caller_id]
