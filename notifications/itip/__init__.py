"""Meeting mails: what is sent to calendars, and what they answer (RFC 5545, 5546, 6047). Values in, values out."""

from notifications.itip.authentication import Verdict, verdict
from notifications.itip.bounces import Bounce, Undelivered, bounce_address, read_bounce_address
from notifications.itip.build import (
    CalendarFacts,
    Override,
    address,
    build_cancel,
    build_decline_counter,
    build_request,
)
from notifications.itip.failures import Failure, failure_of
from notifications.itip.instances import (
    Instance,
    Mark,
    Packed,
    differences,
    digest,
    in_common,
    is_ahead,
    key_of,
    moment_of,
    most_common,
    moved_keys,
    pack,
    read_digest,
    version_of,
)
from notifications.itip.mime import build_mail, new_message_id
from notifications.itip.parse import Incoming, mail_key, read_message
from notifications.itip.publish import PublishedEvent, build_feed, build_file
from notifications.itip.replies import Attendee, CalendarAnswer
from notifications.itip.words import read_words

__all__ = [
    "Attendee",
    "Bounce",
    "CalendarAnswer",
    "CalendarFacts",
    "Failure",
    "Incoming",
    "Instance",
    "Mark",
    "Override",
    "Packed",
    "PublishedEvent",
    "Undelivered",
    "Verdict",
    "address",
    "bounce_address",
    "build_cancel",
    "build_decline_counter",
    "build_feed",
    "build_file",
    "build_mail",
    "build_request",
    "differences",
    "digest",
    "failure_of",
    "in_common",
    "is_ahead",
    "key_of",
    "mail_key",
    "moment_of",
    "most_common",
    "moved_keys",
    "new_message_id",
    "pack",
    "read_bounce_address",
    "read_digest",
    "read_message",
    "read_words",
    "verdict",
    "version_of",
]
