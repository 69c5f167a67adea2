"""What the wings fill in of the core's tables, once all models are there."""

from __future__ import annotations

from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "booking"

    def ready(self) -> None:
        from booking.meetings import follow_up_tasks, reach, to_do
        from booking.outcomes import to_do as of_outcomes
        from booking.series import reach as of_series
        from booking.staffing import leaving_answers, left_seats, question_views, unit_changes
        from booking.staffing import to_do as of_staffing
        from booking.statistics import to_do as of_statistics

        reach.fill(of_series)
        to_do.fill(question_views.tasks_of)
        to_do.fill(left_seats.tasks_of)
        to_do.fill(leaving_answers.tasks_of)
        to_do.fill(unit_changes.point_tasks)
        for wing in (of_outcomes, of_staffing, of_statistics):
            to_do.fill(wing.tasks_of)
        to_do.fill(follow_up_tasks.tasks_of)
