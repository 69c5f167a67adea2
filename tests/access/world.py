"""The people and rows that the access matrix asks about, and how each person stands to each of them.

Who stands how is written here by hand, by the rules of the domain, and never worked out by the product's own code.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from booking.models import (
    ClosedHalfYear,
    CounterProposal,
    Delegation,
    Invitation,
    Meeting,
    MeetingState,
    Series,
    SeriesSeat,
)
from forums.models import Decline, Level, Person, RoleKind
from notifications.feeds.addresses import feed_address, subscribe
from notifications.models import CalendarFeed, CalendarObject, InboundMail, InboundResult, OutboxMessage, OutboxState
from notifications.telling.links import link_token, series_token
from tests.cast import Cast, make_cast
from tests.factories import (
    make_agreement,
    make_contact_point,
    make_forum,
    make_invitation,
    make_meeting,
    make_membership,
    make_person,
    make_role,
    make_template,
)

ANONYMOUS = "anonymous"
STRANGER = "stranger"
# name in the matrix: who it is
ROLES = {
    "anna": "caseworker, calls",
    "alma": "colleague of the same unit",
    "bo": "invited, at another unit",
    "frida": "caseworker of another unit",
    "kim": "contact person of AF",
    "cilla": "coordinator of the area",
    "nils": "coordinator of another area",
    "david": "director",
    "adam": "administrator",
    "vera": "convener of the group",
    "eva": "caseworker of another federation",
    "erik": "coordinator, director and administrator of another federation",
}
HERE = ("anna", "alma", "bo", "frida", "kim", "cilla", "nils", "david", "adam", "vera")
MEMBERS = ("anna", "bo", "frida")
YEAR = 2025
PERSONS_FIRST = ("party__kind__position", "-person_id")


@dataclass(frozen=True)
class Thing:
    """A row that addresses lead to. `stands`: what each role is to it, any other is a stranger.

    `mark`: a text of its own that no stranger may read on any page. `of`: names that rules' own addresses may need.
    """

    name: str
    at: dict[str, Any]
    stands: dict[str, str]
    mark: str = ""
    of: dict[str, Any] = field(default_factory=dict)

    def relation(self, role: str) -> str:
        return self.stands.get(role, ANONYMOUS if role == ANONYMOUS else STRANGER)


@dataclass
class World:
    people: dict[str, Person]
    things: dict[str, list[Thing]]

    @cached_property
    def marked(self) -> list[Thing]:
        return [thing for kind in self.things.values() for thing in kind if thing.mark]


def stands(**relations: str) -> dict[str, str]:
    """`caller="anna", member="bo frida"` as {"anna": "caller", …}."""
    return {role: relation for relation, roles in relations.items() for role in roles.split()}


def everyone_here(relation: str, **others: str) -> dict[str, str]:
    return {**dict.fromkeys(HERE, relation), **stands(**others)}


def make_world() -> World:
    cast = make_cast()
    people = _people(cast)
    elsewhere = _elsewhere(people)
    meetings = {**_cases(cast, people, elsewhere), **_groups(cast, people, elsewhere)}
    things = {
        "site": [_site()],
        "meeting": [meeting for meeting, _row in meetings.values()],
        "invitation": _invitations(meetings, people),
        "link": _links(meetings, people),
        "forum": _forums(cast, elsewhere),
        "seat": _seats(cast, elsewhere),
        "decline": _declines(cast, elsewhere),
        "series": _series(cast, people),
        "series-link": _series_links(people),
        "wish": _wishes(meetings, people),
        "person": _persons(people),
        "placement": _placements(people),
        "role": _roles(people),
        "unit": _units(cast, elsewhere),
        "contact point": _contact_points(cast, elsewhere),
        "area": _areas(cast, elsewhere),
        "template": _templates(cast, elsewhere),
        "figures": _figures(cast, elsewhere),
        "federation": _federations(cast, elsewhere),
        "feed": _feeds(people),
        "feed address": _feed_addresses(cast, people),
        "message": _messages(meetings),
        "inbound": _inbound(cast, meetings, elsewhere),
        "password link": [Thing("a made-up link", {"pk": people["bo"].pk, "token": "aaa-bbb"}, {})],
        "letter": [Thing("a letter of the demonstration", {"key": "1.eml"}, {})],
    }
    return World(people, things)


# --- who there is


def _people(cast: Cast) -> dict[str, Person]:
    people = {name: getattr(cast, name) for name in ROLES if hasattr(cast, name)}
    people["rut"] = cast.rut
    people["nils"] = make_person(name="Nils Näverkont", email="nils@lingon.example")
    make_role(people["nils"], RoleKind.COORDINATOR, area=cast.neighbour)
    people["vera"] = make_person(cast.region_unit, name="Vera Vintergröna", email="vera@vardcentralen.example")
    cast.lsg.convener = people["vera"]
    cast.lsg.save()
    people["erik"] = make_person(name="Erik Enbärsrot", email="erik@tranbar.example")
    people["olle"] = make_person(cast.kommun_unit, name="Olle Ormbunke", email="olle@bistand.example")
    place = people["olle"].placements.get()
    place.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    place.save()
    return people


def _elsewhere(people: dict[str, Person]) -> dict[str, Any]:
    """Eva's federation, with all that could be asked for across the border."""
    unit = people["eva"].placements.get().unit
    area = unit.party.area
    federation = area.federation
    federation.name, area.name, unit.name = "Tranbärsförbundet", "Tranbärsby", "Tranbärsenheten"
    for row in (federation, area, unit):
        row.save()
    make_role(people["erik"], RoleKind.COORDINATOR, area=area)
    make_role(people["erik"], RoleKind.DIRECTOR, federation=federation)
    make_role(people["erik"], RoleKind.ADMINISTRATOR, federation=federation)
    agreement = make_agreement(area)
    forum = make_forum(area, name="Tranbärsgruppen", convener=people["erik"])
    return {
        "unit": unit,
        "area": area,
        "federation": federation,
        "party": unit.party,
        "forum": forum,
        "seat": make_membership(forum, people["eva"]),
        "template": make_template(agreement, slug="samverksmote", name="Tranbärsmöte"),
        "group": make_template(agreement, slug="lsg", name="Tranbärsgruppmöte", level=Level.FORUM),
    }


