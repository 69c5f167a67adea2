"""Whose answer it is: the invited address that it names, and whether the sender is that person (RFC 5546 2.1.5).

An address that is not known is a stranger's until somebody has said whose it is; a room's is a room.
"""

from __future__ import annotations

from forums.actions.aliases import answers_as
from forums.models import ContactPoint, Person, Place
from notifications.inbox.outcomes import NOBODY_VOUCHES, Asked, Outcome
from notifications.itip import Attendee, CalendarAnswer, Incoming, verdict
from notifications.mail_settings import mail_settings
from notifications.models import CalendarObject, InboundResult, Told

# how a room's answer is shown; a decline is seen to by somebody
ROOM = {"ACCEPTED": "room_booked", "TENTATIVE": "room_tentative", "DECLINED": "room_declined"}


def find_told(calendar_object: CalendarObject, answer: CalendarAnswer) -> list[tuple[Told, Attendee]]:
    """Match the answer to the invited addresses that it names; Apple may hide them in EMAIL=. Empty for a stranger.

    Exactly one can be answered for. Who is named only as the delegate of another does not answer here.
    """
    rows = {
        row.address: row
        for row in calendar_object.told.select_related("invitation__person", "invitation__meeting", "seat__person")
    }
    sent = {address for attendee in answer.attendees for address in attendee.delegated_to}
    found = []
    for attendee in answer.attendees:
        if len(answer.attendees) > 1 and sent & set(attendee.addresses):
            continue
        address = next((one for one in attendee.addresses if one in rows), "")
        row = rows.get(address) or _by_alias(calendar_object, rows, attendee)
        if row is not None:
            found.append((row, attendee))
    return found


def _by_alias(calendar_object: CalendarObject, rows: dict[str, Told], attendee: Attendee) -> Told | None:
    for address in attendee.addresses:
        person = who_answers_from(address, calendar_object)
        if person is None:
            continue
        for row in rows.values():
            if person_of(row) == person.pk:
                return row
    return None


def who_answers_from(address: str, calendar_object: CalendarObject) -> Person | None:
    """The person whose answers come from an address. In a case one that its caller has not remembered is nobody's."""
    meeting = calendar_object.meeting
    if meeting is None or not meeting.is_individual:
        return answers_as(address)
    return answers_as(address, in_case_of=meeting.caller_id)


def person_of(told: Told) -> int | None:
    if told.seat is not None:
        return told.seat.person_id
    return told.invitation.person_id if told.invitation is not None else None


def disbelief(asked: Asked) -> str:
    """A reason code for an answer that is not authentic: "" when From is the invited person and our server vouches."""
    mail, told, attendee = asked.mail, asked.told, asked.attendee
    sender = mail.from_address
    domain = sender.rpartition("@")[2]
    sent_by = attendee.sent_by == sender and domain == told.address.rpartition("@")[2] and _is_of_party(domain, told)
    known = who_answers_from(sender, asked.calendar_object) if sender else None
    same = known is not None and known.pk == person_of(told)
    if not (sender == told.address or same or sent_by):
        return "other_sender"
    return "" if asked.accepted else doubt_about_sender(mail, asked.federation.slug)


def doubt_about_sender(mail: Incoming, federation: str) -> str:
    """A reason code where the federation's server does not vouch for the sender; "" when it does."""
    own = mail_settings(federation)
    if own.trusts_from:
        return ""
    if not own.authserv_id:
        return NOBODY_VOUCHES
    judged = verdict(
        mail.authentication_results,
        own.authserv_id,
        mail.from_address.rpartition("@")[2],
        auth_as=mail.auth_as,
        tenant_domains=own.tenant_domains,
    )
    return "" if judged.passed else "unverified_sender"


def may_be_remembered(mail: Incoming, answer: CalendarAnswer, calendar_object: CalendarObject) -> bool:
    """May somebody say whose the address is? Only of a sender that is known as nobody's, and is not known as forged.

    One who answers in another's name from an address that is somebody else's own is never offered.
    """
    if mail.kind not in ("reply", "counter") or not mail.from_address or len(answer.attendees) != 1:
        return False
    invited = {person_of(row) for row in calendar_object.told.select_related("invitation", "seat")}
    named = {person_of(row) for row, _attendee in find_told(calendar_object, answer)}
    about = calendar_object.meeting or calendar_object.series
    assert about is not None  # a constraint: it is of one of them
    is_nobodys = owners(mail, answer) <= (named or invited)
    return is_nobodys and doubt_about_sender(mail, about.federation.slug) in ("", NOBODY_VOUCHES)


def owners(mail: Incoming, answer: CalendarAnswer) -> set[int]:
    """The ids of those whose the addresses of an answer are known to be, in whatever way."""
    return {person.pk for person in map(answers_as, given_addresses(mail, answer)) if person is not None}


def given_addresses(mail: Incoming, answer: CalendarAnswer) -> set[str]:
    """The addresses that an answer comes from, or gives for its person."""
    return {mail.from_address, *(one for attendee in answer.attendees for one in attendee.addresses)} - {""}


def room_answer(mail: Incoming, answer: CalendarAnswer, calendar_object: CalendarObject) -> Outcome | None:
    """What a room says that was booked for the meeting; None when the address is no room's.

    A room's answer changes no seat. It is believed as a person's is.
    """
    about = calendar_object.meeting or calendar_object.series
    assert about is not None  # a constraint: it is of one of them
    written = {address for attendee in answer.attendees for address in attendee.addresses} | {mail.from_address}
    if room_at(written, about.federation_id) is None:
        return None
    end = (None, calendar_object.meeting, calendar_object.series)
    if mail.from_address not in written or room_at({mail.from_address}, about.federation_id) is None:
        return Outcome(InboundResult.UNKNOWN, "other_sender", *end, needs_person=True)
    doubt = doubt_about_sender(mail, about.federation.slug)
    if doubt not in ("", NOBODY_VOUCHES):
        return Outcome(InboundResult.UNKNOWN, doubt, *end, needs_person=True)
    said = next((one.partstat for one in answer.attendees), "")
    reason = ROOM.get(said, "no_answer")
    return Outcome(InboundResult.ROOM, reason, *end, needs_person=reason == "room_declined")


def room_at(addresses: set[str], federation_id: int) -> Place | None:
    """The room with one of these mailboxes, in the federation."""
    rooms = Place.objects.filter(area__federation=federation_id, ended_on=None).exclude(mailbox="")
    return rooms.filter(mailbox__in=addresses - {""}).first()


def _is_of_party(domain: str, told: Told) -> bool:
    """Is a unit of the party reached at this domain? There a colleague may answer for another, at gmail.com nobody."""
    seat = told.seat or told.invitation
    if seat is None or seat.party_id is None:
        return False
    return ContactPoint.objects.filter(unit__party=seat.party_id, mailbox__iendswith=f"@{domain}").exists()
