"""Who may come for a unit, or instead of somebody: what refuses a colleague who is named."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from booking.meetings import refusals
from booking.meetings.actions.rules import address_at, who_has_no_cases
from booking.models import Invitation, Meeting
from forums.actions.people import person_by_address
from forums.keepers import is_keeper_in
from forums.models import ContactPoint, Person, Placement, Unit
from forums.waiting import placed_by, works_for_cases


def refuse_own_doing(meeting: Meeting, unit: Unit, person: Person, actor: Person) -> None:
    """Refuse a keeper of the register who sends themselves to a case, or whom they have placed (domain rule 4)."""
    if not meeting.is_individual:
        return
    if actor.pk == person.pk and is_keeper_in(actor, meeting.federation_id):
        raise refusals.keeper_sends_themselves()
    if placed_by(person, unit) == actor.pk:
        raise refusals.place_waits(person)


def refuse_keepers_link(meeting: Meeting, invitation: Invitation, person: Person) -> None:
    """Refuse who keeps the register, and who is new where they do the asking: a link does not tell who holds it."""
    if not meeting.is_individual or invitation.contact_point is None:
        return
    asked = person_by_address(address_at(meeting, invitation.contact_point))
    new = invitation.unit is not None and not works_for_cases(person, invitation.unit)
    if is_keeper_in(person, meeting.federation_id) or (
        new and asked is not None and is_keeper_in(asked, meeting.federation_id)
    ):
        raise refusals.keeper_sends_themselves()


def refuse_bad_name(name: str, email: str) -> None:
    if not name:
        raise refusals.name_missing()
    try:
        validate_email(email)
        email.encode("ascii")
    except (ValidationError, UnicodeEncodeError) as error:
        raise refusals.bad_email() from error


def refuse_strange_address(invitation: Invitation, email: str) -> None:
    """Refuse an unknown address outside the party's mail domains. Known people are judged by where they work."""
    if invitation.party_id is None or person_by_address(email) is not None:
        return
    domain = f"@{email.rpartition('@')[2]}"
    here = {"unit__party": invitation.party_id}
    staff = Placement.objects.filter(person__email__iendswith=domain, **here)
    if not staff.exists() and not ContactPoint.objects.filter(mailbox__iendswith=domain, **here).exists():
        raise refusals.other_party("substitute")


def refuse_other_party(invitation: Invitation, colleague: Person) -> None:
    """Refuse a substitute of another party or outside the consent, in one wording, so that nobody's workplace leaks.

    The area's coordinator has no individual cases, wherever they are employed (domain rule 4).
    """
    same_party = colleague.placements.filter(unit__party=invitation.party_id, ends_on__isnull=True)
    consent = invitation.meeting.consent
    if consent is not None and invitation.party and not consent.parties.filter(pk=invitation.party.pk).exists():
        same_party = same_party.filter(unit=invitation.unit)
    if colleague.pk in who_has_no_cases(invitation.meeting) or not same_party.exists():
        raise refusals.other_party("substitute")