def _site() -> Thing:
    everyone = everyone_here("user", keeper="cilla nils david adam", user="eva", foreign_keeper="erik")
    return Thing("the site", {}, everyone)


# --- meetings, by who called them


def _cases(cast: Cast, people: dict[str, Person], elsewhere: dict[str, Any]) -> dict[str, tuple[Thing, Meeting]]:
    own = _case(cast.formote, people["anna"], "SV-2222-22", people["bo"], people["rut"])
    make_invitation(own, unit=cast.af_unit)
    colleagues = _case(cast.samverksmote, people["alma"], "SV-3333-33", people["frida"])
    units = _case(cast.samverksmote, people["bo"], "SV-4444-44", people["rut"])
    foreign = _case(elsewhere["template"], people["eva"], "SV-5555-55", people["olle"])
    make_invitation(foreign, unit=elsewhere["unit"])
    draft = _case(cast.samverksmote, people["anna"], "SV-6666-66", people["bo"], state=MeetingState.DRAFT)
    make_invitation(draft, unit=cast.af_unit)
    silent = _case(cast.samverksmote, people["anna"], "SV-7777-77", people["bo"], no_mail=True, place="")
    make_invitation(silent, unit=cast.af_unit)
    left = _case(cast.samverksmote, people["olle"], "SV-8888-88", people["frida"])
    annas = _meeting(own, "Anna's case", stands(caller="anna", invited="bo", assigns="kim"))
    annas.of["mall"] = cast.samverksmote.pk
    return {
        "own": (annas, own),
        "colleague": (_meeting(colleagues, "Alma's case", stands(caller="alma", invited="frida")), colleagues),
        "other unit": (_meeting(units, "Bo's case", stands(caller="bo")), units),
        "foreign": (_meeting(foreign, "a case of another federation", stands(caller="eva")), foreign),
        "draft": (_meeting(draft, "Anna's draft", stands(caller="anna")), draft),
        "silent": (_meeting(silent, "Anna's case utan utskick", stands(caller="anna", invited="bo")), silent),
        "left": (
            _meeting(left, "a case whose caller has left", stands(heir="anna alma", invited="frida"), mark=False),
            left,
        ),
    }


def _case(template: Any, caller: Person, reference: str, *invited: Person, **fields: Any) -> Meeting:
    meeting = make_meeting(template, caller, **{"place": f"Rummet {reference}", **fields}, reference=reference)
    for person in invited:
        make_invitation(meeting, person)
    return _known_to_calendars(meeting)


def _known_to_calendars(meeting: Meeting) -> Meeting:
    if meeting.state == MeetingState.CALLED and not meeting.no_mail:
        CalendarObject.objects.create(meeting=meeting, organizer="samverk@lingon.example")
    return meeting


