"""Seats in groups that are left: who holds the group together is told of the hole, and the unit is asked who comes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy

from booking.meetings.wording import day_text
from forums.models import ContactPoint, Membership, Person, Unit
from forums.queries import ways_in
from forums.vacancies import empty_seats, holders_of
from notifications.models import Notice
from notifications.notices.about import Sender
from notifications.notices.bounces import spokespersons
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link

KEPT_DAYS = 90
# what a tick looks back over; a longer outage than this is told of by the group's page alone
LATELY = datetime.timedelta(days=7)
MOMENT = "%Y%m%d%H%M%S%f"


def rows() -> Iterator[Due]:
    """One mail a change to each who holds groups together, and to each unit that has left seats; not to who did it."""
    lately = Membership.objects.filter(left_at__gt=timezone.now() - LATELY)
    for seat in empty_seats(lately.select_related("left_by")):
        assert seat.left_at is not None
        moment = f"{seat.left_at.astimezone(datetime.UTC):{MOMENT}}"
        for holder in holders_of(seat.forum):
            if holder.pk not in (seat.left_by_id, seat.person_id):
                yield SEAT_LEFT_EMPTY.due(seat.person, holder, moment)
        unit = _asked(seat)
        if unit is not None:
            for receiver in _who_is_asked(unit, seat):
                yield UNIT_ASKED_FOR_MEMBER.due(unit, receiver, f"{moment} {seat.person_id}")


def _asked(seat: Membership) -> Unit | None:
    """The unit of the seat, while it is open after the last day."""
    unit, last = seat.unit, seat.ends_on
    is_open = unit is not None and last is not None and (unit.closed_on is None or unit.closed_on > last + LATELY)
    return unit if is_open else None


def _who_is_asked(unit: Unit, seat: Membership) -> Iterable[Person | ContactPoint]:
    """Who speaks for the unit; its way in where nobody does. Never who leaves, nor who has changed it."""
    but = (seat.person_id, seat.left_by_id)
    speaking = [person for person in spokespersons(unit, seat.forum.area) if person.email and person.pk not in but]
    return speaking or ways_in(unit).filter(mailbox__gt="")[:1]


def _seats(person_id: int | None, moment: str) -> list[Membership]:
    at = datetime.datetime.strptime(moment, MOMENT).replace(tzinfo=datetime.UTC)
    seats = Membership.objects.filter(person=person_id, left_at=at)
    return empty_seats(seats.select_related("left_by", "forum__convener"))


def _held(notice: Notice) -> list[Membership]:
    seats = _seats(notice.about_person_id, notice.occurrence)
    return [seat for seat in seats if notice.person_id in {holder.pk for holder in holders_of(seat.forum)}]


def _of_unit(notice: Notice) -> list[Membership]:
    moment, _sep, person = notice.occurrence.partition(" ")
    return [seat for seat in _seats(int(person), moment) if seat.unit_id == notice.unit_id]


def _line(seat: Membership) -> str:
    kind = "ersättare" if seat.is_substitute else "ordinarie"
    where = f" ({seat.forum.area})" if seat.forum.area and seat.forum.area.name not in seat.forum.name else ""
    assert seat.ends_on is not None
    return f"– {seat.forum}{where}: {seat.party}, {kind}. Sista dag {day_text(seat.ends_on)}."


def _subject(seats: list[Membership]) -> str:
    return str(seats[0].forum) if len(seats) == 1 else f"{len(seats)} grupper"


def _hole_text(notice: Notice, link: Link) -> MailText:
    seats = _held(notice)
    who, by = seats[0].person, seats[0].left_by
    lines = [
        "Hej!",
        "",
        f"{who} lämnar sin plats, och ingen är utsedd att ta över:",
        "",
        *map(_line, seats),
        "",
        *([f"{by} har registrerat det."] if by is not None else []),
        "Står det en ersättare för parten är hen kallad till mötena efter den dagen. Enheten har fått frågan vem som "
        "tar över. Vet du det redan lägger du till ledamoten på gruppens sida.",
        "",
        f"{link.label}: {link.address}",
    ]
    return MailText(f"{who} lämnar {_subject(seats)}", "\n".join(lines) + "\n", link.address, link.label)


def _unit_text(notice: Notice, link: Link) -> MailText:
    seats = _of_unit(notice)
    who = seats[0].person
    holders = {holder.pk: holder for seat in seats for holder in holders_of(seat.forum)}
    lines = ["Hej!", "", f"{who} slutar. Vem kommer från {notice.unit} i stället?", "", *map(_line, seats), ""]
    if holders:
        lines += ["Berätta för den som håller ihop gruppen:", *map(_contact, holders.values()), ""]
    if link.address:
        lines += ["Du kan också svara själv, så kallas den du väljer till mötena.", "", f"{link.label}: {link.address}"]
    subject = f"Vem tar över efter {who} i {_subject(seats)}?"
    return MailText(subject, "\n".join(lines).rstrip() + "\n", link.address, link.label)


def _contact(person: Person) -> str:
    return "– " + ", ".join(filter(None, [person.name, person.phone, person.email]))


def _to_group(notice: Notice) -> Link:
    seats = _held(notice)
    if len(seats) == 1:
        return Link(page_link("booking:forum", seats[0].forum_id), "Se gruppen")
    return Link(page_link("forums:forum-list"), "Se grupperna")


def _to_answer(notice: Notice) -> Link:
    """Who speaks for the unit answers on a page; a shared mailbox by telling who holds the group together."""
    return Link(page_link("booking:my-meetings"), "Välj vem som tar över") if notice.person_id else Link()


def _sender(notice: Notice) -> Sender:
    federation = _held(notice)[0].forum.federation
    return Sender(federation, federation.name)


SEAT_LEFT_EMPTY = Kind(
    name="seat_left_empty",
    label=gettext_lazy("En plats i en grupp blir tom"),
    about="about_person",
    wanted=lambda notice: bool(_held(notice)),
    sender=_sender,
    link=_to_group,
    text=_hole_text,
    until=lambda _notice: None,
    kept_days=KEPT_DAYS,
)
UNIT_ASKED_FOR_MEMBER = Kind(
    name="unit_asked_for_member",
    label=gettext_lazy("Vem tar över platsen?"),
    about="unit",
    wanted=lambda notice: bool(_of_unit(notice)),
    link=_to_answer,
    text=_unit_text,
    until=lambda _notice: None,
    kept_days=KEPT_DAYS,
)
register(SEAT_LEFT_EMPTY, UNIT_ASKED_FOR_MEMBER, sweep=rows)
