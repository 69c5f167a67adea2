"""Places, addresses of units and video services over the API: what may be chosen for a meeting about a person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.bodies import Row
from booking.meetings.api.idempotency import answer_once
from config.database.sorting import swedish_order
from config.ground.api import ApiRequest, Body, PastedAddress, RowId, read_body, read_filters
from forums.access import visible_areas, visible_federations
from forums.actions.places import (
    add_place,
    add_video_service,
    correct_place,
    correct_video_service,
    end_place,
    end_video_service,
    set_unit_address,
)
from forums.api.serializers import AreaRefSerializer, UnitSerializer
from forums.models import Place, VideoService
from forums.places import (
    access_addressed_unit,
    access_kept_place,
    access_kept_video_service,
    visible_places,
    visible_video_services,
)


class PlaceFieldsBody(Body):
    """Det som inte skickas ändras inte."""

    name = serializers.CharField(required=False, max_length=60)
    room = serializers.CharField(required=False, allow_blank=True, max_length=40)
    address = serializers.CharField(required=False, allow_blank=True, max_length=56)
    mailbox = PastedAddress(
        required=False, allow_blank=True, help_text="Rummets brevlåda: svar från den är rummets, inte en persons."
    )
    reveals_care = serializers.BooleanField(
        required=False, help_text="Berättar vilken vård det gäller: står inte i mejl och kalendrar."
    )


class PlaceBody(PlaceFieldsBody):
    area = Row(visible_areas)
    name = serializers.CharField(max_length=60)


class PlaceFilters(Body):
    area = RowId(required=False)


class AddressBody(Body):
    address = serializers.CharField(allow_blank=True, max_length=56)


class VideoServiceFieldsBody(Body):
    """Det som inte skickas ändras inte."""

    name = serializers.CharField(required=False, max_length=60)
    hosts = serializers.ListField(
        child=serializers.CharField(max_length=100),
        required=False,
        max_length=20,
        help_text="teams.microsoft.com, eller *.zoom.us för alla som slutar så.",
    )
    for_individuals = serializers.BooleanField(required=False, help_text="Godkänd för möten om enskilda.")


class VideoServiceBody(VideoServiceFieldsBody):
    federation = Row(visible_federations)
    name = serializers.CharField(max_length=60)
    hosts = serializers.ListField(child=serializers.CharField(max_length=100), max_length=20)


class PlaceSerializer(serializers.ModelSerializer):
    """En plats som områdets möten kan kallas till."""

    area = AreaRefSerializer()

    class Meta:
        model = Place
        fields = ["id", "area", "name", "room", "address", "mailbox", "reveals_care", "ended_on"]


class VideoServiceSerializer(serializers.ModelSerializer):
    """En videotjänst som länkar får gå till."""

    hosts = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = VideoService
        fields = ["id", "federation", "name", "hosts", "for_individuals", "ended_on"]


@extend_schema_view(list=extend_schema(summary="Platser att välja", parameters=[PlaceFilters]))
class PlaceViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = PlaceSerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(PlaceFilters, self.request)
        return visible_places(self.request.user).filter(**wanted).order_by("area", *swedish_order("name"), "room", "pk")

    @extend_schema(summary="En ny plats", request=PlaceBody, responses={201: PlaceSerializer})
    @answer_once
    def create(self, request: ApiRequest) -> Response:
        place = add_place(by=request.user, **read_body(PlaceBody, request))
        return Response(PlaceSerializer(place).data, 201)

    @extend_schema(summary="Rätta platsen; möten som är kallade ändras inte", request=PlaceFieldsBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def correct(self, request: ApiRequest, pk: int) -> Response:
        place = access_kept_place(request.user, pk)
        place = correct_place(place, by=request.user, **read_body(PlaceFieldsBody, request))
        return Response(PlaceSerializer(place).data)

    @extend_schema(summary="Platsen går inte längre att välja", request=None)
    @action(detail=True, methods=["post"])
    @answer_once
    def end(self, request: ApiRequest, pk: int) -> Response:
        return Response(PlaceSerializer(end_place(access_kept_place(request.user, pk), by=request.user)).data)


class UnitAddressViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = UnitSerializer

    @extend_schema(summary="Enhetens adress: med den går den att välja som plats", request=AddressBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def address(self, request: ApiRequest, pk: int) -> Response:
        unit = access_addressed_unit(request.user, pk)
        return Response(UnitSerializer(set_unit_address(unit, by=request.user, **read_body(AddressBody, request))).data)


@extend_schema_view(list=extend_schema(summary="Videotjänster som länkar får gå till"))
class VideoServiceViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = VideoServiceSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return visible_video_services(self.request.user).order_by("federation", *swedish_order("name"), "pk")

    @extend_schema(summary="En ny videotjänst", request=VideoServiceBody, responses={201: VideoServiceSerializer})
    @answer_once
    def create(self, request: ApiRequest) -> Response:
        service = add_video_service(by=request.user, **read_body(VideoServiceBody, request))
        return Response(VideoServiceSerializer(service).data, 201)

    @extend_schema(summary="Rätta videotjänsten", request=VideoServiceFieldsBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def correct(self, request: ApiRequest, pk: int) -> Response:
        service = access_kept_video_service(request.user, pk)
        service = correct_video_service(service, by=request.user, **read_body(VideoServiceFieldsBody, request))
        return Response(VideoServiceSerializer(service).data)

    @extend_schema(summary="Nya länkar kan inte gå dit längre", request=None)
    @action(detail=True, methods=["post"])
    @answer_once
    def end(self, request: ApiRequest, pk: int) -> Response:
        service = access_kept_video_service(request.user, pk)
        return Response(VideoServiceSerializer(end_video_service(service, by=request.user)).data)
