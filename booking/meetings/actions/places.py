"""Choosing the place and the link of a meeting about a person (domain rule 2). A group's are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from booking.meetings import refusals
from booking.meetings.places import NO_PLACE
from booking.models import Meeting, MeetingForm, PlaceKind
from forums.models import Place, Unit
from forums.places import places_in, services_for_individuals, unit_place, units_to_meet_at
from forums.validators import refuse_identifiers_in_link


def chosen_place(meeting: Meeting, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """All fields of the place that the wanted ones make: nothing when none of them is wanted.

    A group's meeting has the text that was written. A meeting about a person has a place of its area, a unit with an
    address, "digitalt", "meddelas av den som kallar", or else a text, which then is typed by hand. Raises `RuleError`.
    """
    given = {name: wanted[name] for name in NO_PLACE if name in wanted}
    if not meeting.is_individual:
        if any(value for name, value in given.items() if name != "place"):
            raise refusals.place_is_written()
        return given
    if given.get("place") == meeting.place and len(given) == 1 and meeting.place_kind:
        return {}  # sent back as it was read
    if not given:
        is_digital = wanted.get("meeting_form", MeetingForm.DIGITAL) == MeetingForm.DIGITAL
        return {} if is_digital or meeting.place_kind != PlaceKind.DIGITAL else dict(NO_PLACE)
    return NO_PLACE | _chosen(meeting, given)


def _chosen(meeting: Meeting, given: Mapping[str, Any]) -> dict[str, Any]:
    place, unit, text = given.get("at_place"), given.get("at_unit"), given.get("place") or ""
    kind = given.get("place_kind") or _kind_of(place, unit, text)
    needed = {"place": ("at_place", place), "unit": ("at_unit", unit), "typed": ("place", text)}
    field, value = needed.get(kind, ("", True))
    if not value:
        raise refusals.place_missing(field)
    if (kind != PlaceKind.PLACE and place is not None) or (kind != PlaceKind.UNIT and unit is not None):
        raise refusals.two_places()
    if kind == PlaceKind.PLACE:
        return {"place_kind": kind, "at_place": place, "place": _words_of_place(meeting, place)}
    if kind == PlaceKind.UNIT:
        return {"place_kind": kind, "at_unit": unit, "place": _words_of_unit(meeting, unit)}
    return {"place_kind": kind, "place": text if kind == PlaceKind.TYPED else ""}


def _kind_of(place: Place | None, unit: Unit | None, text: str) -> str:
    if place is not None:
        return PlaceKind.PLACE
    if unit is not None:
        return PlaceKind.UNIT
    return PlaceKind.TYPED if text else ""


def _words_of_place(meeting: Meeting, place: Any) -> str:
    if place.pk == meeting.at_place_id and place.ended_on is not None:
        return meeting.place
    if not places_in(meeting.area).filter(pk=place.pk).exists():
        raise refusals.place_elsewhere("at_place")
    return str(place)


def _words_of_unit(meeting: Meeting, unit: Any) -> str:
    if units_to_meet_at(meeting.area).filter(pk=unit.pk).exists():
        return unit_place(unit)
    if unit.pk == meeting.at_unit_id:
        return meeting.place
    raise refusals.place_elsewhere("at_unit")


def refuse_link(meeting: Meeting, link: str) -> None:
    """Raise `ValidationError` for a link of a meeting about a person that goes to no allowed video service, or has an
    identity number, a phone number or an address in its path or query, percent-encoded or not.
    """
    services = list(services_for_individuals(meeting.federation_id))
    if not any(service.takes(link) for service in services):
        names = ", ".join(service.name for service in services)
        sentence = (
            _("Länken ska gå till en videotjänst som är godkänd för möten om enskilda: %(names)s.") % {"names": names}
            if names
            else _("Ingen videotjänst är godkänd för möten om enskilda än. Be förbundets administratör.")
        )
        raise ValidationError(sentence, code="video_service")
    refuse_identifiers_in_link(link)
