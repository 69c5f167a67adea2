"""Why mail was not delivered, by a corpus of the common servers' reports: of three kinds one is the address."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.itip import failure_of, read_message
from notifications.itip.failures import is_given_up
from tests.notifications.itip.reports import ALL, OURS, Report

KINDS = {"address", "full", "large", "policy", "expired", "unclear"}


@pytest.mark.parametrize("report", ALL, ids=lambda report: report.name)
def test_every_servers_report_is_of_the_kind_that_it_is(report: Report) -> None:
    mail = read_message(report.raw)

    bounce = mail.bounce
    assert bounce is not None and bounce.original_message_id == OURS
    if report.says == "late":
        assert (mail.kind, bounce.is_permanent, bounce.is_unclear) == ("bounce", False, False)
    elif report.says == "arrived":
        assert (mail.kind, bounce.is_permanent) == ("automatic", False)
    elif report.says == "final":
        assert (bounce.is_permanent, bounce.failure) == (True, "expired")
    else:
        assert (mail.kind, bounce.is_permanent, bounce.failure) == ("bounce", True, report.says)


def test_what_is_quoted_of_our_own_mail_says_nothing_of_why() -> None:
    """A call may speak of a mailbox that is full, or have digits like a code."""
    text = "Hi. This is the qmail-send program.\n<a@b.example>:\nSorry. (#5.1.1)\n\n"
    copy = "--- Below this line is a copy of the message.\n\nSubject: mailbox full 5.2.2\n\nquota exceeded, blocked"
    raw = f"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nTo: a@b\n\n{text}{copy}".encode()

    bounce = read_message(raw).bounce

    assert bounce is not None and (bounce.status, bounce.failure) == ("5.1.1", "address")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.from_regex(r"\A([245]\.\d{1,3}\.\d{1,3})?\Z"), st.from_regex(r"\A([45]\d\d)?\Z"))
def test_whatever_a_server_says_is_of_one_kind(words: str, status: str, code: str) -> None:
    assert failure_of(status, words, code) in KINDS
    assert is_given_up(words, sounds_late=False, status=status) in (True, False, None)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["5.7.1", "5.7.26", "5.2.2", "5.2.3", "5.3.4", "5.4.7", "5.7.509"]), st.text(max_size=100))
def test_no_words_make_a_full_mailbox_or_a_rule_a_dead_address(status: str, words: str) -> None:
    assert failure_of(status, f"{words} user unknown, no such address", "550") != "address"
