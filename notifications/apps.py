"""The kinds of notices that there are, registered once all models are there."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from booking.meetings import to_do
        from forums.logins import ENDS_TOO
        from notifications.feeds.addresses import end_feeds
        from notifications.pages import to_do as of_mail

        if end_feeds not in ENDS_TOO:
            ENDS_TOO.append(end_feeds)
        from notifications.notices import (  # noqa: F401
            assigning,
            bounces,
            codes,
            declined_times,
            declines,
            domains,
            follow_ups,
            leavings,
            left_seats,
            logins,
            news,
            questions,
            reminders,
        )

        to_do.fill(of_mail.tasks_of)
