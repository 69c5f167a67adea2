"""The changes of a series, each a class with its words: calling one, and letting it go on longer."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from booking.meetings.access import access_series, can_change_series
from booking.meetings.actions.rules import link_remarks
from booking.meetings.changes.base import Change
from booking.meetings.changes.meetings import written_warnings
from booking.meetings.days import DayLine
from booking.meetings.wording import day_text, rhythm_text
from booking.models import Meeting, MeetingState, Series
from booking.series.actions import days_to_add
from booking.series.forms import ExtendForm, SeriesForm
from booking.series.previewing import (
    agreed_warnings,
    member_clashes,
    more_days,
    new_days,
    planned_warnings,
)
from forums.access import access_forum, can_call, require
from forums.queries import template_of_forum


class CallSeries(Change):
    """A new series: every day of it, the days that are skipped, and one call to each member."""

    name, path, url_name = "series", "forum/<int:pk>/serie/", "series-new"
    address = {"forum": "pk"}
    fields_template = "booking/series/parts/new_series_fields.html"
    heading = _("Kalla till en serie")
    lead = _(
        "Ledamöterna får en enda kallelse, med alla mötena i kalendern. Varje möte kan sedan flyttas, ställas in, "
        "besvaras och registreras för sig."
    )
    promise = _("Innan något sparas ser du alla dagar och vem som får veta vad.")
    go_on = _("Granska serien")
    question = _("Kalla till serien?")
    submit = _("Kalla till serien")
    keep = _("Kalla inte")
    done = _("Serien är kallad. Var och en får en kallelse till alla mötena.")
    unchanged = _("Inget är ändrat: serien är redan kallad.")

    def access(self) -> None:
        self.forum = access_forum(self.by, self.ids["pk"])
        template = template_of_forum(self.forum)
        require(template is not None and can_call(self.by, template, self.forum))
        assert template is not None
        self.meeting_template = template

    def make_form(self, data: Any, query: Mapping[str, Any]) -> SeriesForm:
        return SeriesForm(data, forum=self.forum, template=self.meeting_template, request_key=str(uuid.uuid4()))

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [self.forum.series.order_by("pk").values_list("pk")]

    def about(self) -> str:
        return self.forum.name

    def about_proposed(self) -> str:
        return f"{self.forum.name}: {rhythm_text(self.result)}"

    def back_url(self) -> str:
        return reverse("booking:forum", args=[self.forum.pk])

    def back_text(self) -> str:
        return self.forum.name

    def done_url(self) -> str:
        return reverse("booking:series", args=[self.result.pk])

    def news(self) -> str:
        return many_meetings(self.form.plan().days())

    def days(self) -> list[DayLine]:
        return new_days(self.form.plan(), self.forum)

    def warnings(self) -> list[str]:
        plan, given = self.form.plan(), self.form.cleaned_data
        days, like = plan.days(), Meeting(meeting_form=given["meeting_form"], link=given["link"])
        return [
            *written_warnings(self.form),
            *(remark.message for remark in link_remarks(like)),
            *planned_warnings(self.forum, days),
            *agreed_warnings(self.forum, self.meeting_template, self.by, plan),
            *member_clashes(self.forum, self.by, plan, days),
        ]


class Extend(Change):
    name, path, url_name = "extend", "serier/<uuid:pk>/forlang/", "series-extend"
    address = {"series": "pk"}
    heading = submit = _("Förläng serien")
    done = _("Serien är förlängd. Alla får de nya mötena i sin kalender.")
    unchanged = _("Inget är ändrat: serien går redan till den dagen.")

    def access(self) -> None:
        self.series = access_series(self.by, self.ids["pk"])
        require(can_change_series(self.by, self.series))

    def make_form(self, data: Any, query: Mapping[str, Any]) -> ExtendForm:
        return ExtendForm(data)

    def do(self) -> Series:
        return self.form.apply(self.series, self.by)

    def watched(self) -> Iterable[QuerySet[Any, Any]]:
        return [Series.objects.filter(pk=self.series.pk).values()]

    def about(self) -> str:
        return f"{self.series.forum.name}: {rhythm_text(self.series)}"

    def news(self) -> str:
        _plan, days = days_to_add(self.series, self.form.cleaned_data["last_on"])
        return many_meetings(days) if days else ""

    def days(self) -> list[DayLine]:
        return more_days(self.series, self.form.cleaned_data["last_on"])

    def warnings(self) -> list[str]:
        plan, days = days_to_add(self.series, self.form.cleaned_data["last_on"])
        forum = self.series.forum
        return [*planned_warnings(forum, days), *member_clashes(forum, self.series.caller, plan, days)]

    def back_url(self) -> str:
        return reverse("booking:series", args=[self.series.pk])

    def reaches(self) -> list[Meeting]:
        """The meetings ahead, or any one: the series is told by what hangs on it."""
        instances = self.series.instances.select_related("template", "area", "federation", "forum", "caller")
        ahead = instances.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now()).order_by("starts_at")
        return list(ahead) or list(instances[:1])


CHANGES = (CallSeries, Extend)


def many_meetings(days: Sequence[datetime.date]) -> str:
    text = ngettext("Det blir %(n)d möte, %(last)s.", "Det blir %(n)d möten, det sista %(last)s.", len(days))
    return text % {"n": len(days), "last": day_text(days[-1])}
