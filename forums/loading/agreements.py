"""The versions of an area's agreement, each with its own days and figures.

A version that a file tells of later, between others or before them, takes its place; meetings and figures keep theirs.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from forums.loading.agreed_templates import put_area_templates
from forums.loading.reading import Content
from forums.loading.tally import Tally
from forums.models import Agreement, Area, Forum, ForumPlan, Party

# how often the groups meet that a version says so of, by name: a number a year, or a rhythm
Planned = Mapping[str, int | str]


def put_agreements(
    tally: Tally, content: Content, area: Area, parties: list[Party], item: dict[str, Any]
) -> list[tuple[Agreement | None, Planned]]:
    """The versions from the oldest on, with what each says of how often the groups meet.

    What templates and parties were agreed under an earlier version stays as it was first loaded; what the file says of
    the version itself follows the file.
    """
    told = versions_told(item.get("agreement") or {}, item.get("ages"))
    make_room(area, [values["adopted_on"] for values, _planned in told])
    versions: list[Agreement] = []
    for number, (values, _planned) in enumerate(told, start=1):
        before = versions[-1] if versions else None
        versions.append(tally.put(Agreement, {"area": area, "version": number}, supersedes=before, **values))
    for agreement in versions:
        if agreement is versions[-1] or not agreement.templates.exists():
            tally.add_links(agreement, "parties", parties)
            put_area_templates(tally, content, agreement, set(item.get("not_agreed", [])))
        else:
            tally.note_unchanged(agreement.templates.filter(is_current=True))
    return list(zip(versions, [planned for _values, planned in told], strict=True))


def versions_told(agreed: dict[str, Any], ages: list[int] | None) -> list[tuple[dict[str, Any], Planned]]:
    """The fields of each version, and its plans. What an earlier one does not say was as it is now."""
    if not agreed:
        return []
    adopted, revised = agreed.get("adopted"), agreed.get("revised")
    written = [*agreed.get("earlier", []), {"adopted": adopted}, *([{"adopted": revised}] if revised else [])]
    written[-1] = {**written[-1], "valid_until": agreed.get("valid_until")}
    own_group = {**({"ages": ages} if ages else {}), **agreed.get("target_group", {})}
    return [
        (
            {
                "title": one.get("title", agreed["title"]),
                "convener": one.get("convener", agreed["convener"]),
                "target_group": {**own_group, **one.get("target_group", {})},
                "adopted_on": one["adopted"],
                "valid_from": one["adopted"],
                "valid_until": one.get("valid_until") or (_day_before(following) if following else None),
            },
            one.get("plans", {}),
        )
        for one, following in pairwise([*written, None])
    ]


def _day_before(version: dict[str, Any]) -> datetime.date:
    first: datetime.date = version["adopted"]
    return first - datetime.timedelta(days=1)


def make_room(area: Area, days: list[datetime.date | None]) -> None:
    """Number the versions that exist as the file does now, by the day of adoption; one whose day was corrected is the
    newest that is left."""
    rows = list(Agreement.objects.filter(area=area).order_by("version"))
    if not 0 < len(rows) < len(days):
        return
    numbers = {row.pk: days.index(row.adopted_on) + 1 for row in rows if row.adopted_on in days}
    free = [number for number in range(1, len(days) + 1) if number not in numbers.values()]
    for row in reversed(rows):
        if row.pk not in numbers:
            numbers[row.pk] = free.pop()
    # by numbers that no version has, since each is one version's alone
    Agreement.objects.filter(area=area).update(supersedes=None)
    for offset in (len(days), 0):
        for row in rows:
            Agreement.objects.filter(pk=row.pk).update(version=numbers[row.pk] + offset)


def put_plan(
    tally: Tally, forum: Forum, agreement: Agreement | None, now: int | str, stated: int | str | None = None
) -> None:
    """How often a group meets `now` changes nothing in what an earlier version planned, unless it is `stated` of it."""
    key = {"forum": forum, "agreement": agreement}
    is_past = agreement is not None and Agreement.objects.filter(supersedes=agreement).exists()
    if stated is None and is_past and ForumPlan.objects.filter(**key).exists():
        tally.note_unchanged(ForumPlan.objects.filter(**key))
        return
    planned = stated or now
    number = planned if isinstance(planned, int) else None
    tally.put(ForumPlan, key, meetings_per_year=number, rhythm="" if number else planned)
