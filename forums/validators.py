"""What may stand in free text: no identity numbers, phone numbers or mail addresses, no control characters.

The individual is never in the service (domain rule 2). Text of individual meetings is refused, or what comes in is
cut. A name cannot be recognised, so such text goes nowhere in any case. What was found is never repeated or logged.

Everything here takes time in proportion to the text: each pattern looks a bounded way ahead from where it stands.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.ground.text import composed

CUT = "[borttaget]"

Kind = Literal["personal_number", "coordination_number", "phone", "email"]
Found = tuple[Kind, int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something that identifies a person stands in the text; never what it says."""

    kind: Kind
    start: int
    end: int


# --- used as validators


def refuse_identifiers(text: str) -> None:
    """For free text of individual meetings. The sentence says what kind it was and never repeats it."""
    kinds = {finding.kind for finding in find_identifiers(text)}
    if kinds & {"personal_number", "coordination_number"}:
        raise ValidationError(
            _("Skriv inte personnummer eller samordningsnummer. Berätta på telefon vem mötet gäller."),
            code="identity_number",
        )
    if "phone" in kinds:
        raise ValidationError(
            _("Skriv inte telefonnummer här. Dina kontaktuppgifter finns redan i kallelsen."), code="phone"
        )
    if "email" in kinds:
        raise ValidationError(
            _("Skriv inte e-postadresser här. Dina kontaktuppgifter finns redan i kallelsen."), code="email"
        )


def refuse_identity_numbers(text: str) -> None:
    """For text of staff, where numbers and addresses are what it is about: no identity numbers."""
    if {finding.kind for finding in find_identifiers(text)} & {"personal_number", "coordination_number"}:
        raise ValidationError(_("Skriv inga personnummer eller samordningsnummer."), code="identity_number")


def refuse_identity_as_phone(text: str) -> None:
    """For a telephone field, which holds numbers: neither identity numbers nor mail addresses.

    Ten digits that are dialled as they stand may look like a number of somebody born at the turn of the century; with
    the dash after six they are one.
    """
    found = find_identifiers(text)
    phones = [(finding.start, finding.end) for finding in found if finding.kind == "phone"]
    for finding in found:
        is_dialled = any(start <= finding.start and finding.end <= end for start, end in phones)
        if finding.kind != "phone" and not (is_dialled and not _DASHED.search(text[finding.start : finding.end])):
            raise ValidationError(_("Skriv bara telefonnumret."), code="identity_number")


def refuse_no_phone(text: str) -> None:
    """For a telephone field: something in it can be dialled. "abc" cannot, "växel 112" can."""
    if text.strip() and len(re.findall(r"\d", text)) < FEWEST_DIGITS:
        raise ValidationError(_("Skriv ett telefonnummer, till exempel 0383-971 00."), code="no_phone")


def refuse_identifiers_in_link(link: str) -> None:
    """For links of individual meetings: what stands after the host, with each level of percent-encoding taken away.

    What a video service makes itself (a GUID, the thread of a meeting in Teams) is left out: it is no number or address
    of anybody, and would look like one by chance.
    """
    text = link[len(link) - len(link.partition("://")[2].partition("/")[2]) :]
    for _level in range(LINK_LEVELS):
        shown = _MADE_BY_SERVICES.sub(" ", _ESCAPED.sub(" ", text))
        refuse_identifiers(shown)
        # each part by itself, and words with dashes for spaces, as an address has them
        refuse_identifiers(_BETWEEN_PARTS.sub(" ", shown))
        refuse_identifiers(_BETWEEN_WORDS.sub(" ", shown))
        text, before = unquote(text), text
        if text == before:
            return


def refuse_control_characters(text: str) -> None:
    """For anything that ends in a mail header or a calendar line: one line, and nothing that turns the text around."""
    if _UNSEEN.search(text):
        raise ValidationError(_("Texten får inte innehålla radbrytningar eller styrtecken."), code="control_characters")


_DASHED = re.compile(r"\d{6}[-+]\d{4}")
# what can be dialled: 112, an extension of three
FEWEST_DIGITS = 3
LINK_LEVELS = 5
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_BETWEEN_PARTS = re.compile(r"[/?&=#;+]")
_BETWEEN_WORDS = re.compile(r"[/?&=#;+_-]")
_MADE_BY_SERVICES = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])"
    r"|\b19\W{1,3}meeting_[\w-]{1,200}\W{1,3}thread\.(?:v2|tacv2|skype)\b",
    re.IGNORECASE,
)


# --- used on what comes in


def cut_identifiers(text: str) -> tuple[str, int]:
    """The text with every finding replaced by "[borttaget]", and how many were cut. Nothing is left to find."""
    cut = 0
    while spans := _merged(find_identifiers(text)):
        cut += len(spans)
        for start, end in reversed(spans):
            text = text[:start] + CUT + text[end:]
    return text, cut


