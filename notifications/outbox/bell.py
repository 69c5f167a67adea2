"""The doorbell of delivery."""

from __future__ import annotations

from config.ground.doorbell import Doorbell

DELIVER = Doorbell("notifications.deliver")


def ring_delivery() -> None:
    """Ask for delivery now. Nothing is lost without it: the sweep finds what waits."""
    DELIVER.ring()
