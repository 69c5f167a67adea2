"""A group's page: who sits in it, its meetings against the year's plan, and calling it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.meetings.access import visible_figure_areas, visible_meetings
from booking.meetings.actions.calling import create_draft
from booking.meetings.finding import COMING, EARLIER
from booking.meetings.listing import occasion_rows, shorten_series
from booking.meetings.queries import absent_parties, coming_of_forum, earlier_of_forum, with_answers, year_of_forum
from booking.staffing.leaving_answers import of_forum, proposal_text
from booking.staffing.structure_changes import former
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from config.ground.spreadsheets import Sheet, write_csv
from forums.access import access_forum, can_arrange_forum, can_call
from forums.actions.groups import set_calls_delegates
from forums.actions.lists import note_members_fetched
from forums.actions.structure import can_rename_forum
from forums.holes import holes_of
from forums.models import Forum, Membership, Person
from forums.queries import template_of_forum, today
from forums.vacancies import follower_of, seats_from

SHOWN, PER_PAGE = 3, 20


@login_required
def show(request: PersonRequest, pk: int) -> HttpResponse:
    forum = access_forum(request.user, pk)
    template = template_of_forum(forum)
    arranges = can_arrange_forum(request.user, forum)
    open_to_them = list(visible_meetings(request.user).filter(forum=forum).order_by().values_list("pk", flat=True))
    context = {
        "forum": forum,
        "template": template,
        "members": member_rows(forum),
        "may_arrange": arranges,
        "may_rename": can_rename_forum(request.user, forum),
        "former": former(forum),
        "shows_contacts": arranges or is_member(request.user, forum),
        "declines": forum.declines.select_related("party", "unit"),
        "may_call": template is not None and can_call(request.user, template, forum),
        "holes": shown_holes(forum) if arranges else [],
        "leavings": proposed_leavings(forum, request.user) if arranges else [],
        "convener_role": forum.federation.role_name(forum.convener_role),
        "year": year_of_forum(forum, today().year),
        **meetings_shown(request, forum, open_to_them),
        "may_see_meetings": arranges or bool(open_to_them),
        "sees_figures": visible_figure_areas(request.user).filter(pk=forum.area_id).exists(),
        "request_key": uuid.uuid4(),
    }
    return render(request, "booking/staffing/forum.html", context)


def meetings_shown(request: PersonRequest, forum: Forum, among: list[UUID]) -> dict[str, Any]:
    """The next and the latest few; all of one kind, with pages, when the address asks for them."""
    chosen, page = request.GET.get("visa", ""), None
    coming, earlier = coming_of_forum(forum, among), earlier_of_forum(forum, among)
    if chosen in (COMING, EARLIER):
        page = Paginator(coming if chosen == COMING else earlier, PER_PAGE).get_page(request.GET.get("sida"))
    ahead = page if page and chosen == COMING else shorten_series(coming)[:SHOWN]
    been = page if page and chosen == EARLIER else earlier[:SHOWN]
    return {
        "chosen": chosen,
        "page": page,
        "coming": occasion_rows(with_answers(ahead, request.user), request.user),
        "coming_count": coming.count(),
        "earlier": occasion_rows(been, request.user),
        "earlier_count": earlier.count(),
    }


@dataclass(frozen=True)
class MemberRow:
    """A seat, held or to come, and who takes it over."""

    seat: Membership
    follower: Membership | None

    @property
    def is_coming(self) -> bool:
        return self.seat.starts_on > today()


def member_rows(forum: Forum) -> list[MemberRow]:
    seats = list(seats_from(forum, today()))
    return [MemberRow(seat, follower_of(seat, seats)) for seat in seats]


def is_member(person: Person, forum: Forum) -> bool:
    """A member or substitute today, or one who is to come: they reach each other."""
    return seats_from(forum, today()).filter(person=person).exists()


@login_required
def members_csv(request: PersonRequest, pk: int) -> HttpResponse:
    """The group's contact list as a file, for who holds it together; it stands in the record of changes."""
    forum = access_forum(request.user, pk)
    note_members_fetched(forum, by=request.user)
    period = (_("Från och med"), _("Till och med"))
    lines: list[list[Any]] = [[_("Namn"), _("Part"), _("Enhet"), _("Plats"), *period, _("Telefon"), _("E-post")]]
    for row in member_rows(forum):
        seat, one = row.seat, row.seat.person
        kind = _("Ersättare") if seat.is_substitute else _("Ordinarie")
        dates = [str(seat.starts_on), str(seat.ends_on or "")]
        lines.append([one.name, seat.party.name, seat.unit or "", kind, *dates, one.phone, one.email or ""])
    response = HttpResponse(write_csv(Sheet(forum.name, lines)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(forum.name)}.csv"'
    return response


def proposed_leavings(forum: Forum, reader: Person) -> list[dict[str, Any]]:
    """What another area's coordinator has proposed of members, with where it is answered."""
    persons = seats_from(forum, today()).values_list("person", flat=True)
    return [{"pk": one.pk, "text": proposal_text(one)} for one in of_forum(forum.area_id, persons, reader)]


def shown_holes(forum: Forum) -> list[str]:
    """What is missing, and which parties have stayed away three times running."""
    absent = [_("%(party)s har uteblivit tre gånger i rad.") % {"party": party} for party in absent_parties(forum)]
    return [*holes_of([forum]).get(forum.pk, []), *absent]


@login_required
@require_POST
def call(request: PersonRequest, pk: int) -> HttpResponse:
    """From the group to a draft with its members seated; ten posts of one page are one draft."""
    forum = access_forum(request.user, pk)
    template = template_of_forum(forum)
    if template is None or not can_call(request.user, template, forum):
        raise PermissionDenied
    key = page_key(request.POST.get("request_key", ""))
    try:
        draft = create_draft(
            by=request.user, template=template, forum=forum, request_key=f"{key}:{forum.pk}" if key else ""
        )
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect("booking:forum", pk)
    return redirect("booking:call-parties", draft.pk)


def page_key(text: str) -> str:
    """The key that the page was given; what is none is no key, and is not kept."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


@login_required
@require_POST
def set_delegates(request: PersonRequest, pk: int) -> HttpResponse:
    forum = access_forum(request.user, pk)
    set_calls_delegates(forum, request.POST.get("pa") == "1", by=request.user)
    messages.success(request, _("Inställningen är sparad."))
    return redirect("booking:forum", pk)
