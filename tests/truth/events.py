"""What people do, through the real actions. An action that refuses has done its work: the refusal is counted."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from booking.meetings.actions import answering, calling, changing, consent, seats, wishes
from booking.models import (
    Answer,
    CancellationReason,
    Channel,
    Consent,
    InvitationState,
    Meeting,
    MeetingState,
    Series,
    SeriesSeat,
    Substitution,
)
from booking.outcomes import actions as outcomes
from booking.rhythm import Frequency, Rhythm
from booking.series import actions as series
from booking.series import following
from booking.series import wishes as series_wishes
from booking.workdays import add_workdays
from config.ground.errors import RuleError
from forums.models import Person
from notifications.inbox import receiving
from notifications.notices import by_hand
from tests.truth.mailboxes import calendar_reply
from tests.truth.staff import Staff


class Events(Staff):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.replies = 0
        self.weights: dict[Callable[[], None], int] = {
            self.call_case: 16,
            self.call_group: 7,
            self.call_series: 2,
            self.move_following: 3,
            self.change_following: 2,
            self.end_following: 1,
            self.extend_series: 2,
            self.move: 14,
            self.change_place: 8,
            self.change_title: 2,
            self.change_note: 2,
            self.cancel: 7,
            self.add_somebody: 7,
            self.add_unit: 3,
            self.remove_somebody: 7,
            self.reply_by_calendar: 22,
            self.answer_by_link: 8,
            self.name_substitute: 6,
            self.assign: 5,
            self.pass_on: 2,
            self.withdraw_consent: 3,
            self.register_outcome: 4,
            self.remind: 2,
            self.propose_series_time: 2,
            self.delegate_series: 2,
            self.close_unit: 1,
            self.replace_member: 2,
            self.enter_twice: 1,
            self.lose_mailbox: 1,
            self.rename: 1,
        }

    def one(self) -> None:
        self.do(self.luck.choices(list(self.weights), list(self.weights.values()))[0])

    def do(self, event: Callable[[], None]) -> None:
        name = event.__name__
        try:
            event()
        except RuleError as refusal:
            self.counts[f"{name}: refused ({refusal.code})"] += 1
        else:
            self.counts[name] += 1

    # --- calling

    def call_case(self) -> None:
        place = self.luck.choice(self.town.places)
        caller, unit = self.town.somebody(place)
        no_mail = self.luck.random() < 0.04
        meeting = calling.create_draft(by=caller, template=place.case, calling_unit=unit, no_mail=no_mail)
        others = [self.town.somebody(place, (caller,)) for _number in range(self.luck.randint(1, 4))]
        for person, unit in dict(others).items():
            seats.add_invitation(meeting, by=caller, person=person, unit=unit)
        if self.luck.random() < 0.3:
            self._add_unit(meeting, caller)
        units = list({row.unit for row in meeting.invitations.select_related("unit__party") if row.unit})
        consent.register_consent(
            meeting,
            by=caller,
            form="spoken",
            given_on=timezone.localdate(),
            valid_until=timezone.localdate() + datetime.timedelta(days=300),
            parties=self.town.parties_of([unit for unit in units if self.luck.random() < 0.7]),
            units=units,
        )
        starts_at = self._time(45)
        where = self._where_of_case(place.area)
        calling.edit_draft(meeting, by=caller, starts_at=starts_at, ends_at=starts_at + self._length(), **where)
        calling.call_meeting(meeting, by=caller, confirm_same=True)

    def call_group(self) -> None:
        place = self.luck.choice(self.town.places)
        forum = self.luck.choice(place.forums)
        by = place.coordinator
        meeting = calling.create_draft(by=by, template=place.group, area=place.area, forum=forum)
        starts_at = self._time(80)
        title = self.luck.choice(("", "Årsmöte; val av ordförande, m.m.", "Tema: unga vuxna"))
        calling.edit_draft(
            meeting, by=by, starts_at=starts_at, ends_at=starts_at + self._length(), title=title, **self._where()
        )
        calling.call_meeting(meeting, by=by, confirm_same=True)

    # --- series

    def call_series(self) -> None:
        place = self.luck.choice(self.town.places)
        forum = self.luck.choice(place.forums)
        frequency = self.luck.choice((Frequency.WEEKLY, Frequency.WEEKLY, *Frequency))
        first = add_workdays(timezone.localdate(), self.luck.randint(1, 20))
        if frequency == Frequency.MONTHLY_DATE:
            first = first.replace(day=min(first.day, 28))
        clock = datetime.time(self.luck.randint(7, 16), self.luck.choice((0, 30)))
        rhythm = Rhythm(frequency, self.luck.choice((1, 1, 2, 3)), first, first, clock)
        plan = series.Plan(
            rhythm=rhythm.of_length(self.luck.randint(2, 30)),
            length_minutes=self.luck.choice((60, 90)),
            skips_holidays=self.luck.random() < 0.8,
        )
        series.call_series(forum, by=place.coordinator, plan=plan, **self._where())

    def move_following(self) -> None:
        start = self._meeting(series__isnull=False)
        assert start.starts_at is not None
        first = add_workdays(timezone.localdate(start.starts_at), self.luck.randint(-3, 4))
        clock = datetime.time(self.luck.randint(7, 16), self.luck.choice((0, 30)))
        length = self.luck.choice((60, 90))
        following.move_following(start, by=self._holder(start), first_on=first, starts=clock, length_minutes=length)

    def change_following(self) -> None:
        start = self._meeting(series__isnull=False)
        following.change_following(start, by=self._holder(start), **self._where())

    def end_following(self) -> None:
        start = self._meeting(series__isnull=False)
        following.end_following(start, by=self._holder(start), reason=CancellationReason.NO_LONGER_NEEDED)

    def extend_series(self) -> None:
        start = self._meeting(series__isnull=False)
        assert isinstance(start.series, Series)
        last = start.series.last_on + datetime.timedelta(days=self.luck.randint(7, 90))
        series.extend_series(start.series, by=self._holder(start), last_on=last)

    def propose_series_time(self) -> None:
        """Somebody proposes another day or hour for all that lie ahead, and whoever holds the series decides."""
        seat, start = self._seat_in_series()
        shown = seat.series.rhythm.moment(seat.series.first_on)
        wanted = shown + datetime.timedelta(days=self.luck.randint(-2, 3), hours=self.luck.choice((0, 1, 3)))
        length = datetime.timedelta(minutes=self.luck.choice((60, 90)))
        proposal = series_wishes.propose_series_time(
            seat, instead_of=shown, starts_at=wanted, ends_at=wanted + length, channel=Channel.MAIL
        )
        if proposal is not None:
            decide = self.luck.choice((wishes.accept_proposal, wishes.decline_proposal))
            decide(proposal, by=self._holder(start))

    def delegate_series(self) -> None:
        """Somebody sends a colleague to all that lie ahead, if whoever holds the series says so."""
        seat, start = self._seat_in_series()
        assert seat.unit is not None
        colleague = self.luck.choice(self.town.staff(seat.unit))
        delegation = wishes.note_series_delegation(seat, email=str(colleague.email))
        if self.luck.random() < 0.7:
            wishes.grant_delegation(delegation, by=self._holder(start), name=colleague.name)
        else:
            wishes.decline_delegation(delegation, by=self._holder(start))

    def _seat_in_series(self) -> tuple[SeriesSeat, Meeting]:
        start = self._meeting(series__isnull=False)
        seated = start.invitations.filter(state=InvitationState.LIVE, series_seat__unit__isnull=False)
        found = list(seated.exclude(person=start.caller).select_related("series_seat__unit").order_by("pk"))
        if not found:
            raise RuleError("nothing_there", "")
        seat = self.luck.choice(found).series_seat
        assert seat is not None
        return seat, start

    # --- changing

    def move(self) -> None:
        meeting = self._meeting()
        assert meeting.starts_at is not None
        starts_at = self._time(60)
        if meeting.series_id or self.luck.random() < 0.3:
            # a week and a day is farther than Exchange can hold in a weekly series
            minutes = self.luck.choice((-60, 15, 1440, -11520, 11520) if meeting.series_id else (-60, 15, 1440))
            starts_at = meeting.starts_at + datetime.timedelta(minutes=minutes)
        changing.move_meeting(
            meeting, by=self._holder(meeting), starts_at=starts_at, ends_at=starts_at + self._length()
        )

    def change_place(self) -> None:
        meeting = self._meeting(no_mail=False)
        where = self._where_of_case(meeting.area) if meeting.is_individual else self._where()
        changing.change_meeting(meeting, by=self._holder(meeting), **where)

    def change_title(self) -> None:
        meeting = self._meeting(forum__isnull=False)
        title = self.luck.choice(("", "Tema: unga vuxna", "Bara den här gången"))
        changing.change_meeting(meeting, by=self._holder(meeting), title=title)

    def change_note(self) -> None:
        """Nothing that a calendar shows."""
        meeting = self._meeting(forum__isnull=False)
        changing.change_meeting(meeting, by=self._holder(meeting), internal_note=f"Boka rum {self.luck.randrange(9)}")

    def cancel(self) -> None:
        meeting = self._meeting()
        changing.cancel_meeting(meeting, by=self._holder(meeting), reason=CancellationReason.ILLNESS)

    def withdraw_consent(self) -> None:
        meeting = self._meeting(consent__isnull=False)
        assert isinstance(meeting.consent, Consent)
        parties = list(meeting.consent.parties.order_by("pk"))
        some = [self.luck.choice(parties)] if parties and self.luck.random() < 0.5 else []
        for left in consent.withdraw_consent(meeting.consent, by=self._holder(meeting), parties=some):
            if self.luck.random() < 0.7:
                changing.cancel_meeting(left, by=self._holder(left), reason=CancellationReason.CONSENT_WITHDRAWN)

    def register_outcome(self) -> None:
        """Late: nobody is told of it. Sometimes it turns out that the meeting was not held."""
        past = Meeting.objects.filter(
            state=MeetingState.CALLED, starts_at__lte=timezone.now(), outcome=None, stripped_at=None
        )
        meeting = next(iter(past.order_by("starts_at", "pk")), None)
        if meeting is None:
            raise RuleError("nothing_there", "")
        if self.luck.random() < 0.3:
            changing.cancel_meeting(meeting, by=self._holder(meeting), reason=CancellationReason.LOW_TURNOUT)
        else:
            outcomes.register_outcome(meeting, by=self._holder(meeting))

    # --- seats

    def add_somebody(self) -> None:
        meeting = self._meeting()
        place = next(place for place in self.town.places if place.area == meeting.area)
        person, unit = self.town.somebody(place)
        is_guest = meeting.forum is not None
        seats.add_invitation(meeting, by=self._holder(meeting), person=person, unit=unit, is_guest=is_guest)

    def add_unit(self) -> None:
        meeting = self._meeting(forum__isnull=True)
        self._add_unit(meeting, self._holder(meeting))

    def _add_unit(self, meeting: Meeting, by: Person) -> None:
        place = next(place for place in self.town.places if place.area == meeting.area)
        seats.add_invitation(meeting, by=by, unit=self.luck.choice(place.units))

    def remove_somebody(self) -> None:
        seat = self._seat()
        seats.remove_invitation(seat, by=self._holder(seat.meeting))

    def name_substitute(self) -> None:
        seat = self._seat(person__isnull=False, unit__isnull=False)
        assert seat.unit is not None
        kind = self.luck.choice([Substitution.Kind.REPLACES, Substitution.Kind.REPLACES, Substitution.Kind.ACCOMPANIES])
        colleague = self.luck.choice(self.town.staff(seat.unit))
        answering.name_substitute(
            seat, name=colleague.name, email=str(colleague.email), channel=Channel.LINK, kind=kind
        )

    def assign(self) -> None:
        seat = self._seat(person__isnull=True)
        assert seat.unit is not None
        staff = self.town.staff(seat.unit)
        if not staff:
            raise RuleError("nothing_there", "")
        answering.assign_invitation(seat, by=self._holder(seat.meeting), person=self.luck.choice(staff))

    def pass_on(self) -> None:
        seat = self._seat(person__isnull=True)
        others = [unit for place in self.town.places for unit in place.units if unit.party_id == seat.party_id]
        answering.pass_on_invitation(seat, by=None, unit=self.luck.choice(others))

    # --- answers

    def answer_by_link(self) -> None:
        seat = self._seat(person__isnull=False)
        answer = self.luck.choice((Answer.YES, Answer.YES, Answer.NO, Answer.TENTATIVE))
        answering.answer_invitation(seat, answer=answer, channel=Channel.LINK)

    def reply_by_calendar(self) -> None:
        """An answer to some version that came into somebody's calendar, the newest or one from before."""
        mails = self.mailboxes.mails[-150:]
        if not mails:
            return
        mail = self.luck.choice(mails)
        if self.luck.random() < 0.8:
            mail = self.mailboxes.newest[mail.address, mail.uid]
        person = Person.objects.filter(pk=self.mailboxes.owners[mail.address]).first()
        if person is None:
            return
        partstat = self.luck.choice(("ACCEPTED", "ACCEPTED", "DECLINED", "TENTATIVE"))
        self.replies += 1
        raw = calendar_reply(mail, person.name, partstat, self.replies, self._some_instance(mail.uid))
        for _time in range(self.luck.choice((1, 1, 1, 2))):
            outcome = receiving.receive(raw)
            self.counts[f"answer by calendar: {outcome.result} {outcome.reason}"] += 1

    def _some_instance(self, uid: str) -> str:
        """Of a series half the answers are to one meeting of it."""
        instances = self._meetings(series__calendar_objects__uid=uid)[:6]
        if not instances or self.luck.random() < 0.5:
            return ""
        moment = self.luck.choice(instances).recurrence_at
        assert moment is not None
        return f"{moment:%Y%m%dT%H%M%SZ}"

    def remind(self) -> None:
        meeting = self._meeting()
        by_hand.remind_unanswered(meeting, by=self._holder(meeting))