def clean_line(text: str) -> str:
    """The text as one line with composed letters and no control characters; runs of space become one."""
    return " ".join(_UNSEEN.sub(" ", composed(text)).split())


def find_identifiers(text: str) -> list[Finding]:
    """Personal and coordination numbers, phone numbers and mail addresses, in every usual spelling, in order.

    An identity number has a real day of birth that is not in the future, and a right check digit. Typed in the classic
    way (900101-2385, 9001012385) it is found with a wrong check digit too: a slip of the finger still points at
    somebody. So does a day of birth in eight digits near four others ("19900101, sista fyra 2385").
    """
    plain, places = _plain(text)
    found = [*_identity_numbers(plain), *_birth_dates(plain), *_phones(plain), *_addresses(plain)]
    return sorted(
        (Finding(kind, places[start], places[end - 1] + 1) for kind, start, end in found),
        key=lambda finding: (finding.start, finding.end),
    )


# --- characters

# C0, C1, line and paragraph separators, marks that turn the writing direction, the byte order mark, lone surrogates
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _plain(text: str) -> tuple[str, range | list[int]]:
    """The text with digits, dashes, spaces, @ and + in ASCII and what cannot be seen left out, and where each sign
    came from."""
    if text.isascii():
        return _with_digits(text), range(len(text))
    signs, places = [], []
    for place, sign in enumerate(text):
        if plain := sign if sign.isascii() else _plain_sign(sign):
            signs.append(plain)
            places.append(place)
    return _with_digits("".join(signs)), places


# O and l among digits, in a word that has nothing else
_LIKE_DIGITS = re.compile(r"(?<![^\W\d_])(?=[OoIl]*\d)[0-9OoIl]{2,}+")
_AS_DIGITS = str.maketrans("OoIl", "0011")


def _with_digits(text: str) -> str:
    return _LIKE_DIGITS.sub(lambda word: word[0].translate(_AS_DIGITS), text)


def _plain_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Pd" or sign in "−⁃·•‐‑˗":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Mn", "Me"):
        return ""
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 and folded.isascii() else sign


# --- identity numbers

