"""The changes of units and ways in, each a class with its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.meetings.changes.base import Change
from booking.meetings.to_do import Task
from booking.models import Meeting
from booking.staffing.actions import meetings_of_unit
from booking.staffing.changes import values_of
from booking.staffing.forms import CloseUnitForm, PointForm, ProposePointForm
from booking.staffing.role_forms import NewPersonForm, PersonOfUnitForm
from booking.staffing.touched import DAY, unit_lines
from forums.access import access_row, require, visible_contact_points
from forums.keepers import access_kept_unit, can_close_unit, is_keeper, kept_units
from forums.models import Person, Placement, PointProposal, Unit
from forums.wording import new_domain


class UnitChange(Change):
    """A change of a unit that the reader keeps; it leads back to its page."""

    def access(self) -> None:
        self.unit = access_kept_unit(self.by, self.ids["pk"])

    def about(self) -> str:
        return f"{self.unit}, {self.unit.party}"

    def back_url(self) -> str:
        return reverse("booking:unit", args=[self.unit.pk])

    def news(self) -> str:
        return self.form.news()


class AddPerson(UnitChange):
    name = url_name = "person-add"
    path = "enheter/<int:pk>/ny-person/"
    needs_proof = True
    heading = _("Ny person")
    lead = _("Personen kan kallas och svarar från kalendern eller med en länk. Det behövs inget lösenord till det.")
    submit = _("Lägg till")
    done = _("Personen är tillagd. Här på personens sida kan du skicka en länk för inloggning.")
    unchanged = _("Inget är ändrat: personen finns redan på enheten.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> NewPersonForm:
        return NewPersonForm(data, unit=self.unit)

    def warnings(self) -> list[str]:
        return new_address_hint(self.form.cleaned_data["email"], self.unit)

    def done_url(self) -> str:
        return reverse("booking:person", args=[self.result.pk])

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [values_of(self.unit.placements)]


class NewPerson(Change):
    """Somebody new, from the register: the unit is chosen as well."""

    name = url_name = "person-new"
    path = "personer/ny/"
    address: ClassVar[Mapping[str, str]] = {}
    needs_proof = True
    heading, lead, submit = AddPerson.heading, AddPerson.lead, AddPerson.submit
    done = AddPerson.done
    unchanged = _("Inget är ändrat: personen finns redan på enheten.")

    def access(self) -> None:
        require(is_keeper(self.by))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> PersonOfUnitForm:
        return PersonOfUnitForm(data, by=self.by)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [Placement.objects.filter(unit__in=kept_units(self.by)).order_by("pk").values("pk")]

    def about(self) -> str:
        return ""

    def about_proposed(self) -> str:
        return str(self.form.cleaned_data["unit"])

    def news(self) -> str:
        return self.form.news()

    def warnings(self) -> list[str]:
        return new_address_hint(self.form.cleaned_data["email"], self.form.cleaned_data["unit"])

    def back_url(self) -> str:
        return reverse("booking:persons")

    def done_url(self) -> str:
        return reverse("booking:person", args=[self.result.pk])


def new_address_hint(address: str, unit: Unit) -> list[str]:
    """A domain that the party has not used before is pointed out."""
    hint = new_domain(address, Unit.objects.filter(pk=unit.pk), [])
    return [hint] if hint else []


class CloseUnit(UnitChange):
    name = url_name = "unit-close"
    path = "enheter/<int:pk>/lagg-ned/"
    needs_proof = True
    heading = _("Lägga ned enheten?")
    lead = _(
        "Tar ingen över slutar de som arbetar där dagen före. Kallelser till enheten upphör, och de som kallade får "
        "veta det."
    )
    submit = _("Lägg ned enheten")
    done = _("Enheten är nedlagd från och med den dagen.")
    unchanged = _("Inget är ändrat: enheten är redan nedlagd från och med den dagen.")

    def access(self) -> None:
        super().access()
        require(can_close_unit(self.by, self.unit))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> CloseUnitForm:
        return CloseUnitForm(data, row=self.unit, by=self.by)

    def touches(self) -> list[str]:
        fields = self.form.cleaned_data
        return [] if fields["successor"] is not None else unit_lines(self.unit, fields["on"] - DAY)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [type(self.unit).objects.filter(pk=self.unit.pk).values("closed_on", "successor")]

    def reaches(self) -> list[Meeting]:
        return meetings_of_unit(self.unit)


class CorrectPoint(Change):
    """Where a unit is reached."""

    name = url_name = "point-correct"
    path = "vagen-in/<int:pk>/ratta/"
    needs_proof = True
    heading = _("Rätta vägen in")
    lead = _(
        "Kallelser till enheten som ingen är vald till går på nytt, till den nya adressen; om enskilda när den som "
        "kallade, eller någon på enheten, har svarat att det är rätt."
    )
    submit = _("Spara")
    done = _("Vägen in är sparad och kontrollerad i dag.")
    unchanged = _("Inget är ändrat: vägen in är densamma, och redan kontrollerad i dag.")

    def access(self) -> None:
        self.point = access_row(visible_contact_points(self.by).filter(unit__in=kept_units(self.by)), self.ids["pk"])

    def make_form(self, data: Any, query: Mapping[str, Any]) -> PointForm:
        return PointForm(data, point=self.point)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [type(self.point).objects.filter(pk=self.point.pk).values()]

    def about(self) -> str:
        return f"{self.point.function}, {self.point.unit}"

    def warnings(self) -> list[str]:
        person = self.form.cleaned_data.get("person")
        address = self.form.cleaned_data.get("mailbox") or (person.email if person else "") or ""
        hint = new_domain(address, Unit.objects.filter(pk=self.point.unit_id), [], but=self.point.pk)
        return [hint] if hint else []

    def back_url(self) -> str:
        return reverse("booking:unit", args=[self.point.unit_id])

    def reaches(self) -> list[Meeting]:
        return meetings_of_unit(self.point.unit)


class ProposePoint(Change):
    """What is wrong with a way in, said by whoever uses the list; it waits for who keeps it."""

    name = url_name = "point-propose"
    path = "vagen-in/<int:pk>/foresla/"
    heading = _("Föreslå en ändring")
    lead = _("Den som sköter listan får det du skriver som en uppgift på Mina möten, och rättar eller behåller.")
    submit = _("Skicka förslaget")
    done = _("Tack. Förslaget är skickat till den som sköter listan.")
    unchanged = _("Inget är ändrat: du har redan skickat det förslaget.")

    def access(self) -> None:
        self.point = access_row(visible_contact_points(self.by), self.ids["pk"])

    def make_form(self, data: Any, query: Mapping[str, Any]) -> ProposePointForm:
        return ProposePointForm(data, point=self.point)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [self.point.proposals.order_by("pk").values("pk")]

    def about(self) -> str:
        return f"{self.point.function}, {self.point.unit}"

    def news(self) -> str:
        return self.form.cleaned_data["text"]

    def back_url(self) -> str:
        return reverse("forums:contact-point-list")


def point_tasks(person: Person) -> list[Task]:
    """Rows of the to-do list: what others have said of the ways in that the person keeps."""
    if not is_keeper(person):
        return []
    rows = PointProposal.objects.filter(point__unit__in=kept_units(person)).select_related("point__unit", "proposed_by")
    return [
        {
            "title": _t("Förslag om vägen in: %(point)s, %(unit)s")
            % {"point": proposal.point, "unit": proposal.point.unit},
            "text": f"{proposal.proposed_by}: {proposal.text}",
            "url": reverse("booking:point-correct", args=[proposal.point_id]),
            "button": _t("Rätta eller behåll"),
        }
        for proposal in rows
    ]


CHANGES = (ProposePoint, AddPerson, NewPerson, CloseUnit, CorrectPoint)
