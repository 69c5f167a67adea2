"""Calendar feeds: whose they are, their secret URLs, rate limit and ETag.

A calendar program that fetches has no login; the URL is the key. So it is one person's own, it can be rotated or
removed on their page, it ends with the login, and access is checked at each fetch. Who has left all federations sees
for some weeks what their calendar has to take away, and no more.
"""

from __future__ import annotations

import datetime
import hashlib
import math
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from config.database.sorting import swedish_order
from forums.access import visible_areas, visible_forums
from forums.logins import federations_of, is_let_in
from forums.models import Area, Forum, Person
from forums.queries import today
from notifications.feeds.events import area_events, events_to_take_away, forum_events, own_events
from notifications.itip import PublishedEvent, build_feed
from notifications.models import CalendarFeed
from notifications.telling.tokens import is_genuine, make_token, read_token

PURPOSE = "samverk.feed"
OWN_NAME = "Samverk – mina möten"
NOTED_EVERY = datetime.timedelta(hours=1)
TURN = datetime.timedelta(minutes=1)
STOCK = 10 * TURN


@dataclass(frozen=True)
class Fetched:
    """The response of a feed. `etag` changes with every octet, `changed_at` is when that was first seen."""

    octets: bytes
    etag: str
    changed_at: datetime.datetime


def subscribe(person: Person, *, forum: Forum | None = None, area: Area | None = None) -> CalendarFeed:
    """Get or create the person's feed of this subject: asked for twice it is the same one with the same URL."""
    return CalendarFeed.objects.get_or_create(person=person, forum=forum, area=area)[0]


def renew(feed: CalendarFeed) -> CalendarFeed:
    """Rotate the feed's URL; the old one answers nothing from now on."""
    with transaction.atomic():
        unsubscribe(feed)
        return subscribe(feed.person, forum=feed.forum, area=feed.area)


def unsubscribe(feed: CalendarFeed) -> None:
    CalendarFeed.objects.filter(pk=feed.pk).delete()


def own_feeds(person: Person) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(person=person).select_related("person", "forum__area", "area")


def end_feeds(person: Person) -> None:
    """With the login: an address that is a key may not outlive it."""
    own_feeds(person).delete()


def groups_to_follow(person: Person) -> QuerySet[Forum]:
    still_there = Q(ended_on=None) | Q(ended_on__gte=today())
    return visible_forums(person).filter(still_there).order_by(*swedish_order("area__name"), *swedish_order("name"))


def feed_address(feed: CalendarFeed) -> str:
    return settings.PUBLIC_URL + reverse("notifications:feed", args=[make_token(PURPOSE, feed.pk, 1)])


def find_feed(token: str) -> CalendarFeed | None:
    """The feed behind a token. A forged one is refused without a query."""
    parts = read_token(token)
    if parts is None or not is_genuine(PURPOSE, parts[0], 1, parts[1]):
        return None
    # who knows the address of a row that was merged need not be the person of the one that stayed (domain rule 4)
    feeds = CalendarFeed.objects.select_related("person", "forum__federation", "area__federation")
    return feeds.filter(pk=parts[0], person__merged_into=None).first()


def seconds_to_wait(feed: CalendarFeed) -> int:
    """Rate limit of a URL, a token bucket: 0 and one token taken, or the seconds until the next token.

    It holds ten tokens and gets one a minute: enough for some devices that ask at once, and for long no more than one a
    minute. `full_at` is when it is full again.
    """
    now = timezone.now()
    empty = now + STOCK - TURN
    if feed.full_at is None or feed.full_at <= empty:
        has_turn = Q(full_at=None) | Q(full_at__lte=empty)
        since = Greatest(Coalesce("full_at", Value(now)), Value(now), output_field=DateTimeField())
        taken = ExpressionWrapper(since + TURN, output_field=DateTimeField())
        if CalendarFeed.objects.filter(has_turn, pk=feed.pk).update(full_at=taken):
            return 0
        feed.refresh_from_db(fields=["full_at"])
    return max(1, math.ceil(((feed.full_at or now) - empty).total_seconds()))


def may_open(feed: CalendarFeed) -> bool:
    return is_let_in(feed.person) and is_allowed(feed)


def is_allowed(feed: CalendarFeed) -> bool:
    if feed.forum_id is not None:
        return visible_forums(feed.person).filter(pk=feed.forum_id).exists()
    if feed.area_id is not None:
        return visible_areas(feed.person).filter(pk=feed.area_id).exists()
    return True


def feed_name(feed: CalendarFeed) -> str:
    if feed.forum is not None:
        return feed.forum.name
    return feed.area.collaboration_name if feed.area is not None else OWN_NAME


def fetch(feed: CalendarFeed) -> Fetched:
    """Render the feed, with its ETag and when it last changed. That it was fetched is recorded once an hour at most."""
    now = timezone.now()
    octets = build_feed(feed_name(feed), _events(feed, now))
    etag = hashlib.sha256(octets).hexdigest()
    changed_at = feed.changed_at if feed.etag == etag and feed.changed_at else now.replace(microsecond=0)
    if feed.etag != etag or feed.fetched_at is None or feed.fetched_at < now - NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(etag=etag, changed_at=changed_at, fetched_at=now)
    return Fetched(octets, etag, changed_at)


def _events(feed: CalendarFeed, now: datetime.datetime) -> list[PublishedEvent]:
    if feed.forum is not None:
        return forum_events(feed.person, feed.forum, now)
    if feed.area is not None:
        return area_events(feed.person, feed.area, now)
    if not federations_of(feed.person).exists():
        return events_to_take_away(feed.person, now)
    return own_events(feed.person, now)
