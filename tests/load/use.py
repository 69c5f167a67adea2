"""What the embedded process is used with: meetings, a session, a key, a subscription and calls to be made.

`python -m tests.load.use MEETINGS CALLS`, with the product's own environment. Prints JSON.
"""

from __future__ import annotations

import json
import os
import sys

PEOPLE = 6


def main(meetings: int, calls: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from booking.models import Meeting
    from notifications.feeds.addresses import feed_address
    from tests.cast import make_cast
    from tests.factories import make_key
    from tests.load.create import body_of, subscription, times_of
    from tests.logins import force_login

    call_command("migrate", verbosity=0, interactive=False)
    cast = make_cast()
    feed = subscription(cast, meetings)
    browser = Client(headers={"host": "localhost"})
    force_login(browser, cast.alma)
    body, session = body_of(cast, PEOPLE), settings.SESSION_COOKIE_NAME
    found = {
        "cookie": f"{session}={browser.cookies[session].value}",
        "key": make_key(cast.anna),
        "feed": feed_address(feed).removeprefix(settings.PUBLIC_URL),
        "meeting": f"/moten/{Meeting.objects.latest('starts_at').pk}/",
        "calls": [{**body, **times_of(turn, PEOPLE)} for turn in range(calls)],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