def _meeting(row: Meeting, name: str, relations: dict[str, str], *, mark: bool = True) -> Thing:
    secret = row.reference or row.title
    seat = row.invitations.first()
    of = {"row": row, "seat": seat.pk if seat else "", "part": seat.party_id if seat else ""}
    return Thing(name, {"pk": row.pk}, relations, secret if mark else "", of)


def _groups(cast: Cast, people: dict[str, Person], elsewhere: dict[str, Any]) -> dict[str, tuple[Thing, Meeting]]:
    group = _group(cast.lsg_template, people["cilla"], cast.lsg, "Mötet om blåsippor", *MEMBERS, people=people)
    draft = _group(
        cast.lsg_template,
        people["cilla"],
        cast.lsg,
        "Mötet om vitsippor",
        "rut",
        people=people,
        state=MeetingState.DRAFT,
    )
    neighbours = make_forum(cast.neighbour, name="Styrgruppen i Blåbärsby")
    agreement = make_agreement(cast.neighbour)
    template = make_template(agreement, slug="lsg", name="LSG", level=Level.FORUM)
    other = _group(template, people["nils"], neighbours, "Mötet om gullvivor", "rut", people=people)
    foreign = _group(elsewhere["group"], people["erik"], elsewhere["forum"], "Mötet om tussilago", "eva", people=people)
    held = stands(caller="cilla", holder="david vera", member=" ".join(MEMBERS), substitute="alma", assigns="kim")
    return {
        "group": (_meeting(group, "the group's meeting", held), group),
        # a substitute has a seat, and so reads of the group's meetings
        "group draft": (_meeting(draft, "the group's draft", stands(caller="cilla", holder="david vera")), draft),
        "other area": (_meeting(other, "another area's group", stands(caller="nils", holder="david")), other),
        "foreign group": (
            _meeting(foreign, "another federation's group", stands(caller="erik", member="eva")),
            foreign,
        ),
    }


def _group(
    template: Any, caller: Person, forum: Any, title: str, *members: str, people: dict[str, Person], **fields: Any
) -> Meeting:
    meeting = make_meeting(template, caller, forum=forum, title=title, area=forum.area, **fields)
    for name in members:
        make_invitation(meeting, people[name])
    return _known_to_calendars(meeting)


# --- what hangs on meetings


def _invitations(meetings: dict[str, tuple[Thing, Meeting]], people: dict[str, Person]) -> list[Thing]:
    """Kim, who says for AF who comes, sees of a call to one of AF's people that it is assigned."""
    found = []
    for thing, meeting in meetings.values():
        is_draft = meeting.state == MeetingState.DRAFT
        holds = "drafts" if is_draft else "holder"
        holders = {role: holds for role, how in thing.stands.items() if how in ("caller", "holder")}
        for seat in meeting.invitations.select_related("person", "unit__party__kind").order_by(*PERSONS_FIRST):
            speaks = (
                not is_draft and not meeting.no_mail and seat.unit is not None and seat.unit.party.kind.code == "af"
            )
            contact = {"kim": "assigned" if seat.person else "assigns"} if speaks else {}
            kind = f"of {seat.person}" if seat.person else "of a unit"
            own = {} if is_draft else _own(seat, people)
            relations = {**contact, **own, **holders}
            of = {"silent": meeting.no_mail}
            found.append(Thing(f"a call {kind} to {thing.name}", {"pk": seat.pk}, relations, of=of))
    return found


def _own(seat: Invitation, people: dict[str, Person]) -> dict[str, str]:
    return {name: "own" for name, person in people.items() if person == seat.person and name in ROLES}


