"""The state in which forms and operations are allowed, and what fills in a field that must name a row of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils import timezone

from booking.models import ClosedHalfYear, CorrectionNote, CounterProposal, Delegation, Meeting, Series
from forums.models import Party, Person, Unit, VideoService
from notifications.telling.links import link_token
from tests.access.things import Thing, World
from tests.canary.html_forms import HtmlForm
from tests.factories import make_consent, make_contact_point, make_invitation, make_meeting, make_person, make_unit

PAST = ("Anna's past case", "the group's past meeting")
OTHER_UNIT, TWIN = "AF Rehab Lingonby", "bo.b@af.example"


def allow_everything(world: World) -> World:
    """Consent where a case needs it, a second party, wishes that are still open, a series with days ahead, meetings
    that have been, a second unit and a second row of the same person, and the link of a unit.
    """
    named = {thing.name: thing for thing in world.things["meeting"]}
    _other_rows(world)
    _cases(world, named)
    _wishes(world)
    Series.objects.update(skips_holidays=False)
    past = [_past(named["Anna's case"], PAST[0]), _past(named["the group's meeting"], PAST[1])]
    links = [*_links(named, world), *world.things["link"]]
    return World(world.people, {**world.things, "meeting": [*world.things["meeting"], *past], "link": links})


def _other_rows(world: World) -> None:
    ours = world.people["bo"].placements.get().unit
    other = make_unit(ours.party, name=OTHER_UNIT)
    for unit in (ours, other):
        make_contact_point(unit, mailbox="kallelser@af.example")
    make_person(other, name="Bo Bäverhjälm", email=TWIN)
    VideoService.objects.create(
        federation=ours.party.federation, name="Möte", hosts=["mote.example"], for_individuals=True
    )
    CorrectionNote.objects.create(
        closed=ClosedHalfYear.objects.earliest("pk"),
        area_id=world.things["figures"][0].at["area"],
        text="Rättat",
        written_at=timezone.now(),
    )


def _cases(world: World, named: dict[str, Thing]) -> None:
    draft = named["Anna's draft"].of["row"]
    make_invitation(draft, world.people["rut"])
    unit = draft.invitations.get(person=None)
    unit.contact_point = unit.unit.contact_points.get()
    unit.save()
    parties = Party.objects.filter(federation=draft.federation_id)
    for name in ("Anna's case", "Anna's draft", "Anna's case utan utskick"):
        row = named[name].of["row"]
        row.consent = make_consent(row.area, world.people["anna"], parties=parties)
        row.save()


def _wishes(world: World) -> None:
    """As they are after a calendar's answer: perhaps, at the moment of the wish; a colleague of the same party."""
    for wish in CounterProposal.objects.select_related("invitation__person"):
        seat = wish.invitation
        seat.answer, seat.answered_at = "tentative", wish.made_at
        seat.save()
    for asked in Delegation.objects.select_related("invitation__person"):
        asked.email = colleague_of(asked.invitation.person)
        asked.save()


def _past(thing: Thing, name: str) -> Thing:
    """A meeting that has been, like this one."""
    like: Meeting = thing.of["row"]
    row = make_meeting(like.template, like.caller, forum=like.forum, area=like.area, in_days=-3, consent=like.consent)
    for seat in like.invitations.exclude(person=None).select_related("person"):
        make_invitation(row, seat.person)
    return replace(thing, name=name, at={"pk": row.pk}, mark="", of={**thing.of, "row": row})


def _links(named: dict[str, Thing], world: World) -> list[Thing]:
    """Of one who has not answered yet and of a unit, to a case; and of a member to the group's meeting."""
    calls, held = named["Anna's case"].of["row"].invitations, world.things["link"][0].stands
    asked = {"Rut's link": calls.get(person=world.people["rut"]), "a unit's link": calls.get(person=None)}
    asked["Bo's link to a group"] = named["the group's meeting"].of["row"].invitations.get(person=world.people["bo"])
    return [Thing(name, {"token": link_token(seat)}, held) for name, seat in asked.items()]


def colleague_of(person: Person) -> str:
    """An address of somebody new at the same party."""
    return f"ny@{(person.email or '').rpartition('@')[2]}"


# whoever keeps a part of somebody merges nobody, and takes nobody out of the federation
AS = dict.fromkeys(
    (
        "booking:person-merge",
        "POST /persons/<int:pk>/merge/",
        "POST /persons/<int:pk>/leave/",
        "POST /video-services/",
        "forums:place-list",
        "POST /places/",
    ),
    ("david",),
) | dict.fromkeys(("POST /visits/", "POST /phone-tallies/"), ("cilla",))


# --- what a field is filled with that has to name a row, or be right

Filler = Callable[[World, str, HtmlForm], Any]


def _today(_world: World, _role: str, _form: HtmlForm) -> str:
    return timezone.localdate().isoformat()


def _wish_of(model: Any) -> Filler:
    """The open wish about the meeting, or the series, that the form is about."""

    def find(_world: World, _role: str, form: HtmlForm) -> str:
        meeting = form.inputs.get("meeting")
        row = model.objects.filter(invitation__meeting=meeting.value).first() if meeting else None
        return str(row.pk) if row else ""

    return find


def _every_party(_world: World, _role: str, form: HtmlForm) -> list[str]:
    return [option for option in form.inputs["covers"].options if option.startswith("party:")]


FIELDS: dict[str, Filler] = {
    "given_on": _today,
    "covers": _every_party,
    "proposal": _wish_of(CounterProposal),
    "delegation": _wish_of(Delegation),
    "email": lambda world, role, form: colleague_of(world.people[role]),
    "address": lambda world, role, form: "https://kalender.example/anna.ics",
    "text": lambda world, role, form: "Rättat",
}
# the same, where another form has a field of that name
FIELDS_OF: dict[str, Filler] = {
    "notifications:answer answer": lambda world, role, form: "comes" if "unit" in form.inputs else "substitute",
    "notifications:answer email": lambda world, role, form: colleague_of(
        world.people["bo" if {"unit", "comment"} & form.inputs.keys() else "rut"]
    ),
    "booking:assign person": lambda world, role, form: str(world.people["kim"].pk),
    "booking:pass-on unit": lambda world, role, form: str(Unit.objects.get(name=OTHER_UNIT).pk),
    "notifications:change-preview person-merge goes": lambda world, role, form: str(Person.objects.get(email=TWIN).pk),
    "booking:person-merge person-merge goes": lambda world, role, form: str(Person.objects.get(email=TWIN).pk),
}


def filled(form: HtmlForm, name: str, role: str, world: World) -> dict[str, Any]:
    """The form as somebody would send it who wants it to be taken."""
    data: dict[str, Any] = form.filled()
    for field, one in form.inputs.items():
        filler = FIELDS_OF.get(f"{name} {field}") or FIELDS.get(field)
        if filler is not None and (one.kind != "hidden" or not one.value):
            data[field] = filler(world, role, form)
    return data
