"""Min kalender: the person's own subscriptions, made, made anew and removed; and the calendar that they publish."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.meetings.forms.refused import refusals_to
from booking.models import PublishedCalendar
from booking.taken.actions import remove_calendar
from config.ground.requests import PersonRequest
from forums.access import access_row
from forums.signin.proof import proof_required
from notifications.feeds import addresses
from notifications.models import CalendarFeed
from notifications.pages.forms import CalendarAddressForm, SubscribeForm


@login_required
@proof_required
def show(
    request: PersonRequest, form: SubscribeForm | None = None, address_form: CalendarAddressForm | None = None
) -> HttpResponse:
    rows = [feed_row(feed) for feed in addresses.own_feeds(request.user)]
    context: dict[str, Any] = {
        "own": next((row for row in rows if row["is_own"]), None),
        "others": [row for row in rows if not row["is_own"]],
    }
    forms = [form or SubscribeForm(person=request.user), address_form or CalendarAddressForm()]
    calendar = PublishedCalendar.objects.filter(person=request.user).first()
    has_errors = any(one.errors for one in forms)
    context |= {"forms": forms, "has_errors": has_errors, "subscribe_form": forms[0], "address_form": forms[1]}
    context |= {"calendar": calendar, "host": urlsplit(calendar.address).hostname if calendar else ""}
    return render(request, "notifications/pages/my_calendar.html", context, status=422 if has_errors else 200)


def feed_row(feed: CalendarFeed) -> dict[str, Any]:
    address = addresses.feed_address(feed)
    return {
        "feed": feed,
        "name": addresses.feed_name(feed),
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}",
        "is_own": feed.forum_id is None and feed.area_id is None,
    }


@login_required
@require_POST
@proof_required
def subscribe(request: PersonRequest) -> HttpResponse:
    form = SubscribeForm(request.POST, person=request.user)
    if not form.is_valid():
        return show(request, form)
    form.apply(request.user)
    messages.success(request, _("Adressen är klar. Lägg in den i ditt kalenderprogram."))
    return redirect("notifications:my-calendar")


@login_required
@require_POST
@proof_required
def renew(request: PersonRequest, pk: UUID) -> HttpResponse:
    addresses.renew(access_row(addresses.own_feeds(request.user), pk))
    messages.success(request, _("Den gamla adressen gäller inte längre. Lägg in den nya i ditt kalenderprogram."))
    return redirect("notifications:my-calendar")


@login_required
@require_POST
def unsubscribe(request: PersonRequest, pk: UUID) -> HttpResponse:
    addresses.unsubscribe(access_row(addresses.own_feeds(request.user), pk))
    messages.success(request, _("Prenumerationen är avslutad. Adressen gäller inte längre."))
    return redirect("notifications:my-calendar")


@login_required
@require_POST
def give_address(request: PersonRequest) -> HttpResponse:
    form = CalendarAddressForm(request.POST)
    if form.is_valid():
        with refusals_to(form):
            form.apply(request.user)
    if form.errors:
        return show(request, address_form=form)
    messages.success(request, _("Adressen är sparad. Kalendern läses inom någon minut."))
    return redirect("notifications:my-calendar")


@login_required
@require_POST
def remove_address(request: PersonRequest) -> HttpResponse:
    remove_calendar(request.user)
    messages.success(request, _("Adressen och allt som lästs ur kalendern är borttaget."))
    return redirect("notifications:my-calendar")
