"""What people have been told, what is on its way to them, and what came back."""

from notifications.models.feeds import CalendarFeed
from notifications.models.inbox import InboundMail, InboundResult, RoleMailbox
from notifications.models.notices import AccessCode, Notice
from notifications.models.outbox import (
    DeliveryAttempt,
    DomainPace,
    Heartbeat,
    OutboxMessage,
    OutboxState,
    Relay,
    RelaySender,
)
from notifications.models.told import CalendarObject, Method, Told

__all__ = [
    "AccessCode",
    "CalendarFeed",
    "CalendarObject",
    "DeliveryAttempt",
    "DomainPace",
    "Heartbeat",
    "InboundMail",
    "InboundResult",
    "Method",
    "Notice",
    "OutboxMessage",
    "OutboxState",
    "Relay",
    "RelaySender",
    "RoleMailbox",
    "Told",
]
