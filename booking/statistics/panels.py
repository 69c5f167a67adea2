"""The figures as the page shows them: charts, each with its table. Arithmetic is done elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from booking.models import CancellationReason, MeetingForm
from booking.statistics.arrangement import Panel
from booking.statistics.cards import HELD
from booking.statistics.charts import Bar, Chart, Pair, draw_bars, draw_pairs
from booking.statistics.figures import EarlierYear, Figures, Periods, TypeFigures, participants_of
from booking.statistics.measures import FIGURES, Figure, Measures
from booking.statistics.tables import KnownTable, known_table
from booking.statistics.wording import days_before, percent, period_label, unknown_note, written, written_share
from forums.models import Area, Level

OUTCOMES = sorted((figure for figure in FIGURES if figure.column), key=lambda figure: figure.column or 0)


def panels(figures: Figures, period: str) -> list[Panel]:
    """All panels in the order of the page; those with nothing to show are left out."""
    made = (
        types_panel(figures, period),
        planned_panel(figures, period),
        callers_panel(figures, period),
        parties_panel(figures, period),
        outcome_panel(figures, period),
        reasons_panel(figures, period),
        participants_panel(figures, period),
        lead_panel(figures, period),
        forms_panel(figures, period),
        visits_panel(figures, period),
        phone_panel(figures, period),
        years_panel(figures, period),
    )
    return [panel for panel in made if panel is not None]


def _panel(heading: str, made: KnownTable, *, chart: Chart | None = None, note: str = "", **more: Any) -> Panel:
    told = " ".join(each for each in (note, made.note) if each)
    return Panel(heading, made.table, chart, note=told, is_known=made.is_known, **more)


def _drawn(key: str, title: str, bars: Sequence[Bar], *, finding: str = "", percent: bool = False) -> Chart | None:
    """The chart, where there are two bars to compare."""
    known = [bar for bar in bars if bar.value is not None]
    draw = partial(draw_bars, percent=percent)
    return Chart(draw, key, title, finding or _most(known), known) if len(known) > 1 else None


def types_panel(figures: Figures, period: str) -> Panel | None:
    """Held by type, the most first, beside the same period of the year before."""
    last = figures.last_year
    kinds = [kind for kind in figures.types if _held(kind.periods, period) or _held_before(last, kind.slug, period)]
    kinds.sort(key=lambda kind: -(_held(kind.periods, period) or 0))
    if not kinds:
        return None
    title = _("Genomförda möten per typ")
    shown = ("year", "first", "second") if period == "year" else (period,)
    headings = [period_label(each, figures.year, always_year=period != "year") for each in shown]
    headings += [period_label(period, last.year, always_year=True)] if last else []
    rows = [row for kind in kinds for row in _type_rows(kind, figures, shown, period)]
    total = (_("Totalt"), *_in(figures.total, shown), *([getattr(last.total, period).held] if last else []))
    made = known_table(title, _("Mötestyp"), headings, rows, total)
    if last and len(kinds) > 1:
        pairs = [Pair(kind.name, _held_before(last, kind.slug, period), _held(kind.periods, period)) for kind in kinds]
        chart = Chart(draw_pairs, "typer", title, _findings(pairs), pairs)
        return _panel(title, made, chart=chart, legend=_legend(str(last.year), str(figures.year)))
    bars = [Bar(kind.name, _held(kind.periods, period)) for kind in kinds]
    return _panel(title, made, chart=_drawn("typer", title, bars))


def _type_rows(kind: TypeFigures, figures: Figures, shown: Sequence[str], period: str) -> Iterator[Sequence[Any]]:
    last = figures.last_year
    yield (kind.name, *_in(kind.periods, shown), *([_held_before(last, kind.slug, period)] if last else []))
    for code, periods in kind.variants.items():
        name = _("varav %(variant)s") % {"variant": figures.names.variant(kind.slug, code)}
        before = last.variants.get((kind.slug, code)) if last else None
        known = last is not None and getattr(last.total, period).is_known
        held_before = _held(before, period) if before else 0 if known else None
        yield (name, *_in(periods, shown), *([held_before] if last else []))


def _in(periods: Periods, shown: Iterable[str]) -> list[int | None]:
    return [_held(periods, each) for each in shown]


def _held(periods: Periods, period: str) -> int | None:
    return _measures(periods, period).held


def _held_before(last: EarlierYear | None, slug: str, period: str) -> int | None:
    """What the type held the year before: 0 where the year is known and has none of the type."""
    if last is None or not getattr(last.total, period).is_known:
        return None
    return (_held(last.types[slug], period) or 0) if slug in last.types else 0


def _legend(beside: str, held: str) -> list[dict[str, str]]:
    return [{"text": beside, "kind": "plan"}, {"text": held, "kind": ""}]


def planned_panel(figures: Figures, period: str) -> Panel | None:
    """The agreement's number for the year against held, for groups and for open meetings."""
    plans: list[Any] = [*figures.forums, *figures.open_plans]
    if not plans:
        return None
    title = _("Planerade och genomförda möten")
    field_name, names = HELD[period], figures.names
    first = [_("Planerade på året"), period_label(period, figures.year) if period != "year" else _("Genomförda")]
    more = [period_label("first", figures.year), period_label("second", figures.year)] if period == "year" else []
    rows = [_plan_row(plan, figures, field_name, halves=bool(more)) for plan in plans]
    pairs = [
        Pair(names.type(kind), plan.planned, getattr(plan, period)) for kind, plan in figures.planned_vs_held.items()
    ]
    pairs += [Pair(plan.name, plan.planned, getattr(plan, field_name)) for plan in figures.open_plans]
    drawn = [pair for pair in pairs if pair.beside is not None and pair.held is not None]
    finding = " ".join(
        _("%(kind)s: %(held)d av %(planned)d på året.")
        % {"kind": pair.label, "held": pair.held, "planned": pair.beside}
        for pair in drawn
    )
    chart = Chart(draw_pairs, "plan", title, finding, drawn) if drawn else None
    made = known_table(_("Planerat i överenskommelsen och genomfört"), _("Grupp eller möte"), [*first, *more], rows)
    return _panel(title, made, chart=chart, legend=_legend(_("Planerade"), _("Genomförda")))


