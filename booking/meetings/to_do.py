"""The to-do list: what waits for a person, as rows with a heading, a line and a link. No queries of its own, but for
what wings add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from booking.meetings.turnout import Turnout
from booking.meetings.wording import (
    day_text,
    meeting_title,
    meeting_when,
    moment_text,
    proposed_text,
    rhythm_text,
    seat_name,
    who_cannot,
)
from booking.models import Answer, CounterProposal, Delegation, Invitation, Meeting
from forums.models import Person
from forums.queries import today

# title, text, url, button, more; a wing's may say its `group`
Task = dict[str, Any]
WAITS, MAIL, MISSING, YEAR = "vantar", "mejl", "saknas", "aret"
HEADINGS: dict[str, str | Promise] = {
    WAITS: gettext_lazy("Väntar på dig"),
    MAIL: gettext_lazy("Mejl och adresser"),
    MISSING: gettext_lazy("Det här saknas"),
    YEAR: gettext_lazy("Året"),
}
SHOWN = {WAITS: 8}
SHOWN_OF_OTHERS = 4
# rows that wings add, first in their group
_of_wings: list[Callable[[Person], list[Task]]] = []


def fill(tasks: Callable[[Person], list[Task]]) -> None:
    """Add a wing's rows; once, when the app is ready."""
    if tasks not in _of_wings:
        _of_wings.append(tasks)


@dataclass(frozen=True)
class TaskGroup:
    """Rows of one kind under their heading; `more` is how many are left out."""

    key: str
    heading: str
    rows: list[Task]
    more: int

    @property
    def total(self) -> int:
        return len(self.rows) + self.more


def in_groups(tasks: Iterable[Task], *, show_all: bool = False) -> list[TaskGroup]:
    """The rows in their groups, in the order of `HEADINGS`; the first few of each unless all are asked for."""
    by_group: dict[str, list[Task]] = {}
    for task in tasks:
        by_group.setdefault(task.get("group", WAITS), []).append(task)
    found = []
    for key, heading in HEADINGS.items():
        rows, limit = by_group.get(key, []), SHOWN.get(key, SHOWN_OF_OTHERS)
        # a link to one single row more would take its place
        shown = rows if show_all or len(rows) <= limit + 1 else rows[:limit]
        if rows:
            found.append(TaskGroup(key, str(heading), shown, len(rows) - len(shown)))
    return found


def to_do(
    *,
    person: Person,
    coming: Iterable[Meeting],
    unassigned: Iterable[Invitation],
    unregistered: Iterable[Meeting],
    orphans: Iterable[Meeting],
    drafts: Iterable[Meeting],
    declined: Iterable[Meeting] = (),
    proposals: Iterable[CounterProposal] = (),
    delegations: Iterable[Delegation] = (),
) -> list[Task]:
    """All rows, in the order that others wait: who cannot come, answers, who comes, wishes, calls by phone, meetings to
    register or to take over, drafts.
    """
    return [
        *(task for tasks in _of_wings for task in tasks(person)),
        *(declined_task(meeting) for meeting in declined),
        *answer_tasks(meeting for meeting in coming if waits_for_answer(meeting, person)),
        *(assign_task(invitation) for invitation in unassigned if invitation.answer != Answer.NO),
        *(wish_task(row, proposal_title(row)) for row in proposals),
        *(wish_task(row, _("%(who)s vill att någon annan kommer: %(title)s")) for row in delegations),
        *(phone_task(meeting) for meeting in coming if waits_for_phone(meeting, person)),
        *(replies_task(meeting) for meeting in coming if lacks_replies(meeting, person)),
        *(register_task(meeting) for meeting in unregistered),
        *(take_over_task(meeting) for meeting in orphans),
        *(draft_task(meeting) for meeting in drafts),
    ]


