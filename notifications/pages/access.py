"""Who may see what was sent and what came in. An individual meeting's mail is its caller's alone (domain rule 4)."""

from __future__ import annotations

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from booking.meetings.access import changeable_meetings
from booking.models import Meeting
from forums.access import access_row
from forums.models import Person, RoleKind
from forums.standing import standing_of
from notifications.inbox import mailboxes
from notifications.inbox.access import visible_inbound as visible_inbound
from notifications.inbox.answers import REFRESH_AT_MOST_EVERY
from notifications.models import FailureKind, InboundMail, Method, OutboxMessage, OutboxState, Relay, RoleMailbox
from notifications.notices.kinds import secret_names
from notifications.outbox import relays


def visible_messages(person: Person) -> QuerySet[OutboxMessage]:
    """Mails about meetings, and series of them, that the person may change: to whom, and how it went.

    Codes are between us and who asked.
    """
    own = changeable_meetings(person)
    series = Q(meeting=None, series__in=own.filter(series__isnull=False).order_by().values("series"))
    return (
        OutboxMessage.objects.filter(Q(meeting__in=own) | series)
        .exclude(kind__in=secret_names())
        .select_related("meeting__template", "meeting__forum", "series__forum", "told__seat__person")
        .select_related("notice__person", "notice__contact_point")
        .select_related("invitation__person", "invitation__unit", "invitation__contact_point")
        .defer("body", "text")
    )


def relays_down(person: Person) -> list[Relay]:
    """The relays that take no mail now, of the federations that the person keeps the settings of."""
    return relays.down(standing_of(person).federations_as(RoleKind.ADMINISTRATOR))


def mailboxes_down(person: Person) -> list[RoleMailbox]:
    """The mailboxes that cannot be read now, of the federations that the person keeps the settings of."""
    return mailboxes.down(standing_of(person).federations_as(RoleKind.ADMINISTRATOR))


def can_read(person: Person, mail: InboundMail) -> bool:
    """What a mail says is the caller's. Nobody knows whom an unplaced one is about, so its words are not shown here."""
    about = mail.meeting or mail.series
    if about is None or about.caller_id != person.pk:
        return False
    return mail.needs_person and mail.words != ""


def waiting_for_somebody() -> Q:
    """Did not arrive, something of it lies ahead, and no newer mail has reached the address since.

    A mail about a series is filed under the meeting that was next when it was written, and matters until its last.
    """
    # where nothing is held, the last that was told an address is the one to send again
    not_held = [kind for kind in FailureKind if kind != FailureKind.ADDRESS]
    last = Q(told__is_held=True) | Q(told__counter=F("counter"), failure__in=not_held)
    held = last | Q(told__isnull=True, state=OutboxState.FAILED)
    return Q(state__in=(OutboxState.FAILED, OutboxState.BOUNCED)) & _is_ahead() & held


def _is_ahead() -> Q:
    now = timezone.now()
    of_series = Meeting.objects.filter(series=OuterRef("series"), starts_at__gt=now)
    return Q(meeting__starts_at__gt=now) | Q(series__isnull=False, expires_at__gt=now) | Q(Exists(of_series))


def may_be_lost() -> Q:
    """Arrived as far as we know, and is the last call that the address was sent: somebody may have thrown it away.

    Once an hour, as for calendars that ask for it.
    """
    lately = timezone.now() - REFRESH_AT_MOST_EVERY
    last = Q(told__counter=F("counter"), told__is_held=False, told__queued_method=Method.REQUEST)
    return Q(state=OutboxState.SENT, sent_at__lt=lately, told__dtstamp__lt=lately) & last & _is_ahead()


def can_try_again(message: OutboxMessage) -> bool:
    return OutboxMessage.objects.filter(waiting_for_somebody(), pk=message.pk).exists()


def can_send_again(message: OutboxMessage) -> bool:
    return OutboxMessage.objects.filter(may_be_lost(), pk=message.pk).exists()


def fate_of_mail(person: Person) -> tuple[int, int] | None:
    """How many mails wait, and how many did not arrive in thirty days, where the person is the administrator.

    To whom and about what is for those who called. None for anybody else.
    """
    kept = standing_of(person).federations_as(RoleKind.ADMINISTRATOR)
    if not kept:
        return None
    since = timezone.now() - datetime.timedelta(days=30)
    mails = OutboxMessage.objects.filter(federation__in=kept)
    waiting = mails.filter(state__in=(OutboxState.QUEUED, OutboxState.SENDING)).count()
    return waiting, mails.filter(failed_at__gt=since).count()


def access_message(person: Person, pk: object) -> OutboxMessage:
    return access_row(visible_messages(person), pk)


def access_inbound(person: Person, pk: object) -> InboundMail:
    return access_row(visible_inbound(person), pk)
