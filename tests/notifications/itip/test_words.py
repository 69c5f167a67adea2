"""What a mail says, for a person to read."""

from __future__ import annotations

import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.itip import read_words

MAILS = Path(__file__).parents[2] / "data" / "mail"


def in_html(html: str) -> bytes:
    letter = EmailMessage()
    letter["Subject"] = "Sv: Kallelse"
    letter.set_content(html, subtype="html", charset="iso-8859-1", cte="quoted-printable")
    return bytes(letter)


def test_html_is_read_without_its_tags_and_styles() -> None:
    words = read_words(
        in_html(
            "<html><head><style>p {color: red}</style><title>x</title></head><body><!-- [if mso] -->"
            "<p>Jag &auml;r<br>sen &amp; v\u00e4ntar</p><script>alert(1)</script><div>Bo</div></body></html>"
        )
    )

    assert words == "Sv: Kallelse\n\nJag är\nsen & väntar\nBo"


def test_a_calendar_is_read_with_what_it_answers() -> None:
    words = read_words((MAILS / "outlook-decline-comment.eml").read_bytes())

    assert "PARTSTAT=DECLINED" in words and "Jag är på annat möte" in words


def test_a_mail_inside_the_mail_is_not_read() -> None:
    assert "BEGIN:VCALENDAR" not in read_words((MAILS / "forwarded.eml").read_bytes())


@pytest.mark.parametrize("piece", ["<style", "<!--", "<p", "<head>", "<br", "&", "<", "\u00a0\n", "</script"])
def test_html_of_one_piece_over_and_over_takes_no_time(piece: str) -> None:
    began = time.monotonic()

    read_words(in_html(piece * 60_000))

    assert time.monotonic() - began < 2


@given(st.binary(max_size=300), st.sampled_from(["text/plain", "text/html", "text/calendar", "multipart/mixed", "x"]))
def test_reading_never_fails(octets: bytes, kind: str) -> None:
    assert isinstance(read_words(f"Subject: =?utf-8?b?AA==?=\r\nContent-Type: {kind}\r\n\r\n".encode() + octets), str)