_GAP = r"\s{0,3}"
_IDENTITY = re.compile(
    rf"""(?<!\d)
    (?:
        (?P<century>1[89]|20){_GAP} (?P<short>\d{{6}})      # 19900101, 19 900101
      | (?P<bare>\d{{6}})                                   # 900101
      | (?P<dated>(?:(?:1[89]|20)\d\d|\d\d)(?P<mark>[-./ ])\d\d(?P=mark)\d\d   # 1990-01-01, 90 01 01
          | (?:1[89]|20)\d\d[ ]\d{{4}}(?=[ ]\d{{4}}))           # 1990 0101 1234
    )
    (?P<joint>{_GAP}[])}}]?{_GAP}[-+./:,_~*\#]?{_GAP})
    (?P<serial>\d{{4}} | \d\d\ \d\d | \d{{3}}\ \d | \d\ \d{{3}} | [A-Z]\d{{3}})
    (?!\d|[-./:]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INTERIM = "TRSUWXJKLMN"  # letters that stand for a digit in a number lent until the real one is given


def _identity_numbers(text: str) -> Iterator[Found]:
    place = 0
    while match := _IDENTITY.search(text, place):
        kind = _identity_kind(match)
        if kind:
            yield kind, match.start(), match.end()
        place = match.end() if kind else match.start() + 1


def _identity_kind(match: re.Match[str]) -> Kind | None:
    born = "".join(
        sign
        for sign in match["dated"] or (match["century"] or "") + (match["short"] or match["bare"])
        if sign.isdigit()
    )
    serial, day = match["serial"].replace(" ", "").upper(), int(born[-2:])
    if not _is_day_of_birth(born, day - 60 if day > 60 else day):
        return None
    kind: Kind = "coordination_number" if day > 60 else "personal_number"
    if not serial.isdigit():
        return kind if serial[0] in _INTERIM and match["joint"] in ("", "-", "+") and not match["dated"] else None
    is_ten_digits = match["joint"] == "" and match["bare"] is not None
    is_classic = (match["joint"] in ("-", "+") or is_ten_digits) and " " not in match["serial"] and not match["dated"]
    return kind if is_classic or _has_check_digit(born[-6:] + serial) else None


_NEAR = re.compile(
    r"(?<!\d)(?P<born>(?:1[89]|20)\d{6})(?!\d)(?![Tt]\d)[^\d\n]{1,20}\d{4}(?!\d|[-.:/]\d)"
    r"|\bsista\s+fyra\b[^\d\n]{0,15}\d{4}(?!\d)",
    re.IGNORECASE,
)


def _birth_dates(text: str) -> Iterator[Found]:
    """A day of birth in eight digits with four others near it, and whatever is called the last four."""
    for match in _NEAR.finditer(text):
        born = match["born"]
        if born is None or _is_day_of_birth(born, int(born[-2:]) - 60 if int(born[-2:]) > 60 else int(born[-2:])):
            yield "personal_number", match.start(), match.end()


def _is_day_of_birth(born: str, day: int) -> bool:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    years = [int(born[:4])] if len(born) == 8 else [century + int(born[:2]) for century in (1800, 1900, 2000)]
    return any(_is_date(year, int(born[-4:-2]), day) and date(year, int(born[-4:-2]), day) < tomorrow for year in years)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _has_check_digit(ten_digits: str) -> bool:
    """The Luhn algorithm, as Skatteverket uses it over the ten digits (SKV 704)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten_digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


# --- phone numbers

_BETWEEN = r"[ \t()/._-]{0,3}"
_SWEDISH_PHONE = re.compile(rf"(?<!\d)(?<!\d[-./:])\(?0\)?{_GAP}[1-9](?:{_BETWEEN}\d){{6,8}}(?!\d|[-.:/]\d)")
_FOREIGN_PHONE = re.compile(
    rf"""(?<!\d)(?:
        \+\s?46(?:{_BETWEEN}\d){{7,10}}
      | \+\s?(?!46)[1-9](?:{_BETWEEN}\d){{6,14}}
      | 00\s?[1-9](?:{_BETWEEN}\d){{7,13}}
      | 46[ -]?(?:\(0\))?[ -]?7[02369](?:{_BETWEEN}\d){{7}}
    )(?!\d)""",
    re.VERBOSE,
)
_NAMED_PHONE = re.compile(
    r"(?<!\w)(?:tel|tfn|tele|telefon|telefonnummer|tel\.?nr|mobil|mobilen|mobilnr|mobilnummer|ring|sms|sms:a)\b"
    r"[^\d\n\[]{0,12}(\d(?:[ -]{0,2}\d){4,9})(?!\d|[-.:/]\d)",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?:[01]\d|2[0-3])[.: ]?[0-5]\d {0,2}- {0,2}(?:[01]\d|2[0-4])[.: ]?[0-5]\d(?!\d)")
_DATE = re.compile(r"\d\d[-./ ]\d\d[-./ ](?:19|20)\d\d|(?:19|20)\d\d[-./ ]?\d\d[-./ ]?\d\d")
# Area codes of three digits; with them eight digits are a whole number
_SHORT_AREA = re.compile(r"08|01[013689]|02[136]|03[1356]|04[0246]|054|06[03]|090")


def _phones(text: str) -> Iterator[Found]:
    place = 0
    while match := _SWEDISH_PHONE.search(text, place):
        is_phone = _is_swedish_phone(text, match)
        if is_phone:
            yield "phone", match.start(), match.end()
        place = match.end() if is_phone else match.start() + 1
    for match in _FOREIGN_PHONE.finditer(text):
        yield "phone", match.start(), match.end()
    for match in _NAMED_PHONE.finditer(text):
        if not (_DATE.match(match[1]) or _TIMES.match(match[1])):
            yield "phone", match.start(1), match.end(1)


def _is_swedish_phone(text: str, match: re.Match[str]) -> bool:
    """Not a time, nor a date: no subscriber's number begins with 0, and 08 is the only area code of two digits."""
    digits = "".join(sign for sign in match[0] if sign.isdigit())
    short_area = _SHORT_AREA.match(digits)
    if _TIMES.match(text, match.start()) or _DATE.match(text, match.start()):
        return False
    if re.match(r"\d\d[./]", match[0]) or (short_area and digits[short_area.end()] == "0"):
        return False
    return len(digits) > 8 or short_area is not None


# --- mail addresses

_AT = re.compile(
    r"\s{0,3}(?:@|[(\[{<]\s?(?:at|a|snabel-?a)\s?[)\]}>])\s{0,3}|\s{1,3}(?:at|snabel-?a)\s{1,3}", re.IGNORECASE
)
_LOCAL_PART = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}\Z")
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt)\s?[)\]}]\s?|\s(?:dot|punkt)\s)"
_DOMAIN = re.compile(rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,7}}{_DOT}[^\W\d_][\w-]{{1,62}}", re.IGNORECASE)


def _addresses(text: str) -> Iterator[Found]:
    for at in _AT.finditer(text):
        before = _LOCAL_PART.search(text[max(0, at.start() - 64) : at.start()])
        domain = _DOMAIN.match(text, at.end())
        if before and domain:
            yield "email", at.start() - len(before[0]), domain.end()


def _merged(findings: list[Finding]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for finding in findings:
        if spans and finding.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], finding.end))
        else:
            spans.append((finding.start, finding.end))
    return spans
