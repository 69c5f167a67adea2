"""The words of every mail are held against its calendar part, story by story; and a text that lies is found out."""

from __future__ import annotations

import email
import email.policy
from collections import defaultdict
from typing import Any

import pytest

from notifications.models import OutboxMessage
from notifications.notices.due import run_due
from tests.notifications.notices.situations import SITUATIONS
from tests.notifications.telling.stories import STORIES, mails_of
from tests.truth.reading import Mail
from tests.truth.words import faults_in

pytestmark = pytest.mark.django_db


def faults_of(mails: list[tuple[str, bytes]]) -> list[str]:
    """What is wrong with the words of these mails, each against those that its address had before."""
    had: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    found = []
    for address, raw in mails:
        mail = Mail(raw)
        key = (address, str(mail.master["UID"]) if mail.events else "")
        found += faults_in(raw, had[key])
        if mail.events:
            had[key].append(raw)
    return found


@pytest.mark.parametrize("name", STORIES)
def test_words_say_what_calendars_say(cast: Any, name: str) -> None:
    mails = mails_of(name, cast)

    assert mails and faults_of(mails) == []


@pytest.mark.parametrize("name", SITUATIONS)
def test_notices_say_the_same_as_text_and_as_html(cast: Any, time_machine: Any, name: str) -> None:
    SITUATIONS[name](cast, time_machine)

    run_due()

    assert faults_of([(row.address, bytes(row.body)) for row in OutboxMessage.objects.filter(kind=name)]) == []


# --- a text that lies is found out: each line is what a mail would say if that piece of it were broken


def broken(name: str, cast: Any, was: str, now: str) -> list[str]:
    """What is found in a story's mails with a piece of their words, plain and as HTML, put otherwise."""
    mails = []
    for address, raw in mails_of(name, cast):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        for part in mail.walk():
            if part.get_content_type() in ("text/plain", "text/html"):
                part.set_content(part.get_content().replace(was, now), subtype=part.get_content_subtype())
        mails.append((address, mail.as_bytes()))
    return faults_of(mails)


@pytest.mark.parametrize(
    ("name", "was", "now", "found"),
    [
        ("series_with_one_in_another_room", ": Rum Ängen", "", "not said: plats 'Rum Ängen'"),
        ("series_with_one_in_another_room", ", Rum Ängen", "", "the plats of"),
        ("series_with_one_in_another_room", "Ny titel", "Ny plats", "said to be new"),
        ("series_with_one_in_another_room", "Sessionssalen", "Rum Åkern", "is not where the words say"),
        ("series_with_one_moved_and_back_and_one_off", "– Inget möte", "– Möte", "is gone"),
        ("series_with_one_moved_and_back_and_one_off", "Flyttat från", "Flyttat", "not said: moved"),
        ("series_that_goes_on", "Svara för de nya mötena", "Du behöver inte svara igen", "nobody has to answer"),
        ("series_that_goes_on", "Nytt möte", "Möte", "not said: a new meeting"),
        ("series_split_and_ended", "till och med", "före", "is not in the words"),
        ("case_moved_and_cancelled", "är flyttat från", "är flyttat", "not said: moved"),
        ("case_moved_and_cancelled", "nställ", "ndrat", "a calendar loses a meeting"),
        ("case_in_another_place", "har ändrats: plats", "har ändrats: länk", "said to be new"),
        ("group_with_new_title_link_and_end", "kl. 09.00–11.00", "kl. 09.00–10.00", "is not in the words"),
        ("group_with_new_title_link_and_end", "Du behöver inte svara igen", "Svara på nytt", "the words ask"),
    ],
)
def test_a_text_that_lies_is_found_out(cast: Any, name: str, was: str, now: str, found: str) -> None:
    assert any(found in fault for fault in broken(name, cast, was, now))


def test_html_that_says_something_else_is_found_out(cast: Any) -> None:
    [(_address, raw), *_rest] = mails_of("group_with_long_agenda", cast)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    part = next(part for part in mail.walk() if part.get_content_type() == "text/html")
    part.set_content(part.get_content().replace("Sessionssalen", "Rum Åkern"), subtype="html")

    assert any("the HTML says" in fault for fault in faults_in(mail.as_bytes()))
