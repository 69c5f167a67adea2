"""Bar charts as SVG, drawn here so that page and file show the same picture. Pure: numbers in, markup out.

Horizontal bars from zero, the label above and the number at the bar; 340 units wide, so that text of 16 units is 12 px
in the 262 px that a phone has for it. A table with the same numbers always stands beside a chart. Colours come from a
palette: files cannot resolve the page's variables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, LEFT, RIGHT = 340, 1, 291
LABEL, GAP = 24, 10
# how much room a number inside a bar needs, and how wide a letter of 16 units is
INSIDE, LETTER = 44, 9
VIEW_BOX = re.compile(r'viewBox="0 0 \d+ (\d+)"')


@dataclass(frozen=True, slots=True)
class Palette:
    held: str
    on_held: str
    planned: str
    women: str
    on_women: str
    men: str
    stripes: str
    unknown: str
    on_unknown: str
    background: str
    line: str


WEB = Palette(
    held="var(--c-klart)",
    on_held="var(--ds-color-accent-base-contrast-default)",
    planned="var(--c-plan)",
    women="var(--c-kvinnor)",
    on_women="var(--ds-color-part1-base-contrast-default)",
    men="var(--c-man)",
    stripes="var(--ds-color-part2-base-contrast-default)",
    unknown="var(--c-uppgift)",
    on_unknown="var(--ds-color-neutral-background-default)",
    background="var(--ds-color-neutral-background-default)",
    line="var(--ds-color-neutral-border-subtle)",
)
FILE = Palette(
    held="#17526B",
    on_held="#FFFFFF",
    planned="#A9BFC8",
    women="#6B3FA0",
    on_women="#FFFFFF",
    men="#B4540A",
    stripes="#FFFFFF",
    unknown="#737A7E",
    on_unknown="#FFFFFF",
    background="#FFFFFF",
    line="#B9BCBE",
)


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None is not known: the label stands, with `note` where the bar would be."""

    label: str
    value: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What was held below what it is compared with: the plan, or the year before."""

    label: str
    beside: int | None
    held: int | None


@dataclass(frozen=True, slots=True)
class Stack:
    """Women, men and not told; None when the row may not be split."""

    label: str
    parts: tuple[int, int, int] | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that can be drawn in any palette. `finding` says in words what the picture shows; `key` names it in the
    address of its file and makes its ids unique on the page."""

    draw: Callable[[str, str, str, Sequence[Any], Palette], SafeString]
    key: str
    title: str
    finding: str
    rows: Sequence[Any]

    def drawn(self, palette: Palette) -> SafeString:
        return self.draw(self.key, self.title, self.finding, self.rows, palette)


def draw_bars(
    key: str, title: str, finding: str, bars: Sequence[Bar], palette: Palette, *, percent: bool = False
) -> SafeString:
    """One bar a row."""
    scale = Scale(100 if percent else max((bar.value or 0 for bar in bars), default=0))
    unit = " %" if percent else ""
    step = LABEL + 24 + GAP
    rows = [_row(bar, number * step, scale, unit, palette) for number, bar in enumerate(bars)]
    return _svg(key, title, finding, rows, scale, step * len(bars), unit, palette)


def draw_pairs(key: str, title: str, finding: str, pairs: Sequence[Pair], palette: Palette) -> SafeString:
    """Two thin bars a row."""
    scale = Scale(max((number or 0 for pair in pairs for number in (pair.beside, pair.held)), default=0))
    step = LABEL + 36 + GAP
    rows = [_pair(pair, number * step, scale, palette) for number, pair in enumerate(pairs)]
    return _svg(key, title, finding, rows, scale, step * len(pairs), "", palette)


def draw_stacks(key: str, title: str, finding: str, stacks: Sequence[Stack], palette: Palette) -> SafeString:
    """Women, men (striped) and not told beside each other, each with its number where it has room."""
    scale = Scale(max((sum(stack.parts or ()) for stack in stacks), default=0))
    step = LABEL + 26 + GAP
    rows = [_pattern(key, palette)]
    rows += [_stack(key, stack, number * step, scale, palette) for number, stack in enumerate(stacks)]
    return _svg(key, title, finding, rows, scale, step * len(stacks), "", palette)


def height_of(drawing: str) -> int:
    """In the drawing's own units; 0 of what is no drawing."""
    found = VIEW_BOX.search(drawing)
    return int(found[1]) if found else 0