def waits_for_answer(meeting: Meeting, person: Person) -> bool:
    """Tentative counts as unanswered. A meeting that has begun waits no longer."""
    own = getattr(meeting, "own_invitation", None)
    return (
        meeting.caller_id != person.pk
        and not meeting.has_started()
        and own is not None
        and own.answer in Answer.waiting()
    )


def waits_for_phone(meeting: Meeting, person: Person) -> bool:
    """A meeting utan utskick tells nobody: its caller rings those who have not answered."""
    return meeting.no_mail and holds_unanswered(meeting, person)


def lacks_replies(meeting: Meeting, person: Person) -> bool:
    """The last day to answer has passed, and somebody whom the person called has not."""
    late = meeting.answer_by is not None and meeting.answer_by < today()
    return late and not meeting.no_mail and holds_unanswered(meeting, person)


def holds_unanswered(meeting: Meeting, person: Person) -> bool:
    return meeting.caller_id == person.pk and not meeting.has_started() and unanswered(meeting) > 0


def unanswered(meeting: Meeting) -> int:
    turnout: Turnout = getattr(meeting, "turnout", Turnout())
    return turnout.waiting


def declined_task(meeting: Meeting) -> Task:
    """Somebody has said no: the ways to do something about it. That they meet all the same is said on its page."""
    declined = meeting.unsettled  # type: ignore[attr-defined]
    words = {"who": who_cannot(declined), "title": meeting_title(meeting)}
    return {
        "title": _("%(who)s: %(title)s") % words,
        "text": _("%(when)s. Kalla någon annan, flytta eller ställ in.") % {"when": sentence(meeting_when(meeting))},
        "url": reverse("booking:invitation-add", args=[meeting.pk]),
        "button": _("Kalla någon annan"),
        "more": [
            {"url": reverse("booking:meeting-move", args=[meeting.pk]), "text": _("Flytta mötet")},
            {"url": reverse("booking:meeting-cancel", args=[meeting.pk]), "text": _("Ställ in mötet")},
            {"url": reverse("booking:meeting", args=[meeting.pk]) + "#bortfall", "text": _("Vi ses ändå")},
        ],
    }


def answer_tasks(waiting: Iterable[Meeting]) -> Iterator[Task]:
    """A row for each meeting, and a single one for a series however many of its meetings wait."""
    of_series: dict[UUID, list[Meeting]] = {}
    for meeting in waiting:
        if meeting.series_id is None:
            yield answer_task(meeting)
        else:
            of_series.setdefault(meeting.series_id, []).append(meeting)
    for meetings in of_series.values():
        yield answer_task(meetings[0]) if len(meetings) == 1 else series_task(meetings)


def series_task(meetings: list[Meeting]) -> Task:
    first = meetings[0]
    text = ngettext("%(n)d möte väntar på svar.", "%(n)d möten väntar på svar.", len(meetings)) % {"n": len(meetings)}
    return {
        "title": _("Svara på serien: %(title)s") % {"title": meeting_title(first)},
        "text": f"{sentence(meeting_when(first))}. {text}",
        "url": reverse("booking:series", args=[first.series_id]) + "#svar",
        "button": _("Svara på serien"),
    }


def answer_task(meeting: Meeting) -> Task:
    until = f" {_('Svara senast')} {day_text(meeting.answer_by)}." if meeting.answer_by else ""
    return {
        "title": _("Svara på kallelse: %(title)s") % {"title": meeting_title(meeting)},
        "text": f"{sentence(meeting_when(meeting))}.{until}",
        "url": reverse("booking:meeting", args=[meeting.pk]) + "#svar",
        "button": _("Svara på kallelsen"),
    }


def assign_task(invitation: Invitation) -> Task:
    """Time, reference and unit: a contact person is told nothing more."""
    meeting = invitation.meeting
    title = meeting.reference or meeting_title(meeting)
    return {
        "title": _("Vem kommer från %(unit)s? %(title)s") % {"unit": invitation.unit, "title": title},
        "text": f"{sentence(meeting_when(meeting))}.",
        "url": reverse("booking:assign", args=[invitation.pk]),
        "button": _("Välj vem som kommer"),
    }


