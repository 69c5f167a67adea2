"""What stands on the page of the figures: charts in two columns, each with its table, and tables below them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from booking.statistics.charts import WEB, Chart, height_of
from config.ground.tables import Table


@dataclass(frozen=True)
class Panel:
    """The context of `includes/figure.html`; without a chart it is a table only. Of one that is not `is_known` there
    is nothing to show but that."""

    heading: str
    table: Table
    chart: Chart | None = None
    legend: list[dict[str, str]] = field(default_factory=list)
    note: str = ""
    is_known: bool = True
    download_url: str = ""

    @cached_property
    def svg(self) -> SafeString | str:
        return self.chart.drawn(WEB) if self.chart else ""

    @property
    def height(self) -> int:
        """About how high it is: its picture, and what stands around it."""
        return 120 + height_of(self.svg)


@dataclass
class Arrangement:
    """Pictures in two columns of about the same height, in the order given; tables without picture below them; and the
    headings of what nobody knows."""

    left: list[Panel] = field(default_factory=list)
    right: list[Panel] = field(default_factory=list)
    below: list[Panel] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def unknown_text(self) -> str:
        return _("Uppgift saknas: %(columns)s.") % {"columns": ", ".join(self.unknown)} if self.unknown else ""


def arrange(shown: Iterable[Panel]) -> Arrangement:
    page, heights = Arrangement(), {"left": 0, "right": 0}
    for panel in shown:
        if not panel.is_known:
            page.unknown.append(panel.heading)
        elif not panel.chart:
            page.below.append(panel)
        else:
            side = "left" if heights["left"] <= heights["right"] else "right"
            getattr(page, side).append(panel)
            heights[side] += panel.height
    return page
