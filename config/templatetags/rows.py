"""Rows of long lists, as HTML built in Python: it costs a quarter of an include for each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.ground.agreed import agreed

register = template.Library()

MEETING_ROW = """<li class="mote{}">
  <p class="dag"><span>{}</span> <b>{}</b> <span>{}</span>{}</p>
  <div class="stack-s">
    <h{}><a href="{}">{}{}</a></h{}>
    <p class="liten">{}{}{}</p>
    {}
  </div>
  {}
</li>
"""


@register.simple_tag
def meeting_row(row: Mapping[str, Any], level: str = "") -> SafeString:
    """An <li> in <ul class="ren">. `level` of its heading: 4 unless told. In the row, as text:

    weekday, day, month, year when it is another · when: the day in full, heard in the link · time, empty when its
    clock time is not known · title, url · place · tags: each with text and color · note: "Du har kallat" · later,
    series_url: how many of its series are left out, and where they are · invited, coming: numbers, and answers: the
    same in words · cancelled
    """
    level = level or "4"
    time, place = row.get("time", ""), row.get("place", "")
    return format_html(
        MEETING_ROW,
        " installt" if row.get("cancelled") else "",
        *(row["weekday"], row["day"], row["month"]),
        format_html(" <span>{}</span>", row["year"]) if row.get("year") else "",
        *(level, row["url"], agreed(row["title"])),
        format_html('<span class="ds-sr-only">, {}</span>', row["when"]) if row.get("when") else "",
        level,
        *(format_html('<span class="num">{}</span>', time) if time else "", " · " if time and place else "", place),
        _marks(row),
        _answers(row),
    )


@register.simple_tag
def occasion_row(row: Mapping[str, Any]) -> SafeString:
    """A compact <li> in <ul class="ren">, for meetings of one group: its day is the link. The row as in `meeting_row`,
    with `title` only where the meeting has one of its own.
    """
    said = [row["title"], row.get("place", ""), row.get("answers", "") if row.get("invited") else ""]
    return format_html(
        '<li class="tillfalle{}"><a href="{}">{}</a>{}{}</li>',
        " installt" if row.get("cancelled") else "",
        *(row["url"], row["when"]),
        format_html('<p class="liten">{}</p>', " · ".join(filter(None, said))) if any(said) else "",
        _marks(row),
    )


def _marks(row: Mapping[str, Any]) -> SafeString | str:
    tags = [("danger", _("Inställt"))] if row.get("cancelled") else []
    tags += [(tag["color"], tag["text"]) for tag in row.get("tags", ())]
    note = format_html('<span class="liten">{}</span>', row["note"]) if row.get("note") else ""
    if row.get("later"):
        later = format_html('<a class="liten" href="{}">{}</a>', row["series_url"], row["later"])
        note = format_html("{} {}", note, later) if note else later
    if not tags and not note:
        return ""
    spans = format_html_join("", '<span class="ds-tag" data-color="{}">{}</span>', tags)
    return format_html('<p class="rad">{}{}</p>', spans, note)


def _answers(row: Mapping[str, Any]) -> SafeString | str:
    if not row.get("invited"):
        return ""
    return format_html(
        '<div class="svar"><span>{}</span>'
        '<progress class="matare" aria-hidden="true" max="{}" value="{}"></progress></div>',
        *(row["answers"], row["invited"], row["coming"]),
    )
