""" "Rätt person?": who may answer about a keeper's change that waits is asked by mail (domain rule 4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from booking.staffing.question_texts import question_text
from booking.staffing.waiting import Question, may_answer, questions_of, whom_to_mail
from forums.models import Person, WaitingChange
from forums.waiting import login_address, open_changes
from notifications.models import Notice
from notifications.notices.about import Receiver, Sender
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link

KEPT_DAYS = 90
SALT = "samverk.question"
# after that who is new among those to ask sees it on Mina möten
LATELY = datetime.timedelta(hours=1)
NO_LOGIN = "Du behöver inte logga in. Länken är din egen: vidarebefordra den inte."
JOINED = ("person", "other", "unit__party", "successor", "contact_point__person", "changed_by", "federation")


def rows() -> Iterator[Due]:
    """A mail to those who are asked first, anew when a change is changed again.

    About a name that came by a link nobody is mailed: it is spread no further than Mina möten of who may answer.
    """
    mailed = Notice.objects.filter(waiting_change=OuterRef("pk"), due_at__gte=OuterRef("changed_at"))
    lately = Q(changed_at__gt=timezone.now() - LATELY) | ~Exists(mailed)
    by_somebody = open_changes().filter(lately, changed_by__isnull=False)
    for change in by_somebody.select_related(*JOINED):
        for question in questions_of(change):
            for person in whom_to_mail(question):
                yield QUESTION.due(change, person, f"{change.changed_at:%y%m%d%H%M%S} {_caller(question)}")


def question_token(change: WaitingChange, person: Person, caller: int) -> str:
    return signing.dumps([change.pk, person.pk, caller], salt=SALT)


def open_question(token: str) -> tuple[Question, Person] | None:
    """The question that a mailed link is to, and who is asked; None when made up, answered, or no longer theirs."""
    try:
        pk, person_pk, caller = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    person = Person.objects.filter(pk=person_pk, is_active=True).first()
    question = _question(pk, caller)
    if person is None or question is None or not may_answer(person, question):
        return None
    return question, person


def _question(pk: int, caller: int) -> Question | None:
    change = open_changes().filter(pk=pk).select_related(*JOINED).first()
    asked = questions_of(change) if change is not None else []
    return next((one for one in asked if _caller(one) == caller), None)


def _caller(question: Question) -> int:
    """The caller's id; 0 for the question about the change as a whole."""
    return question.caller.pk if question.caller is not None else 0


def _asked(notice: Notice) -> Question | None:
    """The question of a notice, while it is the one that was asked, and the same person may answer it."""
    change, person = _change_of(notice), notice.person
    moment, _sep, caller = notice.occurrence.partition(" ")
    if person is None or moment != f"{change.changed_at:%y%m%d%H%M%S}":
        return None
    question = _question(change.pk, int(caller))
    return question if question is not None and may_answer(person, question) else None


def _change_of(notice: Notice) -> WaitingChange:
    assert notice.waiting_change is not None
    return notice.waiting_change


def _receiver(notice: Notice) -> Receiver | None:
    assert notice.person is not None
    address = login_address(notice.person)
    return Receiver(address, notice.person.name) if address else None


def _sender(notice: Notice) -> Sender:
    federation = _change_of(notice).federation
    return Sender(federation, federation.name)


def _link(notice: Notice) -> Link:
    question = _asked(notice)
    assert question is not None and notice.person is not None
    token = question_token(question.change, notice.person, _caller(question))
    return Link(page_link("notifications:question", token), "Svara ja eller nej")


def _text(notice: Notice, link: Link) -> MailText:
    question = _asked(notice)
    assert question is not None
    with translation.override("sv"):
        said = question_text(question)
    lines = ["Hej!", "", said.what, *([said.hint] if said.hint else []), "", said.why, ""]
    lines += [f"{link.label}: {link.address}", "", NO_LOGIN]
    return MailText(said.heading, "\n".join(lines) + "\n", link.address, link.label)


QUESTION = Kind(
    name="question",
    label=gettext_lazy("Rätt person?"),
    about="waiting_change",
    wanted=lambda notice: _asked(notice) is not None,
    receiver=_receiver,
    sender=_sender,
    until=lambda _notice: None,
    link=_link,
    text=_text,
    kept_days=KEPT_DAYS,
)
register(QUESTION, sweep=rows)
