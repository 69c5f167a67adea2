"""The matrix's groups: their seats, declines and series."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from booking.models import (
    Series,
    SeriesSeat,
)
from forums.models import Decline, Person
from notifications.models import CalendarObject
from notifications.telling.links import series_token
from tests.access.things import MEMBERS, Thing, everyone_here, key_thing, stands
from tests.acts import proposal
from tests.cast import Cast
from tests.factories import (
    make_invitation,
    make_meeting,
    make_membership,
    make_person,
)


def make_forums(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    """The template names convener, coordinator and any party, so a director arranges and does not call."""
    relations = everyone_here(
        "sees", arranges="cilla vera", directs="david", keeps="adam", may_call="anna alma bo frida kim"
    )
    of = {"party": cast.af.pk, "person": cast.kim.pk}
    foreign = {"party": elsewhere["party"].pk, "person": elsewhere["seat"].person_id}
    return [
        Thing("the group", {"pk": cast.lsg.pk}, relations, of=of),
        Thing(
            "another federation's group",
            {"pk": elsewhere["forum"].pk},
            stands(directs="erik", may_call="eva"),
            of=foreign,
        ),
    ]


def make_seats(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    seat = cast.lsg.memberships.get(person=cast.bo)
    arranged = everyone_here("sees", arranges="cilla david vera")
    foreign = elsewhere["seat"]
    return [
        Thing("a seat in the group", {"pk": cast.lsg.pk, "row": seat.pk}, arranged, of={"person": cast.kim.pk}),
        Thing(
            "another federation's seat",
            {"pk": foreign.forum_id, "row": foreign.pk},
            stands(arranges="erik", sees="eva"),
            of={"person": foreign.person_id},
        ),
        Thing(
            "another federation's seat under the group",
            {"pk": cast.lsg.pk, "row": foreign.pk},
            everyone_here("sees", mismatch="cilla david vera"),
            of={"mismatch": True},
        ),
    ]


def make_left_seats(cast: Cast) -> list[Thing]:
    """A substitute's seat for the unit that Kim speaks for, left by somebody who is nobody here."""
    former = make_person(cast.af_unit, name="Ture Tussilago", email="ture@af.example")
    day = timezone.localdate()
    left = make_membership(cast.lsg, former, is_substitute=True, starts_on=day - datetime.timedelta(days=90))
    left.ends_on, left.left_at = day, timezone.now()
    left.save()
    relations = everyone_here("sees", arranges="cilla david vera", speaks="kim")
    return [Thing("a seat that was left", {"pk": left.pk}, relations, of={"person": cast.bo.pk})]


def make_leavings(cast: Cast) -> list[Thing]:
    """Cilla proposes that Bo leaves in Nils's area as well."""
    row = proposal(cast)
    relations = everyone_here("sees", keeps="nils david adam", proposed="cilla")
    return [Thing("a proposal that somebody leaves", {"pk": row.pk}, relations)]


def make_declines(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    row = Decline.objects.create(forum=cast.lsg, party=cast.af)
    foreign = Decline.objects.create(forum=elsewhere["forum"], party=elsewhere["party"])
    return [
        Thing("a decline", {"pk": cast.lsg.pk, "row": row.pk}, everyone_here("sees", arranges="cilla david vera")),
        Thing(
            "another federation's decline",
            {"pk": foreign.forum_id, "row": foreign.pk},
            stands(arranges="erik", sees="eva"),
        ),
        Thing(
            "another federation's decline under the group",
            {"pk": cast.lsg.pk, "row": foreign.pk},
            everyone_here("sees", mismatch="cilla david vera"),
            of={"mismatch": True},
        ),
    ]


def make_series(cast: Cast, people: dict[str, Person]) -> list[Thing]:
    start = timezone.localdate() + datetime.timedelta(days=60)
    series = Series.objects.create(
        federation=cast.federation,
        forum=cast.lsg,
        template=cast.lsg_template,
        caller=people["cilla"],
        frequency="weekly",
        first_on=start,
        last_on=start,
        starts=datetime.time(9),
        length_minutes=120,
        called_at=timezone.now(),
    )
    first = make_meeting(
        cast.lsg_template,
        people["cilla"],
        forum=cast.lsg,
        in_days=60,
        series=series,
        recurrence_at=timezone.now(),
        title="Mötet om liljekonvaljer",
    )
    CalendarObject.objects.create(series=series, organizer="samverk@lingon.example")
    for name in MEMBERS:
        unit = people[name].placements.get().unit
        seat = SeriesSeat.objects.create(series=series, person=people[name], unit=unit, party=unit.party)
        make_invitation(first, people[name], series_seat=seat)
    relations = stands(caller="cilla", arranges="david vera", seated="anna bo frida")
    return [Thing("the group's series", {"pk": series.pk}, relations, of={"start": str(first.pk)})]


def make_series_links(people: dict[str, Person]) -> list[Thing]:
    seat = SeriesSeat.objects.get(person=people["bo"])
    return [
        key_thing("Bo's link to the series", series_token(seat), is_open=True),
        key_thing("a made-up link to a series", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ]
