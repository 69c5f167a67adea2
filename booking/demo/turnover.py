"""People who come and go, and what the keepers of the register change about them."""

from __future__ import annotations

import datetime
from functools import partial

from booking.demo.town import Town
from booking.models import Invitation, InvitationState, Meeting, MeetingState
from booking.staffing.actions import correct_person
from booking.staffing.members import end_member, replace_member
from booking.workdays import add_workdays, at_local
from forums.actions.placements import add_person
from forums.demo.accounts import ACCOUNTS
from forums.models import Area, Forum, Membership, Person
from forums.queries import today, units_of

# one member in so many is replaced in a year
OUT_OF, A_YEAR = 12, 365


def play(town: Town) -> None:
    for forum in Forum.objects.filter(ended_on=None, area__isnull=False).select_related("area").order_by("pk"):
        luck = town.luck(forum.name)
        for seat in forum.memberships.filter(ends_on=None).order_by("pk"):
            if luck.random() < (town.today - town.first).days / A_YEAR / OUT_OF:
                day = town.first + datetime.timedelta(days=luck.randrange((town.today - town.first).days))
                town.at(town.office_hour(day, luck), partial(hand_over, town, seat, luck.randint(5, 25)))
    home = next((account for account in ACCOUNTS if account.unit), None)
    area = Area.objects.filter(name=home.area).first() if home else None
    if home is None or area is None:
        return
    anna = Person.objects.filter(email=home.email).first()
    if anna is not None:
        for days, act in ((4, _end_soon), (3, _add_newcomer), (1, _correct_address)):
            town.at(at_local(add_workdays(town.today, -days), datetime.time(13, 5)), partial(act, town, area, anna))


def hand_over(town: Town, seat: Membership, workdays: int) -> None:
    """Somebody else of the unit takes the seat; accounts keep theirs."""
    seat.refresh_from_db()
    area, unit = seat.forum.area, seat.unit
    if area is None or unit is None or seat.ends_on or seat.person.has_usable_password():
        return
    coordinator = town.coordinator(area)
    seated = set(seat.forum.memberships.values_list("person", flat=True))
    free = [person for person in town.staff(unit) if person.pk not in seated]
    if coordinator is not None and free:
        replace_member(seat, by=coordinator, person=free[-1], on=add_workdays(today(), workdays))


def _add_newcomer(town: Town, area: Area, anna: Person) -> None:
    """Somebody whom the coordinator has placed at Anna's unit: she is asked whether that is right."""
    coordinator, unit = town.coordinator(area), units_of(anna).filter(areas=area).first()
    if coordinator is not None and unit is not None:
        address = f"nora@{str(anna.email).partition('@')[2]}"
        add_person(unit, by=coordinator, name="Nora Nymåne", email=address, starts_on=today())


def _correct_address(town: Town, area: Area, anna: Person) -> None:
    """Of somebody whom Anna has called to a case ahead: until she has said yes the case goes to the old address."""
    coordinator = town.coordinator(area)
    ahead = Meeting.objects.filter(caller=anna, state=MeetingState.CALLED, starts_at__gt=town.now)
    seats = Invitation.objects.filter(
        meeting__in=ahead, state=InvitationState.LIVE, person__isnull=False, unit__isnull=False
    )
    people = Person.objects.filter(invitations__in=seats, password__startswith="!").exclude(pk=anna.pk)  # noqa: S106
    person = people.order_by("pk").first()
    if coordinator is not None and person is not None:
        local, domain = str(person.email).split("@")
        correct_person(person, by=coordinator, email=f"{local}.ny@{domain}")


def _end_soon(town: Town, area: Area, anna: Person) -> None:
    """A member who is about to leave, with nobody in the seat after that."""
    coordinator = town.coordinator(area)
    seats = Membership.objects.filter(forum__area=area, ends_on=None, is_substitute=False).order_by("-pk")
    seat = next((seat for seat in seats.select_related("person") if not seat.person.has_usable_password()), None)
    if coordinator is not None and seat is not None:
        end_member(seat, by=coordinator, on=add_workdays(today(), 25))
