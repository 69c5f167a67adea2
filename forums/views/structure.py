"""What stands whoever meets: the groups by area, the ways in, the areas with what is agreed in them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from config.database.sorting import swedish_order
from config.ground.requests import PersonRequest
from forums.access import (
    access_row,
    call_choices,
    visible_areas,
    visible_contact_points,
    visible_federations,
    visible_forums,
)
from forums.audit.reading import changes_of_areas, changes_of_federation
from forums.forms.contact_points import SearchForm
from forums.forms.group_search import GroupSearchForm
from forums.keepers import is_keeper, kept_areas, kept_federations, kept_units
from forums.listing import (
    agreement_context,
    area_rows,
    forum_groups,
    old_from,
    own_areas,
    search_forums,
    search_points,
)
from forums.models import Agreement, PartyKind
from forums.places import place_areas

PER_PAGE = 50


@login_required
def forums(request: PersonRequest) -> HttpResponse:
    form = GroupSearchForm(request.GET, areas=visible_areas(request.user))
    form.is_valid()
    found = search_forums(visible_forums(request.user), **form.cleaned_data)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "form": form,
        "page": page,
        "groups": forum_groups(request.user, page),
        "keeps": is_keeper(request.user),
        "is_filtered": any(form.cleaned_data.values()),
    }
    return render(request, "forums/forums.html", context)


@login_required
def contact_points(request: PersonRequest) -> HttpResponse:
    kinds = PartyKind.objects.filter(federation__in=visible_federations(request.user)).order_by(
        "position", *swedish_order("name")
    )
    own = own_areas(request.user)
    first = next(iter(own)) if len(own) == 1 else ""
    wanted = request.GET if "omrade" in request.GET else {**request.GET.dict(), "omrade": first}
    form = SearchForm(wanted, areas=visible_areas(request.user), kinds=kinds)
    form.is_valid()
    points = search_points(visible_contact_points(request.user), **form.cleaned_data, own=own)
    context = {"form": form, "points": points, "text": form.cleaned_data.get("q", ""), "old": old_from()}
    context["keeps"] = is_keeper(request.user)
    context["may_call"] = bool(call_choices(request.user))
    context["kept"] = set(kept_units(request.user).values_list("pk", flat=True)) if context["keeps"] else set()
    # who keeps areas finds their places on the page of the areas
    context["place_areas"] = [] if context["keeps"] else place_areas(request.user)
    template = "forums/contact_points.html#results" if request.htmx else "forums/contact_points.html"
    return render(request, template, context)


@login_required
def areas(request: PersonRequest) -> HttpResponse:
    kept, rows = kept_areas(request.user), area_rows(visible_areas(request.user), request.user)
    context = {
        "rows": rows,
        "kept": set(kept.values_list("pk", flat=True)),
        "changes": changes_of_areas(kept) if kept else None,
        "overseen": kept_federations(request.user),
    }
    return render(request, "forums/areas.html", context)


@login_required
def agreement(request: PersonRequest, pk: int) -> HttpResponse:
    """One version of an area's agreement: what stands in it, and which versions there are."""
    rows = Agreement.objects.filter(area__in=visible_areas(request.user)).select_related("area__federation")
    one = access_row(rows, pk)
    return render(request, "forums/agreement.html", agreement_context(one))


@login_required
def changes(request: PersonRequest, federation: int) -> HttpResponse:
    """The record of changes of a whole federation, for its administrators and director."""
    one = access_row(kept_federations(request.user), federation)
    page = clean_page(request.GET.get("sida"))
    context = {"federation": one, "changes": changes_of_federation(one, page), "page": page}
    return render(request, "forums/changes.html", context)


def clean_page(text: str | None) -> int:
    """The number of a page; the first where it is none."""
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 6 else 1