def proposal_title(proposal: CounterProposal) -> str:
    if proposal.for_series:
        return _("%(who)s föreslår en annan tid för serien: %(title)s")
    return _("%(who)s föreslår en annan tid: %(title)s")


def wish_task(wish: CounterProposal | Delegation, title: str) -> Task:
    meeting = wish.invitation.meeting
    series = meeting.series if wish.for_series else None
    when = rhythm_text(series) if series else meeting_when(meeting)
    page = reverse("booking:series", args=[series.pk]) if series else reverse("booking:meeting", args=[meeting.pk])
    return {
        "title": title % {"who": seat_name(wish.invitation), "title": meeting_title(meeting)},
        "text": " ".join([f"{sentence(when)}.", *proposed_line(wish)]),
        "url": f"{page}#onskemal",
        "button": _("Ta ställning"),
    }


def proposed_line(wish: CounterProposal | Delegation) -> list[str]:
    if not isinstance(wish, CounterProposal):
        return []
    return [_("Förslag: %(when)s.") % {"when": proposed_text(wish)}]


def replies_task(meeting: Meeting) -> Task:
    waiting = unanswered(meeting)
    text = ngettext("%(n)d har inte svarat.", "%(n)d har inte svarat.", waiting) % {"n": waiting}
    return {
        "title": _("Svar saknas: %(title)s") % {"title": meeting_title(meeting)},
        "text": f"{sentence(meeting_when(meeting))}. {text}",
        "url": reverse("booking:meeting", args=[meeting.pk]) + "#kallade",
        "button": _("Visa vilka"),
    }


def phone_task(meeting: Meeting) -> Task:
    waiting = unanswered(meeting)
    text = ngettext("%(n)d har inte svarat.", "%(n)d har inte svarat.", waiting) % {"n": waiting}
    return {
        "title": _("Ring dem som ska komma: %(title)s") % {"title": meeting_title(meeting)},
        "text": f"{sentence(meeting_when(meeting))}. {text}",
        "url": reverse("booking:meeting", args=[meeting.pk]) + "#kallade",
        "button": _("Visa vilka"),
    }


def register_task(meeting: Meeting) -> Task:
    return {
        "title": _("Registrera mötet: %(title)s") % {"title": meeting_title(meeting)},
        "text": _("%(when)s. Det tar en halv minut och behövs till statistiken.")
        % {"when": sentence(meeting_when(meeting))},
        "url": reverse("booking:outcome", args=[meeting.pk]),
        "button": _("Registrera mötet"),
    }


def take_over_task(meeting: Meeting) -> Task:
    return {
        "title": _("Ta över mötet %(title)s") % {"title": meeting.reference or meeting_title(meeting)},
        "text": _("%(when)s. Den som kallade från %(unit)s kan inte längre hålla i det.")
        % {"when": sentence(meeting_when(meeting)), "unit": meeting.calling_unit or meeting.forum},
        "url": reverse("booking:take-over", args=[meeting.pk]),
        "button": _("Ta över mötet"),
    }


def draft_task(meeting: Meeting) -> Task:
    """When it was begun tells one try from another."""
    when = sentence(meeting_when(meeting)) or _("Ingen tid är vald än")
    begun = _("Påbörjat %(when)s") % {"when": moment_text(meeting.created_at)}
    return {
        "title": _("Utkast: %(title)s") % {"title": meeting_title(meeting)},
        "text": _("%(when)s. Ingen är kallad än. %(begun)s.") % {"when": when, "begun": begun},
        "url": reverse("booking:meeting", args=[meeting.pk]),
        "button": _("Fortsätt"),
        "more": [{"url": reverse("booking:draft-discard", args=[meeting.pk]), "text": _("Ta bort utkastet")}],
    }


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
