"""Who and what comes along from one meeting to the draft of another, and what does not."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from booking.meetings.actions.seats import called_as, ways_into
from booking.meetings.consent import outside
from booking.meetings.queries import live_invitations
from booking.meetings.wording import day_text, seat_name
from booking.models import Invitation, Meeting
from forums.models import ContactPoint
from forums.queries import today, workplaces_of


@dataclass
class ComingAlong:
    """New seats, not saved yet, and a sentence for each thing that is left behind."""

    seats: list[Invitation] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def coming_along(meeting: Meeting, source: Meeting) -> ComingAlong:
    """Who of another meeting is called to this draft as well, as far as its consent reaches.

    A unit is asked anew where the person has left it since. A group's members have seats by themselves: only its guests
    are looked at.
    """
    found = ComingAlong(left=_consent_left(meeting, source))
    earlier = [seat for seat in live_invitations(source) if seat.person_id != meeting.caller_id]
    if meeting.forum_id is not None:
        earlier = [seat for seat in earlier if seat.is_guest]
    uncovered = _uncovered(meeting, earlier)
    at_work = workplaces_of([seat.person for seat in earlier if seat.person], today())
    ways_in = ways_into(seat.unit for seat in earlier if seat.unit)
    units: set[int | None] = set()
    for seat in earlier:
        stays = seat.person is not None and (seat.person_id, seat.unit_id) in at_work
        if seat.pk in uncovered:
            found.left.append(_("%(name)s: samtycket omfattar den inte.") % {"name": seat.unit or seat_name(seat)})
        elif seat.unit is None:
            _guest(meeting, seat, found)
        elif seat.unit.closed_on is not None and seat.unit.closed_on <= today():
            found.left.append(_("%(name)s: enheten är stängd.") % {"name": seat.unit})
        else:
            if seat.person is not None and not stays:
                who = {"name": seat_name(seat), "unit": seat.unit}
                found.left.append(_("%(name)s har lämnat %(unit)s. Enheten får frågan vem som kommer.") % who)
            if stays or seat.unit_id not in units:
                found.seats.append(_seat(meeting, seat, keeps_person=stays, way_in=ways_in.get(seat.unit_id or 0)))
            units |= set() if stays else {seat.unit_id}
    return found


def _uncovered(meeting: Meeting, earlier: list[Invitation]) -> set[object]:
    if not meeting.template.consent_required or meeting.consent is None:
        return set()
    return {seat.pk for seat in outside(meeting.consent, earlier)}


def _guest(meeting: Meeting, seat: Invitation, found: ComingAlong) -> None:
    """A guest of no unit is one whom no party answers for: in a case they are asked in by name each time."""
    if meeting.is_individual or seat.person is None or not seat.person.is_active:
        found.left.append(_("%(name)s: gästen får bjudas in på nytt.") % {"name": seat_name(seat)})
    else:
        found.seats.append(_seat(meeting, seat, keeps_person=True))


def _seat(meeting: Meeting, seat: Invitation, *, keeps_person: bool, way_in: ContactPoint | None = None) -> Invitation:
    return Invitation(
        meeting=meeting,
        person=seat.person if keeps_person else None,
        unit=seat.unit,
        contact_point=None if keeps_person else seat.contact_point or way_in,
        party=seat.party,
        is_guest=seat.is_guest,
        standing=called_as(meeting, seat.party),
    )


def _consent_left(meeting: Meeting, source: Meeting) -> list[str]:
    """How far the consent of the chain reaches, when that is not as far as the meeting that follows."""
    consent = source.consent if meeting.template.consent_required and meeting.previous_id == source.pk else None
    if consent is None or meeting.consent not in (None, consent):
        return []
    last = {"day": day_text(consent.valid_until)}
    if consent.withdrawn_at is not None:
        return [_("Samtycket är återkallat. Fråga den enskilde på nytt.")]
    if consent.valid_until < today():
        return [_("Samtycket gällde till och med %(day)s. Fråga den enskilde på nytt.") % last]
    outcome = getattr(source, "outcome", None)
    if outcome is not None and outcome.follow_up_on is not None and outcome.follow_up_on > consent.valid_until:
        return [
            _("Samtycket gäller till och med %(day)s, och uppföljningen är satt till senare. Fråga på nytt.") % last
        ]
    return []
