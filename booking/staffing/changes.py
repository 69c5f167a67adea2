"""The changes of people, each a class with its words. Those of units and ways in are in `unit_changes.py`, those of
groups in `group_changes.py`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Manager, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from booking.meetings.changes.base import Change
from booking.models import Invitation, InvitationState, Meeting
from booking.staffing.actions import meetings_of
from booking.staffing.forms import (
    DetailsForm,
    EndPlacementForm,
    LeaveForm,
    MergeForm,
)
from booking.staffing.leaving_work import areas_elsewhere
from booking.staffing.question_texts import units_of_person
from booking.staffing.role_forms import EndRoleForm, FunctionForm, GiveRoleForm, PlaceForm, role_label
from booking.staffing.touched import convening_lines, role_lines, seat_lines
from config.database.sorting import swedish_order
from forums.access import require
from forums.actions.placements import seats_of_placement
from forums.keepers import (
    access_kept_person,
    can_end_role,
    can_keep_placement,
    can_merge,
    kept_federations,
    roles_to_give,
    seen_roles,
)
from forums.logins import logs_in
from forums.models import Forum, Membership, Person, WaitingKind
from forums.waiting import open_changes
from forums.wording import new_domain


class PersonChange(Change):
    """A change of a person that the reader keeps; it leads back to their page."""

    def access(self) -> None:
        self.person = access_kept_person(self.by, self.ids["pk"])

    def about(self) -> str:
        return self.person.name

    def back_url(self) -> str:
        return reverse("booking:person", args=[self.person.pk])

    def reaches(self) -> list[Meeting]:
        return meetings_of(self.person)


class CorrectPerson(PersonChange):
    name = url_name = "person-correct"
    path = "personer/<int:pk>/ratta/"
    needs_proof = True
    heading = _("Rätta uppgifter")
    lead = _(
        "Byter du e-postadress flyttar gruppernas kommande möten till den nya. Möten om enskilda flyttar när den som "
        "kallade har svarat att det är rätt person. Svar från den gamla räknas ändå som personens."
    )
    submit = _("Spara")
    done = _("Uppgifterna är sparade.")
    unchanged = _("Inget är ändrat: uppgifterna är de som redan står där.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> DetailsForm:
        return DetailsForm(data, person=self.person)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [Person.objects.filter(pk=self.person.pk).values("name", "email", "phone")]

    def news(self) -> str:
        """The address before and the new one, what goes where, and that one logs in with it."""
        before, new = self.person.email or "", self.form.cleaned_data["email"].lower()
        if before == new:
            return ""
        said: list[object] = [_("Ny e-postadress: %(new)s. Förut: %(before)s.") % {"new": new, "before": before or "–"}]
        if logs_in(self.person):
            said.append(_("Det är också adressen som personen loggar in med."))
        said.append(_("Personen får veta det på båda adresserna."))
        return " ".join(map(str, said))

    def warnings(self) -> list[str]:
        hint = new_domain(self.form.cleaned_data.get("email") or "", units_of_person(self.person), [self.person])
        return [hint] if hint else []


class CorrectFunction(PersonChange):
    """What somebody does at a unit."""

    name = url_name = "function-correct"
    path = "personer/<int:pk>/plats/<int:row>/funktion/"
    address = {"pk": "pk", "row": "row"}
    heading = _("Rätta funktionen")
    lead = _("Vad personen arbetar med på enheten, till exempel rehabkoordinator.")
    submit = _("Spara")
    done = _("Funktionen är sparad.")
    unchanged = _("Inget är ändrat: funktionen är den som redan står där.")

    def access(self) -> None:
        super().access()
        places = self.person.placements.select_related("unit__party", "person")
        self.place = get_object_or_404(places, pk=self.ids["row"])
        require(can_keep_placement(self.by, self.place))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> FunctionForm:
        return FunctionForm(data, place=self.place)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [values_of(self.person.placements)]

    def about(self) -> str:
        return f"{self.person}, {self.place.unit}"

    def reaches(self) -> list[Meeting]:
        return []


class LeavePerson(PersonChange):
    name = url_name = "person-leave"
    path = "personer/<int:pk>/slutar/"
    needs_proof = True
    heading = _("Slutar helt")
    lead = _("Arbetsplatser, platser i grupper och uppdrag avslutas. Enheterna får frågan vem som kommer i stället.")
    submit = _("Avsluta allt")
    done = _("Allt är avslutat från och med dagen efter.")
    unchanged = _("Inget är ändrat: allt slutar redan den dagen.")

    def access(self) -> None:
        super().access()
        require(kept_federations(self.by).exists())

    def make_form(self, data: Any, query: Mapping[str, Any]) -> LeaveForm:
        return LeaveForm(data, row=self.person)

    def touches(self) -> list[str]:
        last, kept = self.form.cleaned_data["on"], kept_federations(self.by)
        roles = self.person.roles.filter(not_over(last), federation__in=kept).select_related("area")
        return [
            *seat_lines(seats_after(self.person, last).filter(forum__federation__in=kept), last),
            *convening_lines(self.person, kept),
            *role_lines(roles, last),
        ]

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        called = Invitation.objects.filter(person=self.person, state=InvitationState.LIVE)
        return [
            *(values_of(rows) for rows in (self.person.placements, self.person.memberships, self.person.roles)),
            Forum.objects.filter(convener=self.person).order_by("pk").values_list("pk"),
            called.order_by("pk").values_list("pk"),
        ]


class EndPlacement(PersonChange):
    name = url_name = "placement-end"
    path = "personer/<int:pk>/plats/<int:row>/"
    needs_proof = True
    address = {"pk": "pk", "row": "row"}
    heading = _("Slutar på enheten")
    lead = _(
        "Gruppernas kommande möten går till den som tar över; möten om enskilda när den som kallade har svarat att det "
        "är rätt person. Väljer du ingen får enheten frågan vem som kommer."
    )
    submit = _("Avsluta")
    done = _("Sista dagen på enheten är sparad.")
    proposed = _("Det som ligger i ditt område är avslutat. Resten väntar på svar från dem som sköter det.")
    unchanged = _("Inget är ändrat: det är redan sista dagen på enheten.")

    def access(self) -> None:
        super().access()
        places = self.person.placements.select_related("unit__party", "person")
        self.place = get_object_or_404(places, pk=self.ids["row"])
        require(can_keep_placement(self.by, self.place))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> EndPlacementForm:
        return EndPlacementForm(data, row=self.place)

    def touches(self) -> list[str]:
        last, heir = self.form.cleaned_data["on"], self.form.cleaned_data["heir"]
        seats = seats_of_placement(self.place, last).select_related("forum__area", "unit", "party")
        elsewhere = areas_elsewhere(self.place, self.by, last)
        return seat_lines(seats.order_by(*swedish_order("forum__name"), "pk"), last, heir, elsewhere)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        rows = (self.person.placements, self.person.memberships, self.place.leave_proposals)
        return [values_of(own) for own in rows]

    def done_text(self) -> Any:
        return self.proposed if self.place.leave_proposals.filter(answered_at=None).exists() else self.done

    def about(self) -> str:
        return f"{self.person}, {self.place.unit}"


class MergePersons(PersonChange):
    name = url_name = "person-merge"
    path = "personer/<int:pk>/sla-ihop/"
    needs_proof = True
    fields_template = "booking/staffing/parts/merge_fields.html"
    heading = _("Slå ihop två rader")
    lead = _(
        "Den här raden blir kvar. Den andras platser, uppdrag och kallelser flyttas hit. Har den andra möten om "
        "enskilda flyttas bara gruppernas nu, och resten när de som kallade har svarat att det är samma person. "
        "Det går inte att ångra."
    )
    submit = _("Slå ihop")
    done = _("Raderna är en, eller blir det när de som kallade till möten om enskilda har svarat.")
    unchanged = _("Inget är ändrat: raderna är redan en.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> MergeForm:
        form = MergeForm(data, person=self.person, by=self.by)
        chosen = form.data.get("goes") or ""
        self.goes = form.rows.filter(pk=chosen).first() if chosen.isdecimal() else None
        require(self.goes is None or can_merge(self.by, self.goes))
        return form

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        waiting = open_changes().filter(kind=WaitingKind.MERGE, other=self.person)
        merged = Person.objects.filter(merged_into=self.person)
        return [rows.order_by("pk").values_list("pk") for rows in (merged, waiting)]

    def about(self) -> str:
        return f"{self.person.name}, {self.person.email}" if self.person.email else self.person.name

    def reaches(self) -> list[Meeting]:
        return [*meetings_of(self.person), *(meetings_of(self.goes) if self.goes else [])]


class AddPlacement(PersonChange):
    name = url_name = "placement-add"
    path = "personer/<int:pk>/plats/ny/"
    needs_proof = True
    heading = _("Arbetar på en enhet till")
    lead = _("Personen kan väljas när enheten kallas. Andra arbetsplatser är kvar tills du avslutar dem.")
    submit = _("Lägg till")
    done = _("Arbetsplatsen är tillagd.")
    unchanged = _("Inget är ändrat: personen arbetar redan där.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> PlaceForm:
        return PlaceForm(data, person=self.person, by=self.by)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [values_of(self.person.placements)]

    def reaches(self) -> list[Meeting]:
        return []

    def news(self) -> str:
        return self.form.news()


class GiveRole(PersonChange):
    name = url_name = "role-give"
    path = "personer/<int:pk>/uppdrag/nytt/"
    needs_proof = True
    heading = _("Ge ett uppdrag")
    lead = _("Uppdraget avgör vad personen ser och får göra. Det gäller tills någon avslutar det.")
    submit = _("Ge uppdraget")
    done = _("Uppdraget är sparat.")
    unchanged = _("Inget är ändrat: personen har redan uppdraget.")

    def access(self) -> None:
        super().access()
        require(bool(roles_to_give(self.by)) and self.person.pk != self.by.pk)

    def make_form(self, data: Any, query: Mapping[str, Any]) -> GiveRoleForm:
        return GiveRoleForm(data, person=self.person, by=self.by)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [values_of(self.person.roles)]

    def reaches(self) -> list[Meeting]:
        return self.form.cases()

    def news(self) -> str:
        return self.form.news()


class EndRole(PersonChange):
    name = url_name = "role-end"
    path = "personer/<int:pk>/uppdrag/<int:row>/"
    needs_proof = True
    address = {"pk": "pk", "row": "row"}
    heading = submit = _("Avsluta uppdraget")
    lead = _("Efter sista dagen ser och får personen det som hör till resten av arbetet, och inget mer.")
    done = _("Sista dagen för uppdraget är sparad.")
    unchanged = _("Inget är ändrat: det är redan sista dagen för uppdraget.")

    def access(self) -> None:
        super().access()
        self.role = get_object_or_404(seen_roles(self.by, self.person), pk=self.ids["row"])
        require(can_end_role(self.by, self.role))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> EndRoleForm:
        return EndRoleForm(data, row=self.role)

    def touches(self) -> list[str]:
        return role_lines([self.role], self.form.cleaned_data["on"])

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [values_of(self.person.roles)]

    def about(self) -> str:
        role = self.role
        return f"{self.person}, {role_label(role.kind, role.federation)}, {role.party or role.area or role.federation}"

    def reaches(self) -> list[Meeting]:
        return []


CHANGES = (
    CorrectPerson,
    CorrectFunction,
    LeavePerson,
    EndPlacement,
    MergePersons,
    AddPlacement,
    GiveRole,
    EndRole,
)


def not_over(last: datetime.date) -> Q:
    """Rows with from/to dates that go on after a day."""
    return Q(ends_on=None) | Q(ends_on__gt=last)


def seats_after(person: Person, last: datetime.date) -> QuerySet[Membership]:
    """A person's seats in groups that go on after a day, by the group's name."""
    held = person.memberships.filter(not_over(last)).select_related("forum__area", "unit", "party")
    return held.order_by(*swedish_order("forum__name"), "pk")


def values_of(rows: Manager[Any]) -> QuerySet[Any, Any]:
    return rows.order_by("pk").values()