class Scale:
    """A linear scale: whole steps, four to six of them, the last at or beyond the highest number."""

    def __init__(self, highest: int) -> None:
        self.step = next(step for step in _steps() if step * 5 >= highest)
        self.top = max(self.step, -(-highest // self.step) * self.step)

    def __call__(self, value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * value / self.top, 1)

    def width(self, value: float) -> float:
        return round(self(value) - LEFT, 1)

    @property
    def ticks(self) -> list[int]:
        return list(range(0, self.top + 1, self.step))


def _steps() -> list[int]:
    return [base * 10**power for power in range(9) for base in (1, 2, 5)]


def _svg(
    key: str,
    title: str,
    finding: str,
    rows: Sequence[SafeString],
    scale: Scale,
    height: int,
    unit: str,
    palette: Palette,
) -> SafeString:
    bottom = max(height, LABEL)
    return format_html(
        '<svg viewBox="0 0 {width} {total}" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{title}</title><desc id="{key}-d">{finding}</desc>{grid}{rows}</svg>',
        width=WIDTH,
        total=bottom + 26,
        key=key,
        title=title,
        finding=finding,
        grid=_grid(scale, bottom, unit, palette),
        rows=_together(rows),
    )


def _together(parts: Iterable[str]) -> SafeString:
    """Join markup of numbers, colours and texts that were escaped on the way in: a page of charts has hundreds."""
    return mark_safe("".join(parts))  # noqa: S308 - see above


def _grid(scale: Scale, bottom: int, unit: str, palette: Palette) -> SafeString:
    lines = []
    for tick in scale.ticks:
        x, anchor = scale(tick), "middle" if tick else "start"
        lines.append(
            f'<line x1="{x}" y1="4" x2="{x}" y2="{bottom}" stroke="{palette.line}"/>'
            f'<text class="s" x="{x}" y="{bottom + 20}" text-anchor="{anchor}" font-size="16">{tick}{unit}</text>'
        )
    return _together(lines)


def _label(text: str, top: int) -> SafeString:
    short = text if len(text) <= WIDTH // LETTER else text[: WIDTH // LETTER - 1] + "…"
    return format_html('<text x="6" y="{}" font-size="16" font-weight="600">{}</text>', top + 18, short)


def _note(text: str, top: float) -> SafeString:
    return format_html('<text class="s" x="6" y="{}" font-size="16">{}</text>', top, text)


def _row(bar: Bar, top: int, scale: Scale, unit: str, palette: Palette) -> SafeString:
    label = _label(bar.label, top)
    if bar.value is None:
        return label + _note(bar.note, top + LABEL + 18)
    width = scale.width(bar.value)
    shape = f'<rect x="1" y="{top + LABEL}" width="{width}" height="24" fill="{palette.held}"/>'
    return _together([label, shape, _number(f"{bar.value}{unit}", width, top + LABEL + 18, palette)])


def _number(text: str, width: float, baseline: int, palette: Palette) -> str:
    """A number and its unit: in the bar when there is room, after it when not."""
    if width > INSIDE + LETTER * max(0, len(text) - 3):
        end = f'text-anchor="end" font-size="16" font-weight="600" fill="{palette.on_held}"'
        return f'<text x="{LEFT + width - 8}" y="{baseline}" {end}>{text}</text>'
    return f'<text x="{LEFT + width + 7}" y="{baseline}" font-size="16">{text}</text>'


def _pair(pair: Pair, top: int, scale: Scale, palette: Palette) -> SafeString:
    beside = _thin(pair.beside, top + LABEL, scale, palette.planned, palette.held)
    held = _thin(pair.held, top + LABEL + 18, scale, palette.held, palette.held)
    return _label(pair.label, top) + beside + held


def _thin(value: int | None, top: int, scale: Scale, fill: str, stroke: str) -> SafeString:
    if value is None:
        return format_html('<text class="s" x="6" y="{}" font-size="16">–</text>', top + 14)
    return format_html(
        '<rect x="1" y="{}" width="{}" height="17" fill="{}" stroke="{}"/><text x="{}" y="{}" font-size="16">{}</text>',
        top,
        scale.width(value),
        fill,
        stroke,
        scale(value) + 7,
        top + 14,
        value,
    )


def _pattern(key: str, palette: Palette) -> SafeString:
    return format_html(
        '<defs><pattern id="{}-rand" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="8" height="8" fill="{}"/><rect width="3" height="8" fill="{}" opacity=".55"/></pattern></defs>',
        key,
        palette.men,
        palette.stripes,
    )


def _stack(key: str, stack: Stack, top: int, scale: Scale, palette: Palette) -> SafeString:
    if stack.parts is None:
        return format_html("{}{}", _label(stack.label, top), _note(stack.note, top + LABEL + 20))
    fills: tuple[tuple[str, Callable[..., SafeString]], ...] = (
        (palette.women, _on(palette.on_women)),
        (f"url(#{key}-rand)", _on_plate(palette.background)),
        (palette.unknown, _on(palette.on_unknown)),
    )
    pieces, before = [_label(stack.label, top)], 0
    for number, (fill, write) in zip(stack.parts, fills, strict=True):
        left, width = scale(before), max(scale.width(number) - 2, 0)
        if number:
            shape = '<rect x="{}" y="{}" width="{}" height="26" fill="{}"/>'
            pieces.append(format_html(shape, left, top + LABEL, round(width, 1), fill))
            if width > 30:
                pieces.append(write(left + width / 2, top + LABEL + 19, number))
        before += number
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _on(colour: str) -> Callable[[float, int, int], SafeString]:
    def write(middle: float, baseline: int, number: int) -> SafeString:
        text = '<text x="{}" y="{}" text-anchor="middle" font-size="16" font-weight="600" fill="{}">{}</text>'
        return format_html(text, round(middle, 1), baseline, colour, number)

    return write


def _on_plate(colour: str) -> Callable[[float, int, int], SafeString]:
    """Stripes are no ground for a number, so it stands on a plate."""

    def write(middle: float, baseline: int, number: int) -> SafeString:
        return format_html(
            '<rect x="{}" y="{}" width="30" height="20" rx="3" fill="{}"/>'
            '<text x="{}" y="{}" text-anchor="middle" font-size="16" font-weight="600">{}</text>',
            round(middle - 15, 1),
            baseline - 16,
            colour,
            round(middle, 1),
            baseline,
            number,
        )

    return write
