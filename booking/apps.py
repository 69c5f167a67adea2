"""What the wings fill in of the core's tables, once all models are there."""

from __future__ import annotations

from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "booking"

    def ready(self) -> None:
        from booking.meetings import reach, to_do
        from booking.series import reach as of_series
        from booking.staffing import question_views

        reach.fill(of_series)
        to_do.fill(question_views.tasks_of)
