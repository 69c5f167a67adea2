"""The matrix's meetings by who called them, and what hangs on them: calls, links, wishes, mails."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from booking.models import (
    CounterProposal,
    Delegation,
    Invitation,
    Meeting,
    MeetingState,
)
from forums.models import Level, Person
from notifications.feeds.addresses import subscribe
from notifications.models import CalendarObject, InboundMail, InboundResult, OutboxMessage, OutboxState
from notifications.telling.links import link_token
from tests.access.things import MEMBERS, PERSONS_FIRST, ROLES, Thing, feed_token, key_thing, stands
from tests.cast import Cast
from tests.factories import (
    make_agreement,
    make_forum,
    make_invitation,
    make_meeting,
    make_template,
)


def make_cases(cast: Cast, people: dict[str, Person], elsewhere: dict[str, Any]) -> dict[str, tuple[Thing, Meeting]]:
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


def make_group_meetings(
    cast: Cast, people: dict[str, Person], elsewhere: dict[str, Any]
) -> dict[str, tuple[Thing, Meeting]]:
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


def make_invitations(meetings: dict[str, tuple[Thing, Meeting]], people: dict[str, Person]) -> list[Thing]:
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


def make_links(meetings: dict[str, tuple[Thing, Meeting]], people: dict[str, Person]) -> list[Thing]:
    case = meetings["own"][1].invitations.get(person=people["bo"])
    draft = meetings["draft"][1].invitations.get(person=people["bo"])
    silent = meetings["silent"][1].invitations.get(person=people["bo"])
    return [
        key_thing("Bo's link", link_token(case), is_open=True),
        key_thing("a link to a draft", link_token(draft)),
        key_thing("a link to a meeting utan utskick", link_token(silent)),
        key_thing("a made-up link", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        key_thing("another purpose's link", feed_token(subscribe(people["kim"]))),
    ]


def make_wishes(meetings: dict[str, tuple[Thing, Meeting]], people: dict[str, Person]) -> list[Thing]:
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


def make_messages(meetings: dict[str, tuple[Thing, Meeting]]) -> list[Thing]:
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


def make_inbound(cast: Cast, meetings: dict[str, tuple[Thing, Meeting]], elsewhere: dict[str, Any]) -> list[Thing]:
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
