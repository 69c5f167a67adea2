"""The figures as the page shows them: key figures, and charts each with its table. Arithmetic is done elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from booking.models import CancellationReason, MeetingForm
from booking.statistics.charts import Bar, Pair, draw_bars, draw_pairs
from booking.statistics.figures import Figures, TypeFigures
from booking.statistics.measures import FIGURES, Figure, Measures, Share, Text
from booking.statistics.planned import ForumFigures
from booking.statistics.wording import percent, unknown_note, written, written_share
from config.ground.tables import Column, Table
from forums.models import Area, Level

OUTCOMES = sorted((figure for figure in FIGURES if figure.column), key=lambda figure: figure.column or 0)
SIDE_BY_SIDE: tuple[Figure[Any], ...] = (Measures.held, Measures.called, Measures.cancelled, Measures.not_registered)


@dataclass(frozen=True)
class Panel:
    """The context of `includes/figure.html`; without a picture it is a table only."""

    heading: str
    table: Table
    svg: SafeString | str = ""
    legend: list[dict[str, str]] = field(default_factory=list)
    note: str = ""

    @property
    def height(self) -> int:
        """About how high it is, in rows: a bar is higher than a line of the table."""
        return 6 + len(list(self.table.rows)) + 2 * str(self.svg).count('font-weight="600"')


def key_figures(figures: Figures, period: str) -> list[dict[str, Any]]:
    measures = _measures(figures.total, period)
    earlier = figures.earlier[0] if figures.earlier and period == "year" else None
    before = _("%(year)d: %(held)d") % {"year": earlier.year, "held": earlier.held_total} if earlier else ""
    waiting = measures.not_registered
    return [
        {"label": Measures.held.label, "value": measures.held, "note": before},
        {"label": Measures.not_registered.short, "value": _short(waiting), "note": _waiting(waiting)},
        {"label": Measures.cancelled.short, "value": _short(measures.cancelled), "note": _moved(measures)},
        {
            "label": Measures.persons.short,
            "value": percent(measures.persons) if measures.persons else "–",
            "note": _persons(measures.persons),
        },
    ]


def _short(value: int | None) -> Any:
    return "–" if value is None else value


def _waiting(number: int | None) -> str:
    if number is None:
        return _("uppgift saknas")
    return _("start har passerat") if number else ""


def _moved(measures: Measures) -> str:
    if measures.cancelled is None:
        return _("uppgift saknas")
    return _("%(number)d flyttade tider") % {"number": measures.moved} if measures.moved else ""


def _persons(share: Share | None) -> str:
    if share is None:
        return _("uppgift saknas")
    return _("%(part)d av %(whole)d kallade") % {"part": share.part, "whole": share.whole}


def panels(figures: Figures, period: str) -> list[Panel]:
    """All panels in the order of the page; those with nothing to show are left out."""
    made = (
        types_panel(figures),
        planned_panel(figures),
        callers_panel(figures, period),
        parties_panel(figures, period),
        outcome_panel(figures, period),
        reasons_panel(figures, period),
        participants_panel(figures, period),
        lead_panel(figures, period),
        visits_panel(figures, period),
        earlier_panel(figures),
    )
    return [panel for panel in made if panel is not None]


@dataclass
class Arrangement:
    """Pictures in two columns of about the same height, in the order given; tables without picture below them."""

    left: list[Panel] = field(default_factory=list)
    right: list[Panel] = field(default_factory=list)
    below: list[Panel] = field(default_factory=list)


def arrange(shown: Iterable[Panel]) -> Arrangement:
    page, heights = Arrangement(), {"left": 0, "right": 0}
    for panel in shown:
        if not panel.svg:
            page.below.append(panel)
            continue
        side = "left" if heights["left"] <= heights["right"] else "right"
        getattr(page, side).append(panel)
        heights[side] += panel.height
    return page


def types_panel(figures: Figures) -> Panel | None:
    kinds = figures.types
    if not kinds:
        return None
    title = _("Genomförda möten per typ")
    bars = [Bar(kind.name, kind.periods.year.held) for kind in kinds]
    columns = _columns(_("Mötestyp"), _("Hela året"), _("Första halvåret"), _("Andra halvåret"))
    rows = [row for kind in kinds for row in _type_rows(kind, figures)]
    total = figures.total
    sums = (_("Totalt"), total.year.held, total.first.held, total.second.held)
    return Panel(title, Table(title, columns, rows, sums), draw_bars("typer", title, _most(bars), bars))


def _type_rows(kind: TypeFigures, figures: Figures) -> Iterator[Sequence[Any]]:
    yield kind.name, kind.periods.year.held, kind.periods.first.held, kind.periods.second.held
    for code, periods in kind.variants.items():
        name = _("varav %(variant)s") % {"variant": figures.names.variant(kind.slug, code)}
        yield name, periods.year.held, periods.first.held, periods.second.held


def planned_panel(figures: Figures) -> Panel | None:
    if not figures.forums:
        return None
    title = _("Planerade och genomförda möten i forum")
    names = figures.names
    pairs = [Pair(names.type(kind), plan.planned, plan.held) for kind, plan in figures.planned_vs_held.items()]
    table = Table(
        _("Planerat i överenskommelsen och genomfört"),
        _columns(_("Forum"), _("Planerade"), _("Genomförda"), _("Första halvåret")),
        [_forum_row(forum, figures) for forum in figures.forums],
    )
    legend = [{"text": _("Planerade"), "kind": "plan"}, {"text": _("Genomförda"), "kind": ""}]
    finding = " ".join(
        _("%(kind)s: %(held)s av %(planned)s.")
        % {"kind": pair.label, "held": written(pair.held), "planned": written(pair.planned)}
        for pair in pairs
    )
    return Panel(title, table, draw_pairs("plan", title, finding, pairs), legend)


def _forum_row(forum: ForumFigures, figures: Figures) -> Sequence[Any]:
    at_half_year = _at_half_year(forum.held_first_half, forum.planned)
    says_area = isinstance(figures.where, Area) or forum.area in forum.name
    name = forum.name if says_area else f"{forum.name}, {forum.area}"
    return name, written(forum.planned), written(forum.held), at_half_year


def _at_half_year(held: int | None, planned: int | None) -> Any:
    """At half-year the plan is still the year's: "1 av 2 på året"."""
    if held is None or planned is None:
        return written(held)
    return _("%(held)d av %(planned)d på året") % {"held": held, "planned": planned}


