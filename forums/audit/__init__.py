"""The record of changes (audit log) of people, places, roles, seats, addresses, mailboxes, logins and tokens.

Every action says by a line of its own what it has changed; every floor may import `record`. Entries are never changed.
"""

from forums.audit.recording import record

__all__ = ["record"]
