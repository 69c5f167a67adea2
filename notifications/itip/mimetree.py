"""Parsing the MIME tree of a mail from outside (RFC 2045, 2046), within limits and never into a mail inside the mail.

The email package walks into message/rfc822, takes quadratic time for nested parts and raises at some headers. Here the
work is in proportion to the size times at most twenty levels.
"""

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

MAX_MAIL = 1024 * 1024
MAX_HEADERS = 128 * 1024
MAX_HEADER = 4000
MAX_LEVELS = 20
MAX_PARTS = 100


class Unreadable(Exception):
    """The mail is past a limit or broken beyond use; `code` says how. It is kept for a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail. `children` is empty for a leaf; a mail inside the mail is a leaf."""

    headers: Headers
    content_type: str
    body: bytes
    parameters: dict[str, str] = field(default_factory=dict)
    children: tuple["Part", ...] = ()

    def leaves(self) -> Iterator["Part"]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def decoded(self) -> bytes:
        """The body without its transfer encoding; what is not valid comes out as far as it goes."""
        encoding = get_header(self.headers, "content-transfer-encoding").strip().lower()
        if encoding == "base64":
            return _from_base64(self.body)
        return a2b_qp(self.body) if encoding == "quoted-printable" else self.body


def read_parts(raw: bytes) -> Part:
    """Parse the mail into its tree of parts; raises `Unreadable`."""
    if len(raw) > MAX_MAIL:
        raise Unreadable("too_large")
    return _read_part(raw, level=1, seen=[])


def read_headers(block: bytes) -> Headers:
    """Parse headers: names in lower case and unfolded values, in order; a line that is no header is left out."""
    text = decode_octets(block.replace(b"\0", b""), "utf-8")
    lines = re.split(r"\r?\n(?![ \t])", text)
    pairs = (line.partition(":") for line in lines)
    return [(name.strip().lower(), " ".join(value.split())[:MAX_HEADER]) for name, colon, value in pairs if colon]


def get_header(headers: Headers, name: str) -> str:
    return next((value for found, value in headers if found == name), "")


def halves(raw: bytes) -> tuple[bytes, bytes]:
    """Split at the first empty line: the headers, and the body."""
    end = _EMPTY_LINE.search(raw)
    return (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")


def decode_words(value: str) -> str:
    """Decode the header's encoded words (RFC 2047); left as they are where that fails."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(
        piece if isinstance(piece, str) else decode_octets(piece, charset or "utf-8") for piece, charset in pieces
    )


def unfold(octets: bytes) -> bytes:
    """Unfold the lines of a calendar (RFC 5545 3.1)."""
    return re.sub(rb"\r?\n[ \t]", b"", octets)


def decode_octets(octets: bytes, charset: str) -> str:
    """Decode by the charset that is given, then UTF-8, then windows-1252."""
    for name in (charset.strip().lower(), "utf-8"):
        if _CHARSET.fullmatch(name):
            try:
                return octets.decode(name)
            except (UnicodeError, LookupError):
                pass
    return octets.decode("windows-1252", "replace")


# Character sets and no other codecs: idna and punycode take quadratic time, hex and zip are none
_CHARSET = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|utf-?32|(us-)?ascii|(iso-?)?8859-?\d+|iso-8859-\d+(-[ie])?|latin-?\d|(windows|cp|ibm)-?\d+"
    r"|macintosh|mac-?roman|koi8-[ru]|gb2312|gbk|gb18030|big5|shift[-_]jis|euc-(jp|kr)|iso-2022-jp"
)
_EMPTY_LINE = re.compile(rb"\A\r?\n|\r?\n\r?\n")


def _read_part(raw: bytes, *, level: int, seen: list[None], default: str = "text/plain") -> Part:
    seen.append(None)
    if level > MAX_LEVELS:
        raise Unreadable("too_deep")
    if len(seen) > MAX_PARTS:
        raise Unreadable("too_many_parts")
    head, body = halves(raw)
    if len(head) > MAX_HEADERS:
        raise Unreadable("headers_too_large")
    headers = read_headers(head)
    content_type, parameters = _content_type(get_header(headers, "content-type") or default)
    if not content_type.startswith("multipart/") or not parameters.get("boundary"):
        return Part(headers, content_type, body, parameters)
    inner = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
    children = tuple(
        _read_part(piece, level=level + 1, seen=seen, default=inner) for piece in _split(body, parameters["boundary"])
    )
    return Part(headers, content_type, body, parameters, children)


def _split(body: bytes, boundary: str) -> Iterator[bytes]:
    """The pieces between the delimiter lines; the last needs no end (RFC 2046 5.1.1)."""
    body, delimiter = b"\n" + body, b"\n--" + boundary.encode("utf-8", "replace")
    start, at = None, body.find(delimiter)
    while at >= 0:
        after = at + len(delimiter)
        end = body.find(b"\n", after)
        rest = body[after : end if end >= 0 else len(body)].rstrip()
        if rest in (b"", b"--"):
            if start is not None:
                yield body[start:at].removesuffix(b"\r")
            if rest or end < 0:
                return
            start = end + 1
        at = body.find(delimiter, after)
    if start is not None:
        yield body[start:]


def _content_type(value: str) -> tuple[str, dict[str, str]]:
    message = Message()
    message["Content-Type"] = value[:MAX_HEADER]
    parameters = {}
    for name in ("method", "charset", "boundary", "report-type", "name"):
        try:
            found = message.get_param(name, "")
        except (ValueError, LookupError):
            found = ""
        text = found[2] if isinstance(found, tuple) else found
        parameters[name] = (text or "").strip().strip('"')
    return message.get_content_type(), parameters


def _from_base64(body: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return a2b_base64(letters + b"=" * (-len(letters) % 4))
    except BinasciiError:
        return b""
