"""Pages of people and units. What changes them stands in `changes.py` and `group_changes.py`."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.staffing.actions import meetings_of
from booking.staffing.group_changes import arranged_forum
from booking.staffing.leaving_answers import waiting_lines
from booking.staffing.members import take_back_decline
from booking.staffing.register import RegisterForm, as_csv, in_order, rows_of
from booking.staffing.role_forms import role_label
from booking.staffing.structure_changes import former
from config.database.sorting import swedish_order
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.access import require, visible_federations
from forums.actions.aliases import end_alias
from forums.actions.lists import note_register_fetched
from forums.actions.logins import end_login, give_login, log_out_everywhere
from forums.actions.signin import open_reset, take_factors_away
from forums.audit.reading import changes_at_work, changes_of_person, changes_of_unit
from forums.keepers import (
    access_alias,
    access_kept_person,
    access_kept_unit,
    can_close_unit,
    can_merge,
    is_keeper,
    kept_federations,
    kept_persons,
    kept_units,
    roles_to_end,
    roles_to_give,
    seen_roles,
)
from forums.logins import given, logs_in, may_log_in
from forums.models import Decline, Membership, Placement, Role
from forums.queries import today
from forums.signin.factors import owns_factor
from forums.signin.proof import proof_required

PER_PAGE = 50


@login_required
@require_POST
def take_back(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    forum = arranged_forum(request.user, pk)
    take_back_decline(get_object_or_404(Decline, forum=forum, pk=row), by=request.user)
    messages.success(request, _("Parten väntas i gruppen igen. Lägg till en ledamot."))
    return redirect("booking:forum", pk)


@login_required
def persons(request: PersonRequest) -> HttpResponse:
    """The register of staff: who the reader keeps, by name, area, party, unit, role, login and bouncing address."""
    require(is_keeper(request.user))
    kept = kept_persons(request.user)
    form = RegisterForm(request.GET, reader=request.user)
    found = in_order(form.narrow(kept), request.user)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page.object_list, request.user),
        "bounced": kept.filter(address_bounced_at__isnull=False).count(),
    }
    return render(request, "booking/staffing/persons.html", context)


@login_required
def persons_csv(request: PersonRequest) -> HttpResponse:
    """The same list as a file; that it was fetched stands in the record of changes."""
    require(is_keeper(request.user))
    form = RegisterForm(request.GET, reader=request.user)
    text = as_csv(rows_of(in_order(form.narrow(kept_persons(request.user)), request.user), request.user))
    note_register_fetched(by=request.user)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="personer.csv"'
    return response


@login_required
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """A person in the federations that the reader sees; of others nothing, not even that they are."""
    one = access_kept_person(request.user, pk)
    seen = visible_federations(request.user)
    units = set(kept_units(request.user).values_list("pk", flat=True))
    places = one.placements.filter(unit__party__federation__in=seen).select_related("unit__party")
    seats = one.memberships.filter(forum__federation__in=seen).select_related("forum", "party", "unit")
    roles = [role for role in seen_roles(request.user, one) if is_open(role)]
    may_end = roles_to_end(request.user, one, roles)
    context = {
        "one": one,
        "places": [
            {"place": place, "may_end": place.unit_id in units and is_open(place)}
            for place in places.order_by("ends_on", *swedish_order("unit__name"))
        ],
        "seats": [seat for seat in seats if is_open(seat)],
        "roles": [
            {"role": role, "name": role_label(role.kind, role.federation), "may_end": role in may_end} for role in roles
        ],
        "leavings": waiting_lines(one, request.user),
        "aliases": one.aliases.order_by("email"),
        "ahead": len(meetings_of(one)),
        "may_give": bool(roles_to_give(request.user)) and one.pk != request.user.pk,
        "may_place": one.pk != request.user.pk,
        "may_merge": one.pk != request.user.pk and can_merge(request.user, one),
        "may_leave": kept_federations(request.user).exists(),
        "login_link": (link := given(one)),
        "may_log_in": may_log_in(one),
        "may_end_login": one.pk != request.user.pk and (logs_in(one) or link is not None),
        "logs_in": logs_in(one),
        "has_factors": owns_factor(one),
        "factor_reset": (reset := open_reset(one)),
        "may_take_factors": one.pk != request.user.pk and (reset is None or reset.asked_by_id != request.user.pk),
        "changes": changes_of_person(one, reader=request.user),
    }
    return render(request, "booking/staffing/person.html", context)


@login_required
def own_details(request: PersonRequest) -> HttpResponse:
    """What is known of the one who has logged in, and what others have changed of it."""
    context = {
        "one": request.user,
        "changes": changes_of_person(request.user, reader=request.user),
        "at_work": changes_at_work(request.user),
        "tokens": request.user.api_tokens.all(),
        "aliases": request.user.aliases.order_by("email"),
    }
    return render(request, "booking/staffing/own_details.html", context)


@login_required
@require_POST
@proof_required
def login_give(request: PersonRequest, pk: int) -> HttpResponse:
    return _change_login(request, pk, give_login, _("En länk för att välja lösenord skickas till %(email)s."))


@login_required
@require_POST
@proof_required
def login_end(request: PersonRequest, pk: int) -> HttpResponse:
    return _change_login(request, pk, end_login, _("%(name)s kan inte logga in."))


@login_required
@require_POST
@proof_required
def log_out(request: PersonRequest, pk: int) -> HttpResponse:
    one = access_kept_person(request.user, pk)
    log_out_everywhere(one, by=request.user)
    messages.success(request, _("%(name)s är utloggad överallt.") % {"name": one})
    return redirect("booking:person", pk)


@login_required
@require_POST
@proof_required
def factors_take(request: PersonRequest, pk: int) -> HttpResponse:
    """The first keeper asks; the second takes the factor away."""
    one = access_kept_person(request.user, pk)
    try:
        if take_factors_away(one, by=request.user):
            messages.success(
                request, _("Andra steget är borttaget. %(name)s loggar in med lösenordet.") % {"name": one}
            )
        else:
            messages.info(request, _("Nu behöver en till som sköter registret säga ja, här på sidan, inom tre dagar."))
    except RuleError as refusal:
        messages.error(request, refusal.message)
    return redirect("booking:person", pk)


@login_required
@require_POST
@proof_required
def alias_end(request: PersonRequest, pk: int) -> HttpResponse:
    """What comes from the address is a stranger's again: ended by who keeps the person, or by themselves."""
    one = end_alias(access_alias(request.user, pk), by=request.user)
    messages.success(request, _("Svar från adressen räknas inte längre."))
    return redirect("booking:own-details") if one.pk == request.user.pk else redirect("booking:person", one.pk)


def _change_login(request: PersonRequest, pk: int, change: Callable[..., object], done: str) -> HttpResponse:
    one = access_kept_person(request.user, pk)
    try:
        change(one, by=request.user)
        messages.success(request, done % {"email": one.email, "name": one})
    except RuleError as refusal:
        messages.error(request, refusal.message)
    return redirect("booking:person", pk)


@login_required
def unit(request: PersonRequest, pk: int) -> HttpResponse:
    one = access_kept_unit(request.user, pk)
    places = one.placements.select_related("person").order_by(*swedish_order("person__name"))
    context = {
        "unit": one,
        "places": [place for place in places if is_open(place)],
        "successor": one.successor,
        "former": former(one),
        "points": one.contact_points.select_related("person"),
        "may_close": can_close_unit(request.user, one) and one.closed_on is None,
        "is_closed": one.closed_on is not None and one.closed_on <= today(),
        "changes": changes_of_unit(one),
    }
    return render(request, "booking/staffing/unit.html", context)


def is_open(row: Placement | Membership | Role) -> bool:
    return row.ends_on is None or row.ends_on >= today()
