"""A mail that did not arrive: the caller is told, and of a dead address the unit's contact persons, who can mend it."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext_lazy

from booking.models import Meeting
from forums.models import Area, ContactPoint, Person, Unit
from forums.queries import contact_persons, today
from notifications.models import Notice
from notifications.notices.about import is_ahead, meeting_of
from notifications.notices.kinds import Kind, Link, register
from notifications.notices.planning import make
from notifications.notices.wording import says, to_meeting
from notifications.telling.mailtext import MailText
from notifications.telling.texts import MeetingWords, page_link

COLLEAGUE = {
    "subject": "En kollegas e-postadress fungerar inte",
    "line": "Mejl till {name} kommer tillbaka. Be {name} om rätt adress och säg till samordningsförbundet.",
}


def tell_of_bounce(meeting: Meeting, caller: Person, about: Person | ContactPoint, address: str) -> None:
    """Tell the caller that a call did not arrive; of one address once a day."""
    make([ADDRESS_BOUNCED.due(meeting, caller, f"{_about(about, address)} {today()}")])


def tell_of_failure(meeting: Meeting, caller: Person, about: Person | ContactPoint, address: str) -> None:
    """Tell the caller that a mail did not arrive though the address may be right; of one address once a day."""
    make([MAIL_NOT_DELIVERED.due(meeting, caller, f"{_about(about, address)} {today()}")])


def tell_contact_person(meeting: Meeting, person: Person, about: Person | ContactPoint, address: str) -> None:
    """Tell a contact person that a colleague's address fails: once, at however many meetings it does.

    It says nothing of any meeting: of one about a person they see whom to assign, nothing more (domain rule 4).
    """
    occurrence = _about(about, address)
    if not person.notices.filter(kind=COLLEAGUE_BOUNCED.name, occurrence=occurrence).exists():
        make([COLLEAGUE_BOUNCED.due(meeting, person, occurrence)])


def spokespersons(unit: Unit, area: Area | None) -> list[Person]:
    """A unit's contact persons: by role for its party, and whoever is behind its ways in."""
    behind = Person.objects.filter(contact_points__unit=unit, is_active=True)
    return list((contact_persons(unit.party, area) | behind).distinct())


def _about(row: Person | ContactPoint, address: str) -> str:
    kind = "person" if isinstance(row, Person) else "point"
    return f"{kind}:{row.pk} {hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _flagged(notice: Notice) -> Person | ContactPoint | None:
    """Whose address it is about, while it is still known to bounce."""
    kind, _sep, pk = notice.occurrence.split(" ")[0].partition(":")
    if kind == "person":
        return Person.objects.filter(pk=pk, address_bounced_at__isnull=False).first()
    return ContactPoint.objects.filter(pk=pk, address_bounced_at__isnull=False).first()


def _about_colleague(notice: Notice, _link: Link) -> MailText:
    words = MeetingWords(meeting_of(notice))
    subject, line = words.say("colleague_bounced", COLLEAGUE, name=str(_flagged(notice) or ""))
    return MailText(subject, f"Hej!\n\n{line}\n")


ADDRESS_BOUNCED = Kind(
    name="address_bounced",
    label=gettext_lazy("Adressen tar inte emot mejl"),
    wanted=is_ahead,
    link=to_meeting,
    text=says(
        "address_bounced",
        {
            "subject": "Mejlet kom inte fram: {what} {date}",
            "line": "En kallelse kom inte fram. På mötets sida ser du till vem. Kontrollera adressen eller ring.",
        },
    ),
)
MAIL_NOT_DELIVERED = Kind(
    name="mail_not_delivered",
    label=gettext_lazy("Mejlet kom inte fram"),
    wanted=is_ahead,
    link=lambda notice: Link(page_link("notifications:sent") + f"?mote={meeting_of(notice).pk}", "Se vem och varför"),
    text=says(
        "mail_not_delivered",
        {
            "subject": "Mejlet kom inte fram: {what} {date}",
            "line": "Ett mejl om mötet kom inte fram: mottagarens brevlåda eller e-postserver tog inte emot det. "
            "Adressen kan vara rätt. På sidan Skickat ser du till vem det gick och varför. Ring, eller försök igen "
            "därifrån.",
        },
    ),
)
COLLEAGUE_BOUNCED = Kind(
    name="colleague_bounced",
    label=gettext_lazy("En kollegas adress tar inte emot mejl"),
    wanted=lambda notice: _flagged(notice) is not None,
    text=_about_colleague,
)
register(ADDRESS_BOUNCED, MAIL_NOT_DELIVERED, COLLEAGUE_BOUNCED)
