"""What "rätt person?" says: the same words on the page, in the mail and over the API. Never anything of a case."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from booking.staffing.waiting import Question
from forums.models import ContactPoint, Person, Unit, WaitingChange, WaitingKind
from forums.wording import new_domain


@dataclass(frozen=True)
class QuestionText:
    """`why`: what the change means, and what holds until somebody has answered; `hint`: what to look at twice."""

    heading: str
    what: str
    why: str
    hint: str = ""


def question_text(question: Question) -> QuestionText:
    change = question.change
    heading, what = _words(change)
    return QuestionText(heading, f"{what} {_changed(change)}", _why(question), _hint(change))


def said(is_right: bool) -> str:
    """What is said to who has answered."""
    if is_right:
        return _("Tack. Ändringen gäller nu.")
    return _("Tack. Allt går som förut. Ring och reda ut vad som är rätt.")


def _words(change: WaitingChange) -> tuple[str, str]:
    names = {
        "person": change.person,
        "other": change.other,
        "unit": change.unit,
        "successor": change.successor,
        "was": change.was_address or change.was_person or _("ingen"),
        "now": _address_now(change) or _("ingen"),
    }
    heading, what = {
        WaitingKind.ADDRESS: (
            _("%(person)s har ny adress. Rätt person?"),
            _("Ny e-postadress till %(person)s: %(now)s. Förut: %(was)s."),
        ),
        WaitingKind.WAY_IN: (
            _("%(unit)s har en ny väg in. Rätt enhet?"),
            _("Ny väg in till %(unit)s: %(now)s. Förut: %(was)s."),
        ),
        WaitingKind.PLACE: (
            _("%(person)s är ny på %(unit)s. Stämmer det?"),
            _("%(person)s, %(now)s, står som ny på %(unit)s."),
        ),
        WaitingKind.HEIR: (
            _("%(other)s tar över efter %(person)s. Rätt person?"),
            _("%(person)s slutar på %(unit)s. %(other)s, %(now)s, ska ta över."),
        ),
        WaitingKind.MERGE: (
            _("%(person)s och %(other)s. Samma person?"),
            _("Raden för %(person)s, %(was)s, ska bli en med raden för %(other)s, %(now)s."),
        ),
        WaitingKind.SUCCESSION: (
            _("%(successor)s tar över efter %(unit)s. Rätt enhet?"),
            _("%(unit)s läggs ned, och %(successor)s ska ta över."),
        ),
    }[WaitingKind(change.kind)]
    if change.kind == WaitingKind.MERGE and change.person is not None:
        names["was"] = change.person.email or _("utan adress")
    return heading % names, what % names


def _address_now(change: WaitingChange) -> str:
    if change.contact_point is not None:
        return reached_at(change.contact_point)
    person = change.other or change.person
    return (person.email or "") if person is not None else ""


def reached_at(point: ContactPoint) -> str:
    return point.mailbox or (f"{point.person}, {point.person.email}" if point.person is not None else "")


def _changed(change: WaitingChange) -> str:
    day = date_format(localtime(change.changed_at), "Y-m-d")
    if change.changed_by is None:
        text = _(
            "Det lades in %(day)s med en länk i ett mejl, genom arbetsgivarens inloggning eller av den som sköter "
            "servern."
        )
        return text % {"day": day}
    return _("%(who)s ändrade det %(day)s.") % {"who": change.changed_by, "day": day}


def _why(question: Question) -> str:
    if question.caller is not None:
        return _(
            "Det gäller möten om enskilda som du, eller en kollega på enheten, har kallat till. Tills du har svarat "
            "går kallelser och påminnelser som förut."
        )
    if question.change.kind == WaitingKind.PLACE:
        return _("Tills någon på enheten har svarat kommer personen inte åt enhetens möten om enskilda.")
    return _("Tills någon har svarat går mejl om möten om enskilda, och länkar för att välja lösenord, som förut.")


def _hint(change: WaitingChange) -> str:
    people = [person for person in (change.person, change.other) if person is not None]
    units = Unit.objects.filter(pk=change.unit_id)
    for person in people:
        units |= units_of_person(person)
    return new_domain(_address_now(change), units, people, but=change.contact_point_id)


def units_of_person(person: Person) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=person.placements.values("unit"))
