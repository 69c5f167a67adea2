"""The place of a meeting: which can be chosen, and whether mails may say it (domain rule 2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from booking.models import Meeting, PlaceKind
from forums.places import places_in, unit_place, units_to_meet_at
from forums.wording import gives_care_away

Choices = list[tuple[str, list[tuple[str, str]]]]
NO_PLACE = {"place_kind": "", "at_place": None, "at_unit": None, "place": ""}
SAID_BY_MAIL = (PlaceKind.PLACE, PlaceKind.UNIT)


def hides_place(meeting: Meeting) -> bool:
    """Is the place withheld from mails, calendars and personal links, and shown after login or a code only?

    In a meeting about a person: what was typed by hand, and what tells which care somebody gets.
    """
    if not meeting.is_individual or not meeting.place:
        return False
    if meeting.place_kind not in SAID_BY_MAIL:
        return True
    return (
        meeting.at_place_id in meeting.federation.care_places
        or meeting.at_unit_id in meeting.federation.care_units
        or gives_care_away(meeting.place, meeting.federation)
    )


def place_choices(meeting: Meeting) -> Choices:
    """The list to choose from, in groups: where one is oneself and met last, the area's places, its units with an
    address, and what is neither.

    What the meeting has now is in it, also when the place is no longer used.
    """
    places = [(f"place:{place.pk}", _told(str(place), place.reveals_care)) for place in places_in(meeting.area)]
    units = [(f"unit:{unit.pk}", _told(unit_place(unit), unit.reveals_care)) for unit in units_to_meet_at(meeting.area)]
    now = chosen_now(meeting)
    if meeting.place_kind in SAID_BY_MAIL and now not in dict([*places, *units]):
        places.append((now, meeting.place))
    others = [
        (PlaceKind.CALLER.value, _("Meddelas av den som kallar")),
        (PlaceKind.TYPED.value, _("Annan plats, som jag skriver själv")),
    ]
    near = [f"unit:{meeting.calling_unit_id}", latest_place(meeting)]
    at_hand = [option for option in (*units, *places) if option[0] in near]
    places, units = ([option for option in options if option not in at_hand] for options in (places, units))
    groups = [(_("Nära till hands"), at_hand), (_("Platser"), places), (_("Enheter"), units), (_("Annat"), others)]
    return [(name, options) for name, options in groups if options]


def latest_place(meeting: Meeting) -> str:
    """Where the caller called to last in the area, of what is in the list; "" when nowhere."""
    called = Meeting.objects.filter(caller=meeting.caller_id, area=meeting.area_id, called_at__isnull=False)
    latest = called.filter(place_kind__in=SAID_BY_MAIL).exclude(pk=meeting.pk).order_by("-called_at").first()
    return chosen_now(latest) if latest is not None else ""


def chosen_now(meeting: Meeting) -> str:
    """The value of the present choice in that list; "" when there is none."""
    if meeting.place_kind == PlaceKind.PLACE:
        return f"place:{meeting.at_place_id}"
    if meeting.place_kind == PlaceKind.UNIT:
        return f"unit:{meeting.at_unit_id}"
    if meeting.place and not meeting.place_kind:
        return PlaceKind.TYPED.value
    return meeting.place_kind if meeting.place_kind in (PlaceKind.CALLER, PlaceKind.TYPED) else ""


def _told(name: str, reveals_care: bool) -> str:
    return _("%(place)s (står inte i mejl)") % {"place": name} if reveals_care else name