def callers_panel(figures: Figures, period: str) -> Panel | None:
    """Callers to meetings about a person; forum meetings are called by their convener."""
    kinds = [kind for kind in figures.types if kind.level == Level.INDIVIDUAL]
    measures = [(kind, _measures(kind.periods, period)) for kind in kinds]
    if not any(each.meetings for _kind, each in measures):
        return None
    title = _("Vem har kallat?")
    codes = _parties_in(figures, (each.called_by or {} for _kind, each in measures))
    sums = Counter[str]()
    for _kind, each in measures:
        sums.update(each.called_by or {})
    bars = [Bar(figures.names.party(code), sums[code]) for code in codes]
    unknown = sum(each.unknown["called_by"] for _kind, each in measures)
    return Panel(
        title,
        Table(
            _("Möten om en enskild efter kallande part"),
            _columns(_("Part"), *(kind.name for kind in kinds), _("Totalt")),
            [
                (figures.names.party(code), *(_called_by(each, code) for _kind, each in measures), sums[code])
                for code in codes
            ],
        ),
        draw_bars("kallare", title, _most(bars), bars),
        note=_("Uppgift saknas för %(number)d möten.") % {"number": unknown} if unknown else "",
    )


def _called_by(measures: Measures, code: str) -> Any:
    return written(None if measures.called_by is None else measures.called_by.get(code, 0))


def parties_panel(figures: Figures, period: str) -> Panel | None:
    measures = _measures(figures.total, period)
    if not measures.held:
        return None
    title = _("Närvaro per part")
    parties = measures.parties or {}
    codes = _parties_in(figures, [parties])
    bars, rows = [], []
    for code in codes:
        found = parties.get(code)
        rate = found.rate if found else None
        bars.append(Bar(figures.names.party(code), rate.percent if rate else None, _("uppgift saknas")))
        called = (rate.whole, rate.part) if rate else (None, found.present if found else None)
        rows.append((figures.names.party(code), *(written(number) for number in called), percent(rate)))
    caption = _("Genomförda möten som parten kallades till, och hur många den deltog i")
    table = Table(caption, _columns(_("Part"), _("Kallad"), _("Deltog"), _("Andel")), rows)
    finding = " ".join(f"{figures.names.party(code)}: {written_share(found.rate)}." for code, found in parties.items())
    svg = draw_bars("narvaro", title, finding or _("Uppgift saknas."), bars, percent=True)
    return Panel(title, table, svg, note=unknown_note(measures, "parties") if parties else "")


def outcome_panel(figures: Figures, period: str) -> Panel | None:
    """Called, held and cancelled per type; what nobody has registered stands beside, never inside."""
    measures = [(kind.name, _measures(kind.periods, period)) for kind in figures.types]
    rows = [(name, *_outcome(each)) for name, each in measures if each.meetings]
    if not rows:
        return None
    title = _("Kallade, inställda och ej registrerade")
    columns = _columns(_("Mötestyp"), *(figure.short for figure in OUTCOMES))
    total = _measures(figures.total, period)
    return Panel(
        title, Table(title, columns, rows, (_("Totalt"), *_outcome(total))), note=unknown_note(total, "called")
    )


def _outcome(measures: Measures) -> tuple[Any, ...]:
    return tuple(written(figure.of(measures)) for figure in OUTCOMES)


