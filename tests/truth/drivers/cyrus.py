"""Cyrus IMAP: mails come by LMTP, Sieve's `processimip` puts them into the calendar, CalDAV tells what is there.

The server is the calendar: it judges ATTENDEE against the mailbox that the mail came to, and expands the series itself.
A cancelled meeting stays in the calendar with STATUS:CANCELLED and is not counted as shown.

Known of it (`itip.md`): an older REQUEST that comes late wins; a CANCEL without ATTENDEE is not obeyed; an update with
another ORGANIZER is refused (5.3), which fails here as an undelivered mail. An exception of a series that a later
REQUEST no longer holds stays as it was, so an instance that was ever told as an exception is told as one for good, and
nothing is excused here of an instance that takes place. Of one that is off there is no form of mail that takes it away
here and is right elsewhere: an EXDATE leaves it, an exception with STATUS:CANCELLED is refused, and CANCEL with
RECURRENCE-ID is misread by others (`test_programs.py` measures it). Exactly those lines are left standing.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import pwd
import re
import smtplib
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from icalendar import Calendar, Component

from scripts.machine import accepts, free_port, log_file, wait_for
from tests.truth.drivers import Shown, calendar_of

MASTER = "/usr/sbin/cyrmaster"
SIEVE = b"""require ["vnd.cyrus.imip", "variables", "ereject"];
processimip :outcome "outcome" :errstr "error";
if string "${outcome}" "error" { ereject "${error}"; } else { discard; }
"""
FOLDERS = ("db", "log", "msg", "proc", "ptclient", "quota", "user", "lock", "socket", "sync", "backup")
IMAPD_CONF = """\
configdirectory: {home}/conf
defaultpartition: default
partition-default: {home}/spool
sievedir: {home}/sieve
lmtpsocket: {home}/lmtp
cyrus_user: {user}
admins: admin
virtdomains: userid
defaultdomain: internal
unixhierarchysep: yes
altnamespace: yes
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
allowplaintext: yes
httpmodules: caldav
caldav_realm: samverk
caldav_historical_age: -1
autocreate_quota: 0
autocreate_post: yes
duplicatesuppression: no
skiplist_unsafe: yes
"""
CYRUS_CONF = """\
START {{
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -C {home}/imapd.conf -r"
}}
SERVICES {{
  sieve cmd="timsieved -C {home}/imapd.conf" listen="127.0.0.1:{sieve}" prefork=0
  http cmd="httpd -C {home}/imapd.conf" listen="127.0.0.1:{http}" prefork=0
  lmtp cmd="lmtpd -C {home}/imapd.conf -a" listen="{home}/lmtp" prefork=0
}}
EVENTS {{
}}
"""
REPORT = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data>
<C:expand start="20000101T000000Z" end="20380101T000000Z"/></C:calendar-data></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>
</C:calendar-query>"""
DAV = {"D": "DAV:", "C": "urn:ietf:params:xml:ns:caldav"}


