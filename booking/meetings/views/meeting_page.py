"""What a meeting's page shows, and to whom. Buttons ask the same questions as the pages behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from booking.meetings.access import can_change, can_see_note
from booking.meetings.actions.copying import template_to_copy
from booking.meetings.actions.rules import Remark, called_remarks
from booking.meetings.actions.taking_back import can_take_back, named_colleague
from booking.meetings.chains import is_followed_up, templates_to_offer
from booking.meetings.checklists import checklist_of, forms_line
from booking.meetings.forms.wishes import CallDelegateForm
from booking.meetings.queries import (
    delegations_with_state,
    has_wishes,
    proposals_with_state,
    substituted_seats,
    too_few_parties,
)
from booking.meetings.review import consent_line, joint_areas_line, place_line
from booking.meetings.turnout import unsettled
from booking.meetings.wording import (
    answer_tag,
    attendance_text,
    day_text,
    event_text,
    lapsed_text,
    meeting_place,
    meeting_tags,
    meeting_title,
    meeting_when,
    moment_text,
    notes_text,
    proposed_text,
    rhythm_text,
    seat_name,
    short_text,
    who_cannot,
)
from booking.models import (
    Answer,
    CounterProposal,
    Delegation,
    Invitation,
    InvitationState,
    Meeting,
    MeetingEvent,
    Outcome,
    Series,
    WishState,
)
from config.database.prepared import Slot, prepared
from forums.access import is_coordinator
from forums.models import ContactPoint, MeetingTemplate, Person
from forums.queries import today


def page_context(meeting: Meeting, person: Person) -> dict[str, Any]:
    changes = can_change(person, meeting)
    everybody = everybody_at(meeting)
    live = [seat for seat in everybody if seat.is_live]
    is_ahead = meeting.is_called and not meeting.has_started()
    return {
        "meeting": meeting,
        "title": meeting_title(meeting),
        "when": meeting_when(meeting),
        "tags": meeting_tags(meeting),
        "facts": fact_rows(meeting, person),
        "parties": seats_by_party(
            meeting,
            live,
            person,
            shows_mail=changes and is_ahead and not meeting.no_mail,
            phones=phones_of(meeting, live) if changes else {},
        ),
        "is_silent": changes and meeting.is_called and meeting.no_mail,
        "own": next((s for s in live if s.person_id == person.pk and person.pk != meeting.caller_id), None),
        "may_answer": is_ahead,
        "may_change": changes and is_ahead,
        "may_register": changes and meeting.is_called and meeting.has_started(),
        "is_registered": meeting.has_started() and Outcome.objects.filter(meeting=meeting).exists(),
        "may_remind": changes and is_ahead and not meeting.no_mail and any(waits(seat, meeting) for seat in live),
        "unanswered": sum(waits(seat, meeting) for seat in live),
        "may_withdraw": changes
        and meeting.is_called
        and meeting.consent is not None
        and meeting.consent.holds_on(today()),
        "double_booked": double_bookings(meeting) if changes and is_ahead else [],
        **(dropped_out(meeting, live) if changes and is_ahead else {}),
        "too_few": changes and is_ahead and meeting.is_individual and too_few_parties(meeting, live),
        "may_call_again": changes and template_to_copy(meeting, person) is not None,
        "holds_a_case": meeting.caller_id == person.pk
        and is_ahead
        and meeting.is_individual
        and is_coordinator(person, meeting.area),
        **(next_context(meeting, templates_to_offer(meeting, person)) if changes else {}),
        "checklist": checklist_of(meeting) if changes else [],
        "forms": forms_line(meeting.template) if changes else "",
        "history": history_of(meeting, everybody) if changes else [],
        **(wishes_of(meeting) if changes and has_wishes(meeting) else {}),
    }


def colleague_context(invitation: Invitation) -> dict[str, Any]:
    """Who was named, to the one who did and is logged in, and whether it can be taken back."""
    colleague = named_colleague(invitation)
    if colleague is None or colleague.person is None:
        return {"colleague": None, "colleague_name": "", "may_take_back": False}
    name = f"{colleague.person.name}, {colleague.person.email}"
    return {"colleague": colleague, "colleague_name": name, "may_take_back": can_take_back(colleague)}


def next_context(meeting: Meeting, templates: list[MeetingTemplate]) -> dict[str, Any]:
    """What can be called after this meeting, and the day that was set to follow it up unless somebody has begun."""
    outcome = Outcome.objects.filter(meeting=meeting, follow_up_on__isnull=False).first() if templates else None
    follow_up_on = outcome.follow_up_on if outcome and not is_followed_up(meeting) else None
    return {
        "meeting": meeting,
        "title": meeting_title(meeting),
        "next_templates": templates,
        "follow_up": day_text(follow_up_on) if follow_up_on else "",
        "consent_ends": day_text(meeting.consent.valid_until)
        if follow_up_on and meeting.consent is not None and not meeting.consent.holds_on(follow_up_on)
        else "",
    }


def wishes_of(meeting: Meeting) -> dict[str, list[dict[str, Any]]]:
    """What those who are called have asked for: what waits for somebody to decide, and what nobody decided in time.

    What is asked for a whole series stands on the page of the series.
    """
    return _wish_rows(
        [row for row in proposals_with_state(meeting) if not row.for_series],
        [row for row in delegations_with_state(meeting) if not row.for_series],
    )


def series_wishes_of(series: Series) -> dict[str, list[dict[str, Any]]]:
    about = list(series.instances.all())
    return _wish_rows(
        [row for row in proposals_with_state(*about) if row.for_series],
        [row for row in delegations_with_state(*about) if row.for_series],
    )


def _wish_rows(proposals: list[CounterProposal], delegations: list[Delegation]) -> dict[str, list[dict[str, Any]]]:
    both: list[CounterProposal | Delegation] = [*proposals, *delegations]
    return {
        "proposals": [
            {
                "proposal": row,
                "meeting": row.invitation.meeting,
                "who": seat_name(row.invitation),
                "when": proposed_text(row),
                "declines": row.invitation.answer == Answer.NO,
            }
            for row in proposals
            if row.state == WishState.OPEN
        ],
        "delegations": [
            {
                "delegation": row,
                "meeting": row.invitation.meeting,
                "who": seat_name(row.invitation),
                "form": CallDelegateForm(meeting=row.invitation.meeting, delegation=row),
            }
            for row in delegations
            if row.state == WishState.OPEN
        ],
        "lapsed": [
            {"text": asked_text(row), "why": lapsed_text(row), "state": row.get_state_display()}
            for row in both
            if row.state == WishState.LAPSED
        ],
    }


def asked_text(wish: CounterProposal | Delegation) -> str:
    """What was asked for, in one line."""
    who = {"name": seat_name(wish.invitation)}
    if isinstance(wish, CounterProposal):
        return _("%(name)s föreslog %(when)s.") % {**who, "when": proposed_text(wish)}
    return _("%(name)s ville att någon annan kommer.") % who


def everybody_at(meeting: Meeting) -> list[Invitation]:
    """Those called, and those who were, in the parties' order; sorted here, see `the_one`."""
    rows = _everybody(meeting.pk)
    return sorted(rows, key=lambda seat: (seat.party.kind.position if seat.party else -1, seat.pk))


