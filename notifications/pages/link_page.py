"""What a personal link shows: exactly what the mail says, and after a code who else comes and what to prepare."""

from __future__ import annotations

import datetime
from collections.abc import MutableMapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from booking.meetings.actions.taking_back import can_take_back, named_colleague
from booking.meetings.places import hides_place
from booking.meetings.queries import live_invitations
from booking.meetings.wording import meeting_place, meeting_when, notes_text
from booking.models import Answer, CalledAs, Invitation, Meeting, MeetingForm, MeetingState, PlaceKind, Substitution
from forums.models import Person
from notifications.telling.texts import MeetingWords

OPENED, NAMED = "opened_links", "named_colleagues"
SAID_LATELY = datetime.timedelta(minutes=10)
OPEN_SECONDS = 30 * 60


def link_context(invitation: Invitation) -> dict[str, Any]:
    """The facts of the mail: neutral subject, when, where, who calls, reference. Never who else is called, or why."""
    meeting = invitation.meeting
    words = MeetingWords(meeting)
    return {
        "invitation": invitation,
        "meeting": meeting,
        "heading": words.summary,
        "receiver": receiver_name(invitation),
        "when": meeting_when(meeting),
        "place": place_text(meeting),
        "caller_name": words.fields["caller_name"],
        "caller_party": words.fields["caller_party"],
        "caller_phone": words.fields["caller_phone"],
        # nobody is told to ask themselves
        "asks_caller": meeting.caller_id is None or invitation.person_id != meeting.caller_id,
        "agenda": [] if meeting.is_individual else meeting.agenda,
        "closed": closed_text(invitation),
        "answer": answer_text(invitation),
        "said": said_text(invitation),
    }


def place_text(meeting: Meeting) -> str:
    """The place as the mail says it; it is seen after login or the code when the mail does not."""
    if hides_place(meeting):
        return _("Platsen ser du när du har loggat in eller angett koden.")
    if meeting.place_kind in (PlaceKind.CALLER, PlaceKind.DIGITAL):
        return str(PlaceKind(meeting.place_kind).label)
    return str(meeting.place or (MeetingForm.DIGITAL.label if meeting.meeting_form == MeetingForm.DIGITAL else ""))


def receiver_name(invitation: Invitation) -> str:
    """Whose call it is; not a unit whose name tells which care it gives."""
    if invitation.person is not None:
        return invitation.person.name
    unit = invitation.unit
    return unit.name if unit is not None and not unit.reveals_care else ""


def closed_text(invitation: Invitation, *, is_handed_over: bool = False) -> str:
    """Why the link takes no answer any more; nothing while it does, or while a colleague can be taken back."""
    meeting = invitation.meeting
    if meeting.state == MeetingState.CANCELLED:
        return _("Mötet är inställt")
    if not invitation.is_live and not is_handed_over:
        return _("Du är inte längre kallad till mötet")
    if meeting.has_started():
        return _("Mötet har redan börjat")
    return ""


def said_text(invitation: Invitation) -> str:
    """What was said with the answer, back to who has just said it: later only the caller reads it."""
    if invitation.comment_at is None or timezone.now() - invitation.comment_at > SAID_LATELY:
        return ""
    return f"”{invitation.comment}”" if invitation.comment else notes_text(invitation)


def colleague_context(
    invitation: Invitation, user: Any, session: MutableMapping[str, Any]
) -> dict[str, Invitation | str | bool | None]:
    """Who was named, and whether it can be taken back.

    At a meeting about a person the name is for the browser where it has just been written, and for who is called there
    once logged in: who else comes is not shown by a forwarded link (domain rule 2).
    """
    colleague = named_colleague(invitation)
    if colleague is None or colleague.person is None:
        return {"colleague": None, "colleague_name": "", "may_take_back": False}
    knows = not invitation.meeting.is_individual or _has_named(invitation, session)
    knows = knows or is_opened(invitation, user, session)
    return {
        "colleague": colleague,
        "colleague_name": f"{colleague.person.name}, {colleague.person.email}" if knows else "",
        "may_take_back": can_take_back(colleague),
    }


def note_named(invitation: Invitation, session: MutableMapping[str, Any]) -> None:
    """Remember that a colleague has just been named in this browser."""
    now = timezone.now()
    still = {pk: until for pk, until in session.get(NAMED, {}).items() if until > now.timestamp()}
    session[NAMED] = {**still, str(invitation.pk): (now + SAID_LATELY).timestamp()}


def _has_named(invitation: Invitation, session: MutableMapping[str, Any]) -> bool:
    until: float = session.get(NAMED, {}).get(str(invitation.pk), 0)
    return until > timezone.now().timestamp()


def answer_text(invitation: Invitation) -> str:
    """The present answer in the words it was given in; nothing when there is none."""
    if invitation.answer == Answer.UNANSWERED:
        return ""
    if invitation.person_id is None:
        return _("Vi kan inte komma")
    along = invitation.substitutions.filter(kind=Substitution.Kind.ACCOMPANIES, substitute__state="live")
    if invitation.answer == Answer.YES and along.exists():
        return _("Ja, jag kommer tillsammans med en kollega")
    return str(Answer(invitation.answer).label)


def details_context(invitation: Invitation) -> dict[str, Any]:
    """What only the one who was called may see: who else comes, for what, what to prepare, and the place itself."""
    meeting = invitation.meeting
    others = live_invitations(meeting).exclude(pk=invitation.pk)
    return {
        **link_context(invitation),
        "place": meeting_place(meeting),
        "standing": standing_text(invitation),
        "others": [{"seat": seat, "note": standing_note(meeting, seat)} for seat in others],
        "purposes": meeting.purposes,
        "prepare": meeting.prepare,
    }


def standing_text(invitation: Invitation) -> str:
    """Kallad or inbjuden, in the agreed words, where the template tells them apart (domain rule 5)."""
    template = invitation.meeting.template
    if not template.required_parties:
        return ""
    words = "sip_kallelse" if invitation.standing == CalledAs.SUMMONED else "sip_inbjudan"
    return template.texts.get(words, {}).get("line", "")


def standing_note(meeting: Meeting, seat: Invitation) -> str:
    if seat.person_id is not None and seat.person_id == meeting.caller_id:
        return _("Kallar")
    return str(CalledAs(seat.standing).label) if meeting.template.required_parties and seat.standing else ""


def is_opened(invitation: Invitation, user: Any, session: MutableMapping[str, Any]) -> bool:
    """The invited person, logged in; or somebody who lately had the code that was mailed to the invited address."""
    if isinstance(user, Person) and invitation.person_id == user.pk:
        return True
    version, until = session.get(OPENED, {}).get(str(invitation.pk), (0, 0))
    return version == invitation.link_version and until > timezone.now().timestamp()


def open_details(invitation: Invitation, session: MutableMapping[str, Any]) -> None:
    now = timezone.now().timestamp()
    still = {pk: entry for pk, entry in session.get(OPENED, {}).items() if entry[1] > now}
    session[OPENED] = {**still, str(invitation.pk): [invitation.link_version, now + OPEN_SECONDS]}
