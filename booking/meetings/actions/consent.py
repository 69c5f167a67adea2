"""Registering the consent of the individual, and withdrawing it (domain rule 3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.access import can_change, can_withdraw
from booking.meetings.actions.recording import lock_meeting, record, record_all, save_and_tell, save_meeting
from booking.meetings.actions.seats import end_invitation
from booking.meetings.consent import consent_refusals, covers
from booking.meetings.queries import live_invitations
from booking.models import Consent, InvitationState, Meeting, MeetingState
from config.ground.errors import RuleError
from forums.access import require
from forums.models import Party, Person, Unit
from forums.queries import today


def consent_date_refusals(given_on: datetime.date | None, valid_until: datetime.date | None) -> Iterator[RuleError]:
    """All that is wrong with a consent's first and last local date, as far as they are known."""
    if given_on is not None and given_on > today():
        yield refusals.consent_not_given_yet()
    if valid_until is not None and valid_until < max(given_on or today(), today()):
        yield refusals.consent_ended("registering")


def register_consent(
    meeting: Meeting,
    *,
    by: Person,
    form: str,
    given_on: datetime.date,
    valid_until: datetime.date,
    parties: Iterable[Party] = (),
    units: Iterable[Unit] = (),
) -> Consent:
    """Register the individual's consent, as the caller attests it: how, to whom, and its first and last local date.

    One consent serves the whole chain of meetings; registering again on the same draft corrects it. The caller's own
    unit is always covered: it is the one that asked. What has been called under the consent stays covered: narrowing it
    is `withdraw_consent`. Raises `RuleError`.
    """
    wanted = ConsentGiven(form, given_on, valid_until, list(parties), list(units))
    wanted.refuse_bad_days()
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        require(can_change(by, meeting))
        consent = write_consent(meeting, wanted, by)
        save_meeting(meeting, "consent")
        record_all(meeting, [wanted.event], by=by)
    return consent


@dataclass(frozen=True)
class ConsentGiven:
    """What is registered of a consent: how, its first and last local date, and to whom."""

    form: str
    given_on: datetime.date
    valid_until: datetime.date
    parties: list[Party] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    def refuse_bad_days(self) -> None:
        for refusal in consent_date_refusals(self.given_on, self.valid_until):
            raise refusal

    @property
    def event(self) -> tuple[str, dict[str, object]]:
        return "consent_registered", {"form": self.form, "valid_until": str(self.valid_until)}


def write_consent(meeting: Meeting, wanted: ConsentGiven, actor: Person) -> Consent:
    """Write the consent of a meeting, which is not saved here. Part of an action. Raises `RuleError`."""
    if meeting.area is None:
        raise refusals.no_area()
    known = meeting.consent if meeting.consent and not meeting.consent.withdrawn_at else None
    consent = known or Consent()
    consent.area, consent.form = meeting.area, wanted.form
    consent.given_on, consent.valid_until = wanted.given_on, wanted.valid_until
    consent.attested_by, consent.attested_at = actor, timezone.now()
    consent.save(force_insert=known is None)
    units = {unit.pk for unit in wanted.units} | ({meeting.calling_unit_id} if meeting.calling_unit_id else set())
    if known is None:
        consent.parties.add(*wanted.parties)
        consent.units.add(*units)
    else:
        consent.parties.set(wanted.parties)
        consent.units.set(units)
        for called in consent.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now()):
            for refusal in consent_refusals(called, live_invitations(called), timezone.now()):
                raise refusal
    meeting.consent = consent
    return consent


def withdraw_consent(
    consent: Consent, *, by: Person, parties: Iterable[Party] = (), units: Iterable[Unit] = ()
) -> list[Meeting]:
    """Withdraw the consent: wholly, or for the named parties and units.

    Every meeting ahead in the chain is changed: those no longer covered are told that they are no longer called, and
    nothing more. Returns the meetings that now have too few parties, which the caller should cancel.
    """
    gone_parties, gone_units = list(parties), list(units)
    with transaction.atomic():
        # lock order: meetings before their consent; the drafts too, so that none is called meanwhile
        list(consent.meetings.select_for_update().order_by("pk").values_list("pk"))
        consent = Consent.objects.select_for_update().get(pk=consent.pk)
        require(can_withdraw(by, consent))
        if not gone_parties and not gone_units:
            consent.withdrawn_at = consent.withdrawn_at or timezone.now()
            consent.save(update_fields=["withdrawn_at"])
        consent.parties.remove(*gone_parties)
        # a removed party keeps no unit but the calling one, which is always covered
        consent.units.remove(*consent.units.filter(party__in=gone_parties).exclude(called_meetings__consent=consent))
        _leave_out(consent, gone_units)
        ahead = consent.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
        return [meeting for meeting in ahead.order_by("pk") if _uninvite_uncovered(meeting, consent, by)]


def _leave_out(consent: Consent, units: list[Unit]) -> None:
    """Uncover single units; the other units of a party that was covered whole stay covered."""
    whole = [unit.party_id for unit in units if consent.parties.filter(pk=unit.party_id).exists()]
    consent.units.add(*Unit.objects.filter(party__in=whole))
    consent.parties.remove(*whole)
    consent.units.remove(*units)


def _uninvite_uncovered(meeting: Meeting, consent: Consent, by: Person) -> bool:
    meeting = lock_meeting(meeting)
    for invitation in live_invitations(meeting).exclude(person=meeting.caller_id):
        if consent.withdrawn_at or not covers(consent, invitation.party, invitation.unit):
            end_invitation(invitation, InvitationState.REMOVED)
    record(meeting, "consent_withdrawn", by=by)
    save_and_tell(meeting)
    return live_invitations(meeting).values("party").distinct().count() < meeting.template.min_parties