def reasons_panel(figures: Figures, period: str) -> Panel | None:
    measures = _measures(figures.total, period)
    if not measures.cancelled:
        return None
    title = _("Inställda möten efter orsak")
    bars = [Bar(str(CancellationReason(code).label), number) for code, number in measures.cancelled_by_reason.items()]
    table = Table(title, _columns(_("Orsak"), _("Möten")), [(bar.label, bar.value) for bar in bars])
    svg = draw_bars("orsaker", title, _most(bars), bars) if bars else ""
    return Panel(title, table, svg, note=unknown_note(measures, "cancelled_by_reason"))


def participants_panel(figures: Figures, period: str) -> Panel | None:
    measures = _measures(figures.total, period)
    if measures.participants is None:
        return None
    title = _("Deltagare i öppna möten")
    parts = measures.participants.by_part
    codes = [code for code in _parties_in(figures, [parts]) if code in parts]
    bars = [Bar(figures.names.party(code), parts[code]) for code in codes]
    told = sum(parts.values())
    rest = measures.participants.total - told
    rows: list[Sequence[Any]] = [(bar.label, bar.value) for bar in bars]
    if rest > 0:
        rows.append((_("Inte uppdelat"), rest))
    table = Table(title, _columns(_("Part"), _("Deltagare")), rows, (_("Totalt"), measures.participants.total))
    return Panel(title, table, draw_bars("deltagare", title, _most(bars), bars) if bars else "")


def lead_panel(figures: Figures, period: str) -> Panel | None:
    total = _measures(figures.total, period)
    if not total.held:
        return None
    title = _("Framförhållning och mötesform")
    columns = _columns(_("Mötestyp"), _("Median"), _("10 %"), _("90 %"), *(str(each.label) for each in MeetingForm))
    rows = [
        (kind.name, *_lead(_measures(kind.periods, period)))
        for kind in figures.types
        if _measures(kind.periods, period).held
    ]
    note = _("Framförhållning är arbetsdagar från första kallelsen till mötets start.")
    return Panel(title, Table(title, columns, rows, (_("Alla"), *_lead(total))), note=note)


def _lead(measures: Measures) -> tuple[Any, ...]:
    lead, forms = measures.lead_time, measures.forms
    days = (lead.median, lead.p10, lead.p90) if lead else (None,) * 3
    counted = (None if forms is None else forms.get(form, 0) for form in MeetingForm.values)
    return (*(written(number) for number in days), *(written(number) for number in counted))


def visits_panel(figures: Figures, period: str) -> Panel | None:
    visits = _measures(figures.total, period).visits
    if not visits:
        return None
    title = _("Besök hos verksamheter")
    rows = sorted((figures.names.unit(unit), number) for unit, number in visits.items())
    columns = _columns(_("Verksamhet"), _("Besök"))
    return Panel(title, Table(title, columns, rows, (_("Totalt"), sum(visits.values()))))


def earlier_panel(figures: Figures) -> Panel | None:
    if not figures.earlier:
        return None
    title = _("Jämfört med tidigare år")
    years = [(figures.year, figures.total.year.held, figures.participants_open_meetings)]
    years += [(each.year, each.held_total, each.participants) for each in figures.earlier]
    bars = [Bar(str(year), held) for year, held, _people in reversed(years)]
    columns = _columns(_("År"), _("Genomförda möten"), _("Deltagare i öppna möten"))
    rows = [(year, held, written(people)) for year, held, people in years]
    return Panel(title, Table(title, columns, rows), draw_bars("tidigare", title, _most(bars), bars))


def areas_table(rows: Iterable[tuple[Area, Measures]]) -> Table:
    """All areas side by side. Of an area without a file nothing is known of a year that others have only from files."""
    found = list(rows)
    told = [each for _area, each in found if each.meetings]
    only_files = bool(told) and all(each.is_loaded for each in told)
    unknown = [written(None)] * (len(SIDE_BY_SIDE) + 1)
    columns = _columns(_("Kommunområde"), *(figure.short for figure in (*SIDE_BY_SIDE, Measures.persons)))
    return Table(
        _("Områdena sida vid sida"),
        columns,
        [(area.name, *(unknown if only_files and not each.meetings else _side_by_side(each))) for area, each in found],
    )


def _side_by_side(each: Measures) -> list[Any]:
    return [*(written(figure.of(each)) for figure in SIDE_BY_SIDE), written_share(each.persons)]


def _measures(periods: Any, period: str) -> Measures:
    return getattr(periods, period)


def _columns(first: str, *numeric: Text) -> list[Column]:
    return [Column(first), *(Column(label, numeric=True) for label in numeric)]


def _parties_in(figures: Figures, numbers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Party kinds in the federation's order, and after them those that only the numbers know."""
    known = list(figures.names.parties)
    return known + sorted({code for each in numbers for code in each} - set(known))


def _most(bars: Sequence[Bar]) -> str:
    """The main finding in words, for those who do not see the picture."""
    told = [(bar.value, bar.label) for bar in bars if bar.value]
    if not told:
        return _("Inga möten under perioden.")
    number, label = max(told, key=lambda each: each[0])
    words = {"label": label, "number": number, "total": sum(value for value, _label in told)}
    return _("Störst är %(label)s med %(number)d av %(total)d.") % words
