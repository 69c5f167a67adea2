"""What a change of staff touches, said line by line before it is done: every seat, area and meeting (domain rule 7)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings.wording import day_text
from booking.models import Invitation, InvitationState, MeetingState
from booking.workdays import at_local
from config.database.sorting import swedish_order
from forums.models import Forum, Membership, Person, Role, RoleKind, Unit
from forums.queries import coordinators_of

DAY = datetime.timedelta(days=1)


def seat_lines(
    seats: Iterable[Membership],
    last: datetime.date,
    heir: Person | None = None,
    elsewhere: Collection[int | None] = (),
) -> list[str]:
    """A line for each seat: the group with its area, for whom, how many meetings lie after the day, who has it then.

    `elsewhere` are the areas where it is only proposed.
    """
    rows = list(seats)
    ahead = _meetings_after(rows, last)
    lines = []
    for seat in rows:
        words = {
            "forum": _with_area(seat.forum),
            "kind": _("ersättare") if seat.is_substitute else _("ordinarie"),
            "party": seat.unit or seat.party,
            "meetings": _count(ahead.get((seat.forum_id, seat.person_id), 0)),
            "heir": heir,
        }
        if seat.forum.area_id in elsewhere:
            lines.append(
                _("%(forum)s: %(kind)s för %(party)s, %(meetings)s. Föreslås den som sköter området, som svarar.")
                % words
            )
        elif heir is not None:
            lines.append(_("%(forum)s: %(kind)s för %(party)s, %(meetings)s. Går till %(heir)s.") % words)
        else:
            lines.append(_("%(forum)s: %(kind)s för %(party)s, %(meetings)s. Ingen tar över än.") % words)
    return lines


def convening_lines(person: Person, federations: Iterable[object]) -> list[str]:
    """A line for each group that nobody convenes any more."""
    groups = Forum.objects.filter(convener=person, federation__in=federations, ended_on=None).select_related("area")
    return [_("%(forum)s: sammankallande saknas sedan.") % {"forum": _with_area(forum)} for forum in groups]


def role_lines(roles: Iterable[Role], last: datetime.date) -> list[str]:
    """A line for each area that has no coordinator after the day, and what then falls to the director."""
    lines = []
    for role in roles:
        if role.kind == RoleKind.COORDINATOR and role.area is not None:
            others = coordinators_of(role.area, last + DAY).exclude(pk=role.person_id)
            if not others.exists():
                groups = Forum.objects.filter(area=role.area, ended_on=None).count()
                words = {"area": role.area, "day": day_text(last), "groups": _groups(groups)}
                said = _("%(area)s har ingen samordnare efter %(day)s: förbundschefen får hand om %(groups)s.")
                lines.append(said % words)
    return lines


def unit_lines(unit: Unit, last: datetime.date) -> list[str]:
    """A line for each seat that ends with the unit."""
    goes_on = Q(ends_on=None) | Q(ends_on__gt=last)
    seats = unit.memberships.filter(goes_on).select_related("forum__area", "unit", "party", "person")
    ordered = list(seats.order_by(*swedish_order("forum__name"), "pk"))
    return [f"{seat.person} · {line}" for seat, line in zip(ordered, seat_lines(ordered, last), strict=True)]


def _meetings_after(seats: Iterable[Membership], last: datetime.date) -> dict[tuple[int | None, int | None], int]:
    """How many called meetings each person has in each group after the day, in one query."""
    rows = list(seats)
    called = Invitation.objects.filter(
        person__in={seat.person_id for seat in rows},
        state=InvitationState.LIVE,
        meeting__state=MeetingState.CALLED,
        meeting__forum__in={seat.forum_id for seat in rows},
        meeting__starts_at__gte=at_local(last + DAY, datetime.time(0)),
    )
    counted = called.values_list("meeting__forum", "person").annotate(n=Count("pk")).order_by()
    return {(forum, person): n for forum, person, n in counted}


def _with_area(forum: Forum) -> str:
    area = forum.area
    return f"{forum} ({area})" if area is not None and area.name not in forum.name else str(forum)


def _count(n: int) -> str:
    return ngettext("%(n)d möte framåt", "%(n)d möten framåt", n) % {"n": n}


def _groups(n: int) -> str:
    return ngettext("%(n)d grupp", "%(n)d grupper", n) % {"n": n}
