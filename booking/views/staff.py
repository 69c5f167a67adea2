"""Pages where people and units come and go. Each change goes by the page that shows who is told; it is saved here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.actions.handover import take_back_decline
from booking.actions.staff import meetings_of, meetings_of_unit
from booking.forms import staff as own_forms
from booking.forms.refusals import refusals_to
from booking.models import Meeting, MeetingState
from booking.views.pages import show_form
from config.sorting import swedish_order
from forums.access import access_forum, access_row, can_arrange_forum, require, visible_contact_points
from forums.keepers import (
    access_kept_person,
    access_kept_unit,
    can_close_unit,
    can_keep_placement,
    can_merge,
    is_keeper,
    kept_federations,
    kept_persons,
    kept_units,
)
from forums.models import Decline, Forum, Person
from forums.queries import find_persons, today

PER_PAGE = 50


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
    forum = _arranged(by, pk)
    return Change(
        _("Ny ledamot"),
        forum.name,
        _("En ordinarie ledamot kallas till gruppens möten från den dag du väljer, en ersättare när det behövs."),
        _("Lägg till"),
        _("Ledamoten är tillagd."),
        own_forms.MemberForm(data, forum=forum),
        reverse("booking:forum", args=[forum.pk]),
        lambda: ahead_of(forum),
        searches=True,
    )


def member_end(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = _arranged(by, pk)
    seat = get_object_or_404(forum.memberships.select_related("person", "party", "unit", "forum"), pk=row)
    return Change(
        _("Lämnar gruppen"),
        f"{forum.name}: {seat.person}, {seat.unit or seat.party}",
        _("Möten till och med sista dagen är kvar. Efter den är personen inte kallad, och parten saknar en ledamot."),
        _("Avsluta platsen"),
        _("Platsen är avslutad."),
        own_forms.EndMemberForm(data, row=seat),
        reverse("booking:forum", args=[forum.pk]),
        lambda: ahead_of(forum),
    )


def forum_decline(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = _arranged(by, pk)
    return Change(
        _("En part avböjer"),
        forum.name,
        _("Partens platser avslutas. Det visas sedan som avböjt och inte som något som saknas."),
        _("Registrera"),
        _("Det är registrerat att parten avböjer."),
        own_forms.DeclineForm(data, forum=forum),
        reverse("booking:forum", args=[forum.pk]),
        lambda: ahead_of(forum),
    )


def forum_convener(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = _arranged(by, pk)
    return Change(
        _("Välj sammankallande"),
        forum.name,
        _("Den som är sammankallande kallar gruppen, ändrar dess möten och byter ledamöter."),
        _("Spara"),
        _("Sammankallande är sparad."),
        own_forms.ConvenerForm(data, forum=forum),
        reverse("booking:forum", args=[forum.pk]),
        lambda: ahead_of(forum),
    )


def forum_end(by: Person, pk: int, row: int, data: Any) -> Change:
    forum = _arranged(by, pk)
    return Change(
        _("Avsluta gruppen?"),
        forum.name,
        _("Möten efter sista dagen ställs in, också de i serier. Det går inte att ångra."),
        _("Avsluta gruppen"),
        _("Gruppen är avslutad."),
        own_forms.EndForumForm(data, row=forum),
        reverse("booking:forum", args=[forum.pk]),
        lambda: ahead_of(forum),
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
    "unit-close": unit_close,
    "point-correct": point_correct,
}


def change_page(what: str) -> Callable[..., HttpResponse]:
    """The view of one change: the form, then the change itself."""

    @login_required
    def show(request: HttpRequest, pk: int, row: int = 0) -> HttpResponse:
        change = CHANGES[what](request.user, pk, row, request.POST if request.method == "POST" else None)
        if "sok_nu" in request.POST:
            change.form.errors.clear()
        elif request.method == "POST" and change.form.is_valid():
            with refusals_to(change.form):
                change.form.apply(request.user)
            if not change.form.errors:
                messages.success(request, change.done)
                return redirect(change.back_url)
        return show_change(request, what, pk, row, change)

    return show


def show_change(request: HttpRequest, what: str, pk: int, row: int, change: Change) -> HttpResponse:
    """The form of one change, with what was filled in and what is wrong with it."""
    context = {"staff_change": change, "what": what, "pk": pk, "row": row, "own_url": own_url(what, pk, row)}
    return show_form(request, "booking/staff_change.html", change.form, context)


def own_url(what: str, pk: int, row: int) -> str:
    return reverse(f"booking:{what}", args=[pk, row] if row else [pk])


def ahead_of(forum: Forum) -> list[Meeting]:
    ahead = forum.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return list(ahead.select_related("template", "area", "federation", "forum", "caller").order_by("starts_at"))


@login_required
@require_POST
def take_back(request, pk, row):
    forum = _arranged(request.user, pk)
    take_back_decline(get_object_or_404(Decline, forum=forum, pk=row), by=request.user)
    messages.success(request, _("Parten väntas i gruppen igen. Lägg till en ledamot."))
    return redirect("booking:forum", pk)


@login_required
def persons(request):
    """Those whose details the person keeps, what does not arrive first."""
    require(is_keeper(request.user))
    text = request.GET.get("q", "").strip()[:80]
    found = find_persons(kept_persons(request.user), text)
    bounced = found.filter(address_bounced_at__isnull=False)
    if request.GET.get("visa") == "studsar":
        found = bounced
    page = Paginator(found.order_by(*swedish_order("name"), "pk"), PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "booking/persons.html", {"page": page, "text": text, "bounced": bounced.count()})


@login_required
def person(request, pk):
    one = access_kept_person(request.user, pk)
    units = set(kept_units(request.user).values_list("pk", flat=True))
    places = one.placements.select_related("unit__party").order_by("ends_on", "unit__name")
    context = {
        "one": one,
        "places": [{"place": place, "may_end": place.unit_id in units and is_open(place)} for place in places],
        "seats": [seat for seat in one.memberships.select_related("forum", "party", "unit") if is_open(seat)],
        "roles": [role for role in one.roles.select_related("area", "party", "federation") if is_open(role)],
        "aliases": one.aliases.all(),
        "ahead": len(meetings_of(one)),
        "may_merge": can_merge(request.user, one),
        "may_leave": kept_federations(request.user).exists(),
    }
    return render(request, "booking/person.html", context)


@login_required
def unit(request, pk):
    one = access_kept_unit(request.user, pk)
    places = one.placements.select_related("person").order_by("person__name")
    context = {
        "unit": one,
        "places": [place for place in places if is_open(place)],
        "successor": one.successor,
        "points": one.contact_points.select_related("person"),
        "may_close": can_close_unit(request.user, one) and one.closed_on is None,
        "is_closed": one.closed_on is not None and one.closed_on <= today(),
    }
    return render(request, "booking/unit.html", context)


def is_open(row):
    return row.ends_on is None or row.ends_on >= today()


def _arranged(by: Person, pk: int) -> Forum:
    forum = access_forum(by, pk)
    require(can_arrange_forum(by, forum))
    return forum
