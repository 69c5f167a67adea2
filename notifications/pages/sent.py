"""Skickat: how it went for each mail, and what did not arrive first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.meetings.access import changeable_meetings
from booking.meetings.wording import meeting_title, meeting_when, rhythm_text, seat_name
from booking.models import Meeting, MeetingState
from config.ground.requests import PersonRequest
from forums.access import require
from forums.models import Person
from notifications.models import InboundMail, OutboxMessage, OutboxState
from notifications.outbox.bell import ring_delivery
from notifications.pages.access import (
    access_message,
    can_send_again,
    can_try_again,
    fate_of_mail,
    may_be_lost,
    relays_down,
    visible_inbound,
    visible_messages,
    waiting_for_somebody,
)
from notifications.pages.wording import (
    STATE_COLORS,
    attempt_text,
    failure_text,
    kind_text,
    relay_text,
)
from notifications.telling.reconcile import send_again, try_again

PER_PAGE = 30
MEETINGS_IN_FILTER = 100


@login_required
def sent(request: PersonRequest) -> HttpResponse:
    """Every mail about the person's meetings, what did not arrive first."""
    rows = visible_messages(request.user)
    chosen = chosen_meeting(request)
    if chosen is not None:
        rows = rows.filter(meeting=chosen)
    rows = with_choices(rows)
    rows = rows.prefetch_related("delivery_attempts").order_by("-can_try_again", "-created_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": [message_row(message) for message in page],
        "relays": [{"relay": relay, "why": relay_text(relay)} for relay in relays_down(request.user)],
        "meetings": filter_choices(request.user),
        "chosen": str(chosen.pk) if chosen else "",
        "tabs": tabs(request.user, "sent"),
        "fate": fate_of_mail(request.user),
    }
    return render(request, "notifications/pages/sent.html", context)


def with_choices(rows: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """Annotate what can be done about each mail, and whether its words are still kept."""
    yes_or_no = BooleanField()
    return rows.annotate(
        can_try_again=ExpressionWrapper(waiting_for_somebody(), output_field=yes_or_no),
        can_send_again=ExpressionWrapper(may_be_lost(), output_field=yes_or_no),
        has_words=ExpressionWrapper(~Q(text=""), output_field=yes_or_no),
    )


@login_required
def sent_mail(request: PersonRequest, pk: object) -> HttpResponse:
    """What one mail said. The personal link is left out; after some weeks the words are gone."""
    message = access_message(request.user, pk)
    [row] = [message_row(each) for each in with_choices(visible_messages(request.user).filter(pk=message.pk))]
    return render(request, "notifications/pages/sent_mail.html", {"row": row, "words": message.text})


def message_row(message: OutboxMessage) -> dict[str, Any]:
    return {
        "message": message,
        "meeting": about_text(message),
        "when": when_text(message),
        "name": receiver_of(message),
        "kind": kind_text(message.kind),
        "color": STATE_COLORS.get(OutboxState(message.state), "neutral"),
        "why": failure_text(message),
        "attempts": [(attempt.at, attempt_text(attempt)) for attempt in message.delivery_attempts.all()],
        "can_try_again": message.can_try_again,  # type: ignore[attr-defined]  # annotated in `with_choices`
        "can_send_again": message.can_send_again,  # type: ignore[attr-defined]
        "has_words": message.has_words,  # type: ignore[attr-defined]
    }


def receiver_of(message: OutboxMessage) -> str:
    if message.invitation is not None:
        return seat_name(message.invitation)
    if message.told is not None and message.told.seat is not None:
        return str(message.told.seat)
    return str(message.notice.person or message.notice.contact_point or "") if message.notice is not None else ""


def chosen_meeting(request: PersonRequest) -> Meeting | None:
    """The meeting in the address, if it is one whose mails the person may see."""
    wanted = request.GET.get("mote", "")
    return next((row for row in called_meetings(request.user) if str(row.pk) == wanted), None) if wanted else None


def called_meetings(person: Person) -> list[Meeting]:
    found = changeable_meetings(person).exclude(state=MeetingState.DRAFT).filter(no_mail=False)
    return list(found.order_by("-starts_at", "pk")[:MEETINGS_IN_FILTER])


def filter_choices(person: Person) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{meeting_title(row)}, {meeting_when(row)}") for row in called_meetings(person)]


@login_required
@require_POST
def retry(request: PersonRequest, pk: object) -> HttpResponse:
    message = access_message(request.user, pk)
    require(can_try_again(message))
    try_again(message)
    ring_delivery()
    messages.success(request, _("Vi försöker igen. Läs in sidan om en stund för att se hur det gick."))
    return redirect("notifications:sent")


@login_required
@require_POST
def send_once_more(request: PersonRequest, pk: object) -> HttpResponse:
    """The last call to an address once more, as it is: no calendar takes it for a change."""
    message = access_message(request.user, pk)
    if can_send_again(message) and message.told is not None and send_again(message.told):
        ring_delivery()
        messages.success(request, _("Kallelsen skickas en gång till."))
    else:
        messages.error(request, _("Kallelsen skickas inte igen: den är nyss skickad, eller så gäller något nyare."))
    return redirect("notifications:sent")


def about_text(mail: InboundMail | OutboxMessage) -> str:
    if mail.meeting is not None:
        return meeting_title(mail.meeting)
    return _("%(name)s, alla tillfällen") % {"name": mail.series.forum} if mail.series else ""


def when_text(mail: InboundMail | OutboxMessage) -> str:
    if mail.meeting is not None:
        return meeting_when(mail.meeting)
    return rhythm_text(mail.series) if mail.series else ""


def tabs(person: Person, current: str) -> list[dict[str, str]]:
    waiting = visible_inbound(person).filter(needs_person=True).count()
    came = _("Inkommet (%(n)d att se på)") % {"n": waiting} if waiting else _("Inkommet")
    pages = [("sent", _("Skickat")), ("inbound", came)]
    return [
        {"label": label, "url": reverse(f"notifications:{name}"), "current": "page" if name == current else ""}
        for name, label in pages
    ]