def _plan_row(plan: Any, figures: Figures, field_name: str, *, halves: bool) -> Sequence[Any]:
    area = getattr(plan, "area", "")
    name = plan.name if isinstance(figures.where, Area) or not area or area in plan.name else f"{plan.name}, {area}"
    if halves:
        return name, plan.planned, plan.held, plan.held_first_half, plan.held_second_half
    return name, plan.planned, _of_the_year(getattr(plan, field_name), plan.planned)


def _of_the_year(held: int | None, planned: int | None) -> Any:
    """At half-year the plan is still the year's: "1 av 2 på året"."""
    if held is None or planned is None:
        return held
    return _("%(held)d av %(planned)d på året") % {"held": held, "planned": planned}


def callers_panel(figures: Figures, period: str) -> Panel | None:
    """Callers to meetings about a person; forum meetings are called by their convener."""
    kinds = [kind for kind in figures.types if kind.level == Level.INDIVIDUAL]
    measures = [(kind, each) for kind in kinds if (each := _measures(kind.periods, period)).meetings]
    if not measures:
        return None
    title = _("Vem har kallat?")
    sums = Counter[str]()
    for _kind, each in measures:
        sums.update(each.called_by or {})
    codes = sorted(_parties_in(figures, [sums]), key=lambda code: -sums[code]) if sums else []
    rows = [
        (figures.names.party(code), *(each.called_by and each.called_by.get(code, 0) for _kind, each in measures),
         sums[code]) for code in codes
    ]  # fmt: skip
    caption = _("Möten om en enskild efter kallande part")
    made = known_table(caption, _("Part"), [*(kind.name for kind, _each in measures), _("Totalt")], rows)
    unknown = sum(each.unknown["called_by"] for _kind, each in measures)
    note = _("Här räknas alla kallade möten om en enskild, också inställda och kommande.")
    if unknown:
        note = f"{note} {unknown_note(unknown)}"
    bars = [Bar(figures.names.party(code), sums[code]) for code in codes]
    return _panel(title, made, chart=_drawn("kallare", title, bars), note=note)


