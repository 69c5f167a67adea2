"""The hourly look at everything ahead, when nothing has happened: `python -m tests.load.unchanged MEETINGS PEOPLE`.

With the product's own environment. All meetings are told first; then `reconcile_all` is timed, its questions are
counted, and so is what it queues, which should be nothing. Prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any


def main(meetings: int, people: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from booking.models import Invitation, Meeting, MeetingState
    from notifications import tasks
    from notifications.models import OutboxMessage
    from tests.cast import make_cast
    from tests.load.drafts import make_drafts

    call_command("migrate", verbosity=0, interactive=False)
    cast = make_cast()
    make_drafts(cast, cast.anna, meetings, people)
    now = timezone.now()
    Invitation.objects.update(invited_at=now)
    Meeting.objects.update(state=MeetingState.CALLED, called_at=now, timed_at=now, revised_at=now, revision=1)
    for some in tasks._batches(Meeting.objects.order_by().values_list("pk", flat=True)):
        tasks.tell_behind(some)
    queued, asked = OutboxMessage.objects.count(), [0]
    assert queued == meetings * people, queued

    def count(execute: Any, *arguments: Any) -> Any:
        asked[0] += 1
        return execute(*arguments)

    used, started = time.process_time(), time.monotonic()
    with connection.execute_wrapper(count):
        tasks.reconcile_all()
    found = {
        "seconds": time.monotonic() - started,
        "cpu": time.process_time() - used,
        "queries": asked[0] / (meetings / tasks.LOOKED_AT),
        "mails": OutboxMessage.objects.count() - queued,
    }
    print(json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
