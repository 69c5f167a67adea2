"""What people have been told, what is on its way to them, and what came back."""

from notifications.models.feeds import CalendarFeed
from notifications.models.inbox import HandledAs, InboundMail, InboundResult, RoleMailbox, still_open
from notifications.models.notices import AccessCode, Notice
from notifications.models.outbox import (
    DeliveryAttempt,
    DomainPace,
    FailureKind,
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
    "FailureKind",
    "HandledAs",
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
    "still_open",
]
