"""Validation rules of a call, from the template and the agreement: refusals stop it, warnings are only shown.

Each rule is one small function that yields what it finds; `call_refusals` and `call_warnings` are the lists in the
order a person meets them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings import refusals
from booking.meetings.clashes import LONGEST, Span, busy_people, called_elsewhere, people_of
from booking.meetings.consent import consent_refusals
from booking.meetings.queries import parties_of
from booking.models import BusyKind, Invitation, InvitationState, Meeting, MeetingForm
from booking.workdays import (
    STOCKHOLM,
    day_warnings,
    format_time,
    format_when,
    is_unambiguous,
    local,
    workdays_between,
)
from config.database.prepared import Slot, prepared
from config.ground.dates import current_language
from config.ground.errors import RuleError
from forums.models import Area, ContactPoint, MeetingTemplate, Party, PartyKind, Person
from forums.queries import coordinator_ids, rules_for, today, workplaces_of
from forums.validators import find_identifiers
from forums.waiting import address_in_cases, way_in_in_cases
from forums.wording import rule_text

MOST_TIMES = 5
FARTHEST = datetime.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Remark:
    """A warning: it is shown with its reason before anything is sent, and stops nobody."""

    code: str
    message: str


@dataclass(frozen=True)
class Footing:
    """Where the people of a meeting work on its day, by ids of person and unit, and who of them may have no cases."""

    at_work: set[tuple[int, int]]
    without_cases: set[int]


def footing_of(meeting: Meeting, persons: Iterable[Person]) -> Footing:
    day = local(meeting.starts_at).date() if meeting.starts_at else today()
    return Footing(workplaces_of(persons, day), who_has_no_cases(meeting))


def call_refusals(
    meeting: Meeting,
    now: datetime.datetime | None = None,
    calls: list[Invitation] | None = None,
    footing: Footing | None = None,
) -> list[RuleError]:
    """Everything that stops this draft from being called, in Swedish, with the field to mend.

    `calls` are its live invitations, `calls_of`, and `footing` that of their people, for who has read them.
    """
    moment = now or timezone.now()
    invitations = calls_of(meeting) if calls is None else calls
    found: list[RuleError] = []
    found += _not_adopted(meeting)
    found += _bad_time(meeting, moment)
    found += answer_by_refusals(meeting.answer_by, meeting.starts_at)
    found += _no_group(meeting)
    found += _nobody(meeting, invitations)
    found += _too_few(meeting, invitations)
    found += consent_refusals(meeting, invitations, moment)
    found += _people(meeting, invitations, footing)
    return found


def call_warnings(
    meeting: Meeting, now: datetime.datetime | None = None, calls: list[Invitation] | None = None
) -> list[Remark]:
    """Everything worth knowing before the call that stops nobody (domain rules 6, 9 and 11). `calls` as above."""
    moment = now or timezone.now()
    invitations = calls_of(meeting) if calls is None else calls
    parties = [each.party for each in invitations if each.party is not None]
    found = agreed_remarks(meeting.template, meeting.area, parties, meeting.starts_at, moment)
    found += link_remarks(meeting)
    if meeting.starts_at is not None and meeting.starts_at <= moment + FARTHEST:
        found += [Remark(w.code, w.message) for w in day_warnings(local(meeting.starts_at).date(), current_language())]
    if meeting.starts_at is not None and meeting.ends_at is not None:
        found += busy_remarks(meeting, meeting.starts_at, meeting.ends_at, invitations)
    if not meeting.is_individual:
        found += text_remarks([meeting.title, meeting.place, *meeting.agenda, meeting.internal_note])
    return found


def agreed_remarks(
    template: MeetingTemplate,
    area: Area | None,
    parties: Iterable[Party],
    starts_at: datetime.datetime | None,
    now: datetime.datetime,
) -> list[Remark]:
    """Warnings by what has been agreed: agreement, the parties' own rules, notice, and for groups how many parties."""
    called = list(parties)
    found = [*_run_out(template, starts_at or now), *_party_rules(template, area, called)]
    if starts_at is not None and starts_at <= now + FARTHEST:
        found += _short_notice(template, starts_at, now)
    if not template.is_individual:
        found += _missing_parties(template, called)
    return found


