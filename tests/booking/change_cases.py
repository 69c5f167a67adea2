"""Each change of the registry, ready to be made: by whom, where, with what, and what does the same over the API."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from booking.meetings.actions.wishes import note_delegation, propose_time
from booking.models import Meeting
from booking.staffing.members import end_member as end_seat
from booking.workdays import local
from forums.models import LeaveProposal, Person
from forums.queries import today
from tests.cast import Cast
from tests.factories import make_contact_point, make_person, make_role
from tests.factories.calls import call_forum, call_individual
from tests.factories.series import call_weekly, next_thursday
from tests.notifications.pages.looking import seat_of

DAY = datetime.timedelta(days=1)


@dataclass
class Case:
    """What a person fills in at the place that `ids` say, and the method, path and body of the API that do the same."""

    by: Person
    ids: dict[str, Any]
    fields: dict[str, Any]
    api: tuple[str, str, Any]
    query: dict[str, Any] = field(default_factory=dict)


def of_meeting(meeting: Meeting, cast: Cast, api: str, body: Any, *, method: str = "post", **fields: Any) -> Case:
    meeting.refresh_from_db()
    fields |= {"version": meeting.version}
    return Case(cast.anna, {"pk": str(meeting.pk)}, fields, (method, api.format(pk=meeting.pk), body))


# --- meetings


def move(cast: Cast) -> Case:
    meeting = call_individual(cast)
    start, length = meeting.starts_at + 7 * DAY, datetime.timedelta(hours=1)
    body = {"starts_at": start.isoformat(), "ends_at": (start + length).isoformat()}
    fields = {
        "date": str(local(start).date()),
        "starts": f"{local(start):%H.%M}",
        "ends": f"{local(start + length):%H.%M}",
    }
    return of_meeting(meeting, cast, "meetings/{pk}/move/", body, **fields)


def change(cast: Cast) -> Case:
    meeting = call_individual(cast)
    texts = {"place": "Rum 4", "meeting_form": "on_site"}
    body = {**texts, "version": meeting.version}
    fields = {**texts, "where": "typed", "answer_by": str(meeting.answer_by)}
    return of_meeting(meeting, cast, "meetings/{pk}/", body, method="patch", **fields)


def cancel(cast: Cast) -> Case:
    reason = {"reason": "illness"}
    return of_meeting(call_individual(cast), cast, "meetings/{pk}/cancel/", reason, **reason)


def add(cast: Cast) -> Case:
    body = {"person": cast.kim.pk, "unit": cast.af_unit.pk}
    seat = f"person:{cast.kim.pk}:{cast.af_unit.pk}"
    return of_meeting(call_individual(cast), cast, "meetings/{pk}/invitations/", body, seat=seat)


def remove(cast: Cast) -> Case:
    meeting = call_individual(cast)
    seat = str(seat_of(meeting, cast.bo).pk)
    case = of_meeting(meeting, cast, f"invitations/{seat}/", None, method="delete", invitation=seat)
    case.query = {"kallelse": seat}
    return case


def withdraw(cast: Cast) -> Case:
    return of_meeting(call_individual(cast), cast, "meetings/{pk}/consent/withdraw/", {}, extent="all")


def accept_time(cast: Cast) -> Case:
    return _about_a_time(cast, "accept")


def decline_time(cast: Cast) -> Case:
    return _about_a_time(cast, "decline")


def _about_a_time(cast: Cast, answer: str) -> Case:
    meeting = call_individual(cast)
    assert meeting.starts_at and meeting.ends_at
    times = {"starts_at": meeting.starts_at + DAY, "ends_at": meeting.ends_at + DAY}
    proposal = propose_time(seat_of(meeting, cast.bo), **times, channel="mail")
    assert proposal is not None
    return of_meeting(meeting, cast, f"proposed-times/{proposal.pk}/{answer}/", {}, proposal=proposal.pk)


def call_delegate(cast: Cast) -> Case:
    return _about_a_delegate(cast, "call", name="Nils Nyberg")


def decline_delegate(cast: Cast) -> Case:
    return _about_a_delegate(cast, "decline")


def _about_a_delegate(cast: Cast, answer: str, **body: str) -> Case:
    meeting = call_individual(cast)
    delegation = note_delegation(seat_of(meeting, cast.bo), email="nils.ny@af.example")
    return of_meeting(meeting, cast, f"delegates/{delegation.pk}/{answer}/", body, delegation=delegation.pk, **body)


def take_over(cast: Cast) -> Case:
    meeting = call_individual(cast)
    cast.anna.placements.update(ends_on=today() - DAY)
    case = of_meeting(meeting, cast, "meetings/{pk}/take-over/", None)
    case.by = cast.alma
    return case


# --- series


def new_series(cast: Cast) -> Case:
    first, last = next_thursday(), next_thursday() + datetime.timedelta(weeks=3)
    common = {"first_on": str(first), "last_on": str(last), "meeting_form": "on_site", "place": "Sessionssalen"}
    fields = {**common, "rhythm": "weekly-1", "starts": "9", "ends": "10.30", "request_key": "nyckel"}
    body = {**common, "forum": cast.lsg.pk, "frequency": "weekly", "starts": "09:00", "length_minutes": 90}
    body |= {"skips_holidays": False}
    return Case(cast.cilla, {"pk": cast.lsg.pk}, fields, ("post", "series/", body))


def extend(cast: Cast) -> Case:
    series = call_weekly(cast)
    last = {"last_on": str(series.last_on + datetime.timedelta(weeks=2))}
    return Case(cast.cilla, {"pk": str(series.pk)}, last, ("post", f"series/{series.pk}/extend/", last))


# --- groups


def replace_member(cast: Cast) -> Case:
    call_forum(cast)
    new = make_person(cast.af_unit, name="Nytt Namn", email="ny@af.example")
    seat = cast.lsg.memberships.get(person=cast.bo)
    fields = {"person": new.pk, "on": str(today())}
    return Case(
        cast.cilla, {"pk": cast.lsg.pk, "seat": seat.pk}, fields, ("post", f"memberships/{seat.pk}/replace/", fields)
    )


def add_member(cast: Cast) -> Case:
    call_forum(cast)
    starts = {"starts_on": str(today())}
    body = {"person": cast.kim.pk, "party": cast.af.pk, "unit": cast.af_unit.pk, **starts}
    fields = {"seat": f"{cast.kim.pk}:{cast.af_unit.pk}", "kind": "ordinary", **starts}
    return _in_group(cast, fields, "members", body)


def end_member(cast: Cast) -> Case:
    call_forum(cast)
    seat, last = cast.lsg.memberships.get(person=cast.bo), {"on": str(today())}
    return Case(cast.cilla, {"pk": cast.lsg.pk, "row": seat.pk}, last, ("post", f"memberships/{seat.pk}/end/", last))


def send_member(cast: Cast) -> Case:
    call_forum(cast)
    seat = cast.lsg.memberships.get(person=cast.bo)
    end_seat(seat, by=cast.cilla, on=today())
    new = make_person(cast.af_unit, name="Nytt Namn", email="ny@af.example")
    fields = {"person": new.pk, "starts_on": str(today() + DAY)}
    return Case(cast.kim, {"pk": seat.pk}, fields, ("post", f"memberships/{seat.pk}/send/", fields))


def answer_leaving(cast: Cast) -> Case:
    place = cast.bo.placements.get()
    proposal = LeaveProposal.objects.create(
        placement=place, area=cast.neighbour, last_on=today(), proposed_by=cast.cilla, proposed_at=timezone.now()
    )
    fields = {"answer": "yes"}
    body = {"is_right": True}
    return Case(cast.david, {"pk": proposal.pk}, fields, ("post", f"leavings/{proposal.pk}/answer/", body))


def decline_forum(cast: Cast) -> Case:
    call_forum(cast)
    fields = {"party": cast.af.pk, "since": str(today())}
    return _in_group(cast, fields, "decline", fields)


def set_convener(cast: Cast) -> Case:
    fields = {"person": cast.rut.pk}
    return _in_group(cast, fields, "convener", fields)


def end_forum(cast: Cast) -> Case:
    call_forum(cast)
    last = {"on": str(today())}
    return _in_group(cast, last, "end", last)


def _in_group(cast: Cast, fields: dict[str, Any], action: str, body: dict[str, Any]) -> Case:
    return Case(cast.cilla, {"pk": cast.lsg.pk}, fields, ("post", f"forums/{cast.lsg.pk}/{action}/", body))


# --- people and units


def correct_person(cast: Cast) -> Case:
    call_individual(cast)
    fields = {"name": cast.bo.name, "email": "bo.ny@af.example", "phone": ""}
    return _of_bo(cast, {**fields, "seen": "bo@af.example"}, "correct", fields)


def correct_function(cast: Cast) -> Case:
    place = cast.bo.placements.get()
    fields = {"function": "Arbetsförmedlare"}
    body = {**fields, "unit": cast.af_unit.pk, "starts_on": str(today())}
    case = _of_bo(cast, fields, "placements", body)
    case.ids |= {"row": place.pk}
    return case


def leave(cast: Cast) -> Case:
    call_forum(cast)
    last = {"on": str(today())}
    return _of_bo(cast, last, "leave", last)


def end_placement(cast: Cast) -> Case:
    call_individual(cast)
    last = {"on": str(today())}
    case = _of_bo(cast, last, "leave-unit", {**last, "unit": cast.af_unit.pk})
    case.ids |= {"row": cast.bo.placements.get().pk}
    return case


def merge(cast: Cast) -> Case:
    twin = make_person(cast.af_unit, name="Bo B", email="bo.b@af.example")
    fields = {"goes": twin.pk}
    return _of_bo(cast, fields, "merge", fields)


def add_placement(cast: Cast) -> Case:
    fields = {"unit": cast.fk_unit.pk, "starts_on": str(today())}
    return _of_bo(cast, fields, "placements", fields)


def give_role(cast: Cast) -> Case:
    call_individual(cast)
    fields = {"kind": "coordinator", "area": cast.area.pk, "starts_on": str(today())}
    return _of_bo(cast, fields, "roles", fields)


def end_role(cast: Cast) -> Case:
    role = make_role(cast.bo, "contact_person", area=cast.area, party=cast.af)
    last = {"on": str(today())}
    return Case(cast.adam, {"pk": cast.bo.pk, "row": role.pk}, last, ("post", f"roles/{role.pk}/end/", last))


def _of_bo(cast: Cast, fields: dict[str, Any], action: str, body: dict[str, Any]) -> Case:
    return Case(cast.adam, {"pk": cast.bo.pk}, fields, ("post", f"persons/{cast.bo.pk}/{action}/", body))


def add_person(cast: Cast) -> Case:
    fields = {"name": "Nova Nattljus", "email": "nova@af.example", "starts_on": str(today())}
    return _of_unit(cast, fields, "staff")


def new_person(cast: Cast) -> Case:
    body = {"name": "Nova Nattljus", "email": "nova@af.example", "starts_on": str(today())}
    fields = {**body, "unit": cast.af_unit.pk}
    return Case(cast.adam, {}, fields, ("post", f"units/{cast.af_unit.pk}/staff/", body))


def close_unit(cast: Cast) -> Case:
    call_individual(cast)
    return _of_unit(cast, {"on": str(today())}, "close")


def _of_unit(cast: Cast, fields: dict[str, Any], action: str) -> Case:
    return Case(cast.adam, {"pk": cast.af_unit.pk}, fields, ("post", f"units/{cast.af_unit.pk}/{action}/", fields))


def correct_point(cast: Cast) -> Case:
    point = make_contact_point(cast.af_unit, mailbox="fel@af.example")
    fields = {"mailbox": "ratt@af.example", "person": cast.kim.pk, "phone": ""}
    return Case(cast.adam, {"pk": point.pk}, fields, ("post", f"contact-points/{point.pk}/correct/", fields))


def propose_point(cast: Cast) -> Case:
    point = make_contact_point(cast.af_unit)
    fields = {"text": "Nytt nummer 0380-123 45"}
    return Case(cast.anna, {"pk": point.pk}, fields, ("post", f"contact-points/{point.pk}/propose/", fields))


def add_unit(cast: Cast) -> Case:
    fields = {"party": cast.af.pk, "name": "Jobbtorget", "areas": [cast.area.pk]}
    return Case(cast.adam, {}, fields, ("post", "units/new/", fields))


def add_way_in(cast: Cast) -> Case:
    return _of_unit(cast, {"function": "Växel", "mailbox": "vaxel@af.example"}, "contact-points")


def add_forum(cast: Cast) -> Case:
    body = {"area": cast.area.pk, "kind": "lsg", "name": "Styrgruppen"}
    return Case(cast.adam, {}, {"name": "Styrgruppen", "kind": cast.lsg_template.pk}, ("post", "forums/new/", body))


def rename_unit(cast: Cast) -> Case:
    return _of_unit(cast, {"name": "Jobbtorget"}, "rename")


def rename_forum(cast: Cast) -> Case:
    fields = {"name": "Styrgruppen", "kind": "lsg"}
    return Case(cast.adam, {"pk": cast.lsg.pk}, fields, ("post", f"forums/{cast.lsg.pk}/rename/", fields))


def rename_area(cast: Cast) -> Case:
    fields = {"name": "Lingon", "collaboration_name": "Samverk Lingon"}
    return Case(cast.adam, {"pk": cast.area.pk}, fields, ("post", f"areas/{cast.area.pk}/rename/", fields))


CASES: dict[str, Callable[[Cast], Case]] = {
    "move": move,
    "change": change,
    "cancel": cancel,
    "add": add,
    "remove": remove,
    "withdraw": withdraw,
    "accept-time": accept_time,
    "decline-time": decline_time,
    "call-delegate": call_delegate,
    "decline-delegate": decline_delegate,
    "take-over": take_over,
    "series": new_series,
    "extend": extend,
    "member": replace_member,
    "member-add": add_member,
    "member-end": end_member,
    "seat-fill": send_member,
    "leaving-answer": answer_leaving,
    "forum-decline": decline_forum,
    "forum-convener": set_convener,
    "forum-end": end_forum,
    "person-correct": correct_person,
    "function-correct": correct_function,
    "person-leave": leave,
    "placement-end": end_placement,
    "person-merge": merge,
    "person-add": add_person,
    "person-new": new_person,
    "placement-add": add_placement,
    "role-give": give_role,
    "role-end": end_role,
    "unit-close": close_unit,
    "unit-add": add_unit,
    "way-in-add": add_way_in,
    "forum-add": add_forum,
    "unit-rename": rename_unit,
    "forum-rename": rename_forum,
    "area-rename": rename_area,
    "point-correct": correct_point,
    "point-propose": propose_point,
}
