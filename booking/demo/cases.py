"""Meetings about a person, in every area: those of a year and a half, and those that lie ahead."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.utils import timezone

from booking.demo.answers import let_answer, let_register
from booking.demo.town import Town, is_ahead
from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.consent import register_consent
from booking.meetings.actions.seats import add_invitation
from booking.models import CancellationReason, Meeting, MeetingForm, PlaceKind
from booking.workdays import add_workdays, at_local
from forums.demo.accounts import ACCOUNTS
from forums.models import Area, MeetingTemplate, Party, Person, Unit
from forums.places import places_in
from forums.queries import templates_for

# kind of meeting, how often, and which kinds of party call it
KINDS = (
    ("samverksmote", 9, ("kommun", "kommun", "af", "region", "fk")),
    ("sip", 3, ("kommun", "region")),
    ("rehabmote", 3, ("region", "kommun", "af")),
    ("formote", 2, ("kommun", "af")),
    ("avstamning", 1, ("fk",)),
    ("overlamning", 1, ("af", "kommun")),
    ("trepartsmote", 1, ("region", "kommun")),
    ("forberedande", 1, ("kommun",)),
)
A_YEAR, A_YEAR_AT_HOME = 11, 24
LENGTHS = (11, 12, 14, 16, 20, 28)
REASONS = (
    CancellationReason.INDIVIDUAL_ABSENT,
    CancellationReason.ILLNESS,
    CancellationReason.NO_LONGER_NEEDED,
    CancellationReason.LOW_TURNOUT,
)


def play(town: Town) -> None:
    at_home = {account.area for account in ACCOUNTS}
    for area in town.areas:
        luck = town.luck(area.name)
        count = A_YEAR_AT_HOME if area.name in at_home else A_YEAR
        days = (town.today - town.first).days
        for number in range(round(count * days / 365)):
            day = town.first + datetime.timedelta(days=int((number + luck.random()) * 365 / count))
            town.at(town.office_hour(day, luck), partial(call_some, town, area, town.luck(area.name, number)))


def call_some(town: Town, area: Area, luck: random.Random) -> None:
    """A case as chance will have it: who calls, to what, whom, and what becomes of it."""
    templates = {template.slug: template for template in templates_for(area)}
    kinds = [kind for kind in KINDS if kind[0] in templates]
    slug, _weight, parties = luck.choices(kinds, [weight for _slug, weight, _parties in kinds])[0]
    template = templates[slug]
    units = town.units(area)
    party = luck.choice(parties)
    unit = luck.choice([unit for unit in units if unit.party.kind.code == party] or units)
    caller = luck.choice([*town.staff(unit)[:1] * 3, *town.staff(unit)])
    others = some_others(town, units, unit, template, luck)
    starts_at = time_for(town.office_hour(add_workdays(timezone.localdate(), luck.choice(LENGTHS)), luck))
    meeting = call_case(town, area, template, caller, unit, others, starts_at, luck, no_mail=luck.random() < 0.04)
    assert meeting.called_at is not None
    let_answer(town, meeting, luck, meeting.called_at)
    _let_fate(town, meeting, luck)
    let_register(town, meeting, luck, starts_at + template.duration)


def some_others(
    town: Town, units: Sequence[Unit], own: Unit, template: MeetingTemplate, luck: random.Random
) -> list[Person | Unit]:
    """People at other parties' units, or a unit that is to send somebody; the huvudmän where they have to come."""
    by_kind: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.party_id != own.party_id:
            by_kind.setdefault(unit.party.kind.code, []).append(unit)
    must = [kind for kind in template.required_parties if kind in by_kind]
    rest = [kind for kind in by_kind if kind not in must]
    luck.shuffle(rest)
    chosen: list[Person | Unit] = []
    for kind in [*must, *rest][: max(len(must), template.min_parties - 1, luck.choice((1, 2, 2, 3)))]:
        unit = luck.choice(by_kind[kind])
        chosen.append(unit if luck.random() < 0.2 else luck.choice([*town.staff(unit)[:1] * 2, *town.staff(unit)]))
    return chosen


def time_for(moment: datetime.datetime) -> datetime.datetime:
    """The whole hour or the half of it."""
    local = timezone.localtime(moment)
    return at_local(local.date(), datetime.time(local.hour, 30 if local.minute >= 30 else 0))


