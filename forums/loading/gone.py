"""What is in the database but not in the file any more. It is told to whoever loads; nothing is taken away.

Places and video services are mostly added in the service, so that they are not looked for in the file.
"""

from __future__ import annotations

from forums.loading.tally import Tally
from forums.models import (
    Area,
    Decline,
    Federation,
    Forum,
    MeetingTemplate,
    OpenMeetingPlan,
    Party,
    PartyKind,
    PartyRule,
    RetentionDecision,
    Unit,
)


def find_gone(federation: Federation, tally: Tally) -> list[str]:
    own = {"federation": federation}
    rows = [
        *[(row, f"gallringsbeslutet för {row.get_kind_display()}") for row in RetentionDecision.objects.filter(**own)],
        *[(row, f"partslaget {row.name}") for row in PartyKind.objects.filter(**own)],
        *[(row, f"parten {row.name}") for row in Party.objects.filter(**own)],
        *[(row, f"partsregeln {row.code}") for row in PartyRule.objects.filter(**own)],
        *[(row, f"området {row.name}") for row in Area.objects.filter(**own)],
        *[(row, f"enheten {row.name} ({row.party.name})") for row in open_units(federation)],
        *[(row, f"forumet {row.name}") for row in Forum.objects.filter(**own, ended_on=None)],
        *[(row, f"att {row.unit or row.party} har avböjt {row.forum}") for row in declines(federation)],
        *[(row, f"planen för {row.name or row.variant}") for row in OpenMeetingPlan.objects.filter(**own)],
        *[(row, f"mallen {row.name} ({row.area or federation.name})") for row in templates(federation)],
    ]
    return [words for row, words in rows if not tally.has_seen(row)] + find_gone_areas_of_units(federation, tally)


def open_units(federation: Federation) -> list[Unit]:
    return list(Unit.objects.filter(party__federation=federation, closed_on=None).select_related("party"))


def declines(federation: Federation) -> list[Decline]:
    return list(Decline.objects.filter(forum__federation=federation).select_related("unit", "party", "forum"))


def templates(federation: Federation) -> list[MeetingTemplate]:
    """Current ones of agreements that hold; an earlier agreement keeps its own."""
    return list(
        MeetingTemplate.objects.filter(
            federation=federation, is_current=True, agreement__superseded_by=None
        ).select_related("area")
    )


def find_gone_areas_of_units(federation: Federation, tally: Tally) -> list[str]:
    return [
        f"att enheten {unit.name} finns i {area.name}"
        for unit in Unit.objects.filter(party__federation=federation).prefetch_related("areas")
        for area in unit.areas.all()
        if tally.has_seen(unit) and area.pk not in tally.links[("areas", unit.pk)]
    ]
