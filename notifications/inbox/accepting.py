"""Accepting an answer that waits: somebody who may change the meeting says that it is genuine, which of two answers was
the last, or whose the address is that it came from.
"""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from booking.meetings.access import changeable_meetings
from booking.meetings.queries import live_invitations
from booking.models import Meeting, Series
from config.database.sorting import swedish_order
from forums.access import require
from forums.actions.aliases import remember_alias
from forums.models import Person
from notifications.inbox.answers import find_calendar_object, take_answers
from notifications.inbox.kept import from_kept
from notifications.inbox.outcomes import CLOSE, GIVEN, NOBODY_VOUCHES, UNKNOWN_ADDRESS, Outcome
from notifications.inbox.senders import find_told, given_addresses, owners, person_of
from notifications.itip import Incoming
from notifications.models import HandledAs, InboundMail

logger = logging.getLogger(__name__)


def can_accept(person: Person, mail: InboundMail) -> bool:
    """It waits for just this, and is about a meeting that the person may change: of a case its caller's alone."""
    return mail.reason in (NOBODY_VOUCHES, CLOSE) and _decides(person, mail)


def can_remember(person: Person, mail: InboundMail) -> bool:
    """It comes from an address that is nobody's, and the person may change the meeting that it answers."""
    return mail.reason in UNKNOWN_ADDRESS and _decides(person, mail) and bool(whose_it_may_be(mail))


def _decides(person: Person, mail: InboundMail) -> bool:
    return mail.needs_person and mail.waiting is not None and _may_change(person, mail)


def _may_change(person: Person, mail: InboundMail) -> bool:
    own = changeable_meetings(person)
    if mail.meeting_id is not None:
        return own.filter(pk=mail.meeting_id).exists()
    return own.filter(series=mail.series_id).exists()


def whose_it_may_be(mail: InboundMail) -> list[Person]:
    """Those who are called, of whom the sender may be one; the one alone whom the answer names."""
    read = from_kept(mail.waiting or {})
    calendar_object = find_calendar_object(read.answers[0].uid) if read.answers else None
    if calendar_object is None:
        return []
    named = [row for row, _attendee in find_told(calendar_object, read.answers[0])]
    rows = named or list(calendar_object.told.select_related("invitation", "seat"))
    known = owners(read, read.answers[0])
    told = {person_of(row) for row in rows}
    return [one for one in _called(mail.meeting or mail.series) if one.pk in (told & known if known else told)]


def _called(about: Meeting | Series | None) -> list[Person]:
    """The persons who are called now, but for who calls: nobody answers to oneself."""
    if about is None:
        return []
    if isinstance(about, Meeting):
        seats = Q(pk__in=live_invitations(about).filter(person__isnull=False).values("person"))
    else:
        seats = Q(pk__in=about.seats.values("person"))
    return list(Person.objects.filter(seats).exclude(pk=about.caller_id).order_by(*swedish_order("name"), "pk"))


def accept_answer(mail: InboundMail, *, by: Person) -> Outcome | None:
    """Apply the answer as if a server had vouched for its sender, and note who said so. None when it waits no more.

    What is too late or too old is refused as ever. Raises `PermissionDenied` for whoever may not change the meeting.
    """
    with transaction.atomic():
        mail = _lock(mail)
        require(_may_change(by, mail))
        if not mail.needs_person:
            return None
        if not can_accept(by, mail):
            raise PermissionDenied
        outcome = take_answers(from_kept(mail.waiting or {}), accepted=True)
        _settle(mail, outcome, by)
    logger.info("answer accepted", extra={"mail": mail.pk, "by": by.pk, "result": outcome.result})
    return outcome


def accept_as(mail: InboundMail, *, by: Person, person: Person) -> Outcome | None:
    """Say that an unknown address is the person's: it is remembered for answers, and this one is applied.

    The address takes no mail and names nobody (`forums.actions.aliases`). None when it waits no more. Raises
    `PermissionDenied` for whoever may not change the meeting, and for a person who is not called to it.
    """
    with transaction.atomic():
        mail = _lock(mail)
        require(_may_change(by, mail))
        if not mail.needs_person:
            return None
        if not can_remember(by, mail) or person not in whose_it_may_be(mail):
            raise PermissionDenied
        read = from_kept(mail.waiting or {})
        about = mail.meeting or mail.series
        assert about is not None  # `can_remember`
        for address in sorted(_unknown(read)):
            remember_alias(person, address, actor=by, federation_id=about.federation_id)
        outcome = take_answers(read, accepted=True)
        _settle(mail, outcome, by)
    logger.info("address remembered", extra={"mail": mail.pk, "by": by.pk, "result": outcome.result})
    return outcome


def _unknown(read: Incoming) -> set[str]:
    given = given_addresses(read, read.answers[0])
    return given - set(Person.objects.filter(email__in=given).values_list("email", flat=True))


def _lock(mail: InboundMail) -> InboundMail:
    list(InboundMail.objects.select_for_update(of=("self",)).filter(pk=mail.pk).order_by().values_list("pk"))
    return InboundMail.objects.select_related("meeting", "series").get(pk=mail.pk)


def _settle(mail: InboundMail, outcome: Outcome, by: Person) -> None:
    mail.result, mail.reason, mail.invitation = outcome.result, outcome.reason[:60], outcome.invitation
    mail.needs_person, mail.accepted_by = outcome.needs_person, by
    if not outcome.needs_person:
        mail.handled_at, mail.handled_as, mail.handled_by = timezone.now(), HandledAs.HANDLED, by
        mail.words, mail.waiting = "", None
    mail.save(
        update_fields=[
            "result",
            "reason",
            "invitation",
            "needs_person",
            "accepted_by",
            "handled_at",
            "handled_as",
            "handled_by",
            "words",
            "waiting",
        ],
    )


def answer_in(mail: InboundMail) -> str:
    """The answer that it would be, as a value of `Answer`; "" for a wish, for several, and for what cannot be read."""
    read = from_kept(mail.waiting or {})
    given = {GIVEN.get(attendee.partstat) for answer in read.answers for attendee in answer.attendees}
    only = given.pop() if len(given) == 1 and read.kind == "reply" else None
    return only or ""
