"""The mail around the calendar object, as servers and clients want it."""

import base64
import email
import email.policy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.itip import build_mail, build_request, new_message_id, read_message
from tests.notifications.itip.invitation_facts import FACTS

ICS = build_request(FACTS)
MAIL = {
    "sender_name": "Samverk Sävsjö",
    "sender_address": "samverk@hoglandet.example",
    "to_address": "Bo.Exempel@af.example",
    "subject": "Kallelse till samverkan 12 november 2026 kl. 09.00 (SV-7K3M-2Q)",
    "text": "Hej!\n\nNär: torsdag 12 november 2026\n.\nFrån Samverk\n",
    "html": "<p>Hej! När: torsdag</p>",
    "message_id": "<m1@hoglandet.example>",
    "date": FACTS.dtstamp,
}
INVITATION = {**MAIL, "calendar": ICS, "method": "REQUEST"}


def parsed(octets):
    return email.message_from_bytes(octets, policy=email.policy.default)


def test_the_mail_has_the_shape_that_clients_key_their_buttons_on():
    mail = parsed(build_mail(**INVITATION))

    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert not any(part.defects for part in mail.walk())


def test_the_calendar_part_has_method_and_charset_once_and_no_disposition():
    octets = build_mail(**INVITATION)
    part = next(part for part in parsed(octets).walk() if part.get_content_type() == "text/calendar")

    assert part.get_payload(decode=True) == ICS
    assert octets.count(b"text/calendar") == 1
    assert (
        b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        in octets
    )


def test_the_attached_file_is_the_same_calendar_and_no_second_invitation():
    attached = list(parsed(build_mail(**INVITATION)).iter_attachments())

    assert [part.get_content_type() for part in attached] == ["application/ics"]
    assert attached[0].get_payload(decode=True) == ICS
    assert attached[0].get_filename() == "invite.ics"
    assert b"application/ics" not in build_mail(**INVITATION, is_calendar_attached=False)


def test_headers_say_what_servers_need_and_nothing_that_hurts():
    mail = parsed(build_mail(**INVITATION, in_reply_to="<first@hoglandet.example>"))

    assert {name: mail[name] for name in mail} == {
        "From": "Samverk Sävsjö <samverk@hoglandet.example>",
        "To": "bo.exempel@af.example",
        "Subject": "Kallelse till samverkan 12 november 2026 kl. 09.00 (SV-7K3M-2Q)",
        "Date": "Sun, 01 Nov 2026 12:00:00 +0000",
        "Message-ID": "<m1@hoglandet.example>",
        "In-Reply-To": "<first@hoglandet.example>",
        "References": "<first@hoglandet.example>",
        "MIME-Version": "1.0",
        "Content-Language": "sv",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Type": 'multipart/mixed; boundary="=_samverk_mixed"',
    }


def test_text_and_html_come_through_with_their_letters():
    mail = parsed(build_mail(**INVITATION))

    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL["text"]
    assert mail.get_body(("html",)).get_content().strip() == MAIL["html"]


def test_a_notice_has_no_calendar():
    mail = parsed(build_mail(**MAIL))

    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_the_same_input_gives_the_same_bytes():
    assert build_mail(**INVITATION) == build_mail(**INVITATION)


HEADER_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=150)


@given(subject=HEADER_TEXTS, name=HEADER_TEXTS, text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_the_bytes_are_ascii_with_short_lines_and_crlf_whatever_is_written(subject, name, text):
    octets = build_mail(**{**INVITATION, "subject": subject, "to_name": name, "sender_name": name, "text": text})
    head = octets.partition(b"\r\n\r\n")[0]

    assert octets.isascii()
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    assert max(len(line) for line in octets.split(b"\r\n")) <= 78
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ \r\n]*\?=", head))


@given(subject=HEADER_TEXTS, name=HEADER_TEXTS)
def test_names_and_subject_come_through_and_nothing_else(subject, name):
    hostile = f"{subject}\r\nBcc: evil@evil.example\r\n\r\nText"
    mail = parsed(build_mail(**{**MAIL, "subject": hostile, "to_name": name + "\nBcc: x"}))

    assert list(mail) == list(parsed(build_mail(**MAIL)))
    assert without_space(mail["Subject"]).endswith("Bcc:evil@evil.exampleText")
    assert [one.addr_spec for one in mail["To"].addresses] == ["bo.exempel@af.example"]
    assert without_space(mail["To"].addresses[0].display_name).endswith("Bcc:x")


def without_space(text):
    return "".join(text.split())


@pytest.mark.parametrize(
    "subject",
    [
        "Kallelse",
        "Kallelse till samverkan torsdag 12 november 2026 kl. 09.00–10.30 på Kommunhuset i Sävsjö (SV-7K3M-2Q)",
        "Ordinary but so long that it has to be folded more than once, since no line is longer than 76 characters",
        "x" * 200,
        "å" * 200,
        "=?utf-8?q?inget?=",
        "",
    ],
)
def test_the_subject_is_read_back(subject):
    octets = build_mail(**{**MAIL, "subject": subject})

    assert parsed(octets)["Subject"] == subject
    assert max(len(word) for word in octets.split()) <= 75
    assert read_message(build_mail(**{**MAIL, "subject": subject})).subject == subject


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "CANCEL"},  # not the calendar's own
        {"method": ""},
        {"method": "REQUEST\r\nX: y"},
        {"to_address": "bo@af.example\r\nBcc: evil@evil.example"},
        {"to_address": "bo@af.example, evil@evil.example"},
        {"sender_address": "samverk"},
        {"message_id": "<a@b>\r\nBcc: evil@evil.example"},
        {"message_id": "a@b"},
        {"in_reply_to": "<a@b> <c@d>"},
    ],
)
def test_what_cannot_be_a_mail_is_not_built(changes):
    with pytest.raises(ValueError):
        build_mail(**{**INVITATION, **changes})


def test_message_ids_are_new_and_of_our_own_domain():
    one, other = new_message_id("Hoglandet.example"), new_message_id("Hoglandet.example")

    assert one != other
    assert re.fullmatch(r"<[0-9a-f-]{36}@hoglandet\.example>", one)


def test_our_own_invitation_coming_back_changes_nothing():
    mail = read_message(build_mail(**INVITATION))

    assert (mail.kind, mail.reason, mail.method, mail.answers) == ("refused", "method", "REQUEST", ())


def test_no_part_can_end_early():
    text = "--=_samverk_alternative--\r\n--=_samverk_mixed\n"

    assert parsed(build_mail(**{**INVITATION, "text": text})).get_body(("plain",)).get_content().replace(
        "\r\n", "\n"
    ) == text.replace("\r\n", "\n")


def test_a_mail_is_small():
    assert len(build_mail(**INVITATION)) < 10_000
    assert base64.b64encode(ICS)[:57] in build_mail(**INVITATION)
