"""Delivery reports in the manner of common mail servers, made up: each server's way of saying each kind of failure.

`REPORTS` names for each what it is: a kind of failure, "late" for one that goes on trying, or "arrived".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

OURS = "<sent-1@hoglandet.example>"
WHO = "ida.exempel@skola.example"


@dataclass(frozen=True)
class Report:
    name: str
    says: str
    raw: bytes


# what the other server answered, and what that is: (reply, enhanced status, words, kind)
ANSWERS = [
    (550, "5.1.1", f"<{WHO}>: Recipient address rejected: User unknown in virtual mailbox table", "address"),
    (550, "5.1.1", "The email account that you tried to reach does not exist.", "address"),
    (550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "address"),
    (550, "5.4.1", "Recipient address rejected: Access denied. AS(201806281)", "address"),
    (550, "5.2.1", "The email account that you tried to reach is disabled.", "address"),
    (550, "", "No such user here", "address"),
    (551, "5.1.6", "User has moved, please try ida@ny.example", "address"),
    (553, "5.1.3", "Bad destination mailbox address syntax", "address"),
    (550, "5.0.0", f"<{WHO}>... User unknown", "address"),
    (554, "5.4.4", "Host or domain name not found. Name service error for name=skola.example type=MX", "address"),
    (552, "5.2.2", "Mailbox is full", "full"),
    (550, "5.1.1", "Mailbox full: the user is over quota", "full"),
    (552, "", "Requested mail action aborted: exceeded storage allocation", "full"),
    (452, "4.2.2", "The email account that you tried to reach is over quota.", "full"),
    (550, "5.2.1", "The user you are trying to contact is receiving mail at a rate that prevents delivery", "full"),
    (552, "5.3.4", "Message size exceeds fixed maximum message size", "large"),
    (550, "5.2.3", "Message too large for this recipient", "large"),
    (552, "5.3.4", "Your message is too big", "large"),
    (550, "5.7.26", "Unauthenticated email is not accepted due to domain's DMARC policy", "policy"),
    (550, "5.7.1", "Message rejected as spam by content filter", "policy"),
    (550, "5.7.509", "Access denied, sending domain does not pass DMARC verification", "policy"),
    (550, "5.7.606", "Access denied, banned sending IP [192.0.2.1]", "policy"),
    (554, "", "Service unavailable; Client host [192.0.2.1] blocked using a blocklist", "policy"),
    (550, "5.1.8", "Bad sender's system address", "policy"),
    (550, "5.7.133", "RESOLVER.RST.SenderNotAuthenticatedForGroup", "policy"),
    (550, "5.0.0", "Mail refused: poor reputation of the sending network", "policy"),
    (550, "5.1.1", "Rejected due to local policy, see our web page", "policy"),
    (421, "4.4.2", "Connection timed out", "expired"),
    (451, "4.4.7", "Message expired, delivery time exceeded", "expired"),
    (550, "5.4.7", "Delivery time expired", "expired"),
    (550, "5.5.0", "Something went wrong", "unclear"),
    (554, "5.6.0", "Message content is malformed", "unclear"),
    (550, "5.0.0", "", "unclear"),
]  # fmt: skip


def _mail(sender: str, subject: str, body: str, kind: str = "text/plain; charset=utf-8", headers: str = "") -> bytes:
    return (
        f"Return-Path: <>\r\nFrom: {sender}\r\nTo: samverk@hoglandet.example\r\nSubject: {subject}\r\n{headers}"
        f"Message-ID: <report@mx.example>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}"
    ).encode()


def _with_parts(text: str, fields: str) -> str:
    return (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.hoglandet.example\r\n\r\n"
        f"Final-Recipient: rfc822; {WHO}\r\n{fields}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {OURS}\r\nSubject: Kallelse\r\n\r\n--b--\r\n"
    )


REPORT = 'multipart/report; report-type=delivery-status; boundary="b"'
COPY = f"Return-Path: <samverk@hoglandet.example>\r\nMessage-ID: {OURS}\r\nSubject: Kallelse\r\n"


def postfix(code: int, status: str, words: str) -> bytes:
    said = f"{code} {status} {words}".replace("  ", " ")
    text = f"This is the mail system at host mx.hoglandet.example.\r\n\r\n<{WHO}>: host mx.skola.example said: {said}"
    fields = f"Action: failed\r\nStatus: {status or '5.0.0'}\r\nDiagnostic-Code: smtp; {said}"
    return _mail("MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender", _with_parts(text, fields), REPORT)


def exim(code: int, status: str, words: str) -> bytes:
    """In text, with a header of its own and a general status in the part for programs, where it has one."""
    said = f"{code} {status} {words}".replace("  ", " ")
    text = (
        "This message was created automatically by mail delivery software.\r\n\r\nA message that you sent could not be "
        "delivered to one or more of its\r\nrecipients. This is a permanent error. The following address(es) failed:"
        f"\r\n\r\n  {WHO}\r\n    host mx.skola.example [192.0.2.2]\r\n    SMTP error from remote mail server after "
        f"RCPT TO:<{WHO}>:\r\n    {said}\r\n\r\n------ This is a copy of the message, including all the headers. "
        f"------\r\n{COPY}"
    )
    return _mail("Mailer-Daemon@mx.example", "Mail delivery failed", text, headers=f"X-Failed-Recipients: {WHO}\r\n")


def qmail(code: int, status: str, words: str) -> bytes:
    text = (
        "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message to the "
        "following addresses.\r\nThis is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        f"<{WHO}>:\r\n192.0.2.2 does not like recipient.\r\nRemote host said: {code} {status} {words}\r\n"
        f"Giving up on 192.0.2.2.\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n{COPY}"
    )
    return _mail("MAILER-DAEMON@mx.example", "failure notice", text)


def sendmail(code: int, status: str, words: str) -> bytes:
    said = f"{code} {status} {words}".replace("  ", " ")
    text = (
        "The original message was received at Mon, 2 Nov 2026 13:10:00 +0100\r\n\r\n   ----- The following addresses "
        f"had permanent fatal errors -----\r\n<{WHO}>\r\n\r\n   ----- Transcript of session follows -----\r\n"
        f"... while talking to mx.skola.example.:\r\n>>> RCPT To:<{WHO}>\r\n<<< {said}"
    )
    fields = f"Action: failed\r\nStatus: {status or '5.0.0'}\r\nDiagnostic-Code: SMTP; {said}"
    return _mail(
        "MAILER-DAEMON@mx.example", "Returned mail: see transcript for details", _with_parts(text, fields), REPORT
    )


def exchange(code: int, status: str, words: str) -> bytes:
    """On premises, in Swedish, with a status of its own beside what the other server said."""
    text = f"Leveransen till följande mottagare eller grupper misslyckades:\r\n\r\nIda Exempel ({WHO})"
    fields = (
        f"Action: failed\r\nStatus: {status or '5.0.0'}\r\n"
        f"Diagnostic-Code: smtp;{code} {status} {words}\r\nX-Display-Name: Ida Exempel"
    )
    return _mail(
        "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@skola.example", "Olevererbart: Kallelse",
        _with_parts(text, fields), REPORT,
    )  # fmt: skip


def exchange_online(code: int, status: str, words: str) -> bytes:
    """What it explains to people is about mail in general; only the diagnostic is about this one."""
    text = (
        f"Your message to {WHO} couldn't be delivered.\r\nDiagnostic information for administrators:\r\n"
        "The recipient may not exist, the mailbox may be full, or the message may be blocked by policy."
    )
    fields = f"Action: failed\r\nStatus: {status or '5.0.0'}\r\nDiagnostic-Code: smtp;{code} {status} {words}"
    return _mail("postmaster@skola.example", "Undeliverable: Kallelse", _with_parts(text, fields), REPORT)


def gmail(code: int, status: str, words: str) -> bytes:
    text = (
        f"** Meddelandet har inte levererats **\r\n\r\nDitt meddelande till {WHO} kunde inte levereras.\r\n\r\n"
        f"Svaret från fjärrservern var:\r\n\r\n{code} {status} {words} - gsmtp"
    )
    fields = f"Action: failed\r\nStatus: {status or '5.0.0'}\r\nDiagnostic-Code: smtp; {code}-{status} {words}"
    return _mail(
        "mailer-daemon@googlemail.com", "Delivery Status Notification (Failure)", _with_parts(text, fields), REPORT
    )


SERVERS = (postfix, exim, qmail, sendmail, exchange, exchange_online, gmail)

# reports that are only words: what they say beside whatever code
LATE = [
    "Your message could not be delivered for more than 4 hours. It will be retried until it is 5 days old. 4.4.1",
    "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE. 4.4.2",
    "No action is required on your part. Delivery attempts will continue for some time. Eventually the mail delivery "
    "software will give up, and the message will be returned to you.",
    "Warning: message still undelivered after 4 hours. Will keep trying until message is 5 days old",
    "Meddelandet har inte kunnat levereras än. Vi försöker igen i 48 timmar. 451 4.4.1",
    "Leveransen är försenad. Du behöver inte skicka det igen. 4.4.7",
    "Det gick inte att leverera meddelandet nu. Servern fortsätter försöka till den 5 november.",
    "450 4.2.1 mailbox temporarily deferred",
    "The server answered 4.4.1",
]
GIVEN_UP = [
    "Message could not be delivered for 5 days. Message will be deleted from queue. 4.4.7",
    "Delivery failed: 451 4.4.1 no answer from host",
    "Your message could not be delivered for 3 days: 4.4.2 connection dropped",
    "all hosts have been failing for a long time: retry timeout exceeded 4.4.1",
    "Status 4.4.7. We have stopped retrying.",
    "Meddelandet kunde inte levereras på 3 dagar och tas bort ur kön. 4.4.1",
    "4.4.7: Servern försöker inte igen.",
    "Leveransen misslyckades. 421 4.3.2",
    "Inga fler försök görs. 4.4.1",
    "Vi har gett upp efter fem dagar. 4.4.2",
    "I'm not going to try again; this message has been in the queue too long. 4.4.1",
    "Kan inte levereras: 451 4.4.1",
]
ARRIVED = [("delivered", "2.0.0"), ("relayed", "2.0.0"), ("expanded", "2.1.5")]


def reports() -> Iterator[Report]:
    for server, (code, status, words, says) in product(SERVERS, ANSWERS):
        name = f"{server.__name__} {code} {status} {words[:30]}"
        yield Report(name, says, server(code, status, words))
    for n, words in enumerate(LATE):
        yield Report(f"late {n}", "late", _mail("MAILER-DAEMON@mx.example", "Mail", f"{words}\r\n\r\n{COPY}"))
    for n, words in enumerate(GIVEN_UP):
        yield Report(f"given up {n}", "final", _mail("MAILER-DAEMON@mx.example", "Mail", f"{words}\r\n\r\n{COPY}"))
    for action, status in [("delayed", "4.4.1"), ("delayed", "4.4.7"), ("delayed", "4.2.2")]:
        fields = f"Action: {action}\r\nStatus: {status}"
        yield Report(f"{action} {status}", "late", _mail("MAILER-DAEMON@mx", "Delay", _with_parts("", fields), REPORT))
    for action, status in ARRIVED:
        fields = f"Action: {action}\r\nStatus: {status}"
        yield Report(action, "arrived", _mail("MAILER-DAEMON@mx", "Report", _with_parts("", fields), REPORT))


ALL = list(reports())