class Cyrus:
    name = "Cyrus"
    reads_all_addresses = False

    def __init__(self, home: Path, http_port: int, sieve_port: int) -> None:
        self.home, self.http_port, self.sieve_port = home, http_port, sieve_port
        self.known: set[str] = set()
        self.held: dict[str, dict[tuple[str, int], Shown]] = {}
        self.left: dict[str, dict[tuple[str, int], Shown]] = {}

    def receive(self, calendar: str, mails: Sequence[bytes]) -> None:
        self._make(calendar)
        with smtplib.LMTP(str(self.home / "lmtp")) as connection:
            for mail in mails:
                # refused here means that processimip said "error", with its reason as the server's answer
                connection.sendmail("bounce@samverk.example", [calendar], mail)
                self._remember(calendar, mail)

    def shows(self, calendar: str) -> set[Shown]:
        self._make(calendar)
        answer = self._dav(calendar, "REPORT", REPORT)
        calendars = ElementTree.fromstring(answer).iterfind(".//C:calendar-data", DAV)
        return {line for one in calendars for line in _lines(one.text or "")}

    def expected(self, calendar: str, truth: set[Shown]) -> set[Shown]:
        """The truth, and what was an exception when its instance was called off, or the person taken from it."""
        on = {(line.uid, line.recurrence) for line in truth}
        return truth | {line for key, line in self.left.get(calendar, {}).items() if key not in on}

    def _remember(self, calendar: str, mail: bytes) -> None:
        """The exceptions that its newest mail about them does not hold any more."""
        text = calendar_of(mail)
        if "RECURRENCE-ID" not in text and calendar not in self.held:
            return
        whole = Calendar.from_ical(text)
        events = whole.walk("VEVENT")
        uid = str(events[0]["UID"])
        held, left = self.held.setdefault(calendar, {}), self.left.setdefault(calendar, {})
        left |= {key: line for key, line in held.items() if key[0] == uid}
        if whole["METHOD"] == "CANCEL":
            # its exceptions are cancelled with it
            for key in [key for key in left if key[0] == uid]:
                del left[key]
            events = []
        for key in [key for key in held if key[0] == uid]:
            del held[key]
        for line in (_exception(event) for event in events if "RECURRENCE-ID" in event):
            held[uid, line.recurrence] = line
            left.pop((uid, line.recurrence), None)

    def _make(self, calendar: str) -> None:
        """The mailbox comes with the first mail, the calendar with the first look; the script has to be given."""
        if calendar in self.known:
            return
        with smtplib.LMTP(str(self.home / "lmtp")) as connection:
            connection.sendmail("admin@samverk.example", [calendar], b"Subject: Hej\r\n\r\nHej\r\n")
        self._dav(calendar, "PROPFIND", "")
        _put_script(self.sieve_port, calendar)
        self.known.add(calendar)

    def _dav(self, calendar: str, method: str, body: str) -> bytes:
        login = base64.b64encode(f"{calendar}:any".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Depth": "1", "Content-Type": "application/xml"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=60)) as connection:
            connection.request(method, f"/dav/calendars/user/{quote(calendar)}/Default/", body.encode(), headers)
            response = connection.getresponse()
            answer = response.read()
        assert response.status == 207, answer.decode()
        return answer


def _lines(text: str) -> Iterator[Shown]:
    """Cyrus has expanded the series, with all moments in UTC; these lines are only taken apart here."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for event in re.findall(r"BEGIN:VEVENT\r?\n(.*?)END:VEVENT", unfolded, re.DOTALL):
        value = {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in event.splitlines()}
        if value.get("STATUS") != "CANCELLED":
            yield Shown(
                uid=value["UID"],
                recurrence=_utc(value.get("RECURRENCE-ID", value["DTSTART"])),
                start=_utc(value["DTSTART"]),
                end=_utc(value["DTEND"]),
                place=_text(value.get("LOCATION", "")),
                summary=_text(value.get("SUMMARY", "")),
            )


def _utc(value: str) -> int:
    return int(datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp())


def _text(value: str) -> str:
    return re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value)


def _exception(event: Component) -> Shown:
    return Shown(
        uid=str(event["UID"]),
        recurrence=int(event["RECURRENCE-ID"].dt.timestamp()),
        start=int(event["DTSTART"].dt.timestamp()),
        end=int(event["DTEND"].dt.timestamp()),
        place=str(event.get("LOCATION", "")),
        summary=str(event.get("SUMMARY", "")),
    )


def _put_script(port: int, calendar: str) -> None:
    """ManageSieve (RFC 5804), as far as it is needed."""
    login = base64.b64encode(f"\0{calendar}\0any".encode())
    commands = [
        b'AUTHENTICATE "PLAIN" "%s"' % login,
        b'PUTSCRIPT "imip" {%d+}\r\n%s' % (len(SIEVE), SIEVE),
        b'SETACTIVE "imip"',
        b"LOGOUT",
    ]
    with socket.create_connection(("127.0.0.1", port), 60) as connection, connection.makefile("rwb") as stream:
        for command in (b"", *commands):
            if command:
                stream.write(command + b"\r\n")
                stream.flush()
            while not (answer := stream.readline()).startswith(b"OK"):
                assert answer and not answer.startswith((b"NO", b"BYE")), answer


@contextlib.contextmanager
def cyrus() -> Iterator[Cyrus]:
    """A server in a folder of its own, in memory where there is such a place: Cyrus syncs each step to the disk."""
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="samverk-cyrus-", dir=where) as folder:
        home = Path(folder)
        ports = {"http": free_port(), "sieve": free_port()}
        _lay_out(home, ports)
        command = [MASTER, "-C", home / "imapd.conf", "-M", home / "cyrus.conf", "-p", home / "pid", "-D"]
        with log_file(home / "log") as log:
            # its end is the end of its whole process group, so it gets one of its own
            process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        try:
            wait_for(lambda: all(accepts(port) for port in ports.values()), "Cyrus", home / "log")
            yield Cyrus(home, ports["http"], ports["sieve"])
        finally:
            process.terminate()
            process.wait(30)


def _lay_out(home: Path, ports: dict[str, int]) -> None:
    for name in ("spool", "sieve", "conf", *(f"conf/{name}" for name in FOLDERS)):
        (home / name).mkdir()
    # root becomes another user, as which the server insists on running
    user = pwd.getpwnam("cyrus") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    (home / "imapd.conf").write_text(IMAPD_CONF.format(home=home, user=user.pw_name))
    (home / "cyrus.conf").write_text(CYRUS_CONF.format(home=home, **ports))
    for path in (home, *home.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
