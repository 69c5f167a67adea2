"""Words on pages for meetings, answers and events. Names of kinds of meeting come from the template."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings.turnout import Asked, Seat, Turnout, falls_short, parties_asked, parties_left
from booking.models import (
    Answer,
    AnswerNote,
    CounterProposal,
    Delegation,
    Invitation,
    InvitationState,
    KnownTo,
    Meeting,
    MeetingEvent,
    MeetingForm,
    MeetingState,
    PlaceKind,
    Series,
)
from booking.rhythm import Frequency, Rhythm
from booking.workdays import (
    Language,
    format_date,
    format_time,
    format_week,
    format_weekday,
    format_when,
    half_year,
    local,
)
from config.ground.agreed import agreed
from config.ground.dates import current_language
from forums.models import Level

TAG_COLORS = {Level.INDIVIDUAL: "accent", Level.FORUM: "neutral", Level.OPEN: "part2"}
ANSWER_COLORS = {
    Answer.UNANSWERED: "warning",
    Answer.TENTATIVE: "warning",
    Answer.YES: "success",
    Answer.YES_REMOTE: "success",
    Answer.NO: "danger",
    Answer.SUBSTITUTE: "neutral",
}


def meeting_title(meeting: Meeting) -> str:
    """The template's own name and the reference; for a group what `group_title` says."""
    if meeting.reference:
        return f"{meeting.template.name} {meeting.reference}"
    variant = meeting.template.variants.get(meeting.variant, "") if meeting.variant else ""
    return group_title(meeting) or variant or meeting.template.name


def group_title(meeting: Meeting) -> str:
    """The group's name and the meeting's title: who sits in several groups must know which one calls."""
    group = meeting.forum.name if meeting.forum else ""
    if group and meeting.title and group.casefold() not in meeting.title.casefold():
        return f"{group}: {meeting.title}"
    return meeting.title or group


def meeting_place(meeting: Meeting) -> str:
    if meeting.no_mail:
        return ""
    if meeting.meeting_form == MeetingForm.DIGITAL or meeting.place_kind == PlaceKind.DIGITAL:
        return _("Digitalt möte")
    place = _("Meddelas av den som kallar") if meeting.place_kind == PlaceKind.CALLER else meeting.place
    if meeting.meeting_form == MeetingForm.HYBRID and place:
        return _("%(place)s, eller på distans") % {"place": place}
    return place


def meeting_when(meeting: Meeting) -> str:
    if meeting.starts_at is None or meeting.ends_at is None:
        return ""
    if meeting.known_to != KnownTo.MOMENT:
        return rough_time(meeting.starts_at, meeting.known_to)
    return format_when(meeting.starts_at, meeting.ends_at, current_language())


def rough_time(day: datetime.date, known_to: str) -> str:
    """onsdag 16 maj 2018 (v. 20), maj 2018, första halvåret 2018"""
    if known_to == KnownTo.DAY:
        return day_text(day)
    if known_to == KnownTo.MONTH:
        return format_date(day, current_language()).partition(" ")[2]
    return half_name(half_year(day))


def half_name(half: str) -> str:
    """första halvåret 2026"""
    year, number = half.split("-")
    name = _("första halvåret %(year)s") if number == "1" else _("andra halvåret %(year)s")
    return name % {"year": year}


def day_text(day: datetime.date) -> str:
    """tisdag 1 december 2026 (v. 49)"""
    language = current_language()
    words = {"day": f"{format_weekday(day, language)} {format_date(day, language)}", "week": format_week(day)}
    return _("%(day)s (v. %(week)s)") % words


def rhythm_text(series: Series, last: datetime.date | None = None) -> str:
    """Varannan torsdag kl. 09.00–10.30, till och med 17 december 2026

    The end is the day of the last meeting, not of the period: `last`, of whoever reads, when the series goes on without
    them.
    """
    language, rhythm = current_language(), series.rhythm
    days = [*rhythm.days()[-1:], *([last] if last else [])]
    first = rhythm.moment(rhythm.first)
    words = {
        "rhythm": _rhythm_days(rhythm, language),
        "start": format_time(first, language),
        "end": format_time(first + datetime.timedelta(minutes=series.length_minutes), language),
        "last": format_date(min(days, default=rhythm.last), language),
    }
    return _("%(rhythm)s kl. %(start)s–%(end)s, till och med %(last)s") % words


