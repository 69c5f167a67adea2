"""Forms of the structure: new units, ways in and groups, and new names; each knows its action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from config.database.sorting import swedish_order
from config.ground.forms import MailAddressField, choice_field, model_field
from forums.actions.structure import (
    add_forum,
    add_unit,
    add_way_in,
    kinds_of_group,
    rename_area,
    rename_forum,
    rename_unit,
)
from forums.keepers import kept_areas, kept_federations
from forums.models import Area, ContactPoint, Forum, MeetingTemplate, Party, Person, Unit
from forums.queries import agreements_in_force, today


def name_field(most: int = 120) -> forms.CharField:
    return forms.CharField(label=_("Namn"), max_length=most, error_messages={"required": _("Skriv vad det heter.")})


class NewUnitForm(forms.Form):
    party = forms.ModelChoiceField(
        label=_("Part"),
        queryset=Party.objects.none(),
        empty_label=_("Välj part"),
        error_messages={"required": _("Välj part."), "invalid_choice": _("Välj i listan.")},
    )
    name = name_field()
    areas = forms.ModelMultipleChoiceField(
        label=_("Områden som enheten arbetar i"),
        queryset=Area.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst ett område."), "invalid_choice": _("Välj i listan.")},
    )
    reveals_care = forms.BooleanField(
        label=_("Namnet berättar vilken vård det gäller"),
        help_text=_("Då står bara parten i mejl och kalendrar, inte enheten."),
        required=False,
    )

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data)
        kept = kept_areas(by)
        own = Q(area__in=kept) | Q(area=None, federation__in=kept.order_by().values("federation"))
        model_field(self, "party").queryset = Party.objects.filter(own).order_by(*swedish_order("name"))
        areas = kept.order_by(*swedish_order("name"))
        model_field(self, "areas").queryset = areas
        if len(areas) == 1:
            self.fields["areas"].initial = areas

    def apply(self, by: Person) -> Unit:
        return add_unit(by=by, **self.cleaned_data)


class WayInForm(forms.Form):
    function = forms.CharField(
        label=_("Funktion"),
        max_length=120,
        help_text=_("Hellre en funktion än en person, till exempel Mottagning."),
        error_messages={"required": _("Skriv vilken funktion det är.")},
    )
    matter = forms.CharField(label=_("För vad (valfritt)"), max_length=160, required=False)
    mailbox = MailAddressField(label=_("Funktionens brevlåda (valfritt)"), required=False)
    phone = forms.CharField(label=_("Telefon (valfritt)"), max_length=40, required=False)
    hours = forms.CharField(label=_("Tider (valfritt)"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        super().__init__(data)
        self.unit = unit

    def apply(self, by: Person) -> ContactPoint:
        return add_way_in(self.unit, by=by, **self.cleaned_data)


class NewForumForm(forms.Form):
    """`kind` says where and what: an area's template, or one of the federation's own."""

    name = name_field(160)
    kind = forms.ChoiceField(
        label=_("Slags grupp"),
        error_messages={"required": _("Välj slags grupp."), "invalid_choice": _("Välj i listan.")},
    )

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data)
        self.templates = {str(template.pk): template for template in _templates(by)}
        named = [(pk, f"{one.area or one.federation}: {one.name}") for pk, one in self.templates.items()]
        choice_field(self, "kind").choices = [("", _t("Välj slags grupp")), *named]

    def news(self) -> str:
        template = self.templates[self.cleaned_data["kind"]]
        words = {
            "name": self.cleaned_data["name"],
            "kind": template.name,
            "where": template.area or template.federation,
        }
        return _t("%(name)s: %(kind)s i %(where)s.") % words

    def apply(self, by: Person) -> Forum:
        template = self.templates[self.cleaned_data["kind"]]
        name = self.cleaned_data["name"]
        return add_forum(template.federation, by=by, area=template.area, kind=template.slug, name=name)


def _templates(by: Person) -> list[MeetingTemplate]:
    """The kinds of group that a keeper may add: of their areas now, and of a federation that they keep as a whole."""
    agreed = MeetingTemplate.objects.filter(
        agreement__in=agreements_in_force(kept_areas(by), today()), is_current=True, level="forum", needs_forum=True
    )
    own = [template for one in kept_federations(by) for template in kinds_of_group(one, None)]
    ordered = agreed.select_related("area", "federation").order_by(*swedish_order("area__name", "name"))
    return [*ordered, *own]


class UnitNameForm(forms.Form):
    name = name_field()

    def __init__(self, data: Any = None, *, row: Any) -> None:
        super().__init__(data, initial=self.of(row))
        self.row = row

    def of(self, row: Any) -> dict[str, str]:
        return {"name": row.name}

    def apply(self, by: Person) -> Any:
        return rename_unit(self.row, by=by, **self.cleaned_data)


class ForumNameForm(UnitNameForm):
    name = name_field(160)
    kind = forms.ChoiceField(
        label=_("Slags grupp"),
        error_messages={"required": _("Välj slags grupp."), "invalid_choice": _("Välj i listan.")},
    )

    def __init__(self, data: Any = None, *, row: Forum) -> None:
        super().__init__(data, row=row)
        kinds = dict(kinds_of_group(row.federation, row.area).values_list("slug", "name"))
        choice_field(self, "kind").choices = [*({row.kind: row.kind} | kinds).items()]

    def of(self, row: Any) -> dict[str, str]:
        return {"name": row.name, "kind": row.kind}

    def apply(self, by: Person) -> Any:
        return rename_forum(self.row, by=by, **self.cleaned_data)


class AreaNameForm(UnitNameForm):
    name = name_field(80)
    collaboration_name = forms.CharField(
        label=_("Samverkans namn"), max_length=120, error_messages={"required": _("Skriv vad det heter.")}
    )

    def of(self, row: Any) -> dict[str, str]:
        return {"name": row.name, "collaboration_name": row.collaboration_name}

    def apply(self, by: Person) -> Any:
        return rename_area(self.row, by=by, **self.cleaned_data)
