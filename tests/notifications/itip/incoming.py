"""Mails that came to the role mailbox, made up after what each client sends: for the tests of reading them."""

from datetime import UTC, datetime
from pathlib import Path

from notifications.itip import read_message

MAILS = Path(__file__).parents[2] / "data" / "mail"
UID = "3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10"
BO = ("bo.exempel@af.example",)
KEY = b"nyckel"
HEAD = b"From: a@b.example\r\nMessage-ID: <x@b.example>\r\nMIME-Version: 1.0\r\n"
CALENDAR = HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"


def read(name, line_end=b"\n"):
    return read_message((MAILS / f"{name}.eml").read_bytes().replace(b"\n", line_end))


def said(name):
    mail = read(name)
    answer = mail.answers[0]
    return (mail.kind, answer.uid.lower(), answer.sequence, answer.attendees[0].addresses[-1], answer.attendee.partstat)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
