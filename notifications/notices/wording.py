"""What notices about a meeting say and where their button leads, by what most kinds have in common."""

from __future__ import annotations

from collections.abc import Callable

from notifications.models import Notice
from notifications.notices.about import invitation_of, meeting_of
from notifications.notices.kinds import Link
from notifications.telling.links import personal_link
from notifications.telling.mailtext import MailText
from notifications.telling.texts import Agreed, MeetingWords, page_link


def says(name: str, own: Agreed | None = None) -> Callable[[Notice, Link], MailText]:
    """A text: one line, when, where, whom to ask and the button; in the agreement's words, else in our `own`."""
    return lambda notice, link: say(notice, link, name, own)


def say(notice: Notice, link: Link, name: str, own: Agreed | None = None, **more: str) -> MailText:
    words, to_caller = MeetingWords(meeting_of(notice)), is_to_caller(notice)
    return words.notice(name, own, link=link.address, label=link.label, whom_to_ask=not to_caller, **more)


def is_to_caller(notice: Notice) -> bool:
    """Whoever called is not told to ask themselves, and sees the meeting rather than their own answer."""
    receiver = notice.person_id or (notice.invitation.person_id if notice.invitation else None)
    return receiver is not None and receiver == meeting_of(notice).caller_id


def to_meeting(notice: Notice) -> Link:
    return Link(page_link("booking:meeting", meeting_of(notice).pk), "Se mötet")


def to_answer(notice: Notice) -> Link:
    if is_to_caller(notice):
        return to_meeting(notice)
    return Link(personal_link(invitation_of(notice)), "Svara eller ändra ditt svar")


def to_choice(notice: Notice) -> Link:
    return Link(personal_link(invitation_of(notice)), "Välj vem som kommer")


def waits_for_choice(notice: Notice) -> bool:
    """Is it to a unit that has not said who comes?"""
    return notice.invitation is not None and not notice.invitation.is_assigned