def busy_remarks(
    meeting: Meeting,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    calls: Iterable[Invitation] | None = None,
) -> list[Remark]:
    """A warning for each called person who is not free at that time (UTC), by what is known, and of what by nothing."""
    calendars = {
        BusyKind.BUSY: ("busy", _("Upptagen den tiden: %(name)s.")),
        BusyKind.PERHAPS: ("busy_perhaps", _("Kanske upptagen den tiden: %(name)s.")),
        BusyKind.UNKNOWN: ("busy_unknown", _("Okänt om ledig den tiden: %(name)s.")),
    }
    said = [(person, *calendars[BusyKind(kind)]) for person, kind in busy_people(meeting, starts_at, ends_at).items()]
    own = [Remark(code, sentence % {"name": person}) for person, code, sentence in said]
    return [*called_remarks(meeting, starts_at, ends_at, calls), *own]


def called_remarks(
    meeting: Meeting,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    calls: Iterable[Invitation] | None = None,
) -> list[Remark]:
    """A warning for each who is called to something else at that time (UTC), the caller too: domain, "Double bookings".

    One more when all of them are called to one and the same meeting then.
    """
    people, span = people_of(meeting, starts_at, calls), (starts_at, ends_at)
    elsewhere = called_elsewhere(people, [span], [meeting.pk])
    found = _clashes(elsewhere, [span])
    if len(people) > 1 and len(elsewhere) == len(people) and set.intersection(*map(set, elsewhere.values())):
        found.insert(0, Remark("same_people", _("Ni är redan kallade till ett möte då.")))
    return found


def link_remarks(meeting: Meeting) -> list[Remark]:
    """A warning for a digital meeting without a link: those who are called cannot get in."""
    if meeting.no_mail or meeting.link or meeting.meeting_form not in (MeetingForm.DIGITAL, MeetingForm.HYBRID):
        return []
    return [Remark("link_missing", _("Länken till det digitala mötet saknas. Lägg till den innan mötet."))]


def clash_remarks(people: Iterable[int], spans: Iterable[Span], but: Iterable[UUID] = ()) -> list[Remark]:
    """A warning for each of these people who is called to something else at one of the times (UTC), than to `but`."""
    at = list(spans)
    return _clashes(called_elsewhere(people, at, but), at)


def _clashes(elsewhere: dict[Person, dict[UUID, Span]], at: list[Span]) -> list[Remark]:
    is_one_day = len({local(moment).date() for span in at for moment in span}) == 1
    return [
        Remark(
            "called",
            _("Redan kallad %(when)s: %(name)s.")
            % {"when": _times(set(meetings.values()), is_one_day=is_one_day), "name": person},
        )
        for person, meetings in elsewhere.items()
    ]


def _times(spans: Iterable[Span], *, is_one_day: bool) -> str:
    """kl. 09.00–10.00, 11.00–12.00; with the day where it is not the one that is asked about"""
    language, found = current_language(), sorted(spans)
    if is_one_day and all(local(start).date() == local(end).date() for start, end in found):
        clocks = (f"{format_time(start, language)}–{format_time(end, language)}" for start, end in found)
        return _("kl. %(time)s") % {"time": ", ".join(clocks)}
    times = [format_when(start, end, language) for start, end in found[:MOST_TIMES]]
    left = len(found) - len(times)
    more = [ngettext("en tid till", "%(n)d tider till", left) % {"n": left}] if left else []
    return ", ".join([*times, *more])


def text_remarks(texts: Iterable[str]) -> list[Remark]:
    """A warning for identifiers in group papers: they are public records, so nothing is refused (domain rule 2)."""
    if not find_identifiers("\n".join(texts)):
        return []
    sentence = _(
        "Texten ser ut att innehålla ett personnummer, telefonnummer eller en e-postadress. Ta bort det först."
    )
    return [Remark("identifier_in_text", sentence)]


