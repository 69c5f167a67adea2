"""A chart of the page as a picture that stands alone: the same drawing below its heading and legend, on white, and
every colour written in it. Pure."""

from __future__ import annotations

from textwrap import wrap

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from booking.statistics.arrangement import Panel
from booking.statistics.charts import FILE, LETTER, WIDTH, Chart, height_of

# what the page's style sheet says of text
TEXT, SUBTLE, FONTS = "#222D33", "#565F63", "Segoe UI, system-ui, sans-serif"
MARGIN, LINE = 10, 24
COLOURS = {"": FILE.held, "plan": FILE.planned, "kvinnor": FILE.women, "uppgift": FILE.unknown}


def draw_picture(panel: Panel, chart: Chart, where: str) -> str:
    """An SVG file. `where` names the place and the time, which the page says above its charts."""
    lines = [_text(line, "600") for line in wrap(panel.heading, WIDTH // LETTER)]
    lines += [_text(line) for line in wrap(where, WIDTH // LETTER)]
    lines += [_entry(entry, chart) for entry in panel.legend]
    drawing = chart.drawn(FILE)
    top, height = MARGIN + LINE * len(lines) + MARGIN, height_of(drawing)
    size = {"width": WIDTH + 2 * MARGIN, "height": top + height + MARGIN}
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="{fonts}" font-size="16" fill="{text}">'
        '<rect width="{width}" height="{height}" fill="{background}"/>{head}{drawing}</svg>\n',
        **size,
        fonts=FONTS,
        text=TEXT,
        background=FILE.background,
        head=_below_each_other(lines),
        drawing=_placed(drawing, top, height),
    )


def _text(text: str, weight: str = "400", left: int = 0) -> SafeString:
    return format_html('<text x="{}" y="18" font-weight="{}">{}</text>', left, weight, text)


def _entry(entry: dict[str, str], chart: Chart) -> SafeString:
    fill = COLOURS.get(entry["kind"], f"url(#{chart.key}-rand)")  # men are striped by the drawing's own pattern
    square = '<rect y="4" width="16" height="16" fill="{}" stroke="{}"/>'
    edge = FILE.held if entry["kind"] == "plan" else "none"
    return format_html(square, fill, edge) + _text(entry["text"], left=LINE)


def _below_each_other(lines: list[SafeString]) -> SafeString:
    placed = (f'<g transform="translate({MARGIN} {MARGIN + LINE * n})">{line}</g>' for n, line in enumerate(lines))
    return mark_safe("".join(placed))  # noqa: S308 - texts were escaped above


def _placed(drawing: SafeString, top: int, height: int) -> SafeString:
    """The drawing at its place; its lesser texts get the colour that the page's style sheet gives them."""
    inner = drawing.replace("<svg ", f'<svg x="{MARGIN}" y="{top}" width="{WIDTH}" height="{height}" ', 1)
    return mark_safe(inner.replace('class="s"', f'fill="{SUBTLE}"'))  # noqa: S308 - the drawing escapes its texts
