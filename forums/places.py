"""Places and video services: who sees them, who keeps them, and which a meeting may be called to."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from config.database.sorting import swedish_order
from forums.access import access_row, visible_areas, visible_federations
from forums.keepers import kept_areas, kept_federations, kept_units
from forums.models import Area, Federation, Person, Place, RoleKind, Unit, VideoService
from forums.queries import roles_of, today


def visible_places(person: Person) -> QuerySet[Place]:
    return Place.objects.filter(area__in=visible_areas(person), ended_on=None).select_related("area__federation")


def place_areas(person: Person) -> QuerySet[Area]:
    """Areas whose places the person keeps: as their keeper, or as a party's contact person there."""
    own = roles_of(person).filter(kind=RoleKind.CONTACT_PERSON)
    everywhere = own.filter(area=None)
    here = Q(pk__in=own.values("area")) | Q(own_parties__in=everywhere.values("party"))
    shared = Q(federation__in=everywhere.filter(party__area=None).values("federation"))
    return Area.objects.filter(here | shared | Q(pk__in=kept_areas(person))).select_related("federation").distinct()


def keeps_places(person: Person, area: Area) -> bool:
    return place_areas(person).filter(pk=area.pk).exists()


def kept_places(person: Person) -> QuerySet[Place]:
    places = Place.objects.filter(area__in=place_areas(person), ended_on=None)
    return places.select_related("area__federation")


def addressed_units(person: Person) -> QuerySet[Unit]:
    """Units whose address the person keeps: those whose staff they keep, and those of the party that they speak for.

    A contact person for one area keeps the units of the party that serve it.
    """
    own = roles_of(person).filter(kind=RoleKind.CONTACT_PERSON)
    units = Q(pk__in=kept_units(person)) | Q(party__in=own.filter(area=None).values("party"))
    for role in own.filter(area__isnull=False):
        units |= Q(party=role.party_id, areas=role.area_id)
    return Unit.objects.filter(units).select_related("party__federation").distinct()


def visible_video_services(person: Person) -> QuerySet[VideoService]:
    services = VideoService.objects.filter(federation__in=visible_federations(person), ended_on=None)
    return services.select_related("federation")


def kept_video_services(person: Person) -> QuerySet[VideoService]:
    """For those who keep the federation as a whole."""
    services = VideoService.objects.filter(federation__in=kept_federations(person), ended_on=None)
    return services.select_related("federation")


def access_kept_place(person: Person, pk: object) -> Place:
    return access_row(kept_places(person), pk)


def access_addressed_unit(person: Person, pk: object) -> Unit:
    return access_row(addressed_units(person), pk)


def access_kept_federation(person: Person, pk: object) -> Federation:
    return access_row(kept_federations(person), pk)


def access_kept_video_service(person: Person, pk: object) -> VideoService:
    return access_row(kept_video_services(person), pk)


# --- which a meeting may be called to


def places_in(area: Area | None) -> QuerySet[Place]:
    return Place.objects.filter(area=area, ended_on=None) if area is not None else Place.objects.none()


def units_to_meet_at(area: Area | None) -> QuerySet[Unit]:
    """Open units of the area that have an address of their own."""
    if area is None:
        return Unit.objects.none()
    still_open = Q(closed_on=None) | Q(closed_on__gt=today())
    return (
        Unit.objects.filter(still_open, areas=area)
        .exclude(address="")
        .order_by("party__kind__position", *swedish_order("name"))
    )


def services_for_individuals(federation_id: int) -> QuerySet[VideoService]:
    return VideoService.objects.filter(federation=federation_id, for_individuals=True, ended_on=None)


def unit_place(unit: Unit) -> str:
    """A unit as the place of a meeting."""
    return ", ".join(part for part in (unit.name, unit.address) if part)
