"""Consent: whom it covers, until when, and what it forbids (domain rule 3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import timezone

from booking.meetings import refusals
from booking.models import Consent, Invitation, Meeting
from booking.workdays import STOCKHOLM, local
from config.database.prepared import Slot, prepared
from config.ground.errors import RuleError
from forums.models import Party, Unit


def covers(consent: Consent, party: Party | None, unit: Unit | None) -> bool:
    """Does the consent let this party, or this single unit of it, take part?"""
    if party is not None and party.pk in _covered(consent.pk, of="party"):
        return True
    return unit is not None and unit.pk in _covered(consent.pk, of="unit")


def outside(consent: Consent, invitations: Iterable[Invitation]) -> list[Invitation]:
    """`covers` in bulk: the calls that the consent does not cover, in two queries."""
    parties, units = _covered(consent.pk, of="party"), _covered(consent.pk, of="unit")
    return [each for each in invitations if each.party_id not in parties and each.unit_id not in units]


@prepared
def _covered(consent: Slot, *, of: Literal["party", "unit"]) -> QuerySet[Any, int]:
    through: Any = Consent.parties.through if of == "party" else Consent.units.through
    return through.objects.filter(consent=consent).values_list(of, flat=True)


def refuse_uncovered(meeting: Meeting, party: Party | None, invitation: Invitation) -> None:
    """Raise `RuleError` when no consent holds, or it does not cover whom somebody wants to call (domain rule 3)."""
    if not meeting.template.consent_required:
        return
    if meeting.consent is None:
        raise refusals.consent_missing("call")
    if meeting.consent.withdrawn_at is not None:
        raise refusals.consent_withdrawn()
    if not covers(meeting.consent, party, invitation.unit):
        raise refusals.outside_consent(invitation.unit or party or "")


def refuse_past_consent(meeting: Meeting, starts_at: datetime.datetime) -> None:
    """Raise `RuleError` when a meeting (UTC) would lie after the last local date of its consent."""
    if not meeting.template.consent_required:
        return
    if meeting.consent is None or not meeting.consent.holds_on(local(starts_at).date()):
        raise refusals.consent_ended("meeting")


def consent_refusals(
    meeting: Meeting, invitations: Iterable[Invitation], now: datetime.datetime
) -> Iterator[RuleError]:
    """Refusals because of the meeting's consent: none given, withdrawn, ended, or a seat that it does not cover."""
    if not meeting.template.consent_required:
        return
    consent = meeting.consent
    if consent is None:
        yield refusals.consent_missing("call")
        return
    last = local(meeting.starts_at).date() if meeting.starts_at else timezone.localdate(now, STOCKHOLM)
    if consent.withdrawn_at is not None:
        yield refusals.consent_withdrawn()
    elif not consent.holds_on(last):
        yield refusals.consent_ended("meeting")
    for invitation in outside(consent, invitations):
        yield refusals.outside_consent(invitation.unit or invitation.party or invitation.person)
