"""What stands on the page of the figures: charts in two columns, each with its table, and tables below them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.ground.tables import Table

VIEW_BOX = re.compile(r'viewBox="0 0 \d+ (\d+)"')


@dataclass(frozen=True)
class Panel:
    """The context of `includes/figure.html`; without a picture it is a table only. Of one that is not `is_known` there
    is nothing to show but that."""

    heading: str
    table: Table
    svg: SafeString | str = ""
    legend: list[dict[str, str]] = field(default_factory=list)
    note: str = ""
    is_known: bool = True

    @property
    def height(self) -> int:
        """About how high it is: its picture, and what stands around it."""
        drawn = VIEW_BOX.search(str(self.svg))
        return 120 + (int(drawn[1]) if drawn else 0)


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
        elif not panel.svg:
            page.below.append(panel)
        else:
            side = "left" if heights["left"] <= heights["right"] else "right"
            getattr(page, side).append(panel)
            heights[side] += panel.height
    return page
