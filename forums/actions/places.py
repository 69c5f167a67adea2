"""Keeping the places of an area, the addresses of units, and the video services of a federation.

A meeting keeps the words that it was called with, so that none of this changes a call, or mails anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from forums import audit
from forums.access import require
from forums.actions.addresses import clean_optional
from forums.keepers import kept_federations
from forums.models import Area, Federation, Person, Place, Unit, VideoService
from forums.places import addressed_units, keeps_places, kept_places, kept_video_services
from forums.queries import today
from forums.validators import clean_line


def add_place(
    area: Area,
    *,
    by: Person,
    name: str,
    room: str = "",
    address: str = "",
    mailbox: str = "",
    reveals_care: bool = False,
) -> Place:
    """Add a place that meetings of the area can be called to. Idempotent for the same name and room.

    Raises `PermissionDenied` for an area whose places `by` does not keep, `ValidationError` for an empty name or one
    that identifies somebody (domain rule 2).
    """
    with transaction.atomic():
        list(Area.objects.select_for_update(no_key=True).filter(pk=area.pk).order_by().values_list("pk"))
        require(keeps_places(by, area))
        place = Place(area=area, name=clean_line(name), room=clean_line(room), reveals_care=reveals_care)
        place.address, place.mailbox = clean_line(address), clean_optional(mailbox, "mailbox")
        there = area.places.filter(name=place.name, room=place.room, ended_on=None).first()
        if there is not None:
            return there
        place.full_clean()
        place.save()
        audit.record("place_added", by=by, place=place)
    return place


def correct_place(place: Place, *, by: Person, **fields: Any) -> Place:
    """Correct a place's name, room, address or mailbox, or whether it tells which care somebody gets.

    What is marked so goes out of mails and calendars of individual meetings ahead; the rest changes no meeting that
    has been called. Raises as `add_place`.
    """
    with transaction.atomic():
        list(Place.objects.select_for_update().filter(pk=place.pk).order_by().values_list("pk"))
        require(kept_places(by).filter(pk=place.pk).exists())
        place = Place.objects.select_related("area").get(pk=place.pk)
        if "mailbox" in fields:
            fields["mailbox"] = clean_optional(fields["mailbox"], "mailbox")
        if changed := _write(place, ("name", "room", "address", "mailbox", "reveals_care"), fields):
            audit.record("place_corrected", by=by, place=place, fields=changed)
    return place


def end_place(place: Place, *, by: Person) -> Place:
    """Take a place out of the list from today on. Meetings that have been called there keep it. Idempotent."""
    with transaction.atomic():
        list(Place.objects.select_for_update().filter(pk=place.pk).order_by().values_list("pk"))
        place = Place.objects.select_related("area").get(pk=place.pk)
        require(keeps_places(by, place.area))
        if place.ended_on is None:
            place.ended_on = today()
            place.save(update_fields=["ended_on"])
            audit.record("place_ended", by=by, place=place)
    return place


def set_unit_address(unit: Unit, *, by: Person, address: str) -> Unit:
    """Set where a unit receives people; with an address it can be chosen as the place of an individual meeting.

    Raises `PermissionDenied` for a unit whose address `by` does not keep, `ValidationError` for what identifies
    somebody.
    """
    with transaction.atomic():
        list(Unit.objects.select_for_update(no_key=True).filter(pk=unit.pk).order_by().values_list("pk"))
        require(addressed_units(by).filter(pk=unit.pk).exists())
        unit = Unit.objects.select_related("party").get(pk=unit.pk)
        if _write(unit, ("address",), {"address": address}):
            audit.record("unit_address_set", by=by, unit=unit)
    return unit


def add_video_service(
    federation: Federation, *, by: Person, name: str, hosts: Iterable[str], for_individuals: bool = False
) -> VideoService:
    """Allow a video service, by the hosts of its links. Idempotent for the same name.

    Raises `PermissionDenied` for a federation that `by` does not keep, `ValidationError` for what is no host name.
    """
    with transaction.atomic():
        list(Federation.objects.select_for_update(no_key=True).filter(pk=federation.pk).order_by().values_list("pk"))
        require(kept_federations(by).filter(pk=federation.pk).exists())
        service = VideoService(federation=federation, name=clean_line(name), for_individuals=for_individuals)
        service.hosts = clean_hosts(hosts)
        there = federation.video_services.filter(name=service.name, ended_on=None).first()
        if there is not None:
            return there
        service.full_clean()
        service.save()
        audit.record("video_service_added", by=by, service=service)
    return service


def correct_video_service(service: VideoService, *, by: Person, **fields: Any) -> VideoService:
    """Correct a service's name or hosts, or whether individual meetings may use it. Links that were sent stay sent."""
    with transaction.atomic():
        list(VideoService.objects.select_for_update().filter(pk=service.pk).order_by().values_list("pk"))
        require(kept_video_services(by).filter(pk=service.pk).exists())
        service = VideoService.objects.select_related("federation").get(pk=service.pk)
        if "hosts" in fields:
            fields["hosts"] = clean_hosts(fields["hosts"])
        if changed := _write(service, ("name", "hosts", "for_individuals"), fields):
            audit.record("video_service_corrected", by=by, service=service, fields=changed)
    return service


def end_video_service(service: VideoService, *, by: Person) -> VideoService:
    """Stop allowing a service: no new link goes there. Idempotent."""
    with transaction.atomic():
        list(VideoService.objects.select_for_update().filter(pk=service.pk).order_by().values_list("pk"))
        service = VideoService.objects.select_related("federation").get(pk=service.pk)
        require(kept_federations(by).filter(pk=service.federation_id).exists())
        if service.ended_on is None:
            service.ended_on = today()
            service.save(update_fields=["ended_on"])
            audit.record("video_service_ended", by=by, service=service)
    return service


def clean_hosts(hosts: Iterable[str]) -> list[str]:
    """Host names in lower case, each once."""
    return list(dict.fromkeys(host.strip().lower() for host in hosts if host.strip()))


def _write(row: Place | Unit | VideoService, names: Iterable[str], fields: dict[str, Any]) -> list[str]:
    """Save those of the fields that have another value now, validated; returns their names."""
    wanted = {name: fields[name] for name in names if name in fields}
    wanted = {name: clean_line(value) if isinstance(value, str) else value for name, value in wanted.items()}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in changed])
        row.validate_constraints()
        row.save(update_fields=changed)
    return changed
