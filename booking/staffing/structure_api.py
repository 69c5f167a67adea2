"""The structure over the API: new units, ways in and groups, and new names of those there are."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.bodies import Row, rows
from booking.meetings.api.idempotency import answer_once
from booking.staffing import refusals
from config.ground.api import ApiRequest, Body, PastedAddress, read_body
from forums.access import access_area, access_forum, require, visible_areas, visible_federations, visible_parties
from forums.actions.structure import (
    add_forum,
    add_unit,
    add_way_in,
    can_rename_forum,
    rename_area,
    rename_forum,
    rename_unit,
)
from forums.api.serializers import AreaSerializer, ForumSerializer, KeptContactPointSerializer, UnitSerializer
from forums.keepers import access_kept_unit, can_close_unit, is_keeper, kept_areas
from forums.models import Area


class NewUnitBody(Body):
    party = Row(visible_parties)
    name = serializers.CharField(max_length=120)
    areas = rows(visible_areas, help_text="Områdena som enheten arbetar i.")
    reveals_care = serializers.BooleanField(
        required=False, help_text="Namnet berättar vilken vård det gäller: då står bara parten i mejl om en person."
    )


class WayInBody(Body):
    function = serializers.CharField(max_length=120)
    matter = serializers.CharField(required=False, allow_blank=True, max_length=160)
    mailbox = PastedAddress(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    hours = serializers.CharField(required=False, allow_blank=True, max_length=120)


class NewForumBody(Body):
    federation = Row(visible_federations, required=False, help_text="Behövs bara utan område.")
    area = Row(visible_areas, required=False)
    kind = serializers.SlugField(max_length=60, help_text="Mallens kod i områdets överenskommelse.")
    name = serializers.CharField(max_length=160)


class NameBody(Body):
    name = serializers.CharField(max_length=120)


class ForumNameBody(Body):
    name = serializers.CharField(max_length=160)
    kind = serializers.SlugField(required=False, max_length=60, help_text="En annan slags grupp i överenskommelsen.")


class AreaNameBody(Body):
    name = serializers.CharField(max_length=80)
    collaboration_name = serializers.CharField(max_length=120)


class UnitStructureViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = UnitSerializer

    @extend_schema(summary="En ny enhet", request=NewUnitBody, responses={201: UnitSerializer})
    @action(detail=False, methods=["post"])
    @answer_once
    def new(self, request: ApiRequest) -> Response:
        require(is_keeper(request.user))
        unit = add_unit(by=request.user, **read_body(NewUnitBody, request))
        return Response(UnitSerializer(unit).data, 201)

    @extend_schema(summary="Nytt namn på enheten", request=NameBody, responses=UnitSerializer)
    @action(detail=True, methods=["post"])
    @answer_once
    def rename(self, request: ApiRequest, pk: int) -> Response:
        unit = access_kept_unit(request.user, pk)
        require(can_close_unit(request.user, unit))
        return Response(UnitSerializer(rename_unit(unit, by=request.user, **read_body(NameBody, request))).data)

    @extend_schema(summary="En ny väg in till enheten", request=WayInBody, responses={201: KeptContactPointSerializer})
    @action(detail=True, methods=["post"], url_path="contact-points")
    @answer_once
    def contact_points(self, request: ApiRequest, pk: int) -> Response:
        point = add_way_in(access_kept_unit(request.user, pk), by=request.user, **read_body(WayInBody, request))
        return Response(KeptContactPointSerializer(point).data, 201)


class ForumStructureViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = ForumSerializer

    @extend_schema(summary="En ny grupp", request=NewForumBody, responses={201: ForumSerializer})
    @action(detail=False, methods=["post"])
    @answer_once
    def new(self, request: ApiRequest) -> Response:
        require(is_keeper(request.user))
        body = read_body(NewForumBody, request)
        area: Area | None = body.get("area")
        federation = body.pop("federation", None) or (area.federation if area is not None else None)
        if federation is None:
            raise refusals.federation_missing()
        return Response(ForumSerializer(add_forum(federation, by=request.user, **body)).data, 201)

    @extend_schema(summary="Nytt namn på gruppen, eller annan slags grupp", request=ForumNameBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def rename(self, request: ApiRequest, pk: int) -> Response:
        forum = access_forum(request.user, pk)
        require(can_rename_forum(request.user, forum))
        return Response(ForumSerializer(rename_forum(forum, by=request.user, **read_body(ForumNameBody, request))).data)


class AreaStructureViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = AreaSerializer

    @extend_schema(summary="Nytt namn på området", request=AreaNameBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def rename(self, request: ApiRequest, pk: int) -> Response:
        area = access_area(request.user, pk)
        require(kept_areas(request.user).filter(pk=area.pk).exists())
        return Response(AreaSerializer(rename_area(area, by=request.user, **read_body(AreaNameBody, request))).data)