def parties_panel(figures: Figures, period: str) -> Panel | None:
    measures = _measures(figures.total, period)
    if not measures.held:
        return None
    title = _("Närvaro per part")
    parties = measures.parties or {}
    rates = {code: found.rate for code, found in parties.items()}
    codes = sorted(
        _parties_in(figures, [parties]), key=lambda code: -((r.percent or 0) if (r := rates.get(code)) else -1)
    )
    rows, bars = [], []
    for code in codes if parties else ():
        rate, found = rates.get(code), parties.get(code)
        called = (rate.whole, rate.part) if rate else (None, found.present if found else None)
        rows.append((figures.names.party(code), *called, percent(rate) if rate else None))
        bars.append(Bar(figures.names.party(code), rate.percent if rate else None))
    caption = _("Genomförda möten som parten kallades till, och hur många den deltog i")
    made = known_table(caption, _("Part"), [_("Kallad"), _("Deltog"), _("Andel")], rows)
    finding = " ".join(f"{figures.names.party(code)}: {written_share(rate)}." for code, rate in rates.items() if rate)
    chart = _drawn("narvaro", title, bars, finding=finding, percent=True)
    return _panel(title, made, chart=chart, note=unknown_note(measures.unknown["parties"]) if parties else "")


def outcome_panel(figures: Figures, period: str) -> Panel | None:
    """Called, held and cancelled per type; what nobody has registered stands beside, never inside."""
    measures = [(kind.name, _measures(kind.periods, period)) for kind in figures.types]
    rows = [(name, *_outcome(each)) for name, each in measures if each.meetings]
    if not rows:
        return None
    title = _("Kallade, inställda och ej registrerade")
    total = _measures(figures.total, period)
    made = known_table(title, _("Mötestyp"), _shorts(OUTCOMES), rows, (_("Totalt"), *_outcome(total)))
    if len(made.table.columns) == 2:  # held alone is in the first table already
        return Panel(title, made.table, is_known=False)
    return _panel(title, made, note=unknown_note(total.unknown["called"]) if total.called is not None else "")


def _outcome(measures: Measures) -> tuple[Any, ...]:
    return tuple(figure.of(measures) for figure in OUTCOMES)


def _shorts(figures: Iterable[Figure[Any]]) -> list[str]:
    return [str(figure.short) for figure in figures]


def reasons_panel(figures: Figures, period: str) -> Panel | None:
    measures = _measures(figures.total, period)
    if not measures.cancelled:
        return None
    title, reasons = _("Inställda möten efter orsak"), measures.cancelled_by_reason or {}
    bars = [
        Bar(str(CancellationReason(code).label), reasons[code]) for code in sorted(reasons, key=lambda c: -reasons[c])
    ]
    made = known_table(title, _("Orsak"), [_("Möten")], [(bar.label, bar.value) for bar in bars])
    chart, note = _drawn("orsaker", title, bars), unknown_note(measures.unknown["cancelled_by_reason"])
    return _panel(title, made, chart=chart, note=note if bars else "")


def participants_panel(figures: Figures, period: str) -> Panel | None:
    """Participants by party, where they were counted so; how many they were is a key figure."""
    people = _measures(figures.total, period).participants
    if people is None or not people.by_part:
        return None
    title, parts = _("Deltagare i öppna möten"), people.by_part
    codes = sorted((code for code in _parties_in(figures, [parts]) if code in parts), key=lambda code: -parts[code])
    bars = [Bar(figures.names.party(code), parts[code]) for code in codes]
    rest = people.total - sum(parts.values())
    rows: list[Sequence[Any]] = [(bar.label, bar.value) for bar in bars]
    if rest > 0:
        rows.append((_("Inte uppdelat"), rest))
    made = known_table(title, _("Part"), [_("Deltagare")], rows, (_("Totalt"), people.total))
    return _panel(title, made, chart=_drawn("deltagare", title, bars))


def lead_panel(figures: Figures, period: str) -> Panel | None:
    """Working days from the first call to the start, in words: "hälften kallades minst 14 arbetsdagar före"."""
    total = _measures(figures.total, period)
    if not total.held:
        return None
    title = _("Hur långt i förväg mötena kallades")
    headings = [_("Hälften, minst"), _("Nio av tio, minst"), _("En av tio, minst")]
    rows = [(kind.name, *_lead(each)) for kind in figures.types if (each := _measures(kind.periods, period)).held]
    made = known_table(
        _("Arbetsdagar från kallelse till möte"), _("Mötestyp"), headings, rows, (_("Alla"), *_lead(total))
    )
    note = ""
    if total.lead_time:
        words = {"half": days_before(total.lead_time.median), "most": days_before(total.lead_time.p10)}
        note = _("Hälften av mötena kallades minst %(half)s före, nio av tio minst %(most)s före.") % words
        note = " ".join(filter(None, [note, unknown_note(total.unknown["lead_time"])]))
    return _panel(title, made, note=note)


