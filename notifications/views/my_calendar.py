"""Min kalender: the person's own subscriptions, made, made anew and removed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.views.pages import show_form
from forums.access import access_row
from notifications import feeds
from notifications.forms import SubscribeForm


@login_required
def show(request, form=None):
    rows = [feed_row(feed) for feed in feeds.own_feeds(request.user)]
    context = {
        "own": next((row for row in rows if row["is_own"]), None),
        "others": [row for row in rows if not row["is_own"]],
    }
    return show_form(request, "notifications/my_calendar.html", form or SubscribeForm(person=request.user), context)


def feed_row(feed):
    address = feeds.feed_address(feed)
    return {
        "feed": feed,
        "name": feeds.feed_name(feed),
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}",
        "is_own": feed.forum_id is None and feed.area_id is None,
    }


@login_required
@require_POST
def subscribe(request):
    form = SubscribeForm(request.POST, person=request.user)
    if not form.is_valid():
        return show(request, form)
    form.apply(request.user)
    messages.success(request, _("Adressen är klar. Lägg in den i ditt kalenderprogram."))
    return redirect("notifications:my-calendar")


@login_required
@require_POST
def renew(request, pk):
    feeds.renew(access_row(feeds.own_feeds(request.user), pk))
    messages.success(request, _("Den gamla adressen gäller inte längre. Lägg in den nya i ditt kalenderprogram."))
    return redirect("notifications:my-calendar")


@login_required
@require_POST
def unsubscribe(request, pk):
    feeds.unsubscribe(access_row(feeds.own_feeds(request.user), pk))
    messages.success(request, _("Prenumerationen är avslutad. Adressen gäller inte längre."))
    return redirect("notifications:my-calendar")
