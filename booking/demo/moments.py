"""What each account of the demonstration finds on its first day: a meeting in each state that there is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial

from booking.demo.answers import figures
from booking.demo.cases import call_case, draft_case, give_consent
from booking.demo.town import Town, live_seats
from booking.meetings.actions.answering import answer_invitation, name_substitute
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.consent import withdraw_consent
from booking.meetings.actions.wishes import propose_time
from booking.models import Answer, AnswerNote, CancellationReason, Channel, Invitation, Meeting
from booking.outcomes.actions import register_outcome
from booking.workdays import add_workdays, at_local
from forums.demo.accounts import ACCOUNTS
from forums.models import Area, Person, Unit
from forums.queries import templates_for, units_of

Then = Callable[["Scene", Meeting], None]
CASE = "samverksmote"
SAVSJO = ("anna", "bo", "frida", "rut")


class Scene:
    """The accounts, and one way to call: whose meeting, with whom, how many days of work from today, what then."""

    def __init__(self, town: Town) -> None:
        self.town, self.luck = town, town.luck("accounts")
        self.people: dict[str, Person] = {}
        self.areas: dict[str, Area] = {}
        for account in ACCOUNTS:
            person = Person.objects.filter(email=account.email).first()
            area = Area.objects.filter(name=account.area, federation__name=account.federation).first()
            if person is not None and area is not None and account.unit:
                name = account.email.partition("@")[0]
                self.people[name], self.areas[name] = person, area

    def unit(self, name: str) -> Unit:
        return units_of(self.people[name]).order_by("pk")[0]

    def call(
        self,
        caller: str,
        others: Sequence[Person | Unit],
        *then: tuple[int, Then],
        on: int,
        called: int,
        hour: int = 9,
        slug: str = CASE,
        no_mail: bool = False,
    ) -> None:
        """Plan a call `called` days of work before today, to a meeting `on` days from it; each `then` has its day."""
        starts_at = at_local(self.day(on), datetime.time(hour))
        self.town.at(
            at_local(self.day(-called), datetime.time(9, 20)),
            partial(self._call, caller, others, then, starts_at, slug, no_mail),
        )

    def _call(
        self,
        caller: str,
        others: Sequence[Person | Unit],
        then: Sequence[tuple[int, Then]],
        starts_at: datetime.datetime,
        slug: str,
        no_mail: bool,
    ) -> None:
        area = self.areas[caller]
        templates = {template.slug: template for template in templates_for(area)}
        template = templates.get(slug, templates[CASE])
        meeting = call_case(
            self.town,
            area,
            template,
            self.people[caller],
            self.unit(caller),
            others,
            starts_at,
            self.luck,
            no_mail=no_mail,
        )
        for number, (day, act) in enumerate(then):
            moment = at_local(self.day(day), datetime.time(10 + number % 6, 7 * number % 60))
            self.town.at(min(moment, self.town.now), partial(act, self, meeting))

    def day(self, workdays: int) -> datetime.date:
        return add_workdays(self.town.today, workdays)


def play(town: Town) -> None:
    scene = Scene(town)
    if set(SAVSJO) - set(scene.people):
        return
    bo, frida, rut = (scene.people[name] for name in SAVSJO[1:])
    anna = scene.people["anna"]
    _ahead(scene, anna, bo, frida, rut)
    _behind(scene, anna, bo, frida, rut)
    town.at(at_local(scene.day(-1), datetime.time(15, 10)), partial(_draft, scene, bo))
    if "eva" in scene.people:
        _gislaved(scene)


def _ahead(scene: Scene, anna: Person, bo: Person, frida: Person, rut: Person) -> None:
    yes = {person: answers(person, Answer.YES) for person in (anna, bo, frida, rut)}
    no = {person: answers(person, Answer.NO) for person in (bo, frida, rut)}
    call = scene.call
    call("anna", [bo, frida, rut], (-8, yes[bo]), (-7, yes[frida]), (-7, yes[rut]), on=5, called=9)
    call("anna", [bo, frida, rut], (-3, yes[bo]), (-2, answers(rut, Answer.TENTATIVE)), on=10, called=4, hour=13)
    call("anna", [bo, frida, rut], (-4, no[bo]), (-3, no[frida]), (-2, no[rut]), on=7, called=6, hour=10)
    call("anna", [bo, rut], (-6, yes[bo]), (-5, yes[rut]), (-3, moved(13)), (-2, yes[bo]), on=8, called=9, hour=14)
    call("anna", [bo, frida], (-6, yes[bo]), (-1, cancelled), on=4, called=9, hour=15)
    call("anna", [bo, rut], (-2, yes[bo]), on=9, called=3, hour=11, no_mail=True)
    call("anna", [bo, frida, rut], (-5, yes[frida]), (-2, withdrawn(bo)), on=11, called=7, slug="rehabmote")
    call("anna", [scene.unit("bo"), rut], (-1, yes[rut]), on=12, called=2, hour=10)
    call("anna", [bo, frida], (-2, yes[bo]), (-1, proposes(frida)), on=14, called=4, hour=13)
    call("anna", [rut, bo], (-3, sends_colleague(rut)), (-2, yes[bo]), on=6, called=5, hour=13, slug="sip")
    call("bo", [anna, rut], (-2, yes[rut]), on=13, called=3, hour=9)
    call("frida", [rut, anna], (-3, answers(anna, Answer.YES)), on=15, called=5, hour=10, slug="avstamning")
    call("rut", [anna, scene.unit("frida")], (-4, yes[anna]), on=16, called=6, hour=14, slug="sip")
    call("rut", [bo], on=17, called=1, hour=9, slug="rehabmote")


def _behind(scene: Scene, anna: Person, bo: Person, frida: Person, rut: Person) -> None:
    everybody = [(-18, answers(person, Answer.YES)) for person in (anna, bo, frida, rut)]
    call = scene.call
    call("anna", [bo, rut], *everybody, on=-2, called=20, hour=9)
    call("anna", [bo, frida, rut], *everybody, (-4, registered_half), on=-5, called=22, hour=10)
    call("anna", [bo, rut], *everybody, (-10, registered(follow_up=12)), on=-11, called=24, hour=13)
    call("anna", [bo, frida], *everybody, (-7, registered()), on=-8, called=23, hour=9, slug="formote")
    call("bo", [anna, frida], *everybody, on=-1, called=21, hour=11)
    call("bo", [anna, rut], *everybody, (-12, registered(follow_up=20)), on=-13, called=26, hour=14)
    call("frida", [rut, bo], *everybody, (-5, registered()), on=-6, called=22, hour=9, slug="avstamning")
    call("frida", [rut, anna], *everybody, on=-3, called=21, hour=10, slug="avstamning")
    call("rut", [anna, bo], *everybody, on=-4, called=22, hour=13, slug="sip")


def _gislaved(scene: Scene) -> None:
    area = scene.areas["eva"]
    units = [unit for unit in scene.town.units(area) if unit.party_id != scene.unit("eva").party_id]
    others = [scene.town.staff(unit)[0] for unit in units[:3]]
    for number, person in enumerate(others):
        answer = (Answer.YES, Answer.NO, Answer.TENTATIVE)[number % 3]
        scene.call(
            "eva", others, (-3 + number, answers(person, answer)), on=6 + 3 * number, called=5 + number, hour=9 + number
        )
    scene.call("eva", others, *[(-12, answers(person, Answer.YES)) for person in others], on=-2, called=18)


# --- what is done


def answers(person: Person, answer: str) -> Then:
    """Say it, if called; a note goes with a no."""

    def act(scene: Scene, meeting: Meeting) -> None:
        seat = seat_of(meeting, person)
        if seat is not None:
            notes = [AnswerNote.CALL_ME] if answer == Answer.NO else []
            answer_invitation(seat, answer=answer, channel=Channel.LINK, notes=notes)

    return act


def seat_of(meeting: Meeting, person: Person) -> Invitation | None:
    return next((seat for seat in live_seats(meeting) if seat.person_id == person.pk), None)


def moved(on: int) -> Then:
    def act(scene: Scene, meeting: Meeting) -> None:
        starts_at = at_local(scene.day(on), datetime.time(13))
        ends_at = starts_at + meeting.template.duration
        move_meeting(meeting, by=caller_of(meeting), starts_at=starts_at, ends_at=ends_at)

    return act


def cancelled(scene: Scene, meeting: Meeting) -> None:
    cancel_meeting(meeting, by=caller_of(meeting), reason=CancellationReason.ILLNESS)


def withdrawn(person: Person) -> Then:
    """The individual does not want that party there any more."""

    def act(scene: Scene, meeting: Meeting) -> None:
        seat = seat_of(meeting, person)
        if seat is not None and meeting.consent is not None and seat.party is not None:
            withdraw_consent(meeting.consent, by=caller_of(meeting), parties=[seat.party])

    return act


def proposes(person: Person) -> Then:
    def act(scene: Scene, meeting: Meeting) -> None:
        seat = seat_of(meeting, person)
        if seat is not None:
            starts_at = at_local(scene.day(18), datetime.time(9))
            ends_at = starts_at + meeting.template.duration
            propose_time(seat, starts_at=starts_at, ends_at=ends_at, channel=Channel.MAIL)

    return act


def sends_colleague(person: Person) -> Then:
    def act(scene: Scene, meeting: Meeting) -> None:
        seat = seat_of(meeting, person)
        if seat is None or seat.unit is None:
            return
        colleague = next(one for one in scene.town.staff(seat.unit) if one.pk != person.pk)
        name_substitute(seat, name=colleague.name, email=str(colleague.email), channel=Channel.LINK)

    return act


def registered(follow_up: int = 0) -> Then:
    def act(scene: Scene, meeting: Meeting) -> None:
        meeting.refresh_from_db()
        came = {str(seat.pk): True for seat in meeting.invitations.filter(state="live")}
        known = figures(meeting, scene.luck)
        if follow_up and "follow_up_on" in meeting.template.outcome_fields:
            known |= {"plan_made": True, "follow_up_on": scene.day(follow_up)}
        register_outcome(meeting, by=caller_of(meeting), attended=came, **known)

    return act


def registered_half(scene: Scene, meeting: Meeting) -> None:
    """Held, and nobody has said who came."""
    meeting.refresh_from_db()
    register_outcome(meeting, by=caller_of(meeting), meeting_form="on_site")


def _draft(scene: Scene, other: Person) -> None:
    anna, area = scene.people["anna"], scene.areas["anna"]
    draft = draft_case(templates_for(area).get(slug=CASE), area, anna, scene.unit("anna"), [other])
    parties = {seat.party for seat in draft.invitations.select_related("party") if seat.party}
    give_consent(draft, anna, parties, scene.luck)


def caller_of(meeting: Meeting) -> Person:
    assert meeting.caller is not None
    return meeting.caller
