"""Forms of roles and placements; each knows its action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from booking.meetings.wording import day_text
from booking.models import Meeting
from booking.staffing.forms import LastDayForm
from booking.staffing.roles import cases_called_by, cases_called_to, give_role
from config.database.sorting import swedish_order
from config.ground.forms import DateField, MailAddressField, choice_field, model_field
from forums.actions.placements import add_person, correct_function, place_person
from forums.actions.roles import end_role
from forums.keepers import kept_areas, kept_federations, kept_units, roles_to_give
from forums.models import Area, Federation, Party, Person, Placement, Role, RoleKind, Unit
from forums.queries import today


class UnitField(forms.ModelChoiceField):
    """A unit is named after its party: units of two parties may have one name."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.party}: {unit}"


class PlaceForm(forms.Form):
    unit = UnitField(
        label=_("Enhet"),
        queryset=Unit.objects.none(),
        empty_label=_("Välj enhet"),
        error_messages={"required": _("Välj en enhet."), "invalid_choice": _("Välj en enhet i listan.")},
    )
    function = forms.CharField(label=_("Funktion (valfritt)"), max_length=120, required=False)
    starts_on = DateField(label=_("Från och med"))

    def __init__(self, data: Any = None, *, person: Person, by: Person) -> None:
        super().__init__(data, initial={"starts_on": today()})
        self.person = person
        units = kept_units(by).filter(closed_on=None)
        model_field(self, "unit").queryset = units.order_by(*swedish_order("party__name", "name"))

    def news(self) -> str:
        unit, day = self.cleaned_data["unit"], day_text(self.cleaned_data["starts_on"])
        return _("%(unit)s, från och med %(day)s.") % {"unit": unit, "day": day}

    def apply(self, by: Person) -> Placement:
        return place_person(self.person, by=by, **self.cleaned_data)


class FunctionForm(forms.Form):
    function = forms.CharField(label=_("Funktion (valfritt)"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, place: Placement) -> None:
        super().__init__(data, initial={"function": place.function})
        self.place = place

    def apply(self, by: Person) -> Placement:
        return correct_function(self.place, by=by, function=self.cleaned_data["function"])


class NewPersonForm(forms.Form):
    name = forms.CharField(label=_("Namn"), max_length=120, error_messages={"required": _("Skriv personens namn.")})
    email = MailAddressField(
        label=_("E-post"),
        error_messages={"required": _("Skriv e-postadressen som namn@kommun.se.")},
    )
    phone = forms.CharField(label=_("Telefon (valfritt)"), max_length=40, required=False)
    function = forms.CharField(label=_("Funktion (valfritt)"), max_length=120, required=False)
    starts_on = DateField(label=_("Från och med"))

    def __init__(self, data: Any = None, *, unit: Unit | None) -> None:
        super().__init__(data, initial={"starts_on": today()})
        self.at = unit

    def news(self) -> str:
        """What was typed, as it will stand: a mistake in an address is seen here or nowhere."""
        chosen = self.cleaned_data
        words = {"name": chosen["name"], "unit": self.at, "day": day_text(chosen["starts_on"])}
        said = _("%(name)s arbetar på %(unit)s från och med %(day)s.") % words
        reached = ", ".join(filter(None, [chosen["email"], chosen["phone"], chosen["function"]]))
        return f"{said} {reached}"

    def apply(self, by: Person) -> Person:
        assert self.at is not None
        return add_person(self.at, by=by, **self.cleaned_data)


class PersonOfUnitForm(NewPersonForm):
    """The same from the register, where the unit is chosen too."""

    unit = UnitField(
        label=_("Enhet"),
        queryset=Unit.objects.none(),
        empty_label=_("Välj enhet"),
        error_messages={"required": _("Välj en enhet."), "invalid_choice": _("Välj en enhet i listan.")},
    )
    field_order = ["name", "email", "phone", "unit", "function", "starts_on"]

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data, unit=None)
        units = kept_units(by).filter(closed_on=None)
        model_field(self, "unit").queryset = units.order_by(*swedish_order("party__name", "name"))

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        self.at = fields.get("unit")
        return fields

    def apply(self, by: Person) -> Person:
        assert self.at is not None
        fields = {name: value for name, value in self.cleaned_data.items() if name != "unit"}
        return add_person(self.at, by=by, **fields)