def refuse_bad_time(starts_at: datetime.datetime, ends_at: datetime.datetime, now: datetime.datetime) -> None:
    """Raise `RuleError` for a time (UTC) that is past, backwards, too long, too far ahead or in a clock-change hour."""
    for refusal in time_refusals(starts_at, ends_at, now):
        raise refusal


def refuse_bad_answer_by(answer_by: datetime.date | None, starts_at: datetime.datetime | None) -> None:
    """Raise `RuleError` for a last day to answer (local date) that is past, or after the meeting."""
    for refusal in answer_by_refusals(answer_by, starts_at):
        raise refusal


def calls_of(meeting: Meeting) -> list[Invitation]:
    """The live invitations in the parties' order, with the rows that the rules read."""
    found = _live(meeting.pk)
    for each in found:
        each.meeting = meeting
    return in_parties_order(found)


def in_parties_order(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Sorted here and not by the database, see `the_one`."""
    return sorted(invitations, key=lambda each: (each.party.kind.position if each.party else -1, each.pk))


@prepared
def _live(meeting: Slot) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(meeting=meeting, state=InvitationState.LIVE).order_by()
    return rows.select_related("person", "unit", "party__kind", "contact_point__person")


def _not_adopted(meeting: Meeting) -> Iterator[RuleError]:
    if not meeting.template.is_adopted:
        yield refusals.never_adopted()


def _bad_time(meeting: Meeting, now: datetime.datetime) -> Iterator[RuleError]:
    if meeting.starts_at is None or meeting.ends_at is None:
        yield refusals.time_missing("call")
        return
    yield from time_refusals(meeting.starts_at, meeting.ends_at, now)


def time_refusals(
    starts_at: datetime.datetime, ends_at: datetime.datetime, now: datetime.datetime
) -> Iterator[RuleError]:
    """All that is wrong with a time (UTC), for a page that says it at once."""
    if ends_at <= starts_at:
        yield refusals.ends_before_start("times", "ends_at")
    if starts_at <= now:
        yield refusals.in_the_past("time")
    if starts_at > now + FARTHEST:
        yield refusals.too_far_ahead("starts_at")
        return
    if ends_at - starts_at > LONGEST:
        yield refusals.too_long()
    for field, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        wall = local(moment)
        if not is_unambiguous(wall.date(), wall.time()):
            yield refusals.clock_change(field)


def answer_by_refusals(answer_by: datetime.date | None, starts_at: datetime.datetime | None) -> Iterator[RuleError]:
    """All that is wrong with a last day to answer (local date)."""
    if answer_by is None:
        return
    if answer_by < today():
        yield refusals.answer_by_past()
    if starts_at is not None and answer_by > local(starts_at).date():
        yield refusals.answer_by_late()


def _no_group(meeting: Meeting) -> Iterator[RuleError]:
    template = meeting.template
    if template.is_individual or template.level == "open":
        return
    if template.needs_forum and meeting.forum is None:
        yield refusals.forum_missing()
    ended = meeting.forum.ended_on if meeting.forum else None
    if ended and meeting.starts_at and ended < local(meeting.starts_at).date():
        yield refusals.forum_ended("forum")


def _nobody(meeting: Meeting, invitations: list[Invitation]) -> Iterator[RuleError]:
    if not [i for i in invitations if i.person_id is None or i.person_id != meeting.caller_id]:
        yield refusals.nobody_called()


def _too_few(meeting: Meeting, invitations: list[Invitation]) -> Iterator[RuleError]:
    if not meeting.is_individual:
        return
    needed = meeting.template.min_parties
    if len(parties_of(invitations)) < needed:
        yield refusals.too_few_parties(needed)
    for kind in missing_required(meeting, invitations):
        yield refusals.required_party_missing(kind.name)


def missing_required(meeting: Meeting, invitations: Iterable[Invitation]) -> list[PartyKind]:
    """The party kinds that the template requires and nobody is called from."""
    there = {each.party.kind.code for each in invitations if each.party}
    wanted = set(meeting.template.required_parties) - there
    if not wanted:
        return []
    return list(PartyKind.objects.filter(federation=meeting.federation_id, code__in=wanted))


def _people(meeting: Meeting, invitations: list[Invitation], footing: Footing | None) -> Iterator[RuleError]:
    footing = footing or footing_of(meeting, [each.person for each in invitations if each.person])
    for invitation in invitations:
        person, unit = invitation.person, invitation.unit
        if person is not None and unit is not None and (person.pk, unit.pk) not in footing.at_work:
            yield refusals.left_unit(person, unit)
        if not meeting.no_mail and not address_of(invitation):
            yield refusals.address_missing(person or unit, "invitations", choose_another=True)
        if person is not None and person.pk in footing.without_cases:
            yield refusals.coordinator_has_no_cases()


def who_has_no_cases(meeting: Meeting) -> set[int]:
    """Ids of the coordinators of the area of a meeting about a person, now or on its day (domain rule 4)."""
    if not meeting.is_individual:
        return set()
    return coordinator_ids(meeting.area_id, local(meeting.starts_at).date() if meeting.starts_at else None)


def refuse_coordinator(meeting: Meeting, person: Person) -> None:
    """Raise `RuleError` for the area's coordinator, who has no individual cases, whoever calls them (domain rule 4)."""
    if person.pk in who_has_no_cases(meeting):
        raise refusals.coordinator_has_no_cases()


def address_of(invitation: Invitation) -> str:
    """The e-mail address of this call: the person's; else the unit's function mailbox, or its contact's; else ""."""
    person = invitation.person
    if person is not None:
        # most need no meeting to be read
        return address_at(invitation.meeting, person) if person.address_waits else person.email or ""
    return address_at(invitation.meeting, invitation.contact_point)


def address_at(meeting: Meeting, row: Person | ContactPoint | None) -> str:
    """Where mails about a meeting reach a person or a way in; "" when nowhere.

    About an individual, a new address that a keeper has given waits for the caller's yes (domain rule 4).
    """
    if row is None:
        return ""
    if isinstance(row, Person):
        return (
            address_in_cases(row, meeting.caller_id) if row.address_waits and meeting.is_individual else row.email or ""
        )
    if meeting.is_individual:
        return way_in_in_cases(row, meeting.caller_id)
    return (row.mailbox or (row.person.email if row.person else "") or "").lower()


def _run_out(template: MeetingTemplate, starts_at: datetime.datetime) -> Iterator[Remark]:
    agreement = template.agreement
    if agreement is not None and agreement.has_run_out(timezone.localdate(starts_at, STOCKHOLM)):
        yield Remark(
            "agreement_run_out",
            _("Överenskommelsen gällde till %(day)s. Det går att kalla ändå.") % {"day": agreement.valid_until},
        )


def _party_rules(template: MeetingTemplate, area: Area | None, parties: Iterable[Party]) -> Iterator[Remark]:
    called = {party.kind_id for party in parties}
    for rule in rules_for(template):
        if rule.party_kind_id in called:
            yield Remark(rule.code, rule_text(rule, area))


def _short_notice(template: MeetingTemplate, starts_at: datetime.datetime, now: datetime.datetime) -> Iterator[Remark]:
    agreed = template.notice_days
    notice = workdays_between(local(now).date(), local(starts_at).date())
    if notice < agreed:
        yield Remark(
            "short_notice",
            _("Det är %(notice)d arbetsdagar till mötet. Överenskommet är minst %(agreed)d.")
            % {"notice": max(notice, 0), "agreed": agreed},
        )


def _missing_parties(template: MeetingTemplate, parties: Iterable[Party]) -> Iterator[Remark]:
    needed, called = template.min_parties, len({party.pk for party in parties})
    if called < needed:
        yield Remark(
            "parties_missing",
            _("%(called)d parter är kallade. Enligt mallen ska minst %(needed)d vara med.")
            % {"called": called, "needed": needed},
        )
