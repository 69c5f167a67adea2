"""The changes of a standing group, each a class with its words: its members, its convener, its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.meetings.changes.base import Change
from booking.models import Meeting, MeetingState
from booking.staffing.changes import values_of
from booking.staffing.forms import ConvenerForm, DeclineForm, EndForumForm, EndMemberForm, MemberForm
from booking.staffing.group_forms import ReplaceForm
from forums.access import access_forum, can_arrange_forum, require
from forums.models import Forum, Membership, Person
from forums.queries import members_of, today


class GroupChange(Change):
    """A change of a group that the reader holds together: it reaches the meetings ahead, and leads back to its page."""

    def access(self) -> None:
        self.forum = arranged_forum(self.by, self.ids["pk"])

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [values_of(self.forum.memberships), values_of(self.forum.declines)]

    def about(self) -> str:
        return self.forum.name

    def back_url(self) -> str:
        return reverse("booking:forum", args=[self.forum.pk])

    def reaches(self) -> list[Meeting]:
        return meetings_ahead_of(self.forum)


class ReplaceMember(GroupChange):
    """A seat that goes to another person: all the group's meetings from that day follow."""

    name, path, url_name = "member", "forum/<int:pk>/ledamot/<int:seat>/", "replace-member"
    address = {"forum": "pk", "seat_id": "seat"}
    heading = submit = _("Byt ledamot")
    lead = _(
        "Alla möten framåt följer med: den nya ledamoten kallas och den gamla får veta att den inte längre är kallad."
    )
    done = _("%(name)s tar över platsen. Kommande möten följer med.")
    unchanged = _("Inget är ändrat: personen har redan platsen.")

    def access(self) -> None:
        super().access()
        self.seat = get_object_or_404(members_of(self.forum, today()), pk=self.ids["seat"])

    def make_form(self, data: Any, query: Mapping[str, Any]) -> ReplaceForm:
        return ReplaceForm(data, people=colleagues(self.seat))

    def do(self) -> Membership:
        return self.form.apply(self.seat, self.by)

    def about(self) -> str:
        return f"{self.forum.name}: {self.seat.person}, {self.seat.unit or self.seat.party}"

    def about_proposed(self) -> str:
        return f"{self.forum.name}: {self.seat.person} → {self.form.cleaned_data['person']}"

    def done_text(self) -> str:
        return self.done % {"name": self.form.cleaned_data["person"]}


class AddMember(GroupChange):
    name = url_name = "member-add"
    path = "forum/<int:pk>/ledamot/ny/"
    fields_template = "booking/staffing/parts/member_fields.html"
    heading = _("Ny ledamot")
    lead = _("En ordinarie ledamot kallas till gruppens möten från den dag du väljer, en ersättare när det behövs.")
    submit = _("Lägg till")
    done = _("Ledamoten är tillagd.")
    unchanged = _("Inget är ändrat: personen har redan platsen i gruppen.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> MemberForm:
        return MemberForm(data, forum=self.forum)


class EndMember(GroupChange):
    name = url_name = "member-end"
    path = "forum/<int:pk>/ledamot/<int:row>/sluta/"
    address = {"pk": "pk", "row": "row"}
    heading = _("Lämnar gruppen")
    lead = _("Möten till och med sista dagen är kvar. Efter den är personen inte kallad, och parten saknar en ledamot.")
    submit = _("Avsluta platsen")
    done = _("Platsen är avslutad.")
    unchanged = _("Inget är ändrat: det är redan platsens sista dag.")

    def access(self) -> None:
        super().access()
        seats = self.forum.memberships.select_related("person", "party", "unit", "forum")
        self.seat = get_object_or_404(seats, pk=self.ids["row"])

    def make_form(self, data: Any, query: Mapping[str, Any]) -> EndMemberForm:
        return EndMemberForm(data, row=self.seat)

    def about(self) -> str:
        return f"{self.forum.name}: {self.seat.person}, {self.seat.unit or self.seat.party}"


class DeclineForum(GroupChange):
    name = url_name = "forum-decline"
    path = "forum/<int:pk>/avboj/"
    heading = _("En part avböjer")
    lead = _("Partens platser avslutas. Det visas sedan som avböjt och inte som något som saknas.")
    submit = _("Registrera")
    done = _("Det är registrerat att parten avböjer.")
    unchanged = _("Inget är ändrat: det är redan registrerat att parten avböjer.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> DeclineForm:
        return DeclineForm(data, forum=self.forum)


class SetConvener(GroupChange):
    name = url_name = "forum-convener"
    path = "forum/<int:pk>/sammankallande/"
    heading = _("Välj sammankallande")
    lead = _("Den som är sammankallande kallar gruppen, ändrar dess möten och byter ledamöter.")
    submit = _("Spara")
    done = _("Sammankallande är sparad.")
    unchanged = _("Inget är ändrat: sammankallande är densamma som förut.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> ConvenerForm:
        return ConvenerForm(data, forum=self.forum)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [Forum.objects.filter(pk=self.forum.pk).values("convener")]


class EndForum(GroupChange):
    name = url_name = "forum-end"
    path = "forum/<int:pk>/avsluta/"
    heading = _("Avsluta gruppen?")
    lead = _("Möten efter sista dagen ställs in, också de i serier. Det går inte att ångra.")
    submit = _("Avsluta gruppen")
    done = _("Gruppen är avslutad.")
    unchanged = _("Inget är ändrat: gruppen slutar redan den dagen.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> EndForumForm:
        return EndForumForm(data, row=self.forum)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [Forum.objects.filter(pk=self.forum.pk).values("ended_on")]


CHANGES = (ReplaceMember, AddMember, EndMember, DeclineForum, SetConvener, EndForum)


def meetings_ahead_of(forum: Forum) -> list[Meeting]:
    ahead = forum.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return list(ahead.select_related("template", "area", "federation", "forum", "caller").order_by("starts_at"))


def arranged_forum(by: Person, pk: Any) -> Forum:
    """The group, for whoever holds it together."""
    forum = access_forum(by, pk)
    require(can_arrange_forum(by, forum))
    return forum


def colleagues(seat: Membership) -> QuerySet[Person]:
    """Who may take the seat: those who work at the unit, or anywhere at the party when the seat has no unit."""
    people = Person.objects.filter(is_active=True).exclude(pk=seat.person_id)
    if seat.unit_id is not None:
        return people.filter(placements__unit=seat.unit_id, placements__ends_on=None).distinct()
    return people.filter(placements__unit__party=seat.party_id, placements__ends_on=None).distinct()
