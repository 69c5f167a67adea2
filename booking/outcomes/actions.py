"""What came of a meeting: held, who came, and the figures that the template asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from booking.meetings.access import can_change
from booking.meetings.actions.recording import lock_meeting, record, refuse_closed_half_year, save_meeting
from booking.meetings.queries import seats
from booking.models import Gender, Invitation, Meeting, MeetingForm, MeetingState, Outcome, PartyPresence
from booking.models.dirt import mark_dirty
from booking.outcomes import refusals
from forums.access import require
from forums.models import Person, Unit
from forums.validators import clean_line, refuse_identifiers


def register_outcome(
    meeting: Meeting,
    *,
    by: Person,
    attended: Mapping[str, bool | None] | None = None,
    by_substitute: Collection[str] = (),
    version: int | None = None,
    **figures: Any,
) -> Outcome:
    """Register a meeting as held: who came (`attended`, by invitation id; None is unknown) and the template's figures.

    `by_substitute` names the seats that somebody else filled: the seat counts, and the page says so.
    What is left out stays "uppgift saknas". Registering again corrects it, until the half-year is closed.
    For a meeting *utan utskick* gender is never kept. Nobody is told anything.
    """
    with transaction.atomic():
        meeting = lock_meeting(meeting, version)
        require(can_change(by, meeting))
        _refuse(meeting)
        outcome = Outcome.objects.filter(meeting=meeting).first() or Outcome(meeting=meeting)
        for name, value in _wanted(meeting, figures).items():
            setattr(outcome, name, value)
        outcome.registered_at, outcome.registered_by = timezone.now(), by
        outcome.save()
        _write_attendance(meeting, attended or {})
        count_presences(meeting)
        save_meeting(meeting)
        record(meeting, "registered", by=by, by_substitute=sorted(by_substitute))
        mark_dirty(meeting)
    return outcome


def count_presences(meeting: Meeting) -> None:
    """Write the counted row per party kind: seats, who came, and whether the party came at all.

    A substitute who replaces fills the seat; one who comes along adds one. A party of which nobody has
    said who came is unknown, not absent.
    """
    invited: Counter[int] = Counter()
    came: Counter[int] = Counter()
    known: set[int] = set()
    for seat in seats(meeting):
        if seat.party is not None:
            invited[seat.party.kind_id] += 1
    everybody = meeting.invitations.exclude(state="removed").select_related("party")
    for invitation in everybody.filter(party__isnull=False, attended__isnull=False):
        kind = invitation.party.kind_id  # type: ignore[union-attr]
        known.add(kind)
        came[kind] += bool(invitation.attended)
    meeting.presences.all().delete()
    PartyPresence.objects.bulk_create(
        PartyPresence(
            meeting=meeting,
            kind_id=kind,
            invited=invited[kind],
            attended=came[kind] if kind in known else None,
            is_present=came[kind] > 0 if kind in known else None,
        )
        for kind in invited
    )


def _write_attendance(meeting: Meeting, attended: Mapping[str, bool | None]) -> None:
    rows = {str(row.pk): row for row in Invitation.objects.filter(meeting=meeting).exclude(state="removed")}
    if set(attended) - set(rows):
        raise refusals.not_called("somebody")
    for key, came in attended.items():
        rows[key].attended = came
    Invitation.objects.bulk_update([rows[key] for key in attended], ["attended"])


def _wanted(meeting: Meeting, figures: Mapping[str, Any]) -> dict[str, Any]:
    asked = set(meeting.template.outcome_fields) | {"meeting_form"}
    if "participants_per_party" in asked:
        asked.add("participants_count")
    if "unit_visited" in asked:
        asked.add("place_visited")
    _refuse_unasked(figures, asked)
    wanted = {name: value for name, value in figures.items() if name in asked}
    if meeting.no_mail:
        wanted.pop("gender", None)
    _refuse_unlisted(meeting, wanted)
    if wanted.get("place_visited"):
        wanted["place_visited"] = searched_place(wanted["place_visited"], wanted.get("unit_visited"))
    return wanted


def _refuse_unasked(figures: Mapping[str, Any], asked: set[str]) -> None:
    """Nothing is dropped in silence: a figure that the template does not ask for is named."""
    for name, value in figures.items():
        if name not in asked and value not in (None, "", {}):
            raise refusals.not_asked(name)


def _refuse_unlisted(meeting: Meeting, wanted: Mapping[str, Any]) -> None:
    bands = meeting.federation.age_bands
    if wanted.get("age_band") and wanted["age_band"] not in bands:
        raise refusals.unknown_age_band()
    if wanted.get("meeting_form") and wanted["meeting_form"] not in MeetingForm.values:
        raise refusals.unknown_form()
    kinds = set(meeting.federation.party_kinds.values_list("code", flat=True))
    if set(wanted.get("participants_per_party") or {}) - kinds:
        raise refusals.unknown_party()
    if set(wanted.get("gender_counts") or {}) - set(Gender.values):
        raise refusals.unknown_gender()


def searched_place(text: str, unit: Unit | None) -> str:
    """The place that was visited, on one line, searched as other free text. Raises `ValidationError`, and `RuleError`
    for a visit to both a unit and another place, which would be counted twice.
    """
    text = clean_line(text)
    if text and unit is not None:
        raise refusals.two_places_visited()
    try:
        refuse_identifiers(text)
    except ValidationError as error:
        raise ValidationError({"place_visited": error}) from error
    return text


def _refuse(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise refusals.cancelled("holder")
    if meeting.state == MeetingState.DRAFT:
        raise refusals.not_called("meeting")
    if not meeting.has_started():
        raise refusals.not_started()
    refuse_closed_half_year(meeting)
