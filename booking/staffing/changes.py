"""Each change of staff: what it is called, its form, which meetings it reaches, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.models import Meeting, MeetingState
from booking.staffing import forms as own_forms
from booking.staffing import role_forms
from booking.staffing.actions import meetings_of, meetings_of_unit
from forums.access import access_forum, access_row, can_arrange_forum, require, visible_contact_points
from forums.keepers import (
    access_kept_person,
    access_kept_unit,
    can_close_unit,
    can_end_role,
    can_keep_placement,
    can_merge,
    kept_federations,
    kept_units,
    roles_to_give,
    seen_roles,
)
from forums.models import Forum, Person


@dataclass(frozen=True)
class Change:
    """One change on its way: what it is called, its form, which meetings it reaches, what is said when it is done."""

    heading: str
    about: str
    lead: str
    submit: str
    done: str
    form: forms.Form
    back_url: str
    meetings: Callable[[], Iterable[Meeting]]
    searches: bool = False
    news: Callable[[], str] = str


Builder = Callable[[Person, int, int, Any], Change]


def member_add(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = arranged_forum(by, pk)
    return _group_change(
        forum,
        _("Ny ledamot"),
        _("En ordinarie ledamot kallas till gruppens möten från den dag du väljer, en ersättare när det behövs."),
        _("Lägg till"),
        _("Ledamoten är tillagd."),
        own_forms.MemberForm(data, forum=forum),
        searches=True,
    )


def member_end(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = arranged_forum(by, pk)
    seat = get_object_or_404(forum.memberships.select_related("person", "party", "unit", "forum"), pk=row)
    return _group_change(
        forum,
        _("Lämnar gruppen"),
        _("Möten till och med sista dagen är kvar. Efter den är personen inte kallad, och parten saknar en ledamot."),
        _("Avsluta platsen"),
        _("Platsen är avslutad."),
        own_forms.EndMemberForm(data, row=seat),
        about=f"{forum.name}: {seat.person}, {seat.unit or seat.party}",
    )


def forum_decline(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = arranged_forum(by, pk)
    return _group_change(
        forum,
        _("En part avböjer"),
        _("Partens platser avslutas. Det visas sedan som avböjt och inte som något som saknas."),
        _("Registrera"),
        _("Det är registrerat att parten avböjer."),
        own_forms.DeclineForm(data, forum=forum),
    )


def forum_convener(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = arranged_forum(by, pk)
    return _group_change(
        forum,
        _("Välj sammankallande"),
        _("Den som är sammankallande kallar gruppen, ändrar dess möten och byter ledamöter."),
        _("Spara"),
        _("Sammankallande är sparad."),
        own_forms.ConvenerForm(data, forum=forum),
    )


def forum_end(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = arranged_forum(by, pk)
    return _group_change(
        forum,
        _("Avsluta gruppen?"),
        _("Möten efter sista dagen ställs in, också de i serier. Det går inte att ångra."),
        _("Avsluta gruppen"),
        _("Gruppen är avslutad."),
        own_forms.EndForumForm(data, row=forum),
    )


def person_correct(by: Person, pk: int, row: int, data: Any) -> Change:
    person = access_kept_person(by, pk)
    return Change(
        _("Rätta uppgifter"),
        person.name,
        _("Byter du e-postadress flyttar kommande möten till den nya. Svar från den gamla räknas ändå som personens."),
        _("Spara"),
        _("Uppgifterna är sparade."),
        own_forms.DetailsForm(data, person=person),
        reverse("booking:person", args=[person.pk]),
        lambda: meetings_of(person),
    )


def person_leave(by: Person, pk: int, row: int, data: Any) -> Change:
    person = access_kept_person(by, pk)
    require(kept_federations(by).exists())
    return Change(
        _("Slutar helt"),
        person.name,
        _("Arbetsplatser, platser i grupper och uppdrag avslutas. Enheterna får frågan vem som kommer i stället."),
        _("Avsluta allt"),
        _("Allt är avslutat från och med dagen efter."),
        own_forms.LeaveForm(data, row=person),
        reverse("booking:person", args=[person.pk]),
        lambda: meetings_of(person),
    )


def placement_end(by: Person, pk: int, row: int, data: Any) -> Change:
    person = access_kept_person(by, pk)
    place = get_object_or_404(person.placements.select_related("unit__party", "person"), pk=row)
    require(can_keep_placement(by, place))
    return Change(
        _("Slutar på enheten"),
        f"{person}, {place.unit}",
        _("Kommande möten går till den som tar över. Väljer du ingen får enheten frågan vem som kommer."),
        _("Avsluta"),
        _("Sista dagen på enheten är sparad."),
        own_forms.EndPlacementForm(data, row=place),
        reverse("booking:person", args=[person.pk]),
        lambda: meetings_of(person),
    )


def person_merge(by: Person, pk: int, row: int, data: Any) -> Change:
    person = access_kept_person(by, pk)
    form = own_forms.MergeForm(data, person=person, by=by)
    chosen = form.data.get("goes") or ""
    goes = form.rows.filter(pk=chosen).first() if chosen.isdecimal() else None
    require(goes is None or can_merge(by, goes))
    return Change(
        _("Slå ihop två rader"),
        f"{person.name}, {person.email}" if person.email else person.name,
        _("Den här raden blir kvar. Den andras platser, uppdrag och kallelser flyttas hit. Det går inte att ångra."),
        _("Slå ihop"),
        _("Raderna är en."),
        form,
        reverse("booking:person", args=[person.pk]),
        lambda: [*meetings_of(person), *(meetings_of(goes) if goes else [])],
        searches=True,
    )


def unit_close(by: Person, pk: int, row: int, data: Any) -> Change:
    unit = access_kept_unit(by, pk)
    require(can_close_unit(by, unit))
    form = own_forms.CloseUnitForm(data, row=unit, by=by)
    return Change(
        _("Lägga ned enheten?"),
        f"{unit}, {unit.party}",
        _(
            "Tar ingen över slutar de som arbetar där dagen före. Kallelser till enheten upphör, och de som kallade "
            "får veta det."
        ),
        _("Lägg ned enheten"),
        _("Enheten är nedlagd från och med den dagen."),
        form,
        reverse("booking:unit", args=[unit.pk]),
        lambda: meetings_of_unit(unit),
        news=form.news,
    )


def point_correct(by: Person, pk: int, row: int, data: Any) -> Change:
    point = access_row(visible_contact_points(by).filter(unit__in=kept_units(by)), pk)
    return Change(
        _("Rätta vägen in"),
        f"{point.function}, {point.unit}",
        _("Kallelser till enheten som ingen är vald till går på nytt, till den nya adressen."),
        _("Spara"),
        _("Vägen in är sparad och kontrollerad i dag."),
        own_forms.PointForm(data, point=point),
        reverse("booking:unit", args=[point.unit_id]),
        lambda: meetings_of_unit(point.unit),
    )


def person_add(by: Person, pk: int, row: int, data: Any) -> Change:
    unit = access_kept_unit(by, pk)
    form = role_forms.NewPersonForm(data, unit=unit)
    return Change(
        _("Ny person"),
        f"{unit}, {unit.party}",
        _("Personen kan kallas och svarar från kalendern eller med en länk. Det behövs inget lösenord till det."),
        _("Lägg till"),
        _("Personen är tillagd. Ska hen kunna logga in skickar du en länk från personens sida."),
        form,
        reverse("booking:unit", args=[unit.pk]),
        list,
        news=form.news,
    )


def placement_add(by: Person, pk: int, row: int, data: Any) -> Change:
    person = access_kept_person(by, pk)
    form = role_forms.PlaceForm(data, person=person, by=by)
    return Change(
        _("Arbetar på en enhet till"),
        person.name,
        _("Personen kan väljas när enheten kallas. Andra arbetsplatser är kvar tills du avslutar dem."),
        _("Lägg till"),
        _("Arbetsplatsen är tillagd."),
        form,
        reverse("booking:person", args=[person.pk]),
        list,
        news=form.news,
    )


def role_give(by: Person, pk: int, row: int, data: Any) -> Change:
    person = access_kept_person(by, pk)
    require(bool(roles_to_give(by)) and person.pk != by.pk)
    form = role_forms.GiveRoleForm(data, person=person, by=by)
    return Change(
        _("Ge ett uppdrag"),
        person.name,
        _("Uppdraget avgör vad personen ser och får göra. Det gäller tills någon avslutar det."),
        _("Ge uppdraget"),
        _("Uppdraget är sparat."),
        form,
        reverse("booking:person", args=[person.pk]),
        form.cases,
        news=form.news,
    )


def role_end(by: Person, pk: int, row: int, data: Any) -> Change:
    person = access_kept_person(by, pk)
    role = get_object_or_404(seen_roles(by, person), pk=row)
    require(can_end_role(by, role))
    return Change(
        _("Avsluta uppdraget"),
        f"{person}, {role_forms.role_label(role.kind, role.federation)}, {role.party or role.area or role.federation}",
        _("Efter sista dagen ser och får personen det som hör till resten av arbetet, och inget mer."),
        _("Avsluta uppdraget"),
        _("Sista dagen för uppdraget är sparad."),
        role_forms.EndRoleForm(data, row=role),
        reverse("booking:person", args=[person.pk]),
        list,
    )


CHANGES: dict[str, Builder] = {
    "member-add": member_add,
    "member-end": member_end,
    "forum-decline": forum_decline,
    "forum-convener": forum_convener,
    "forum-end": forum_end,
    "person-correct": person_correct,
    "person-leave": person_leave,
    "placement-end": placement_end,
    "person-merge": person_merge,
    "person-add": person_add,
    "placement-add": placement_add,
    "role-give": role_give,
    "role-end": role_end,
    "unit-close": unit_close,
    "point-correct": point_correct,
}


def ahead_of(forum: Forum) -> list[Meeting]:
    ahead = forum.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return list(ahead.select_related("template", "area", "federation", "forum", "caller").order_by("starts_at"))


def arranged_forum(by: Person, pk: int) -> Forum:
    forum = access_forum(by, pk)
    require(can_arrange_forum(by, forum))
    return forum


def _group_change(
    forum: Forum,
    heading: str,
    lead: str,
    submit: str,
    done: str,
    form: forms.Form,
    *,
    about: str = "",
    searches: bool = False,
) -> Change:
    """A change of a standing group reaches its meetings ahead, and leads back to its page."""
    back_url = reverse("booking:forum", args=[forum.pk])
    return Change(
        heading, about or forum.name, lead, submit, done, form, back_url, lambda: ahead_of(forum), searches=searches
    )
