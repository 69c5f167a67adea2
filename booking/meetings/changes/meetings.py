"""The changes of a called meeting, each a class with its words. What is asked for from calendars is in `wishes.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.meetings.access import access_to_change
from booking.meetings.actions.changing import take_over_meeting
from booking.meetings.actions.lengths import length_remarks
from booking.meetings.actions.rules import busy_remarks, link_remarks, text_remarks
from booking.meetings.changes.base import Change
from booking.meetings.days import DayLine
from booking.meetings.forms.meetings import AddForm, CancelForm, ChangeForm, MoveForm, RemoveForm, WithdrawForm
from booking.meetings.forms.reach import WithReach
from booking.meetings.queries import live_invitations
from booking.meetings.reach import THIS, Moved
from booking.meetings.take_over import access_orphan
from booking.meetings.wording import meeting_title, meeting_when, seat_name
from booking.models import Consent, Invitation, Meeting, MeetingState, Series
from booking.workdays import day_warnings, format_when, local
from config.ground.dates import current_language


class MeetingChange(Change):
    """A change of one called meeting; some reach those that follow in its series."""

    address = {"meeting": "pk"}
    form_class: ClassVar[Any]
    done_to_series: Any = ""
    done_silently: Any = ""

    def access(self) -> None:
        self.meeting = access_to_change(self.by, self.ids["pk"])

    def make_form(self, data: Any, query: Mapping[str, Any]) -> Any:
        """A link to the page may have chosen how far a change reaches."""
        reach = {"scope": query.get("galler", THIS)} if issubclass(self.form_class, WithReach) else {}
        return self.form_class(data, meeting=self.meeting, **reach)

    def do(self) -> Any:
        return self.form.apply(self.meeting, self.by)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        rows = Meeting.objects.filter(Q(pk=self.meeting.pk) | Q(series__isnull=False, series=self.meeting.series_id))
        return [rows.order_by("pk").values_list("pk", "version", "revision")]

    def about(self) -> str:
        return f"{meeting_title(self.meeting)}, {meeting_when(self.meeting)}"

    def back_url(self) -> str:
        return reverse("booking:meeting", args=[self.meeting.pk])

    def done_url(self) -> str:
        """What was done to several meetings of a series is seen on its own page."""
        if isinstance(self.result, Series):
            return reverse("booking:series", args=[self.result.pk])
        return reverse("booking:meeting", args=[self.meeting.pk])

    def instead_url(self) -> str:
        is_draft = self.meeting.state == MeetingState.DRAFT
        return reverse("booking:call-review", args=[self.meeting.pk]) if is_draft else ""

    def reaches(self) -> list[Meeting]:
        """The meeting, and the others of its series."""
        if self.meeting.series is None:
            return [self.meeting]
        others = self.meeting.series.instances.filter(state=MeetingState.CALLED).exclude(pk=self.meeting.pk)
        return [self.meeting, *others]

    def done_text(self) -> Any:
        if isinstance(self.result, Series):
            return self.done_to_series
        return (self.meeting.no_mail and self.done_silently) or self.done


class Move(MeetingChange):
    name, path, url_name = "move", "moten/<uuid:pk>/flytta/", "meeting-move"
    form_class = MoveForm
    fields_template = "booking/meetings/parts/move_fields.html"
    form_id = "tidform"
    heading = _("Flytta mötet")
    submit = _("Flytta mötet")
    again = _("Börja om med den nya tiden")
    done = _("Mötet är flyttat. Alla kallade får den nya tiden och svarar på nytt.")
    done_to_series = _("Mötena är flyttade. Alla kallade får de nya tiderna och svarar på nytt.")
    done_silently = _("Mötet är flyttat. Ring de kallade.")
    unchanged = _("Inget är ändrat: tiden är den som redan gäller.")

    def news(self) -> str:
        return new_time(self.form)

    @cached_property
    def moved(self) -> Moved | None:
        """The days of all that move, when it is more than this one."""
        return self.form.would_move(self.meeting) if self.form.reaches_more else None

    def days(self) -> list[DayLine]:
        return self.moved.days if self.moved else []

    def warnings(self) -> list[str]:
        return self.moved.warnings if self.moved else time_warnings(self.meeting, self.form)


class ChangeTexts(MeetingChange):
    name, path, url_name = "change", "moten/<uuid:pk>/andra/", "meeting-change"
    form_class = ChangeForm
    fields_template = "booking/meetings/parts/text_fields.html"
    heading = _("Ändra kallelsen")
    submit = _("Spara ändringen")
    done = _("Ändringen är sparad.")
    done_to_series = _("Ändringen är sparad för mötena.")
    unchanged = _("Inget är ändrat: uppgifterna är de som redan står i kallelsen.")

    def warnings(self) -> list[str]:
        return [] if self.meeting.is_individual else written_warnings(self.form)


class Cancel(MeetingChange):
    name, path, url_name = "cancel", "moten/<uuid:pk>/stall-in/", "meeting-cancel"
    form_class = CancelForm
    heading = _("Ställa in mötet?")
    submit = _("Ställ in mötet")
    stay = keep = _("Behåll mötet")
    done = _("Mötet är inställt. Alla kallade får besked.")
    done_to_series = _("Mötena är inställda. Alla kallade får besked.")
    done_silently = _("Mötet är inställt. Ring de kallade.")
    unchanged = _("Inget är ändrat: det är redan inställt.")


class Add(MeetingChange):
    name, path, url_name = "add", "moten/<uuid:pk>/lagg-till/", "invitation-add"
    form_class = AddForm
    fields_template = "booking/meetings/parts/add_fields.html"
    heading = _("Kalla en till")
    submit = _("Kalla")
    done = _("En till är kallad.")
    done_silently = _("En till är kallad. Ring och berätta.")
    unchanged = _("Inget är ändrat: personen är redan kallad.")


class Remove(MeetingChange):
    name, path, url_name = "remove", "moten/<uuid:pk>/ta-bort/", "invitation-remove"
    form_class = RemoveForm
    fields_template = "booking/meetings/parts/remove_fields.html"
    question = _("Ta tillbaka kallelsen")
    submit = _("Ta tillbaka kallelsen")
    done = _("Kallelsen är tagen tillbaka.")
    done_silently = _("Kallelsen är tagen tillbaka. Ring och berätta.")
    unchanged = _("Inget är ändrat: kallelsen är redan tagen tillbaka.")

    def make_form(self, data: Any, query: Mapping[str, Any]) -> Any:
        if data is not None:
            return RemoveForm(data, meeting=self.meeting)
        seat = self._seat(query.get("kallelse", ""))
        if seat is None:
            raise Http404
        return RemoveForm(meeting=self.meeting, invitation=seat.pk)

    def heading(self) -> Any:
        seat = self._seat(self.form["invitation"].value())
        return gettext("Ta tillbaka kallelsen till %(name)s?") % {"name": seat_name(seat)} if seat else self.question

    def again_url(self) -> str:
        return f"{self.url}?kallelse={self.form['invitation'].value()}"

    def _seat(self, pk: Any) -> Invitation | None:
        return next((seat for seat in live_invitations(self.meeting) if str(seat.pk) == str(pk)), None)


class Withdraw(MeetingChange):
    name, path, url_name = "withdraw", "moten/<uuid:pk>/aterkalla/", "consent-withdraw"
    form_class = WithdrawForm
    fields_template = "booking/meetings/parts/withdraw_fields.html"
    heading = _("Samtycket är återkallat")
    submit = _("Registrera återkallelsen")
    done = _("Återkallelsen är registrerad.")
    done_silently = _("Återkallelsen är registrerad. Ring dem som inte längre är kallade.")
    unchanged = _("Inget är ändrat: återkallelsen är redan registrerad.")

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        """What the consent covers, and who is called under it; each meeting of the chain is told in any case."""
        consent = Consent.objects.filter(pk=self.meeting.consent_id)
        return [
            consent.values(),
            consent.order_by("parties").values_list("parties"),
            consent.order_by("units").values_list("units"),
            Invitation.objects.filter(meeting__consent__in=consent).order_by("pk").values_list("pk", "state"),
        ]

    def reaches(self) -> list[Meeting]:
        """Every meeting ahead that hangs on the same consent."""
        if self.meeting.consent is None:
            return [self.meeting]
        ahead = self.meeting.consent.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
        return [self.meeting, *ahead.exclude(pk=self.meeting.pk).order_by("pk")]

    def said(self) -> list[tuple[int, Any]]:
        text = gettext("%(title)s har för få parter kvar. Ställ in det.")
        return [*super().said(), *((messages.WARNING, text % {"title": meeting_title(one)}) for one in self.result)]


class TakeOver(MeetingChange):
    """A colleague takes over from a caller who has left."""

    name, path, url_name = "take-over", "moten/<uuid:pk>/ta-over/", "take-over"
    template = "booking/meetings/take_over.html"
    heading = _("Ta över mötet?")
    submit = _("Ta över mötet")
    done = _("Du har tagit över mötet. De kallade får ditt namn och telefonnummer.")
    unchanged = _("Inget är ändrat: du håller redan i mötet.")

    def access(self) -> None:
        self.meeting = access_orphan(self.by, self.ids["pk"])

    def make_form(self, data: Any, query: Mapping[str, Any]) -> Any:
        return forms.Form(data)

    def do(self) -> Any:
        return take_over_meeting(self.meeting, by=self.by)

    def about(self) -> str:
        return f"{meeting_when(self.meeting)} {self.meeting.reference or ''}"

    def back_url(self) -> str:
        return reverse("booking:my-meetings")

    def may_be_shown(self, reached: Iterable[Meeting]) -> set[Any]:
        """Who may take the meeting over will have it, and reads what goes out in their name."""
        return {meeting.pk for meeting in reached}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "meeting": self.meeting, "when": meeting_when(self.meeting)}


CHANGES = (Move, ChangeTexts, Cancel, Add, Remove, Withdraw, TakeOver)


def new_time(form: Any) -> str:
    """The time that the meeting would get."""
    starts_at, ends_at = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
    return gettext("Ny tid: %(when)s.") % {"when": format_when(starts_at, ends_at, current_language())}


def time_warnings(meeting: Meeting, form: Any) -> list[str]:
    """What to know about the new day and length, that the link is missing, and who is taken then."""
    starts_at, ends_at = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
    of_day = [warning.message for warning in day_warnings(local(starts_at).date(), current_language())]
    remarks = [*length_remarks(meeting, starts_at, ends_at), *link_remarks(meeting)]
    return [*of_day, *(remark.message for remark in (*remarks, *busy_remarks(meeting, starts_at, ends_at)))]


def written_warnings(form: Any) -> list[str]:
    """What to know about the texts that a group's meeting would get."""
    texts = [form.cleaned_data.get(name) or "" for name in ("title", "place", "internal_note")]
    return [remark.message for remark in text_remarks([*texts, *(form.cleaned_data.get("agenda") or [])])]
