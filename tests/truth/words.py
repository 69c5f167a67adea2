"""Prose held against calendars: what a mail says in words is what its calendar part says, and what is new is named.

`faults_in` reads a mail, and for its news the mails that the same mailbox had before about the same meeting. It returns
sentences about what is wrong, and nothing for a mail that is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from tests.truth.reading import (
    Line,
    Mail,
    clock_text,
    date_text,
    day_text,
    hours_text,
    last_of,
    line_of,
    moment_text,
)

ASKS_AGAIN = ("Svara på nytt", "har inte svarat")
ASKS_NOT = "behöver inte svara"
CUT = "till, se kalendern"
# what is said when it cannot be known what is new: a version may have arrived, and may not
NOTHING_KNOWN = ("Här är kallelsen igen", "Kallelsen är ändrad.")
# what a calendar would say for ever
OF_ONE_MAIL = ("ändrats", "flyttat", *ASKS_AGAIN, ASKS_NOT)
ENDS = ("inställ", "inte längre kallad", "lämnat över", "ny tid")
NOUNS = "plats|länk|titel|sluttid"
HIDDEN = "Platsen ser du när du har loggat in eller angett koden"
LONGEST_SUBJECT = 130


def faults_in(raw: bytes, before: Sequence[bytes] = ()) -> list[str]:
    mail = Mail(raw)
    found = [*_html(mail), *_subject(mail)]
    if mail.method == "CANCEL":
        found += _ending(mail)
    elif mail.method == "REQUEST":
        found += _series(mail) if "RRULE" in mail.master else _single(mail)
        found += _answering(mail)
        found += _notes(mail)
        found += _news(mail, [Mail(each) for each in before])
    return [f"{fault}\n    {mail.subject!r} to {mail.message['To']}" for fault in found]


# --- the HTML says what the text says


def _html(mail: Mail) -> Iterator[str]:
    text, html = _plain(mail.text), _plain(mail.html.text)
    # on its button a link has words; they stand before it in the text, or nowhere
    label = _plain(mail.html.button)
    if html not in (text, text.replace(f"{label} http", "http", 1)):
        at = next((n for n, (a, b) in enumerate(zip(text, html, strict=False)) if a != b), min(len(text), len(html)))
        yield f"the HTML says {html[at - 20 : at + 60]!r} and the text {text[at - 20 : at + 60]!r}"
    for address in re.findall(r"https?://\S*[^\s.,;:!?)]", mail.text):
        if address not in mail.html.links:
            yield f"{address} is no link in the HTML"
    for phone in re.findall(r"[Tt]elefon (\+?\d[\d -]+\d)", mail.text):
        if f"tel:{re.sub(r'[ -]', '', phone)}" not in mail.html.links:
            yield f"{phone} is no link in the HTML"


def _plain(text: str) -> str:
    """Words alone: a row of the table has no colon, and a link breaks anywhere."""
    return " ".join(word.rstrip(":") for word in text.split())


def _subject(mail: Mail) -> Iterator[str]:
    if len(mail.subject) > LONGEST_SUBJECT:
        yield f"a subject of {len(mail.subject)} characters"
    if mail.subject.startswith("Du behövs inte"):
        yield "somebody is told that they are not needed"


# --- when and where


def _single(mail: Mail) -> Iterator[str]:
    [line] = mail.lines.values()
    if f"När: {moment_text(line.start)}–{clock_text(line.end)}" not in mail.text:
        yield f"{hours_text(line)} is not in the words"
    yield from _where(mail, line)
    named = re.search(r"\((.+)\)$", line.summary)
    title = named[1] if line.summary.startswith("Kallelse till samverkan") and named else line.summary
    if title not in mail.text or title not in mail.subject:
        yield f"{title!r} is not in subject and words"


def _where(mail: Mail, line: Line) -> Iterator[str]:
    said = re.search(r"^Var: (.*)$", mail.text, re.MULTILINE)
    place, url = line.place.removesuffix("."), line.url
    if place not in (said[1] if said else "") or url not in (said[1] if said else ""):
        yield f"{place!r} {url} is not where the words say: {said and said[1]!r}"
    if said and not place and not url:
        yield f"the words say {said[1]!r}, and the calendar no place"


def _series(mail: Mail) -> Iterator[str]:
    if not mail.ahead:
        yield from _ending(mail)
        return
    lines = sorted(mail.ahead.values(), key=lambda line: line.start)
    for fact in (f"Nästa möte: {hours_text(lines[0])}", *_rhythm(mail)):
        if fact not in mail.text:
            yield f"{fact!r} is not in the words"
    if len(lines) > 1 and f"Sista mötet: {day_text(lines[-1].start)}" not in mail.text:
        yield f"the last is {day_text(lines[-1].start)}"
    usual = _usual(mail)
    yield from _where(mail, usual)
    if usual.summary not in mail.text:
        yield f"{usual.summary!r} is not in the words"
    if CUT in mail.text:
        return
    for at, line in mail.ahead.items():
        yield from _exception(mail, at, line, usual)
    for at in mail.gaps:
        ways = (f"– {day_text(at)}", f"i stället för {day_text(at)}")
        if not any(way in mail.text for way in ways):
            yield f"nothing is said of {day_text(at)}, when the calendar has no meeting"


def _usual(mail: Mail) -> Line:
    """What the rule itself shows."""
    return line_of(mail.master, mail.master.decoded("DTSTART"), mail.master.decoded("DTEND"))


def _rhythm(mail: Mail) -> Iterator[str]:
    start, end = mail.master.decoded("DTSTART"), mail.master.decoded("DTEND")
    yield f"kl. {clock_text(start)}–{clock_text(end)}, till och med {date_text(last_of(mail.master))}, svensk tid"


def _exception(mail: Mail, at: datetime, line: Line, usual: Line) -> Iterator[str]:
    is_moved = line.start != at or line.end - line.start != usual.end - usual.start
    differs = [name for name in ("plats", "länk", "titel") if line.shown[name] != usual.shown[name]]
    if not is_moved and not differs:
        return
    listed = [row for row in mail.text.splitlines() if row.startswith(f"– {hours_text(line)}")]
    if not listed:
        yield f"{hours_text(line)} differs from the others, and the words do not list it"
    for name in differs:
        if listed and str(line.shown[name]) not in listed[0]:
            yield f"the {name} of {day_text(line.start)} is {line.shown[name]!r}, and the words say {listed[0]!r}"


def _ending(mail: Mail) -> Iterator[str]:
    for said in (mail.subject.casefold(), mail.text.casefold()):
        if not any(word in said for word in ENDS):
            yield "a calendar loses a meeting, and the words do not say so"
    if "/svar/" in mail.text:
        yield "a link to answer a meeting that is off"
    start, end = mail.master.decoded("DTSTART"), mail.master.decoded("DTEND")
    hours = f"kl. {clock_text(start)}–{clock_text(end)}"
    when = hours if "RRULE" in mail.master else f"{day_text(start)} {hours}"
    if when not in mail.text:
        yield f"{when} is not in the words"


# --- does it ask?


def _answering(mail: Mail) -> Iterator[str]:
    asks = any(line.asks for line in mail.ahead.values())
    if asks and ASKS_NOT in mail.text:
        yield "the calendar asks, and the words say that nobody has to answer"
    if not asks and any(words in mail.text for words in ASKS_AGAIN):
        yield "the words ask, and the calendar does not"
    attendee = mail.master["ATTENDEE"].params
    if "RSVP" not in attendee and (
        "/svar/" in mail.text or "ersättare" in mail.text or "Vem mötet gäller" in mail.text
    ):
        yield "the caller's own copy asks the caller"
    if asks and "/svar/" not in mail.text:
        yield "the calendar asks, and there is no link to answer by"


# --- what stays in the calendar


def _notes(mail: Mail) -> Iterator[str]:
    for line in mail.ahead.values():
        for words in OF_ONE_MAIL:
            if words in line.description:
                yield f"the calendar says {words!r} for ever"
        if line.asks and "/svar/" not in line.description:
            yield f"the calendar has no link to answer {day_text(line.start)} by"
        if line.url and line.url not in line.description:
            yield f"the calendar's text has no link to {day_text(line.start)}"


# --- what is new


def _news(mail: Mail, before: Sequence[Mail]) -> Iterator[str]:
    """What is said to be new is so, to one of the versions that came before: one may have been in flight when it was
    written."""
    earlier = [each for each in before if each.method == "REQUEST"]
    is_call = mail.subject.startswith("Kallelse") or any(words in mail.text for words in NOTHING_KNOWN)
    if not earlier or not mail.ahead or is_call or CUT in mail.text:
        return
    faults = [list(_against(mail, each)) for each in reversed(earlier)]
    if all(faults):
        yield from faults[0]


def _against(mail: Mail, was: Mail) -> Iterator[str]:
    changed = set()
    for at in mail.ahead.keys() & was.lines.keys():
        old, new = was.lines[at], mail.ahead[at]
        nouns = {noun for noun in new.shown if new.shown[noun] != old.shown[noun]}
        changed |= nouns
        yield from _named(mail, new, nouns)
        if old.start != new.start and not _says_move(mail, old, new):
            yield f"not said: moved from {moment_text(old.start)} to {moment_text(new.start)}"
    if "RRULE" in mail.master:
        yield from _came_and_went(mail, was)
    elif mail.ahead.keys() != was.lines.keys():
        [new], [old] = mail.lines.values(), was.lines.values()
        changed |= {noun for noun in new.shown if new.shown[noun] != old.shown[noun]}
        if not _says_move(mail, old, new):
            yield f"not said: moved from {moment_text(old.start)} to {moment_text(new.start)}"
    said = set(_said_nouns(mail))
    if HIDDEN in mail.text:
        said.discard("plats")
        changed.discard("plats")
    if said != changed:
        yield f"said to be new: {sorted(said)}; new: {sorted(changed)}"


def _said_nouns(mail: Mail) -> Iterable[str]:
    listed = re.findall(rf"^– Ny ({NOUNS}) ", mail.text, re.MULTILINE)
    told = re.findall(r"(?:har ändrats|Även ändrat): ([^\n]*?)\.", mail.text)
    return [*listed, *(noun for words in told for noun in re.findall(NOUNS, words))]


def _named(mail: Mail, new: Line, nouns: Iterable[str]) -> Iterator[str]:
    """In a series with the day, or for all of them."""
    if "RRULE" not in mail.master:
        return
    for noun in nouns:
        value = f"kl. {clock_text(new.end)}" if noun == "sluttid" else str(new.shown[noun])
        rows = [row for row in mail.text.splitlines() if row.startswith(f"– Ny {noun} ") and row.endswith(value)]
        whole = ("för alla möten", "från och med")
        if not any(day_text(new.start) in row or any(words in row for words in whole) for row in rows):
            yield f"not said: {noun} {value!r} of {day_text(new.start)}"


def _says_move(mail: Mail, old: Line, new: Line) -> bool:
    return bool(
        re.search(
            rf"(?:Flyttat|flyttat) från {moment_text(old.start)}(?: \(v. \d+\))? till {moment_text(new.start)}",
            mail.text,
        )
    )


def _came_and_went(mail: Mail, was: Mail) -> Iterator[str]:
    for at in mail.ahead.keys() - was.lines.keys():
        if f"Nytt möte {hours_text(mail.ahead[at])}" not in mail.text:
            yield f"not said: a new meeting {hours_text(mail.ahead[at])}"
    left = re.search(r"(?:inte längre kallad|Mötena) från och med (?:\w+ )?(\d+ \w+ \d+)", mail.text)
    for at, line in was.lines.items():
        if at in mail.lines or line.start <= mail.at:
            continue
        day = moment_text(line.start)
        ways = ("Inget möte", "Flyttat från", "Du är inte kallad", "Du har lämnat över")
        if not left and not any(f"{way} {day}" in mail.text for way in ways):
            yield f"not said: the meeting {day} is gone"