def _links(meetings: dict[str, tuple[Thing, Meeting]], people: dict[str, Person]) -> list[Thing]:
    case = meetings["own"][1].invitations.get(person=people["bo"])
    draft = meetings["draft"][1].invitations.get(person=people["bo"])
    silent = meetings["silent"][1].invitations.get(person=people["bo"])
    return [
        _link("Bo's link", link_token(case), is_open=True),
        _link("a link to a draft", link_token(draft)),
        _link("a link to a meeting utan utskick", link_token(silent)),
        _link("a made-up link", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        _link("another purpose's link", _feed_token(subscribe(people["kim"]))),
    ]


def _link(name: str, token: str, *, is_open: bool = False) -> Thing:
    """A link is the key: whoever holds it, logged in or not."""
    held = dict.fromkeys([ANONYMOUS, *ROLES], "holds") if is_open else {}
    return Thing(name, {"token": token}, held)


def _feed_token(feed: CalendarFeed) -> str:
    return feed_address(feed).rpartition("/")[2].removesuffix(".ics")


def _wishes(meetings: dict[str, tuple[Thing, Meeting]], people: dict[str, Person]) -> list[Thing]:
    found = []
    for name, seat_of in (("own", "bo"), ("group", "frida"), ("foreign group", "eva")):
        thing, meeting = meetings[name]
        seat = meeting.invitations.get(person=people[seat_of])
        now = timezone.now()
        proposal = CounterProposal.objects.create(
            invitation=seat,
            starts_at=meeting.starts_at + datetime.timedelta(days=1),
            ends_at=meeting.ends_at + datetime.timedelta(days=1),
            instead_of=meeting.starts_at,
            made_at=now,
        )
        delegation = Delegation.objects.create(invitation=seat, email="ny@enheten.example", asked_at=now)
        holders = {role: "holder" for role, how in thing.stands.items() if how in ("caller", "holder")}
        seers = {role: "sees" for role, how in thing.stands.items() if how in ("invited", "member", "substitute")}
        of = {"delegation": delegation.pk}
        found.append(Thing(f"a wish about {thing.name}", {"pk": proposal.pk}, {**seers, **holders}, of=of))
    return found


def _messages(meetings: dict[str, tuple[Thing, Meeting]]) -> list[Thing]:
    found = []
    for key in ("own", "colleague", "foreign", "group", "foreign group"):
        thing, meeting = meetings[key]
        row = OutboxMessage.objects.create(
            federation=meeting.federation,
            meeting=meeting,
            kind="invitation",
            address="bo@af.example",
            envelope_from="samverk@samverk.example",
            message_id=f"<{uuid.uuid4()}@samverk.example>",
            subject="Kallelse",
            body=b"",
            state=OutboxState.FAILED,
            next_at=timezone.now(),
        )
        found.append(Thing(f"a mail about {thing.name}", {"pk": row.pk}, _holders_of(thing)))
    return found


def _holders_of(thing: Thing) -> dict[str, str]:
    return {role: "holder" for role, how in thing.stands.items() if how in ("caller", "holder")}


def _inbound(cast: Cast, meetings: dict[str, tuple[Thing, Meeting]], elsewhere: dict[str, Any]) -> list[Thing]:
    found = []
    for key in ("own", "colleague", "foreign", "group", "foreign group"):
        thing, meeting = meetings[key]
        row = _came_in(f"key {key}", federation=meeting.federation, meeting=meeting)
        found.append(Thing(f"a mail that came in about {thing.name}", {"pk": row.pk}, _holders_of(thing)))
    # both administrators keep the role mailbox together, since neither federation has one that is read alone
    unplaced = _came_in("key unplaced", federation=cast.federation)
    found.append(Thing("a mail that nobody could place", {"pk": unplaced.pk}, stands(holder="adam")))
    theirs = _came_in("key foreign unplaced", federation=elsewhere["federation"])
    found.append(Thing("a mail that nobody elsewhere could place", {"pk": theirs.pk}, stands(holder="erik")))
    return found


def _came_in(key: str, **fields: Any) -> InboundMail:
    return InboundMail.objects.create(
        message_key=key, from_address="bo@af.example", result=InboundResult.UNKNOWN, reason="no_answer", **fields
    )


# --- groups


def _forums(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    """The template names convener, coordinator and any party, so a director arranges and does not call."""
    relations = everyone_here("sees", arranges="cilla vera", directs="david", may_call="anna alma bo frida kim")
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


def _seats(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
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


def _declines(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
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


def _series(cast: Cast, people: dict[str, Person]) -> list[Thing]:
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


def _series_links(people: dict[str, Person]) -> list[Thing]:
    seat = SeriesSeat.objects.get(person=people["bo"])
    return [
        _link("Bo's link to the series", series_token(seat), is_open=True),
        _link("a made-up link to a series", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ]


# --- the register


def _persons(people: dict[str, Person]) -> list[Thing]:
    """Bo works at a unit that serves both areas, Anna at one of Lingonby; Cilla is trusted with an area."""
    return [
        Thing("Bo", {"pk": people["bo"].pk}, everyone_here("sees", keeper="cilla nils", whole="david adam", own="bo")),
        Thing("Anna", {"pk": people["anna"].pk}, everyone_here("sees", keeper="cilla", whole="david adam", own="anna")),
        Thing("Cilla", {"pk": people["cilla"].pk}, everyone_here("sees", whole="david adam", own="cilla")),
        Thing("Eva, of another federation", {"pk": people["eva"].pk}, stands(whole="erik", own="eva")),
    ]


def _placements(people: dict[str, Person]) -> list[Thing]:
    own = people["anna"].placements.get()
    foreign = people["eva"].placements.get()
    return [
        Thing(
            "Anna's place",
            {"pk": own.person_id, "row": own.pk},
            stands(keeper="cilla david adam"),
            of={"unit": own.unit_id},
        ),
        Thing(
            "a place of another federation",
            {"pk": foreign.person_id, "row": foreign.pk},
            stands(keeper="erik"),
            of={"unit": foreign.unit_id},
        ),
        Thing("another federation's place under Anna", {"pk": own.person_id, "row": foreign.pk}, {}),
    ]


def _roles(people: dict[str, Person]) -> list[Thing]:
    contact = people["kim"].roles.get()
    coordinates = people["nils"].roles.get()
    foreign = people["erik"].roles.first()
    return [
        Thing(
            "Kim as contact person",
            {"pk": contact.person_id, "row": contact.pk},
            stands(keeper="cilla david adam", keeps_person="nils"),
        ),
        Thing(
            "Nils as coordinator",
            {"pk": coordinates.person_id, "row": coordinates.pk},
            stands(keeper="david adam"),
        ),
        Thing("a role of another federation", {"pk": foreign.person_id, "row": foreign.pk}, stands(keeper="erik")),
        Thing(
            "another federation's role under Kim",
            {"pk": contact.person_id, "row": foreign.pk},
            {},
            of={"mismatch": True},
        ),
    ]


def _units(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing(
            "a unit of the area",
            {"pk": cast.kommun_unit.pk},
            everyone_here("sees", keeper="cilla david adam"),
        ),
        Thing(
            "a unit that serves two areas",
            {"pk": cast.af_unit.pk},
            everyone_here("sees", keeps_part="cilla nils", keeper="david adam"),
        ),
        Thing("a unit of another federation", {"pk": elsewhere["unit"].pk}, stands(keeper="erik", sees="eva")),
    ]


def _contact_points(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    own, foreign = make_contact_point(cast.kommun_unit), make_contact_point(elsewhere["unit"])
    return [
        Thing("a way in", {"pk": own.pk}, everyone_here("sees", keeper="cilla david adam")),
        Thing("a way in of another federation", {"pk": foreign.pk}, stands(keeper="erik", sees="eva")),
    ]


def _areas(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing("the area", {"pk": cast.area.pk}, everyone_here("sees")),
        Thing("an area of another federation", {"pk": elsewhere["area"].pk}, stands(sees="eva erik")),
    ]


def _templates(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing("a template", {"pk": cast.samverksmote.pk}, everyone_here("sees")),
        Thing("a template of another federation", {"pk": elsewhere["template"].pk}, stands(sees="eva erik")),
    ]


# --- figures and calendars


def _figures(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    for federation in (cast.federation, elsewhere["federation"]):
        ClosedHalfYear.objects.create(federation=federation, half_year=f"{YEAR}-1", closed_at=timezone.now())
    return [
        Thing("the area's figures", _year(area=cast.area.pk), stands(notes="cilla david", follows="adam")),
        Thing("another area's figures", _year(area=cast.neighbour.pk), stands(notes="nils david", follows="adam")),
        Thing("another federation's figures", _year(area=elsewhere["area"].pk), stands(notes="erik")),
    ]


def _year(**where: Any) -> dict[str, Any]:
    return {**where, "year": YEAR}


def _federations(cast: Cast, elsewhere: dict[str, Any]) -> list[Thing]:
    return [
        Thing("the federation", _year(federation=cast.federation.pk), stands(director="david", administrator="adam")),
        Thing("another federation", _year(federation=elsewhere["federation"].pk), stands(director="erik")),
    ]


def _feeds(people: dict[str, Person]) -> list[Thing]:
    own, foreign = subscribe(people["bo"]), subscribe(people["eva"])
    return [
        Thing("Bo's calendar", {"pk": own.pk}, stands(own="bo")),
        Thing("a calendar of another federation", {"pk": foreign.pk}, stands(own="eva")),
    ]


def _feed_addresses(cast: Cast, people: dict[str, Person]) -> list[Thing]:
    gone = CalendarFeed(person=people["bo"])
    return [
        _link("Bo's calendar", _feed_token(subscribe(people["bo"])), is_open=True),
        _link("Bo's calendar of the group", _feed_token(subscribe(people["bo"], forum=cast.lsg)), is_open=True),
        _link("a calendar that is removed", _feed_token(gone)),
        _link("a calendar of a group, of who has left", _feed_token(subscribe(people["olle"], forum=cast.lsg))),
        _link("a made-up calendar", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        _link(
            "a personal link", link_token(Invitation.objects.get(person=people["rut"], meeting__caller=people["anna"]))
        ),
    ]
