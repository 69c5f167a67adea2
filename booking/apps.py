"""What the wings fill in of the core's tables, once all models are there."""

from __future__ import annotations

from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "booking"

    def ready(self) -> None:
        from booking.meetings import reach
        from booking.series import reach as of_series

        reach.fill(of_series)
