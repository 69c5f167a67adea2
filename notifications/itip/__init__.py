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
    digest,
)
from notifications.itip.mime import build_mail, new_message_id
from notifications.itip.parse import Incoming, read_message
from notifications.itip.replies import Answer, Attendee

__all__ = [
    "Answer",
    "Attendee",
    "Bounce",
    "CalendarFacts",
    "Incoming",
    "Override",
    "Undelivered",
    "Verdict",
    "address",
    "bounce_address",
    "build_cancel",
    "build_decline_counter",
    "build_mail",
    "build_request",
    "digest",
    "new_message_id",
    "read_bounce_address",
    "read_message",
    "verdict",
]
