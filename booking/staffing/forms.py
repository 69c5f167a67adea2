"""Staff change as forms: a seat in a group, a last day, an address, two rows for one person; each knows its action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from booking.staffing import refusals
from booking.staffing.actions import (
    close_unit,
    correct_contact_point,
    correct_person,
    end_placement,
    leave_federation,
)
from booking.staffing.members import (
    add_member,
    decline_forum,
    end_forum,
    end_member,
    possible_conveners,
    set_convener,
)
from booking.staffing.merging import merge_persons
from config.database.sorting import swedish_order
from config.ground.forms import DateField, MailAddressField, RadioRow, choice_field, model_field
from forums.actions.people import find_or_add_colleague
from forums.actions.proposals import propose_point_change
from forums.keepers import kept_persons, kept_units
from forums.models import (
    ContactPoint,
    Decline,
    Forum,
    Membership,
    Party,
    Person,
    Placement,
    PointProposal,
    Unit,
    in_force,
)
from forums.queries import agreement_on, find_persons, staff_of, today
from forums.succession import succession_news

SHOWN = 8
FOUND = 20


class MemberForm(forms.Form):
    """A new seat in a group: somebody who is known, or a colleague who has not been here before."""

    sok = forms.CharField(
        label=_("Sök på namn eller e-post"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    seat = forms.ChoiceField(
        label=_("Vem?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Välj en person i listan.")},
    )
    name = forms.CharField(label=_("Namn"), max_length=120, required=False)
    email = MailAddressField(
        label=_("E-post"),
        required=False,
        validators=[EmailValidator(_("Skriv e-postadressen som namn@kommun.se."))],
    )
    unit = forms.ModelChoiceField(
        label=_("Enhet"), queryset=Unit.objects.none(), required=False, empty_label=_("Välj enhet")
    )
    kind = forms.ChoiceField(
        label=_("Plats"),
        choices=[("ordinary", _("Ordinarie")), ("substitute", _("Ersättare"))],
        widget=RadioRow,
        error_messages={"required": _("Välj om platsen är ordinarie eller ersättare.")},
    )
    starts_on = DateField(
        label=_("Från och med"), help_text=_("Ordinarie ledamöter kallas till alla möten från den dagen.")
    )

    def __init__(self, data: Any = None, *, forum: Forum) -> None:
        super().__init__(data, initial={"starts_on": today()})
        self.forum = forum
        self.text = (self.data.get("sok") or "").strip()
        self.units = _units_of(forum)
        model_field(self, "unit").queryset = self.units.order_by(*swedish_order("name"))
        choice_field(self, "seat").choices = self._choices()

    def _choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        taken = self.forum.memberships.filter(Q(ends_on=None) | Q(ends_on__gte=today())).values("person")
        rows = Placement.objects.filter(in_force(today()), unit__in=self.units, person__is_active=True)
        rows = rows.exclude(person__in=taken).select_related("person", "unit__party__kind")
        chosen = self.data.get("seat") or ""
        by_party: dict[str, list[tuple[str, str]]] = {}
        for row in rows.order_by("unit__party__kind__position", *swedish_order("person__name")):
            value, label = f"{row.person_id}:{row.unit_id}", f"{row.person} · {row.unit}"
            if value == chosen or all(word in row.person.search_text for word in self.text.casefold().split()):
                by_party.setdefault(row.unit.party.name, []).append((value, label))
        most = FOUND if self.text else SHOWN
        return [
            (party, [option for at, option in enumerate(found) if at < most or option[0] == chosen])
            for party, found in by_party.items()
        ]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("seat") or "seat" in self.errors:
            return fields
        new = [name for name in ("name", "email", "unit") if not fields.get(name) and name not in self.errors]
        if len(new) == 3:
            self.add_error("seat", _("Välj vem som får platsen."))
        elif new:
            for name in new:
                self.add_error(name, _("Fyll i namn, e-post och enhet för den som är ny."))
        return fields

    def apply(self, by: Person) -> Membership:
        fields = self.cleaned_data
        with transaction.atomic():
            if fields["seat"]:
                person_id, unit_id = fields["seat"].split(":")
                person, unit = Person.objects.get(pk=person_id), self.units.get(pk=unit_id)
            else:
                unit = fields["unit"]
                person = find_or_add_colleague(
                    name=fields["name"], email=fields["email"].lower(), of=unit, on=fields["starts_on"], named_by=by
                )
            return add_member(
                self.forum,
                by=by,
                person=person,
                party=unit.party,
                unit=unit,
                starts_on=fields["starts_on"],
                is_substitute=fields["kind"] == "substitute",
            )


def _units_of(forum: Forum) -> QuerySet[Unit]:
    units = Unit.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=today()), party__federation=forum.federation_id
    ).select_related("party__kind")
    return units.filter(areas=forum.area_id) if forum.area_id is not None else units


class LastDayForm(forms.Form):
    on = DateField(label=_("Sista dagen"))

    def __init__(self, data: Any = None, *, row: Any) -> None:
        super().__init__(data)
        self.row = row


class EndMemberForm(LastDayForm):
    def apply(self, by: Person) -> Membership:
        return end_member(self.row, by=by, on=self.cleaned_data["on"])


class EndForumForm(LastDayForm):
    def apply(self, by: Person) -> Forum:
        return end_forum(self.row, by=by, on=self.cleaned_data["on"])


class LeaveForm(LastDayForm):
    def apply(self, by: Person) -> Person:
        return leave_federation(self.row, by=by, on=self.cleaned_data["on"])


class CloseUnitForm(LastDayForm):
    on = DateField(label=_("Nedlagd från och med"))
    successor = forms.ModelChoiceField(
        label=_("Enhet som tar över (valfritt)"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Ingen, enheten upphör"),
        help_text=_(
            "De som arbetar här fortsätter där, med sina platser i grupper och sina möten. Enheten får också kallelser "
            "som ingen är vald till, och vägen in härifrån om den inte har någon egen. Det som ett samtycke inte "
            "omfattar går inte över."
        ),
        error_messages={"invalid_choice": _("Välj en enhet i listan.")},
    )

    def __init__(self, data: Any = None, *, row: Unit, by: Person) -> None:
        super().__init__(data, row=row)
        others = kept_units(by).filter(party=row.party_id, closed_on=None).exclude(pk=row.pk)
        model_field(self, "successor").queryset = others.order_by(*swedish_order("name"))

    def news(self) -> str:
        """What goes along to the unit that takes over, as the page before the change says it."""
        on, successor = self.cleaned_data["on"], self.cleaned_data["successor"]
        return succession_news(self.row, successor, on) if successor is not None else ""

    def apply(self, by: Person) -> Unit:
        return close_unit(self.row, by=by, on=self.cleaned_data["on"], successor=self.cleaned_data["successor"])


class EndPlacementForm(LastDayForm):
    heir = forms.ModelChoiceField(
        label=_("Vem tar över? (valfritt)"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ingen än, fråga enheten"),
        help_text=_("Den som tar över kallas till allt som personen var kallad till."),
        error_messages={"invalid_choice": _("Personen arbetar inte på enheten.")},
    )

    def __init__(self, data: Any = None, *, row: Placement) -> None:
        super().__init__(data, row=row)
        model_field(self, "heir").queryset = (
            staff_of(row.unit).exclude(pk=row.person_id).order_by(*swedish_order("name"))
        )

    def apply(self, by: Person) -> Placement:
        return end_placement(self.row, by=by, on=self.cleaned_data["on"], heir=self.cleaned_data["heir"])


class DeclineForm(forms.Form):
    party = forms.ModelChoiceField(
        label=_("Part"),
        queryset=Party.objects.none(),
        empty_label=_("Välj part"),
        error_messages={"required": _("Välj vilken part som avböjer")},
    )
    since = DateField(label=_("Från och med"))

    def __init__(self, data: Any = None, *, forum: Forum) -> None:
        super().__init__(data, initial={"since": today()})
        self.forum = forum
        model_field(self, "party").queryset = parties_of(forum).order_by("kind__position", *swedish_order("name"))

    def apply(self, by: Person) -> Decline:
        return decline_forum(self.forum, by=by, party=self.cleaned_data["party"], since=self.cleaned_data["since"])


class ConvenerForm(forms.Form):
    """The convener: a member, or a coordinator of the area. Nobody: whoever has the role convenes."""

    person = forms.ModelChoiceField(
        label=_("Sammankallande"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ingen särskild person"),
        error_messages={"invalid_choice": _("Välj i listan.")},
    )

    def __init__(self, data: Any = None, *, forum: Forum) -> None:
        super().__init__(data, initial={"person": forum.convener_id})
        self.forum = forum
        model_field(self, "person").queryset = possible_conveners(forum).order_by(*swedish_order("name"))

    def apply(self, by: Person) -> Forum:
        return set_convener(self.forum, by=by, person=self.cleaned_data["person"])


def parties_of(forum: Forum) -> QuerySet[Party]:
    """The parties that are expected in the group: those of the agreement, or with a seat."""
    agreement = agreement_on(forum.area, today()) if forum.area else None
    expected = Q(agreements=agreement) if agreement else Q(federation=forum.federation_id)
    return Party.objects.filter(expected | Q(memberships__forum=forum)).select_related("kind").distinct()


class DetailsForm(forms.Form):
    """A person's details. `seen` is the address that was on the page."""

    name = forms.CharField(label=_("Namn"), max_length=120, error_messages={"required": _("Skriv personens namn.")})
    email = MailAddressField(
        label=_("E-post"),
        error_messages={"required": _("Skriv e-postadressen som namn@kommun.se.")},
    )
    phone = forms.CharField(label=_("Telefon (valfritt)"), max_length=40, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        email = person.email or ""
        super().__init__(data, initial={"name": person.name, "email": email, "phone": person.phone, "seen": email})
        self.person = person

    def apply(self, by: Person) -> Person:
        return correct_person(self.person, by=by, **self.cleaned_data)


class MergeForm(forms.Form):
    sok = forms.CharField(
        label=_("Sök på namn eller e-post"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    goes = forms.ChoiceField(
        label=_("Vilken rad ska försvinna?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vilken rad som ska försvinna."), "invalid_choice": _("Välj i listan.")},
    )

    def __init__(self, data: Any = None, *, person: Person, by: Person) -> None:
        super().__init__(data)
        self.person = person
        self.text = (self.data.get("sok") or "").strip()
        self.rows = kept_persons(by).exclude(pk__in=[person.pk, by.pk])
        chosen = self.data.get("goes") or ""
        alike = find_persons(self.rows, self.text or person.name.split(" ")[0])[:FOUND]
        found = {str(one.pk): one for one in alike}
        if chosen.isdecimal() and chosen not in found:
            found |= {str(one.pk): one for one in self.rows.filter(pk=chosen)}
        choice_field(self, "goes").choices = [
            (pk, f"{one.name} · {one.email}" if one.email else one.name) for pk, one in found.items()
        ]

    def apply(self, by: Person) -> Person:
        goes = self.rows.filter(pk=self.cleaned_data["goes"]).first()
        if goes is None:
            raise refusals.gone("row", "goes")
        return merge_persons(self.person, goes=goes, by=by)


class PointForm(forms.Form):
    mailbox = MailAddressField(label=_("Funktionens brevlåda (valfritt)"), required=False)
    person = forms.ModelChoiceField(
        label=_("Person bakom (valfritt)"), queryset=Person.objects.none(), required=False, empty_label=_("Ingen")
    )
    phone = forms.CharField(label=_("Telefon (valfritt)"), max_length=40, required=False)

    def __init__(self, data: Any = None, *, point: ContactPoint) -> None:
        super().__init__(data, initial={"mailbox": point.mailbox, "person": point.person_id, "phone": point.phone})
        self.point = point
        own = Q(pk__in=staff_of(point.unit).values("pk")) | Q(pk=point.person_id)
        model_field(self, "person").queryset = Person.objects.filter(own).order_by(*swedish_order("name"))

    def apply(self, by: Person) -> ContactPoint:
        return correct_contact_point(self.point, by=by, **self.cleaned_data)


class ProposePointForm(forms.Form):
    text = forms.CharField(
        label=_("Vad stämmer inte?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Till exempel ett nytt telefonnummer, eller att någon har slutat. Aldrig något om en enskild."),
        error_messages={"required": _("Skriv vad som inte stämmer.")},
    )

    def __init__(self, data: Any = None, *, point: ContactPoint) -> None:
        super().__init__(data)
        self.point = point

    def apply(self, by: Person) -> PointProposal:
        return propose_point_change(self.point, by=by, text=self.cleaned_data["text"])
