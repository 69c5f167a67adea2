"""What the caller says to what is asked for from calendars: another time, another person; of a meeting or a series."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.meetings.changes.meetings import MeetingChange, new_time, time_warnings
from booking.meetings.days import DayLine
from booking.meetings.forms.wishes import (
    AcceptTimeForm,
    CallDelegateForm,
    DeclineDelegateForm,
    DeclineTimeForm,
    wish_of,
)
from booking.meetings.reach import Moved, of_series
from booking.meetings.wording import meeting_title, proposed_text, rhythm_text
from booking.models import CounterProposal, Delegation


class Decision(MeetingChange):
    """A decision about one wish. What is asked of a whole series leads back to its page."""

    keep = _("Ta ställning senare")
    submit_to_series: Any = ""

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        wishes = (CounterProposal, Delegation)
        decided = [kind.objects.filter(invitation__meeting=self.meeting).order_by("pk").values() for kind in wishes]
        return [*super().watched(), *decided]

    def about(self) -> str:
        if self.meeting.series is None or not self._is_for_series():
            return super().about()
        return f"{meeting_title(self.meeting)}, {rhythm_text(self.meeting.series)}"

    def back_url(self) -> str:
        if not self._is_for_series():
            return super().back_url()
        return reverse("booking:series", args=[self.meeting.series_id])

    def submit_text(self) -> Any:
        return (self._is_for_series() and self.submit_to_series) or self.submit

    def _is_for_series(self) -> bool:
        wish = wish_of(self.form)
        return wish is not None and wish.for_series


class AcceptTime(Decision):
    name, path, url_name = "accept-time", "moten/<uuid:pk>/ta-foreslagen-tid/", "accept-time"
    form_class = AcceptTimeForm
    heading = _("Flytta till den föreslagna tiden")
    submit = _("Flytta mötet")
    submit_to_series = _("Flytta mötena")
    done = _("Mötet är flyttat. Alla kallade får den nya tiden och svarar på nytt.")
    done_to_series = _("Mötena är flyttade. Alla kallade får de nya tiderna och svarar på nytt.")
    unchanged = _("Inget är ändrat: förslaget är redan antaget.")

    def news(self) -> str:
        if self._is_for_series():
            return gettext("Nya tider: %(when)s.") % {"when": proposed_text(self.form.cleaned_data["proposal"])}
        return new_time(self.form)

    @cached_property
    def moved(self) -> Moved | None:
        if not self._is_for_series():
            return None
        return of_series().would_move_series(self.meeting, self.form.cleaned_data["proposal"])

    def days(self) -> list[DayLine]:
        return self.moved.days if self.moved else []

    def warnings(self) -> list[str]:
        return self.moved.warnings if self.moved else time_warnings(self.meeting, self.form)


class DeclineTime(Decision):
    name, path, url_name = "decline-time", "moten/<uuid:pk>/behall-tiden/", "decline-time"
    form_class = DeclineTimeForm
    heading = _("Behålla tiden?")
    submit = _("Behåll tiden")
    submit_to_series = _("Behåll tiderna")
    done = _("Tiden är kvar. Den som föreslog en annan får veta det.")
    done_to_series = _("Tiderna är kvar. Den som föreslog andra får veta det.")
    unchanged = _("Inget är ändrat: förslaget är redan avböjt.")


class CallDelegate(Decision):
    name, path, url_name = "call-delegate", "moten/<uuid:pk>/kalla-i-stallet/", "call-delegate"
    form_class = CallDelegateForm
    heading = _("Kalla i stället")
    submit = _("Kalla")
    done = _("Den personen är kallad i stället.")
    done_to_series = _("Den personen är kallad i stället till mötena framåt.")
    unchanged = _("Inget är ändrat: personen är redan kallad.")


class DeclineDelegate(Decision):
    name, path, url_name = "decline-delegate", "moten/<uuid:pk>/kalla-inte/", "decline-delegate"
    form_class = DeclineDelegateForm
    heading = _("Ska den personen inte kallas?")
    submit = _("Kalla inte")
    done = done_to_series = _("Ingen ny är kallad. Ring och berätta.")
    unchanged = _("Inget är ändrat: önskemålet är redan avböjt.")


CHANGES = (AcceptTime, DeclineTime, CallDelegate, DeclineDelegate)
