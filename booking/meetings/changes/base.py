"""The base class of a change: one class says its words, its form, what it reaches, and what it does.

A change has two pages, and neither knows one by name: its own, with its form (`booking/meetings/views/changes.py`), and
the one that says who is told what before anything is saved (`notifications/pages/previews.py`). Each wing has its
changes in files of its own; `booking/changes.py` is the registry.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from booking.meetings.access import visible_meetings
from booking.meetings.days import DayLine
from booking.meetings.views.pages import show_form
from booking.models import Meeting
from forums.models import Person


class Change(ABC):
    """A change that one person is about to make at one place.

    Made from who asks, what the address says and what was filled in. Making it asks for access: `Http404` or
    `PermissionDenied` for whoever may not make the change.
    """

    name: ClassVar[str]
    path: ClassVar[str]
    url_name: ClassVar[str]
    # the hidden fields that say where the change is, and the part of the path that each of them is
    address: ClassVar[Mapping[str, str]] = {"pk": "pk"}
    # whether it is asked once more who this is: of addresses, merges and roles (step-up)
    needs_proof: ClassVar[bool] = False

    # its page, and the template of the fields when they do not simply follow on each other
    template: ClassVar[str] = "booking/meetings/change.html"
    fields_template: ClassVar[str] = ""
    form_id: ClassVar[str] = ""

    # words of its page
    heading: Any
    lead: Any = ""
    back_text: Any = ""
    promise: Any = _("Innan något sparas ser du vem som får veta vad.")
    go_on: Any = _("Fortsätt")
    stay: Any = _("Avbryt")
    again: Any = _("Börja om med det som gäller nu")

    # words of the page that says who is told, and of what came of it
    question: Any = ""
    submit: Any
    keep: Any = _("Behåll som det är")
    done: Any
    unchanged: Any

    def __init__(
        self, by: Person, ids: dict[str, Any], data: Any = None, query: Mapping[str, Any] | None = None
    ) -> None:
        self.by, self.ids = by, ids
        self.result: Any = None
        self.has_changed = False
        self.access()
        self.form: Any = self.make_form(data, query or {})

    @classmethod
    def posted_ids(cls, posted: Mapping[str, str]) -> dict[str, str]:
        """Where the change is, as the hidden fields of its form say; `Http404` for what no address can hold."""
        ids = {part: posted.get(field, "") for field, part in cls.address.items()}
        try:
            reverse(f"booking:{cls.url_name}", kwargs=ids)
        except NoReverseMatch:
            raise Http404 from None
        return ids

    # --- what each change says for itself

    @abstractmethod
    def access(self) -> None:
        """Fetch what `ids` name, for the person in `by`."""

    @abstractmethod
    def make_form(self, data: Any, query: Mapping[str, Any]) -> Any:
        """The form; `query` says what a link to the page has chosen beforehand."""

    def do(self) -> Any:
        """Ask the action, with what the form holds once it is valid."""
        return self.form.apply(self.by)

    @abstractmethod
    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        """Rows as values, the same before and after exactly when the action has changed nothing."""

    @abstractmethod
    def about(self) -> str:
        """What stands under the heading."""

    def about_proposed(self) -> str:
        """The same on the page that says who is told, once the form is valid."""
        return self.about()

    @abstractmethod
    def back_url(self) -> str: ...

    def done_url(self) -> str:
        return self.back_url()

    def instead_url(self) -> str:
        """Another page, when this is not the way to change it now."""
        return ""

    def again_url(self) -> str:
        """Its page as it is now, for who had it open while somebody else made a change."""
        return self.url

    def reaches(self) -> Iterable[Meeting]:
        """Meetings that somebody may be told about."""
        return []

    def may_be_shown(self, reached: Iterable[Meeting]) -> set[Any]:
        """The keys of those whose mails the person may read; of the others only the number is said."""
        keys = [meeting.pk for meeting in reached]
        return set(visible_meetings(self.by).filter(pk__in=keys).values_list("pk", flat=True))

    def news(self) -> str:
        """The new state in a sentence, above who is told."""
        return ""

    def touches(self) -> list[str]:
        """What else it ends or moves, a line each, under the new state: seats in groups, roles."""
        return []

    def days(self) -> list[DayLine]:
        """Each day of what reaches several meetings, those that are skipped among them."""
        return []

    def warnings(self) -> list[str]:
        """What is good to know and stops nobody."""
        return []

    def submit_text(self) -> Any:
        return self.submit

    def done_text(self) -> Any:
        return self.done

    # --- what the two pages ask of it

    def apply(self) -> Any:
        """Make the change, and find out whether it changed anything.

        The watched rows are compared as they were and as they are. What somebody else changes in the same instant
        counts as changed: what was asked for is then in force all the same. Raises what the action refuses.
        """
        with transaction.atomic():
            before = self._state()
            self.result = self.do()
            self.has_changed = self._state() != before
        return self.result

    def said(self) -> list[tuple[int, Any]]:
        """The messages once it is done, each with its level."""
        return [(messages.SUCCESS, self.done_text()) if self.has_changed else (messages.INFO, self.unchanged)]

    @property
    def url(self) -> str:
        return reverse(f"booking:{self.url_name}", kwargs=self.ids)

    def hidden(self) -> list[tuple[str, Any]]:
        """The fields that say which change it is, and where."""
        return [("change", self.name), *((field, self.ids[part]) for field, part in self.address.items())]

    def context(self) -> dict[str, Any]:
        return {"change": self}

    def show(self, request: HttpRequest) -> HttpResponse:
        """The change's own page, with what was filled in and what is wrong with it."""
        return show_form(request, self.template, self.form, self.context())

    def _state(self) -> list[list[Any]]:
        return [list(rows) for rows in self.watched()]
