"""Yes or no to what the coordinator of another area has proposed: that somebody leaves a unit that serves both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.meetings.changes.base import Change
from booking.meetings.to_do import Task
from booking.meetings.wording import day_text
from booking.models import Meeting
from booking.staffing.actions import meetings_of
from booking.staffing.leaving_work import answer_leaving
from booking.staffing.touched import seat_lines
from config.database.sorting import swedish_order
from config.ground.forms import RadioRow
from forums.access import access_row, require, visible_units
from forums.actions.placements import seats_of_placement
from forums.models import LeaveProposal, Person
from forums.proposals import can_answer_leaving, leavings_to, open_leavings

YES, NO = "yes", "no"


class LeavingForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Stämmer det?"),
        choices=[(YES, _("Ja, avsluta")), (NO, _("Nej, personen är kvar"))],
        widget=RadioRow,
        error_messages={"required": _("Svara ja eller nej."), "invalid_choice": _("Svara ja eller nej.")},
    )

    def __init__(self, data: Any = None, *, proposal: LeaveProposal) -> None:
        super().__init__(data)
        self.proposal = proposal

    def apply(self, by: Person) -> LeaveProposal:
        return answer_leaving(self.proposal, by=by, is_right=self.cleaned_data["answer"] == YES)


class AnswerLeaving(Change):
    """A proposal that somebody leaves, for whoever keeps the area or speaks for the unit."""

    name = url_name = "leaving-answer"
    path = "forslag/<int:pk>/"
    heading = _("Slutar personen här?")
    lead = _(
        "Svarar du ja slutar platserna i ditt område den dagen, och enheten får frågan vem som kommer. "
        "Svarar du nej är allt kvar här."
    )
    submit = _("Svara")
    done = _("Tack, svaret är sparat.")
    unchanged = _("Inget är ändrat: förslaget är redan besvarat.")

    def access(self) -> None:
        rows = LeaveProposal.objects.filter(placement__unit__in=visible_units(self.by))
        joined = rows.select_related("placement__person", "placement__unit__party__federation", "area", "proposed_by")
        self.proposal = access_row(joined, self.ids["pk"])
        require(can_answer_leaving(self.by, self.proposal))
        if self.proposal.answered_at is not None:
            raise Http404

    def make_form(self, data: Any, query: Mapping[str, Any]) -> LeavingForm:
        return LeavingForm(data, proposal=self.proposal)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [LeaveProposal.objects.filter(pk=self.proposal.pk).values("is_right")]

    def about(self) -> str:
        return proposal_text(self.proposal)

    def touches(self) -> list[str]:
        place, last = self.proposal.placement, self.proposal.last_on
        seats = seats_of_placement(place, last).filter(forum__area=self.proposal.area)
        ordered = seats.select_related("forum__area", "unit", "party").order_by(*swedish_order("forum__name"), "pk")
        return seat_lines(ordered, last, self.proposal.heir) if self.form.cleaned_data["answer"] == YES else []

    def back_url(self) -> str:
        return reverse("booking:my-meetings")

    def reaches(self) -> list[Meeting]:
        return [one for one in meetings_of(self.proposal.placement.person) if one.area_id == self.proposal.area_id]


CHANGES = (AnswerLeaving,)


def proposal_text(proposal: LeaveProposal) -> str:
    """Who proposes what, from when, and for which area."""
    words = {
        "by": proposal.proposed_by,
        "name": proposal.placement.person,
        "unit": proposal.placement.unit,
        "day": day_text(proposal.last_on),
        "area": proposal.area or proposal.placement.unit.party.federation,
    }
    return _t("%(by)s föreslår att %(name)s slutar på %(unit)s i %(area)s. Sista dag %(day)s.") % words


def tasks_of(person: Person) -> list[Task]:
    """Rows of the to-do list: proposals that wait for the person's answer."""
    return [
        {
            "title": _t("Slutar %(name)s?") % {"name": proposal.placement.person},
            "text": proposal_text(proposal),
            "url": reverse("booking:leaving-answer", args=[proposal.pk]),
            "button": _t("Svara"),
        }
        for proposal in leavings_to(person)
    ]


def waiting_lines(person: Person, reader: Person) -> list[str]:
    """What is proposed of a person and has no answer, or a no, for their page."""
    rows = LeaveProposal.objects.filter(placement__person=person, placement__ends_on=None)
    rows = rows.filter(placement__unit__in=visible_units(reader)).exclude(is_right=True)
    found = rows.select_related("area", "proposed_by", "answered_by", "placement__unit__party__federation")
    return [
        f"{proposal_text(one)} {_state(one)}"
        for one in found.order_by("-proposed_at", *swedish_order("area__name"))[:12]
    ]


def _state(proposal: LeaveProposal) -> str:
    if proposal.answered_by is None:
        return _t("Väntar på svar.")
    return _t("%(name)s har svarat nej.") % {"name": proposal.answered_by}


def of_forum(forum_area: int | None, persons: Iterable[int], reader: Person) -> list[LeaveProposal]:
    """Open proposals about members of a group, for who holds it together."""
    rows = open_leavings(reader).filter(placement__person__in=list(persons))
    return [one for one in rows if one.area_id == forum_area and can_answer_leaving(reader, one)]