def _lead(measures: Measures) -> tuple[Any, ...]:
    lead = measures.lead_time
    return (lead.median, lead.p10, lead.p90) if lead else (None,) * 3


def forms_panel(figures: Figures, period: str) -> Panel | None:
    total = _measures(figures.total, period)
    if not total.held:
        return None
    title, headings = _("Hur mötena hölls"), [str(form.label) for form in MeetingForm]
    rows = [(kind.name, *_forms(each)) for kind in figures.types if (each := _measures(kind.periods, period)).held]
    made = known_table(_("Genomförda möten efter form"), _("Mötestyp"), headings, rows, (_("Alla"), *_forms(total)))
    return _panel(title, made, note=unknown_note(total.unknown["forms"]) if total.forms else "")


def _forms(measures: Measures) -> tuple[Any, ...]:
    forms = measures.forms
    return tuple(None if forms is None else forms.get(form, 0) for form in MeetingForm.values)


def visits_panel(figures: Figures, period: str) -> Panel | None:
    visits = _measures(figures.total, period).visits
    if not visits:
        return None
    title = _("Besök hos verksamheter")
    rows = sorted((figures.names.unit(unit), number) for unit, number in visits.items())
    return _panel(title, known_table(title, _("Verksamhet"), [_("Besök")], rows, (_("Totalt"), sum(visits.values()))))


def phone_panel(figures: Figures, period: str) -> Panel | None:
    """Where coordinators have noted any."""
    if figures.total.year.phone_consultations is None:
        return None
    title, number = _("Telefonkonsultationer"), _measures(figures.total, period).phone_consultations
    return _panel(title, known_table(title, _("Vad"), [_("Antal")], [(title, number)]))


def years_panel(figures: Figures, period: str) -> Panel | None:
    """Several years side by side, the same part of each."""
    if not figures.earlier:
        return None
    title = _("Jämfört med tidigare år")
    years = [EarlierYear(figures.year, figures.total, {kind.slug: kind.periods for kind in figures.types}, {})]
    years += figures.earlier
    slugs = sorted({slug for each in years for slug in each.types}, key=figures.names.position)
    rows: list[Sequence[Any]] = [(_("Alla möten"), *(_held(each.total, period) for each in years))]
    rows += [(figures.names.type(slug), *(_held_before(each, slug, period) for each in years)) for slug in slugs]
    rows.append((_("Deltagare i öppna möten"), *(participants_of(getattr(each.total, period)) for each in years)))
    rows.append((_("Telefonkonsultationer"), *(_measures(each.total, period).phone_consultations for each in years)))
    caption = _("Genomförda möten år för år")
    if period != "year":
        caption = _("Genomförda möten år för år, %(period)s") % {"period": period_label(period, None).lower()}
    made = known_table(caption, _("Mötestyp"), [str(each.year) for each in years], rows)
    bars = [Bar(str(each.year), _held(each.total, period)) for each in reversed(years)]
    return _panel(title, made, chart=_drawn("tidigare", title, bars))


def _measures(periods: Any, period: str) -> Measures:
    measures: Measures = getattr(periods, period)
    return measures


def _parties_in(figures: Figures, found: Iterable[Mapping[str, Any]]) -> list[str]:
    """All kinds of party in their order, and whatever else was counted."""
    others = {code for each in found for code in each} - figures.names.parties.keys()
    return [*figures.names.parties, *sorted(others)]


def _most(bars: Sequence[Bar]) -> str:
    """The main finding in words, for those who do not see the picture."""
    told = [(bar.value, bar.label) for bar in bars if bar.value]
    if not told:
        return _("Inga möten under perioden.")
    number, label = max(told, key=lambda each: each[0])
    words = {"label": label, "number": number, "total": sum(value for value, _label in told)}
    return _("Störst är %(label)s med %(number)d av %(total)d.") % words


def _findings(pairs: Iterable[Pair]) -> str:
    return " ".join(
        _("%(kind)s: %(held)s, året före %(before)s.")
        % {"kind": pair.label, "held": written(pair.held), "before": written(pair.beside)}
        for pair in pairs
    )