class GiveRoleForm(forms.Form):
    """A role and what it is for: an area, a party, or the federation when the person keeps several."""

    kind = forms.ChoiceField(
        label=_("Uppdrag"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vilket uppdrag det gäller."), "invalid_choice": _("Välj i listan.")},
    )
    federation = forms.ModelChoiceField(
        label=_("Förbund"),
        queryset=Federation.objects.none(),
        empty_label=None,
        error_messages={"required": _("Välj förbund."), "invalid_choice": _("Välj i listan.")},
    )
    area = forms.ModelChoiceField(
        label=_("Kommunområde"),
        queryset=Area.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("Välj i listan.")},
    )
    party = forms.ModelChoiceField(
        label=_("Part"),
        queryset=Party.objects.none(),
        required=False,
        empty_label=_("Ingen part"),
        help_text=_("För kontaktperson och chef. Personen behöver arbeta där."),
        error_messages={"invalid_choice": _("Välj i listan.")},
    )
    starts_on = DateField(label=_("Från och med"))

    def __init__(self, data: Any = None, *, person: Person, by: Person) -> None:
        super().__init__(data, initial={"starts_on": today()})
        self.person = person
        whole = kept_federations(by)
        areas = kept_areas(by).select_related("federation").order_by(*swedish_order("name"))
        federations = Federation.objects.filter(Q(pk__in=whole) | Q(pk__in=areas.order_by().values("federation")))
        model_field(self, "federation").queryset = federations
        if len(federations) == 1:
            self.fields["federation"].required = False
            self.fields["federation"].widget = forms.HiddenInput()
        self.only = federations[0] if len(federations) == 1 else None
        choice_field(self, "kind").choices = [(kind.value, role_label(kind, self.only)) for kind in roles_to_give(by)]
        area = model_field(self, "area")
        area.queryset = areas
        if whole:
            area.empty_label = _("Hela förbundet")
            area.help_text = _("Koordinatorn har alltid ett område, kontaktpersonen när det behövs.")
        else:
            area.required, area.empty_label = True, None
        at_work = Q(units__placements__person=person, units__placements__ends_on=None)
        at_work |= Q(units__placements__person=person, units__placements__ends_on__gte=today())
        own = Party.objects.filter(at_work, federation__in=federations).distinct()
        model_field(self, "party").queryset = own.order_by(*swedish_order("name"))

    def clean_federation(self) -> Federation:
        return self.only or self.cleaned_data["federation"]

    def news(self) -> str:
        """The role as the page before the change says it."""
        chosen = self.cleaned_data
        where = [str(place) for place in (chosen["party"], chosen["area"]) if place] or [str(chosen["federation"])]
        words = {
            "role": role_label(chosen["kind"], chosen["federation"]),
            "where": ", ".join(where),
            "day": day_text(chosen["starts_on"]),
        }
        said = _("%(role)s: %(where)s, från och med %(day)s.") % words
        return " ".join([said, *self._leaves()])

    def cases(self) -> list[Meeting]:
        """The meetings about individuals that a new coordinator has to leave."""
        if not self.is_valid() or not self._coordinates():
            return []
        where = (self.person, self.cleaned_data["area"], self.cleaned_data["starts_on"])
        return [*cases_called_to(*where), *cases_called_by(*where)]

    def _coordinates(self) -> bool:
        return self.cleaned_data["kind"] == RoleKind.COORDINATOR and self.cleaned_data["area"] is not None

    def _leaves(self) -> Iterator[str]:
        """A coordinator has no individual cases (domain rule 4): what becomes of those they have; how many, no more."""
        if not self._coordinates():
            return
        where = (self.person, self.cleaned_data["area"], self.cleaned_data["starts_on"])
        called_to, called_by = cases_called_to(*where).count(), cases_called_by(*where).count()
        if called_to or called_by:
            yield str(_("En samverkanskoordinator har inga individärenden."))
        if called_to:
            yield ngettext(
                "%(name)s lämnar %(n)d möte om en enskild, och enheten får frågan vem som kommer i stället.",
                "%(name)s lämnar %(n)d möten om enskilda, och enheten får frågan vem som kommer i stället.",
                called_to,
            ) % {"name": self.person, "n": called_to}
        if called_by:
            yield ngettext(
                "%(n)d möte som %(name)s har kallat till väntar på att en kollega tar över.",
                "%(n)d möten som %(name)s har kallat till väntar på att en kollega tar över.",
                called_by,
            ) % {"name": self.person, "n": called_by}

    def apply(self, by: Person) -> Role:
        return give_role(self.person, by=by, **self.cleaned_data)


class EndRoleForm(LastDayForm):
    def __init__(self, data: Any = None, *, row: Role) -> None:
        super().__init__(data, row=row)
        self.initial["on"] = today()

    def apply(self, by: Person) -> Role:
        return end_role(self.row, by=by, on=self.cleaned_data["on"])


def role_label(kind: str, federation: Federation | None) -> str:
    """The federation's own name of a role, else the usual one."""
    return (federation.role_name(kind) if federation else "") or str(RoleKind(kind).label)
