"""Rows of the to-do list: meetings whose day to follow up is near."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from booking.meetings.chains import to_follow_up
from booking.meetings.to_do import Task
from booking.meetings.wording import day_text, meeting_title
from booking.models import Meeting
from forums.models import Person
from forums.queries import today


def tasks_of(person: Person) -> list[Task]:
    return [follow_up_task(meeting) for meeting in to_follow_up(person)]


def follow_up_task(meeting: Meeting) -> Task:
    day = meeting.follow_up_on  # type: ignore[attr-defined]
    words = _("Uppföljningen skulle ha varit %(day)s.") if day < today() else _("Uppföljningen är satt till %(day)s.")
    return {
        "title": _("Att följa upp: %(title)s") % {"title": meeting_title(meeting)},
        "text": words % {"day": day_text(day)},
        "url": reverse("booking:call-next", args=[meeting.pk]),
        "button": _("Kalla till uppföljningen"),
    }
