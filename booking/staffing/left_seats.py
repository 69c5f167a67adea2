"""The question to a unit: who comes to a group instead of somebody who has left (domain rules 5 and 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.meetings.changes.base import Change
from booking.meetings.to_do import Task
from booking.meetings.wording import day_text
from booking.models import Meeting
from booking.staffing.changes import values_of
from booking.staffing.group_changes import meetings_ahead_of
from booking.staffing.members import send_member
from config.database.sorting import swedish_order
from config.ground.forms import DateField, model_field
from forums.access import access_row, can_send_member, require, visible_forums
from forums.models import Membership, Person, RoleKind, Unit
from forums.queries import staff_of, today
from forums.standing import standing_of
from forums.vacancies import DAY, empty_seats, empty_seats_of


class SendMemberForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Vem kommer i stället?"),
        queryset=Person.objects.none(),
        empty_label=_("Välj person"),
        error_messages={
            "required": _("Välj vem som tar över platsen"),
            "invalid_choice": _("Personen arbetar inte på enheten."),
        },
    )
    starts_on = DateField(label=_("Från och med"))

    def __init__(self, data: Any = None, *, seat: Membership) -> None:
        assert seat.unit is not None and seat.ends_on is not None
        super().__init__(data, initial={"starts_on": max(seat.ends_on + DAY, today())})
        self.seat = seat
        staff = staff_of(seat.unit).exclude(pk=seat.person_id)
        model_field(self, "person").queryset = staff.order_by(*swedish_order("name"))

    def apply(self, by: Person) -> Membership:
        return send_member(self.seat, by=by, **self.cleaned_data)


class SendMember(Change):
    """Who speaks for a unit says who takes over the seat of one who leaves."""

    name = url_name = "seat-fill"
    path = "platser/grupper/<int:pk>/"
    heading = _("Vem tar över platsen?")
    lead = _("Den du väljer kallas till gruppens möten från den dagen.")
    submit = _("Spara")
    done = _("Platsen har en ny ledamot. Kommande möten följer med.")
    unchanged = _("Inget är ändrat: personen har redan platsen.")

    def access(self) -> None:
        seats = Membership.objects.filter(forum__in=visible_forums(self.by), unit__isnull=False)
        row = access_row(seats.select_related("forum__area", "forum__federation", "unit__party"), self.ids["pk"])
        require(can_send_member(self.by, row))
        self.seat = next(iter(empty_seats(Membership.objects.filter(pk=row.pk))), None) or _gone()

    def make_form(self, data: Any, query: Mapping[str, Any]) -> SendMemberForm:
        return SendMemberForm(data, seat=self.seat)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [values_of(self.seat.forum.memberships)]

    def about(self) -> str:
        return f"{self.seat.forum.name}: {self.seat.person}, {self.seat.unit}"

    def back_url(self) -> str:
        return reverse("booking:my-meetings")

    def reaches(self) -> list[Meeting]:
        return meetings_ahead_of(self.seat.forum)


def _gone() -> Membership:
    """Somebody has it already, or it was not left."""
    raise Http404


CHANGES = (SendMember,)


def tasks_of(person: Person) -> list[Task]:
    """Rows of the to-do list: seats that the units that the person speaks for are asked about."""
    return [_task(seat) for seat in empty_seats_of(_spoken_for(person)) if can_send_member(person, seat)]


def _spoken_for(person: Person) -> list[Unit]:
    parties = {role.party_id for role in standing_of(person).roles if role.kind == RoleKind.CONTACT_PERSON}
    return list(Unit.objects.filter(Q(party__in=parties) | Q(contact_points__person=person)).distinct())


def _task(seat: Membership) -> Task:
    assert seat.ends_on is not None
    words = {"forum": seat.forum, "unit": seat.unit, "name": seat.person, "day": day_text(seat.ends_on)}
    return {
        "title": _t("Vem kommer från %(unit)s till %(forum)s?") % words,
        "text": _t("%(name)s lämnar platsen. Sista dag %(day)s.") % words,
        "url": reverse("booking:seat-fill", args=[seat.pk]),
        "button": _t("Välj vem som tar över"),
    }
