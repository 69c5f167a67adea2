"""Whoever keeps an area is asked by mail whether somebody leaves there, as another area's coordinator proposes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy

from booking.staffing.leaving_answers import proposal_text
from forums.models import LeaveProposal, Person
from forums.proposals import JOINED, can_answer_leaving
from forums.queries import coordinators_of, directors_of
from notifications.models import Notice
from notifications.notices.about import Sender
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.notices.left_seats import KEPT_DAYS, LATELY, MOMENT
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link


def rows() -> Iterator[Due]:
    """A mail a change to the coordinators of each area, to the director while it has none."""
    lately = LeaveProposal.objects.filter(answered_at__isnull=True, proposed_at__gt=timezone.now() - LATELY)
    for proposal in lately.select_related(*JOINED, "placement__unit__party__federation"):
        moment = f"{proposal.proposed_at.astimezone(datetime.UTC):{MOMENT}}"
        for keeper in _keepers(proposal):
            if can_answer_leaving(keeper, proposal):
                yield LEAVING_PROPOSED.due(proposal.placement.person, keeper, moment)


def _keepers(proposal: LeaveProposal) -> list[Person]:
    own = list(coordinators_of(proposal.area)) if proposal.area is not None else []
    return own or list(directors_of(proposal.placement.unit.party.federation))


def _waiting(notice: Notice) -> list[LeaveProposal]:
    at = datetime.datetime.strptime(notice.occurrence, MOMENT).replace(tzinfo=datetime.UTC)
    found = LeaveProposal.objects.filter(
        answered_at__isnull=True, proposed_at=at, placement__person=notice.about_person_id
    )
    joined = found.select_related(*JOINED, "placement__unit__party__federation")
    return [one for one in joined if notice.person is not None and can_answer_leaving(notice.person, one)]


def _text(notice: Notice, link: Link) -> MailText:
    proposals = _waiting(notice)
    who = proposals[0].placement.person
    lines = [
        "Hej!",
        "",
        *map(proposal_text, proposals),
        "",
        "Tills du har svarat är platserna kvar. Svarar du ja slutar de den dagen, och enheten får frågan vem som "
        "kommer.",
        "",
        f"{link.label}: {link.address}",
    ]
    return MailText(f"Slutar {who}?", "\n".join(lines) + "\n", link.address, link.label)


def _sender(notice: Notice) -> Sender:
    federation = _waiting(notice)[0].placement.unit.party.federation
    return Sender(federation, federation.name)


LEAVING_PROPOSED = Kind(
    name="leaving_proposed",
    label=gettext_lazy("Slutar personen?"),
    about="about_person",
    wanted=lambda notice: bool(_waiting(notice)),
    sender=_sender,
    link=lambda notice: Link(page_link("booking:leaving-answer", _waiting(notice)[0].pk), "Svara"),
    text=_text,
    until=lambda _notice: None,
    kept_days=KEPT_DAYS,
)
register(LEAVING_PROPOSED, sweep=rows)