@prepared
def _everybody(meeting: Slot) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(meeting=meeting).order_by()
    return rows.select_related("person", "unit", "party__kind", "contact_point", "substitutes_for__original__person")


def dropped_out(meeting: Meeting, live: list[Invitation]) -> dict[str, str]:
    """Who cannot come and what that leaves, for who may do something about it; nothing once that is settled."""
    declined = unsettled(meeting.template, live, meeting.goes_ahead_at)
    if not declined:
        return {}
    return {"dropped_out": who_cannot(declined), "left": short_text(meeting.template, live)}


def double_bookings(meeting: Meeting) -> list[Remark]:
    """Who of those called is called to something else at the same time: for who holds the meeting, to move it."""
    if meeting.starts_at is None or meeting.ends_at is None:
        return []
    return called_remarks(meeting, meeting.starts_at, meeting.ends_at)


def waits(seat: Invitation, meeting: Meeting) -> bool:
    return seat.answer in Answer.waiting() and seat.person_id != meeting.caller_id


def fact_rows(meeting: Meeting, person: Person) -> list[dict[str, str]]:
    unit = meeting.calling_unit
    caller = ", ".join(str(part) for part in (meeting.caller, unit) if part)
    phone = meeting.caller.phone if meeting.caller else ""
    changes = can_change(person, meeting)
    rows = [
        (_("Tid"), meeting_when(meeting)),
        (_("Serie"), series_link(meeting)),
        (_("Områden"), joint_areas_line(meeting)),
        (_("Plats"), place_line(meeting) if changes and not meeting.no_mail else meeting_place(meeting)),
        (_("Länk"), format_html('<a href="{0}">{0}</a>', meeting.link) if meeting.link else ""),
        (_("Kallad av"), f"{caller}\n{phone}".strip()),
        (_("Referens"), meeting.reference or ""),
        (_("Svara senast"), day_text(meeting.answer_by) if meeting.answer_by and not meeting.has_started() else ""),
        (_("Syfte"), "\n".join(meeting.purposes)),
        (_("Förbered"), "\n".join(meeting.prepare)),
        (_("Dagordning"), "\n".join(meeting.agenda)),
    ]
    if changes and meeting.template.consent_required:
        rows.append((_("Samtycke"), consent_line(meeting.consent)))
    if can_see_note(person, meeting):
        rows.append((_("Intern anteckning"), meeting.internal_note))
    if changes and meeting.cancellation_reason:
        rows.append((_("Inställt därför att"), meeting.get_cancellation_reason_display()))
    return [{"label": label, "value": value} for label, value in rows if value]


