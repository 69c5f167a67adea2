"""Reading the standing structure. Every list starts from an access function, and so does every single row."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.database.sorting import swedish_order
from config.ground.api import ApiRequest, read_filters
from forums.access import (
    access_area,
    access_contact_point,
    access_forum,
    access_row,
    access_template,
    access_unit,
    visible_areas,
    visible_contact_points,
    visible_forums,
    visible_persons,
    visible_templates,
    visible_units,
)
from forums.api import serializers as shapes
from forums.models import Party, Person, Placement, in_force
from forums.queries import agreement_on, agreements_in_force, find_persons, members_of, today


@extend_schema_view(list=extend_schema(summary="Kommunområden som du ser"))
class AreaViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = shapes.AreaSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return visible_areas(self.request.user).order_by(*swedish_order("name"), "pk")

    @extend_schema(summary="Ett kommunområde med sin överenskommelse", responses=shapes.AreaDetailSerializer)
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        area = access_area(request.user, pk)
        agreement = agreement_on(area, today())
        if agreement is not None:
            prefetch_related_objects([agreement], Prefetch("parties", Party.objects.select_related("kind")))
        area.agreement = agreement  # type: ignore[attr-defined]  # read by the serializer
        return Response(shapes.AreaDetailSerializer(area).data)


@extend_schema_view(list=extend_schema(summary="Enheter", parameters=[shapes.UnitFilters]))
class UnitViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = shapes.UnitSerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(shapes.UnitFilters, self.request)
        units = visible_units(self.request.user).prefetch_related("areas")
        if "area" in wanted:
            units = units.filter(areas=wanted["area"])
        if "party_kind" in wanted:
            units = units.filter(party__kind__code=wanted["party_kind"])
        return units.order_by(*swedish_order("name"), "pk")

    @extend_schema(summary="En enhet", responses=shapes.UnitSerializer)
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        return Response(shapes.UnitSerializer(access_unit(request.user, pk)).data)


@extend_schema_view(list=extend_schema(summary="Vägar in till enheterna", parameters=[shapes.ContactPointFilters]))
class ContactPointViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = shapes.ContactPointSerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(shapes.ContactPointFilters, self.request)
        points = visible_contact_points(self.request.user)
        if "area" in wanted:
            points = points.filter(unit__areas=wanted["area"])
        if "unit" in wanted:
            points = points.filter(unit=wanted["unit"])
        return points.order_by(*swedish_order("unit__name", "function"), "pk")

    @extend_schema(summary="En väg in", responses=shapes.ContactPointSerializer)
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        return Response(shapes.ContactPointSerializer(access_contact_point(request.user, pk)).data)


@extend_schema_view(list=extend_schema(summary="Medarbetare", parameters=[shapes.PersonFilters]))
class PersonViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = shapes.PersonSerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(shapes.PersonFilters, self.request)
        persons = find_persons(visible_persons(self.request.user), wanted.get("q", ""))
        if "unit" in wanted:
            here = Placement.objects.filter(in_force(today()), unit=wanted["unit"])
            persons = persons.filter(pk__in=here.values("person"))
        return _with_units(persons, self.request.user).order_by(*swedish_order("name"), "pk")

    @extend_schema(summary="En medarbetare", responses=shapes.PersonSerializer)
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        found = _with_units(visible_persons(request.user), request.user)
        return Response(shapes.PersonSerializer(access_row(found, pk)).data)


@extend_schema_view(list=extend_schema(summary="Stående grupper", parameters=[shapes.ForumFilters]))
class ForumViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = shapes.ForumSerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(shapes.ForumFilters, self.request)
        return (
            visible_forums(self.request.user)
            .filter(**wanted)
            .select_related("convener")
            .order_by(*swedish_order("name"), "pk")
        )

    @extend_schema(
        summary="En grupp och dess ledamöter",
        parameters=[shapes.ForumDayFilters],
        responses=shapes.ForumDetailSerializer,
    )
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        day = read_filters(shapes.ForumDayFilters, request).get("on", today())
        forum = access_forum(request.user, pk)
        forum.members = members_of(forum, day)  # type: ignore[attr-defined]  # read by the serializer
        return Response(shapes.ForumDetailSerializer(forum).data)


@extend_schema_view(
    list=extend_schema(
        summary="Mallar i de överenskommelser som gäller",
        parameters=[shapes.TemplateFilters],
    )
)
class TemplateViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = shapes.TemplateSerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(shapes.TemplateFilters, self.request)
        offered = agreements_in_force(visible_areas(self.request.user), today())
        templates = visible_templates(self.request.user).select_related("federation").filter(**wanted)
        return (templates.filter(agreement__in=offered) | templates.filter(agreement=None)).order_by(
            "area", "position", "slug", "pk"
        )

    @extend_schema(summary="En mall", responses=shapes.TemplateSerializer)
    def retrieve(self, request: ApiRequest, pk: int) -> Response:
        return Response(shapes.TemplateSerializer(access_template(request.user, pk)).data)


def _with_units(persons: QuerySet[Person], reader: Person) -> QuerySet[Person]:
    """Where each of them works today, within what the reader may see: one person may work for two federations."""
    here = Placement.objects.filter(in_force(today()), unit__in=visible_units(reader))
    shown = Prefetch("placements", here.select_related("unit"), to_attr="current_placements")
    return persons.prefetch_related(shown)