def proposed_text(proposal: CounterProposal) -> str:
    """The proposed time: a day and hours, or the rhythm that a series would get."""
    series = proposal.invitation.meeting.series
    if not proposal.for_series or series is None:
        return format_when(proposal.starts_at, proposal.ends_at, current_language())
    wanted, proposed = local(proposal.starts_at), copy.copy(series)
    proposed.first_on, proposed.starts = wanted.date(), wanted.time()
    proposed.length_minutes = int((proposal.ends_at - proposal.starts_at).total_seconds() // 60)
    words = {"rhythm": _rhythm_days(proposed.rhythm, current_language()), "hours": _hours_text(proposed)}
    return _("%(rhythm)s kl. %(hours)s") % words


def _hours_text(series: Series) -> str:
    first, language = series.rhythm.moment(series.first_on), current_language()
    end = first + datetime.timedelta(minutes=series.length_minutes)
    return f"{format_time(first, language)}–{format_time(end, language)}"


def _rhythm_days(rhythm: Rhythm, language: Language) -> str:
    weekday = format_weekday(rhythm.first, language)
    if rhythm.frequency == Frequency.WEEKLY:
        days = {1: _("Varje %(weekday)s"), 2: _("Varannan %(weekday)s"), 3: _("Var tredje vecka, %(weekday)s")}
        return days.get(rhythm.interval, _("Med %(n)d veckors mellanrum, %(weekday)s")) % {
            "weekday": weekday,
            "n": rhythm.interval,
        }
    every = {1: _("varje månad"), 2: _("varannan månad"), 3: _("var tredje månad"), 6: _("varje halvår")}
    months = every.get(rhythm.interval, _("med %(n)d månaders mellanrum")) % {"n": rhythm.interval}
    if rhythm.frequency == Frequency.MONTHLY_DATE:
        return _("Den %(day)d %(months)s") % {"day": rhythm.first.day, "months": months}
    places = {1: _("Första"), 2: _("Andra"), 3: _("Tredje"), 4: _("Fjärde"), -1: _("Sista")}
    words = {"place": places[rhythm.place_in_month], "weekday": weekday, "months": months}
    return _("%(place)s %(weekday)sen %(months)s") % words


def moment_text(moment: datetime.datetime) -> str:
    """23 november 2026 kl. 14.05"""
    language = current_language()
    return _("%(day)s kl. %(time)s") % {"day": format_date(moment, language), "time": format_time(moment, language)}


def meeting_tags(meeting: Meeting) -> list[dict[str, str]]:
    tags = [{"text": agreed(meeting.template.name), "color": TAG_COLORS[Level(meeting.template.level)]}]
    if meeting.state == MeetingState.DRAFT:
        tags.append({"text": _("Utkast"), "color": "info"})
    return tags


def seat_name(invitation: Invitation) -> str:
    """The holder of the seat: the person, or the unit that has not said who comes."""
    if invitation.person is not None:
        return str(invitation.person)
    return str(invitation.unit or invitation.contact_point or "")


def answer_tag(invitation: Invitation) -> dict[str, str]:
    """The answer as words and a colour; the words say it all."""
    if invitation.state == InvitationState.REPLACED:
        return {"text": _("Ersatt"), "color": "neutral"}
    if invitation.person_id is None and invitation.answer == Answer.UNANSWERED:
        return {"text": _("Enheten har inte valt vem som kommer"), "color": "warning"}
    words = {
        Answer.UNANSWERED: _("Svar saknas"),
        Answer.TENTATIVE: _("Kanske"),
        Answer.YES: _("Kommer"),
        Answer.YES_REMOTE: _("Kommer på distans"),
        Answer.NO: _("Kan inte"),
        Answer.SUBSTITUTE: _("Skickar ersättare"),
    }
    answer = Answer(invitation.answer)
    return {"text": words[answer], "color": ANSWER_COLORS[answer]}


def turnout_text(turnout: Turnout) -> str:
    """1 kommer, 2 kan inte, 1 har inte svarat: who said no is no answer among the others."""
    said = [
        (turnout.coming, _("%(n)d kommer")),
        (turnout.cannot, _("%(n)d kan inte")),
        (turnout.waiting, _("%(n)d har inte svarat")),
    ]
    return ", ".join(text % {"n": number} for number, text in said if number)


def who_cannot(declined: Iterable[Invitation]) -> str:
    """Arbetsförmedlingen kan inte komma: those who have said no, by their parties."""
    names = list(dict.fromkeys(seat.party.name if seat.party else seat_name(seat) for seat in declined))
    listed = (
        _("%(first)s och %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]} if names[1:] else names[0]
    )
    return _("%(who)s kan inte komma") % {"who": listed}


def short_text(template: Asked, seats: Collection[Seat]) -> str:
    """How many parties are left and how many are asked for; "" when enough can come."""
    if not falls_short(template, seats):
        return ""
    left = len(parties_left(seats))
    return ngettext(
        "Bara %(n)d part kan komma, och minst %(needed)d behövs.",
        "Bara %(n)d parter kan komma, och minst %(needed)d behövs.",
        left,
    ) % {"n": left, "needed": parties_asked(template)}


def notes_text(invitation: Invitation) -> str:
    """What was chosen with an answer: "Ring mig, Blir sen"."""
    return ", ".join(str(AnswerNote(note).label) for note in invitation.answer_notes)


def own_answer(given: str) -> str:
    """The person's own answer, as one says it to them."""
    words = {
        Answer.TENTATIVE: _("Du har svarat kanske"),
        Answer.YES: _("✓ Du kommer"),
        Answer.YES_REMOTE: _("✓ Du är med på distans"),
        Answer.NO: _("Du kommer inte"),
    }
    return words.get(Answer(given), "")


def attendance_text(invitation: Invitation, by_substitute: set[str]) -> str:
    if invitation.attended is None:
        return ""
    if str(invitation.pk) in by_substitute:
        return _("Ersättare deltog")
    return _("Deltog") if invitation.attended else _("Deltog inte")


def lapsed_text(wish: CounterProposal | Delegation) -> str:
    """The reason why a wish has lapsed."""
    invitation, meeting = wish.invitation, wish.invitation.meeting
    if meeting.state == MeetingState.CANCELLED:
        return _("Mötet är inställt.")
    if not invitation.is_live:
        return _("Personen är inte längre kallad.")
    if isinstance(wish, CounterProposal):
        if wish.instead_of != meeting.starts_at:
            return _("Mötet har fått en ny tid.")
        if invitation.answer != Answer.TENTATIVE or invitation.answered_at != wish.made_at:
            return _("Personen har svarat efter det.")
        if not meeting.has_started():
            return _("Den föreslagna tiden har redan varit.")
    return _("Mötet hann börja innan någon tog ställning.")


def event_text(event: MeetingEvent, invitations: dict[str, Invitation], *, is_silent: bool = False) -> str:
    """A line of the history in plain words; "" for what nobody needs to read. `is_silent`: the meeting mails nobody."""
    details = event.details or {}
    seat = invitations.get(str(details.get("invitation", "")))
    name = {"name": seat_name(seat) if seat else _("Någon")}
    if event.what == "answered":
        answer = Answer(details["answer"]).label if details.get("answer") in Answer.values else ""
        return _("%(name)s svarade: %(answer)s") % {**name, "answer": answer}
    if event.what == "moved":
        was = datetime.datetime.fromisoformat(details["was"])
        weekday = format_weekday(was, current_language())
        return _("Mötet flyttades. Tiden var %(was)s.") % {"was": f"{weekday} {moment_text(was)}"}
    words = {
        "called": _("Mötet kallades utan utskick.") if is_silent else _("Kallelsen skickades."),
        "changed": _("Kallelsen ändrades."),
        "cancelled": _("Mötet ställdes in."),
        "taken_over": _("En kollega tog över mötet."),
        "goes_ahead": _("Mötet blir av, fast någon inte kan komma."),
        "consent_registered": _("Samtycket registrerades."),
        "consent_withdrawn": _("Samtycket återkallades."),
        "registered": _("Mötet registrerades."),
        "follow_up_dropped": _("Uppföljningen togs bort."),
        "member_replaced": _("%(name)s byttes ut mot en annan ledamot.") % name if seat else _("En ledamot byttes ut."),
        "member_called": _("En ny ledamot kallades."),
        "member_left": _("%(name)s har lämnat gruppen.") % name,
        "party_declined": _("%(name)s är inte kallad, parten har avböjt.") % name,
        "seat_to_colleague": _("%(name)s kommer inte längre. En kollega är kallad i stället.") % name,
        "seat_to_unit": _("%(name)s kommer inte längre. Enheten är tillfrågad om vem som kommer.") % name,
        "seat_without_contact": _("%(name)s kommer inte längre. Enheten har ingen adress att fråga på.") % name,
        "seat_ended": _("%(name)s är inte längre kallad.") % name,
        "unit_closed": _("%(name)s är inte längre kallad, enheten är nedlagd.") % name,
        "unit_succeeded": _("En enhet gick upp i en annan hos samma part."),
        "caller_left": _("Den som kallade kan inte längre hålla i mötet. En kollega kan ta över det."),
        "persons_merged": _("Två rader för samma person blev en."),
        "invitation_added": _("%(name)s kallades.") % name,
        "invitation_removed": _("%(name)s är inte längre kallad.") % name,
        "assigned_taken_back": _("Enheten ändrade sig om vem som kommer och är tillfrågad igen."),
        "assigned": _("Enheten valde att %(name)s kommer.") % name,
        "passed_on": _("Kallelsen lämnades vidare till en annan enhet hos samma part."),
        "substitute_taken_back": _("%(name)s tog tillbaka sin ersättare.") % name,
        "substitute_named": _("%(name)s utsåg en ersättare.") % name,
        "time_proposed": _("%(name)s föreslog en annan tid.") % name,
        "proposal_declined": _("Tiden behölls. %(name)s får veta det.") % name,
        "delegation_asked": _("%(name)s ville att någon annan kommer.") % name,
        "delegation_declined": _("Den som %(name)s ville skicka kallades inte.") % name,
        "substitute_called": _("En ersättare kallades för %(name)s.") % name,
    }
    return words.get(event.what, "")
