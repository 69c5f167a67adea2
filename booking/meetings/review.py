"""The review page of a call: the summary, what stops it and where that is mended, what follows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from booking.meetings.places import hides_place
from booking.meetings.queries import live_invitations
from booking.meetings.steps import URL_NAMES, steps_of
from booking.meetings.wording import day_text, group_title, meeting_place, meeting_when
from booking.models import Consent, Invitation, Meeting
from booking.workdays import format_date, reminder_plan
from config.database.sorting import swedish_order
from config.ground.dates import current_language
from config.ground.errors import RuleError
from forums.models import Level

MENDED_AT = {
    "invitations": "parties",
    "person": "parties",
    "consent": "consent",
    "starts_at": "time",
    "ends_at": "time",
    "answer_by": "time",
}


@dataclass(frozen=True)
class Refusal:
    """A sentence, and the page where it is mended; none when no page of the call can."""

    message: str
    url: str


def refusal_links(meeting: Meeting, refusals: Iterable[RuleError]) -> list[Refusal]:
    return [Refusal(error.message, step_url(meeting, MENDED_AT.get(error.field or "", ""))) for error in refusals]


def step_url(meeting: Meeting, step: str) -> str:
    return reverse(URL_NAMES[step], args=[meeting.pk]) if step in steps_of(meeting) and step in URL_NAMES else ""


def summary_rows(meeting: Meeting, answer_by: datetime.date | None) -> list[dict[str, str]]:
    """The whole call in rows, each with the page where it is changed."""
    seats = [seat for seat in live_invitations(meeting) if seat.person_id != meeting.caller_id]
    rows = [
        {"label": _("Möte"), "value": meeting_line(meeting)},
        {"label": _("Kallas"), "value": "\n".join(map(seat_line, seats)) or _("Ingen än"), "step": "parties"},
        {"label": _("Samtycke"), "value": consent_line(meeting.consent), "step": "consent"},
        {"label": _("Områden"), "value": joint_areas_line(meeting), "step": "time"},
        {"label": _("Tid"), "value": meeting_when(meeting) or _("Ingen tid är vald"), "step": "time"},
        {"label": _("Svara senast"), "value": day_text(answer_by) if answer_by else "", "step": "time"},
        {"label": _("Plats"), "value": place_line(meeting), "step": "time"},
        {"label": _("Länk"), "value": meeting.link, "step": "time"},
        {"label": _("Syfte"), "value": "\n".join(meeting.purposes), "step": "time"},
        {"label": _("Förbereda"), "value": "\n".join(meeting.prepare), "step": "time"},
        {"label": _("Dagordning"), "value": "\n".join(meeting.agenda), "step": "time"},
        {"label": _("Intern anteckning"), "value": meeting.internal_note, "step": "time"},
    ]
    shown = [row for row in rows if row["value"] and row.get("step", "parties") in steps_of(meeting)]
    return [{**row, "change_url": step_url(meeting, row.get("step", ""))} for row in shown]


def joint_areas_line(meeting: Meeting) -> str:
    """All areas of a day that several hold together; "" for one that a single area or the federation holds."""
    if meeting.template.level != Level.OPEN:
        return ""
    others = [area.name for area in meeting.joint_areas.order_by(*swedish_order("name"))]
    return ", ".join([*([meeting.area.name] if meeting.area else []), *others]) if others else ""


def meeting_line(meeting: Meeting) -> str:
    name = group_title(meeting) or meeting.template.variants.get(meeting.variant) or meeting.template.name
    return f"{name} ({meeting.reference})" if meeting.reference else name


def seat_line(seat: Invitation) -> str:
    """Party – unit – person, or the way in to the unit."""
    who = seat.person or seat.contact_point
    parts = [seat.party, seat.unit, who]
    return " – ".join(str(part) for part in parts if part)


def place_line(meeting: Meeting) -> str:
    if meeting.no_mail:
        return _("Utan utskick: ingen plats sparas")
    place = meeting_place(meeting)
    if place and hides_place(meeting):
        hidden = _("Står inte i mejl och kalendrar: de kallade ser den efter inloggning eller kod.")
        return f"{place}\n{hidden}"
    return place


def consent_line(consent: Consent | None) -> str:
    if consent is None:
        return _("Inget samtycke är registrerat")
    if consent.withdrawn_at is not None:
        return _("Återkallat")
    covered = [party.name for party in consent.parties.all()] + [unit.name for unit in consent.units.all()]
    return _("%(how)s, lämnat %(given)s, gäller till och med %(until)s.\nOmfattar %(covered)s.") % {
        "how": consent.get_form_display(),
        "given": format_date(consent.given_on, current_language()),
        "until": format_date(consent.valid_until, current_language()),
        "covered": ", ".join(covered),
    }


def what_happens_now(meeting: Meeting) -> list[str]:
    """What happens next, in order and with the dates (domain: say what happens next after every send)."""
    template = meeting.template
    plan = reminder_plan(
        meeting.called_at,  # type: ignore[arg-type]
        meeting.starts_at,  # type: ignore[arg-type]
        unanswered=template.remind_unanswered_days,
        everyone=template.remind_everyone_days,
        outcome_after=template.outcome_after_days,
    )
    if meeting.no_mail:
        return [
            _("Du ringer dem som ska komma. Inget mejl och ingen kalenderpost går ut."),
            _("Notera svaren på mötets sida. Mötet ligger på Mina möten tills alla har svarat."),
            _("Efter mötet registrerar du det på Mina möten. Det tar en halv minut."),
        ]
    lines = [_("De kallade svarar i sin kalender eller med länken i mejlet. Du ser svaren på mötets sida.")]
    if plan.unanswered:
        lines.append(_("De som inte har svarat får en påminnelse %(day)s.") % {"day": day_text(plan.unanswered.date())})
    if plan.everyone:
        lines.append(_("Alla får en påminnelse %(day)s.") % {"day": day_text(plan.everyone.date())})
    lines.append(_("Efter mötet registrerar du det från en länk. Det tar en halv minut."))
    return lines