def series_link(meeting: Meeting) -> str:
    if meeting.series is None:
        return ""
    url = reverse("booking:series", args=[meeting.series.pk])
    return format_html('<a href="{}">{}</a>', url, rhythm_text(meeting.series))


def seats_by_party(
    meeting: Meeting,
    live: list[Invitation],
    person: Person,
    *,
    shows_mail: bool = False,
    phones: Mapping[UUID, list[dict[str, str]]],
) -> list[dict[str, Any]]:
    """Each party with its seats: who, what they have answered, whether they came, and `phones` to ring them at.

    With `shows_mail` also whose address takes no mail: the mail about it sends the caller here to see whose it was.
    """
    came = any(seat.attended is not None for seat in live)
    by_substitute = substituted_seats(meeting) if came else set()
    is_caller = meeting.caller_id == person.pk
    rows: dict[str, list[dict[str, Any]]] = {}
    for seat in live:
        party = seat.party.name if seat.party else _("Gäster")
        rows.setdefault(party, []).append(
            {
                "seat": seat,
                "name": seat_name(seat),
                "unit": seat.unit.name if seat.unit and seat.person_id else str(seat.contact_point or ""),
                "notes": seat_notes(meeting, seat),
                "tag": answer_tag(seat),
                "phones": phones.get(seat.pk, []),
                "attended": attendance_text(seat, by_substitute),
                "comment": seat.comment if is_caller else "",
                "said": notes_text(seat) if is_caller else "",
                "is_caller": seat.person_id == meeting.caller_id,
                "declined": seat.answer == Answer.NO,
                "waits": waits(seat, meeting),
                "bounces": shows_mail and seat.address_bounces,
            }
        )
    return [{"name": name, "seats": seats} for name, seats in rows.items()]


def phones_of(meeting: Meeting, live: list[Invitation]) -> dict[UUID, list[dict[str, str]]]:
    """Numbers to ring each seat at, for who holds the meeting: who it is about is told by phone (domain rule 2).

    The person's own, and those of the unit's ways in; about a person not one that a keeper's change waits for.
    """
    units = {seat.unit_id for seat in live if seat.unit_id and seat.person_id != meeting.caller_id}
    points = ContactPoint.objects.filter(unit__in=units).exclude(phone="")
    of_unit: dict[int, list[dict[str, str]]] = {}
    for point in points.exclude(waits=True) if meeting.is_individual else points:
        of_unit.setdefault(point.unit_id, []).append({"number": point.phone, "whose": point.function})
    found = {}
    for seat in live:
        if seat.person_id is None or seat.person_id != meeting.caller_id:
            own = seat.person.phone if seat.person else ""
            theirs = [one for one in of_unit.get(seat.unit_id or 0, []) if one["number"] != own]
            found[seat.pk] = [*([{"number": own, "whose": ""}] if own else []), *theirs]
    return found


def seat_notes(meeting: Meeting, seat: Invitation) -> list[str]:
    """Kallad or inbjuden where the template tells them apart; guest; for whom a substitute comes."""
    notes = []
    if meeting.template.required_parties:
        notes.append(seat.get_standing_display())
    if seat.is_guest:
        notes.append(_("Gäst"))
    instead = getattr(seat, "substitutes_for", None)
    if instead is not None and instead.original.state == InvitationState.REPLACED:
        notes.append(_("I stället för %(name)s") % {"name": seat_name(instead.original)})
    if seat.person_id == meeting.caller_id:
        notes.append(_("Har kallat"))
    return notes


def history_of(meeting: Meeting, invitations: list[Invitation]) -> list[dict[str, str]]:
    """What was done, newest first, from the call on. What happened to the draft interests nobody."""
    seats = {str(seat.pk): seat for seat in invitations}
    began = meeting.called_at
    events = MeetingEvent.objects.filter(meeting=meeting).select_related("by").order_by("-at", "-id")
    return [
        {"when": moment_text(event.at), "by": "" if str(event.by or "") in text else str(event.by), "text": text}
        for event in events
        if (began is None or event.at >= began) and (text := event_text(event, seats, is_silent=meeting.no_mail))
    ]