def call_case(
    town: Town,
    area: Area,
    template: MeetingTemplate,
    caller: Person,
    unit: Unit,
    others: Iterable[Person | Unit],
    starts_at: datetime.datetime,
    luck: random.Random,
    *,
    no_mail: bool = False,
    previous: Meeting | None = None,
) -> Meeting:
    """Call one meeting as its caller does: draft, seats, consent, time and place, call."""
    draft = draft_case(template, area, caller, unit, others, no_mail=no_mail, previous=previous)
    if template.consent_required and draft.consent is None:
        parties = {seat.party for seat in draft.invitations.select_related("party") if seat.party}
        give_consent(draft, caller, parties, luck)
    choices: dict[str, Any] = {
        name: luck.sample(texts, 1) for name, texts in template.choices.items() if name == "purposes" and texts
    }
    ends_at = starts_at + template.duration
    place = {} if no_mail else where(area, luck)
    edit_draft(draft, by=caller, starts_at=starts_at, ends_at=ends_at, **choices, **place)
    return call_meeting(draft, by=caller)


def draft_case(
    template: MeetingTemplate,
    area: Area,
    caller: Person,
    unit: Unit,
    others: Iterable[Person | Unit],
    *,
    no_mail: bool = False,
    previous: Meeting | None = None,
) -> Meeting:
    draft = create_draft(by=caller, template=template, area=area, calling_unit=unit, no_mail=no_mail, previous=previous)
    if previous is None:
        for other in others:
            add_invitation(draft, by=caller, **({"unit": other} if isinstance(other, Unit) else {"person": other}))
    return draft


def give_consent(
    draft: Meeting, caller: Person, parties: Iterable[Party], luck: random.Random, days: int = 365
) -> None:
    """To whole parties, and to the units by name that somebody else runs."""
    units = {seat.unit for seat in draft.invitations.select_related("unit__party") if seat.unit}
    register_consent(
        draft,
        by=caller,
        form=luck.choice(("written", "written", "spoken")),
        given_on=timezone.localdate(),
        valid_until=timezone.localdate() + datetime.timedelta(days=days),
        parties=sorted(parties, key=lambda party: party.pk),
        units=sorted(units, key=lambda unit: unit.pk),
    )


def where(area: Area, luck: random.Random) -> dict[str, Any]:
    places = [place for place in places_in(area) if not place.reveals_care]
    if not places:
        return {"meeting_form": MeetingForm.ON_SITE, "place_kind": PlaceKind.CALLER}
    if luck.random() < 0.12:
        link = f"https://teams.microsoft.com/l/meetup-join/{luck.randrange(10**6):06}"
        return {"meeting_form": MeetingForm.DIGITAL, "place_kind": PlaceKind.DIGITAL, "link": link}
    return {"meeting_form": MeetingForm.ON_SITE, "place_kind": PlaceKind.PLACE, "at_place": luck.choice(places)}


def _let_fate(town: Town, meeting: Meeting, luck: random.Random) -> None:
    assert meeting.starts_at is not None
    fate = luck.random()
    soon = town.office_hour(add_workdays(meeting.starts_at.date(), -luck.randint(2, 6)), luck)
    if fate < 0.12:
        town.at(soon, partial(move, town, meeting, luck))
    elif fate < 0.23:
        town.at(soon, partial(cancel, meeting, luck.choice(REASONS)))


def move(town: Town, meeting: Meeting, luck: random.Random) -> None:
    if not is_ahead(meeting):
        return
    assert meeting.starts_at is not None and meeting.ends_at is not None and meeting.caller is not None
    length = meeting.ends_at - meeting.starts_at
    starts_at = time_for(town.office_hour(add_workdays(meeting.starts_at.date(), luck.randint(3, 8)), luck))
    moved = move_meeting(meeting, by=meeting.caller, starts_at=starts_at, ends_at=starts_at + length)
    assert moved.timed_at is not None
    let_answer(town, moved, luck, moved.timed_at)


def cancel(meeting: Meeting, reason: str) -> None:
    if is_ahead(meeting):
        assert meeting.caller is not None
        cancel_meeting(meeting, by=meeting.caller, reason=reason)
