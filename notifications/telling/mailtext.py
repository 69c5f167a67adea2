"""One mail before it is rendered: its words as plain text, and the same words as HTML.

The HTML is made from the text, so that the two cannot say different things. It is written for what reads mail: tables
and attributes for Outlook's Word engine, a style sheet for the rest, breakable links for narrow screens, and each
colour together with its background, so that a client with a dark canvas shows no dark text on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape

from notifications.telling.links import HIDDEN_LINK

HIDDEN_CODE = "[din engångskod]"
# the labels whose lines become rows of the small table
LABELS = ("Vad", "När", "Nästa möte", "Sista mötet", "Var", "Vem kallar", "Referens")

PAGE = """<!DOCTYPE html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
.page {{ background: #ffffff; color: #1f2a30; }}
td, th, p {{ font: 16px/1.5 'Segoe UI', Arial, sans-serif; }}
.facts {{ margin-bottom: 16px; }}
.facts th, .facts td {{ padding: 2px 8px 2px 0; text-align: left; vertical-align: top; }}
.facts th {{ width: 104px; font-weight: normal; }}
.quiet, .facts th {{ color: #52626b; }}
.small {{ font-size: 14px; }}
a {{ color: #0f5a7a; }}
.button a {{ color: #ffffff; text-decoration: none; font-weight: bold; }}
@media (prefers-color-scheme: dark) {{
  .page {{ background: #14191c !important; color: #e8eef1 !important; }}
  .quiet, .facts th {{ color: #b4c2c9 !important; }}
  a {{ color: #8fd0ee !important; }}
  .button {{ background: #8fd0ee !important; }}
  .button a {{ color: #10222b !important; }}
}}
</style>
</head>
<body class="page" bgcolor="#ffffff" style="margin:0;padding:0;background:#ffffff;color:#1f2a30">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" \
style="table-layout:fixed">
<tr><td style="padding:16px;font:16px/1.5 'Segoe UI',Arial,sans-serif;overflow-wrap:anywhere">
<div style="max-width:600px">
{text}</div>
</td></tr>
</table>
</body>
</html>
"""
# Word gives a link no padding, but a table's cell has it
BUTTON = (
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="button" bgcolor="#17526b" '
    'style="background:#17526b;border-radius:4px;padding:12px 20px"><a href="{link}" style="color:#ffffff">{label}</a>'
    '</td></tr></table>\n<p class="quiet small"><a href="{link}">{link}</a></p>\n'
)
TABLE = (
    '<table class="facts" cellpadding="0" cellspacing="0" border="0" width="100%" style="table-layout:fixed">\n'
    "{rows}</table>\n"
)
ROW = '<tr><th scope="row">{label}</th><td>{value}</td></tr>\n'
FOOT = '<p class="quiet small">{text}</p>\n'

_FACT = re.compile(rf"({'|'.join(LABELS)}): (.+)")
_LINKED = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)])"
    r"|(?P<phone>(?<=[Tt]elefon )\+?\d[\d ()-]{4,}\d)"
    # bounded, and only where a word begins: in time linear to the text
    r"|(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z0-9-]{2,63})"
)


@dataclass(frozen=True)
class MailText:
    """A mail before it is rendered. `link` is its one button and stands in clear in `text`; `secret` is not stored.

    `note` is what the calendar's DESCRIPTION says, which stays there until the next version: never what is new. `foot`
    is the line about the service, the same under every mail.
    """

    subject: str
    text: str
    link: str = ""
    link_label: str = ""
    secret: str = ""
    note: str = ""
    foot: str = ""

    @property
    def whole(self) -> str:
        """The plain text, with its foot."""
        return f"{self.text}\n{self.foot}\n" if self.foot else self.text

    @property
    def html(self) -> str:
        """The same words as HTML, with the link as a button."""
        before, after = self.text, ""
        if self.link and self.link in self.text:
            before, after = self.text.split(self.link, 1)
            # the button says it
            before = before.removesuffix(f"{self.link_label}: ")
        button = BUTTON.format(link=escape(self.link), label=escape(self.link_label)) if self.link else ""
        text = _as_html(before) + button + _as_html(after) + _foot_as_html(self.foot)
        return PAGE.format(title=escape(self.subject), text=text)

    @property
    def shown(self) -> str:
        """The text with personal link and code masked, as it is stored and previewed."""
        shown = self.whole.replace(self.link, HIDDEN_LINK) if self.link else self.whole
        return shown.replace(self.secret, HIDDEN_CODE) if self.secret else shown


@lru_cache(maxsize=64)
def _foot_as_html(text: str) -> str:
    return FOOT.format(text=_line_as_html(text)) if text else ""


@lru_cache(maxsize=64)
def _as_html(text: str) -> str:
    """Blocks of lines as paragraphs, lines of facts as rows; cached: all who are called to a meeting read the same."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return "".join(piece for block in blocks for piece in _block_as_html(block.splitlines()))


def _block_as_html(lines: list[str]) -> Iterator[str]:
    run: list[str] = []
    rows: list[tuple[str, str]] = []
    for line in [*lines, ""]:
        fact = _FACT.fullmatch(line)
        if rows and not fact:
            yield TABLE.format(rows="".join(ROW.format(label=label, value=value) for label, value in rows))
            rows = []
        if run and (fact or not line):
            yield f"<p>{'<br>'.join(run)}</p>\n"
            run = []
        if fact:
            rows.append((escape(fact[1]), _line_as_html(fact[2])))
        elif line:
            run.append(_line_as_html(line))


def _line_as_html(line: str) -> str:
    """A line with its links, phone numbers and mail addresses as links."""
    pieces, at = [], 0
    for found in _LINKED.finditer(line):
        pieces += [escape(line[at : found.start()]), f'<a href="{escape(_target(found))}">{escape(found[0])}</a>']
        at = found.end()
    return "".join([*pieces, escape(line[at:])])


def _target(found: re.Match[str]) -> str:
    if found["phone"]:
        return f"tel:{re.sub(r'[^0-9+]', '', found[0])}"
    return f"mailto:{found[0]}" if found["mail"] else found[0]
