"""The register of staff as a list: where everybody works, what they are trusted with, whether they can log in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.staffing.role_forms import UnitField, role_label
from config.database.sorting import swedish_order
from config.ground.forms import choice_field, model_field
from config.ground.spreadsheets import Sheet, write_csv
from forums.access import visible_federations
from forums.keepers import kept_areas, kept_federations, kept_units
from forums.models import Area, Party, Person, Placement, Role, RoleKind, Unit, in_force
from forums.queries import find_persons, today

YES, NO = "ja", "nej"


class RegisterForm(forms.Form):
    """What the list is narrowed by; what cannot be read narrows nothing."""

    q = forms.CharField(
        label=_("Namn eller e-post"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    omrade = forms.ModelChoiceField(
        label=_("Område"), queryset=Area.objects.none(), required=False, empty_label=_("Alla områden")
    )
    part = forms.ModelChoiceField(
        label=_("Part"), queryset=Party.objects.none(), required=False, empty_label=_("Alla parter")
    )
    enhet = UnitField(label=_("Enhet"), queryset=Unit.objects.none(), required=False, empty_label=_("Alla enheter"))
    uppdrag = forms.ChoiceField(label=_("Uppdrag"), required=False)
    inloggning = forms.ChoiceField(
        label=_("Kan logga in"), choices=[("", _("Alla")), (YES, _("Ja")), (NO, _("Nej"))], required=False
    )
    visa = forms.ChoiceField(
        label=_("Adress"), choices=[("", _("Alla")), ("studsar", _("Går inte fram"))], required=False
    )

    def __init__(self, data: Any, *, reader: Person) -> None:
        super().__init__(data)
        self.reader = reader
        units = kept_units(reader)
        areas = kept_areas(reader)
        model_field(self, "omrade").queryset = areas.order_by(*swedish_order("name"))
        parties = Party.objects.filter(units__in=units.order_by().values("pk")).distinct()
        model_field(self, "part").queryset = parties.order_by(*swedish_order("name"))
        model_field(self, "enhet").queryset = units.order_by(*swedish_order("party__name", "name"))
        own = kept_federations(reader).first()
        choice_field(self, "uppdrag").choices = [("", _t("Alla"))] + [
            (kind.value, role_label(kind, own)) for kind in RoleKind
        ]

    def narrow(self, persons: QuerySet[Person]) -> QuerySet[Person]:
        self.is_valid()
        wanted, now = self.cleaned_data, today()
        persons = find_persons(persons, wanted.get("q") or "")
        places = Placement.objects.filter(_not_over(), person=OuterRef("pk"))
        if wanted.get("omrade"):
            persons = persons.filter(Exists(places.filter(unit__areas=wanted["omrade"])))
        if wanted.get("part"):
            persons = persons.filter(Exists(places.filter(unit__party=wanted["part"])))
        if wanted.get("enhet"):
            persons = persons.filter(Exists(places.filter(unit=wanted["enhet"])))
        if wanted.get("uppdrag"):
            seen = visible_federations(self.reader)
            roles = Role.objects.filter(in_force(now), federation__in=seen, kind=wanted["uppdrag"])
            roles = roles.filter(person=OuterRef("pk"))
            persons = persons.filter(Exists(roles))
        if wanted.get("inloggning"):
            lets_in = _may_log_in()
            persons = persons.filter(lets_in) if wanted["inloggning"] == YES else persons.exclude(lets_in)
        if wanted.get("visa"):
            persons = persons.filter(address_bounced_at__isnull=False)
        return persons

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


@dataclass(frozen=True)
class Row:
    """A person in the list. `areas` and `parties` are where they work now, each once."""

    person: Person
    places: list[Placement]
    roles: list[str]
    logs_in: bool

    @property
    def areas(self) -> list[str]:
        return sorted({area.name for place in self.places for area in place.unit.areas.all()})

    @property
    def where(self) -> str:
        """The areas in words: by number where they are many."""
        names = self.areas
        return ", ".join(names) if len(names) <= 3 else _t("%(n)d områden") % {"n": len(names)}


def rows_of(persons: Iterable[Person], reader: Person) -> list[Row]:
    """The rows of a page, in a number of queries that does not depend on how many they are."""
    found = list(persons)
    accounts = set(SocialAccount.objects.filter(user__in=found).order_by().values_list("user", flat=True))
    return [
        Row(
            person=one,
            places=list(one.current_places),  # type: ignore[attr-defined]
            roles=[_role_text(role) for role in one.current_roles],  # type: ignore[attr-defined]
            logs_in=one.is_active and (one.has_usable_password() or one.pk in accounts),
        )
        for one in found
    ]


def in_order(persons: QuerySet[Person], reader: Person) -> QuerySet[Person]:
    """The query in the order of names, with where each works and what each is trusted with, as the reader may see."""
    seen = visible_federations(reader)
    places = Placement.objects.filter(_not_over(), unit__party__federation__in=seen)
    roles = Role.objects.filter(in_force(today()), federation__in=seen).select_related("federation", "area", "party")
    joined = persons.prefetch_related(
        Prefetch(
            "placements",
            places.select_related("unit__party").prefetch_related("unit__areas"),
            to_attr="current_places",
        ),
        Prefetch("roles", roles, to_attr="current_roles"),
    )
    return joined.order_by(*swedish_order("name"), "pk")


def as_csv(rows: Iterable[Row]) -> str:
    """The list as a file for a spreadsheet: one line for each place of work."""
    heading = [
        _t("Namn"), _t("E-post"), _t("Telefon"), _t("Part"), _t("Enhet"), _t("Funktion"), _t("Områden"), _t("Uppdrag"),
        _t("Kan logga in"), _t("Adressen går inte fram"),
    ]  # fmt: skip
    lines: list[list[Any]] = [heading]
    for row in rows:
        one = row.person
        places: list[Placement | None] = [*row.places] or [None]
        for place in places:
            work = [place.unit.party.name, place.unit.name, place.function] if place is not None else ["", "", ""]
            areas = sorted(area.name for area in place.unit.areas.all()) if place is not None else []
            bounces = _t("Ja") if one.address_bounced_at else _t("Nej")
            lines.append([
                one.name, one.email or "", one.phone, *work, ", ".join(areas), ", ".join(row.roles),
                _t("Ja") if row.logs_in else _t("Nej"), bounces,
            ])  # fmt: skip
    return write_csv(Sheet(_t("Personer"), lines))


def _not_over() -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=today())


def _may_log_in() -> Q:
    by_account = Exists(SocialAccount.objects.filter(user=OuterRef("pk")))
    has_password = Q(is_active=True) & ~Q(password="") & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return has_password | (Q(is_active=True) & Q(by_account))


def _role_text(role: Role) -> str:
    where = role.area or role.party
    return f"{role_label(role.kind, role.federation)} ({where})" if where else role_label(role.kind, role.federation)
