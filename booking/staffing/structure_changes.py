"""The changes of the structure itself: new units, ways in and groups, and new names of those there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.meetings.changes.base import Change
from booking.staffing.structure_forms import (
    AreaNameForm,
    ForumNameForm,
    NewForumForm,
    NewUnitForm,
    UnitNameForm,
    WayInForm,
)
from booking.staffing.unit_changes import UnitChange
from forums.access import access_forum, access_row, require, visible_areas
from forums.actions.structure import can_rename_forum
from forums.keepers import can_close_unit, is_keeper, kept_areas
from forums.models import Area, FormerName, Forum, Unit

KEPT_WORDS = _("Raden är kvar, med medlemmar och historia. Det som redan är skickat behåller sina ord.")


class AddUnit(Change):
    name = url_name = "unit-add"
    path = "enheter/ny/"
    address: ClassVar[Mapping[str, str]] = {}
    needs_proof = True
    heading = _("Ny enhet")
    lead = _("Enheten kan kallas när den har en väg in. Lägg sedan till vem som arbetar där.")
    submit = _("Lägg till enheten")
    done = _("Enheten är tillagd. Lägg till en väg in.")
    unchanged = _("Inget är ändrat: enheten finns redan.")

    def access(self) -> None:
        require(is_keeper(self.by))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> NewUnitForm:
        return NewUnitForm(data, by=self.by)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [Unit.objects.filter(areas__in=kept_areas(self.by)).order_by("pk").values("pk")]

    def about(self) -> str:
        return ""

    def news(self) -> str:
        chosen = self.form.cleaned_data
        areas = ", ".join(str(area) for area in chosen["areas"])
        words = {"name": chosen["name"], "party": chosen["party"], "areas": areas}
        return _t("%(name)s hos %(party)s, för %(areas)s.") % words

    def back_url(self) -> str:
        return reverse("forums:contact-point-list")

    def done_url(self) -> str:
        return reverse("booking:unit", args=[self.result.pk])


class AddWayIn(UnitChange):
    name = url_name = "way-in-add"
    path = "enheter/<int:pk>/vagen-in/ny/"
    needs_proof = True
    heading = _("Ny väg in")
    lead = _(
        "Grupper kallar hit direkt. Möten om enskilda når hit när någon på enheten, eller dess kontaktperson, har "
        "svarat att det är rätt."
    )
    submit = _("Lägg till")
    done = _("Vägen in är tillagd.")
    unchanged = _("Inget är ändrat: funktionen finns redan på enheten.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> WayInForm:
        return WayInForm(data, unit=self.unit)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [self.unit.contact_points.order_by("pk").values("pk")]

    def news(self) -> str:
        chosen = self.form.cleaned_data
        return ", ".join(filter(None, [chosen["function"], chosen["mailbox"], chosen["phone"], chosen["hours"]]))


class AddForum(Change):
    name = url_name = "forum-add"
    path = "forum/ny/"
    address: ClassVar[Mapping[str, str]] = {}
    needs_proof = True
    heading = _("Ny grupp")
    lead = _("Gruppen kallas från en mall i områdets överenskommelse. Ledamöter lägger du till sedan.")
    submit = _("Lägg till gruppen")
    done = _("Gruppen är tillagd. Lägg till ledamöter.")
    unchanged = _("Inget är ändrat: gruppen finns redan.")

    def access(self) -> None:
        require(is_keeper(self.by))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> NewForumForm:
        return NewForumForm(data, by=self.by)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [Forum.objects.filter(federation__areas__in=kept_areas(self.by)).order_by("pk").values("pk")]

    def about(self) -> str:
        return ""

    def news(self) -> str:
        return self.form.news()

    def back_url(self) -> str:
        return reverse("forums:forum-list")

    def done_url(self) -> str:
        return reverse("booking:forum", args=[self.result.pk])


class RenameUnit(UnitChange):
    name = url_name = "unit-rename"
    path = "enheter/<int:pk>/namn/"
    needs_proof = True
    heading = _("Nytt namn på enheten")
    lead = KEPT_WORDS
    submit = _("Spara namnet")
    done = _("Namnet är sparat.")
    unchanged = _("Inget är ändrat: enheten heter redan så.")

    def access(self) -> None:
        super().access()
        require(can_close_unit(self.by, self.unit))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> UnitNameForm:
        return UnitNameForm(data, row=self.unit)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [FormerName.objects.filter(unit=self.unit).order_by("pk").values("pk")]

    def news(self) -> str:
        return renamed(self.unit.name, self.form.cleaned_data["name"])


class RenameForum(Change):
    name = url_name = "forum-rename"
    path = "forum/<int:pk>/namn/"
    needs_proof = True
    heading = _("Nytt namn på gruppen")
    lead = KEPT_WORDS
    submit = _("Spara namnet")
    done = _("Gruppens namn är sparat.")
    unchanged = _("Inget är ändrat: gruppen heter redan så.")

    def access(self) -> None:
        self.forum = access_forum(self.by, self.ids["pk"])
        require(can_rename_forum(self.by, self.forum))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> ForumNameForm:
        return ForumNameForm(data, row=self.forum)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [FormerName.objects.filter(forum=self.forum).order_by("pk").values("pk")]

    def about(self) -> str:
        return self.forum.name

    def news(self) -> str:
        return renamed(self.forum.name, self.form.cleaned_data["name"])

    def back_url(self) -> str:
        return reverse("booking:forum", args=[self.forum.pk])


class RenameArea(Change):
    name = url_name = "area-rename"
    path = "omraden/<int:pk>/namn/"
    needs_proof = True
    heading = _("Nytt namn på området")
    lead = KEPT_WORDS
    submit = _("Spara namnet")
    done = _("Områdets namn är sparat.")
    unchanged = _("Inget är ändrat: området heter redan så.")

    def access(self) -> None:
        self.area = access_row(visible_areas(self.by), self.ids["pk"])
        require(kept_areas(self.by).filter(pk=self.area.pk).exists())

    def make_form(self, data: Any, query: Mapping[str, Any]) -> AreaNameForm:
        return AreaNameForm(data, row=self.area)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [FormerName.objects.filter(area=self.area).order_by("pk").values("pk")]

    def about(self) -> str:
        return self.area.name

    def news(self) -> str:
        return renamed(self.area.name, self.form.cleaned_data["name"])

    def back_url(self) -> str:
        return reverse("forums:area-list")


CHANGES = (AddUnit, AddWayIn, AddForum, RenameUnit, RenameForum, RenameArea)


def renamed(was: str, now: str) -> str:
    return _t("%(was)s heter sedan %(now)s.") % {"was": was, "now": now} if was != now else ""


def former(row: Unit | Forum | Area) -> list[FormerName]:
    """What it was called before, latest first."""
    return list(row.former_names.all())
