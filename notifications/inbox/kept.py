"""What is kept of an answer that waits for somebody to accept it: what it answers, and none of its words.

As plain values for a JSON column, and back to what a mail is read as.
"""

from __future__ import annotations

import datetime
from typing import Any

from forums.validators import cut_identifiers
from notifications.itip import Attendee, CalendarAnswer, Incoming

# stands for a comment that is not kept: that there was one is told
UNKEPT = "…"
MOMENTS = ("dtstamp", "recurrence_id", "proposed_start", "proposed_end")


def to_keep(mail: Incoming, *, about_a_person: bool) -> dict[str, Any]:
    """The answer of a mail. A comment is kept for a group only, without what identifies anybody (domain rule 2)."""
    return {
        "kind": mail.kind,
        "key": mail.key,
        "from_address": mail.from_address,
        "date": _written(mail.date),
        "answers": [_answer(answer, about_a_person) for answer in mail.answers],
    }


def from_kept(kept: dict[str, Any]) -> Incoming:
    """The mail as it was read, without what was not kept."""
    answers = tuple(_read(answer) for answer in kept["answers"])
    return Incoming(**{**kept, "date": _moment(kept["date"]), "answers": answers})


def _answer(answer: CalendarAnswer, about_a_person: bool) -> dict[str, Any]:
    comment = answer.comment or next((one.comment for one in answer.attendees if one.comment), "")
    said = cut_identifiers(comment.replace("\0", " "))[0] if not about_a_person else UNKEPT if comment else ""
    return {
        "uid": answer.uid,
        "sequence": answer.sequence,
        "recurrence_problem": answer.recurrence_problem,
        "comment": said,
        **{name: _written(getattr(answer, name)) for name in MOMENTS},
        "attendees": [
            {
                "addresses": list(one.addresses),
                "partstat": one.partstat,
                "delegated_to": list(one.delegated_to),
                "delegated_from": list(one.delegated_from),
                "sent_by": one.sent_by,
            }
            for one in answer.attendees
        ],
    }


def _read(kept: dict[str, Any]) -> CalendarAnswer:
    attendees = tuple(
        Attendee(
            addresses=tuple(one["addresses"]),
            partstat=one["partstat"],
            delegated_to=tuple(one["delegated_to"]),
            delegated_from=tuple(one["delegated_from"]),
            sent_by=one["sent_by"],
        )
        for one in kept["attendees"]
    )
    moments = {name: _moment(kept[name]) for name in MOMENTS}
    return CalendarAnswer(**{**kept, **moments, "attendees": attendees})


def _written(moment: datetime.datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None
