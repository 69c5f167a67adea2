"""Roles and placements over the API: the same actions as the pages of the register."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.bodies import Row
from booking.meetings.api.idempotency import answer_once
from booking.staffing import refusals
from booking.staffing.api import LastDayBody
from booking.staffing.roles import give_role
from config.ground.api import ApiRequest, Body, MailAddress, read_body
from forums.access import access_row, require, visible_areas, visible_federations, visible_parties
from forums.actions.placements import add_person, place_person
from forums.actions.roles import end_role
from forums.api.serializers import PersonContactSerializer, PlacementSerializer, RoleSerializer
from forums.keepers import access_kept_person, access_kept_unit, can_end_role, kept_persons, kept_units, seen_roles
from forums.models import Federation, Role, RoleKind


class RoleBody(Body):
    """En koordinator har ett område; en kontaktperson och en chef en part, och ett område om det behövs."""

    kind = serializers.ChoiceField(RoleKind.choices)
    federation = Row(
        visible_federations, required=False, help_text="Behövs bara när varken område eller part säger vilket."
    )
    area = Row(visible_areas, required=False)
    party = Row(visible_parties, required=False)
    starts_on = serializers.DateField()


class PlacementBody(Body):
    unit = Row(kept_units)
    starts_on = serializers.DateField(help_text="Första dagen. Andra arbetsplatser är kvar.")
    function = serializers.CharField(required=False, allow_blank=True, max_length=120)


class NewPersonBody(Body):
    name = serializers.CharField(max_length=120)
    email = MailAddress()
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    function = serializers.CharField(required=False, allow_blank=True, max_length=120)
    starts_on = serializers.DateField()


class UnitStaffViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = PersonContactSerializer

    @extend_schema(summary="En ny person på enheten", request=NewPersonBody, responses={201: PersonContactSerializer})
    @action(detail=True, methods=["post"])
    @answer_once
    def staff(self, request: ApiRequest, pk: int) -> Response:
        unit = access_kept_unit(request.user, pk)
        person = add_person(unit, by=request.user, **read_body(NewPersonBody, request))
        return Response(PersonContactSerializer(person).data, 201)


class PersonRoleViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = RoleSerializer
    pagination_class = None

    @extend_schema(summary="Personens uppdrag, också de som har slutat", responses=RoleSerializer(many=True))
    @action(detail=True)
    def roles(self, request: ApiRequest, pk: int) -> Response:
        person = access_kept_person(request.user, pk)
        return Response(RoleSerializer(seen_roles(request.user, person).order_by("starts_on", "pk"), many=True).data)

    @extend_schema(
        summary="Ge ett uppdrag, inte längre bort än det du själv håller", request=RoleBody,
        responses={201: RoleSerializer},
    )  # fmt: skip
    @roles.mapping.post
    @answer_once
    def give_role(self, request: ApiRequest, pk: int) -> Response:
        person, body = access_kept_person(request.user, pk), read_body(RoleBody, request)
        federation = _federation(body)
        role = give_role(person, by=request.user, federation=federation, **body)
        return Response(RoleSerializer(role).data, 201)

    @extend_schema(
        summary="Personen arbetar på en enhet till", request=PlacementBody, responses={201: PlacementSerializer}
    )
    @action(detail=True, methods=["post"])
    @answer_once
    def placements(self, request: ApiRequest, pk: int) -> Response:
        person = access_kept_person(request.user, pk)
        place = place_person(person, by=request.user, **read_body(PlacementBody, request))
        return Response(PlacementSerializer(place).data, 201)


class RoleViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = RoleSerializer

    @extend_schema(summary="Uppdragets sista dag; ett som inte har börjat tas bort", request=LastDayBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def end(self, request: ApiRequest, pk: int) -> Response:
        role = access_row(Role.objects.filter(person__in=kept_persons(request.user)), pk)
        if not seen_roles(request.user, role.person).filter(pk=role.pk).exists():
            raise Http404
        require(can_end_role(request.user, role))
        return Response(RoleSerializer(end_role(role, by=request.user, **read_body(LastDayBody, request))).data)


def _federation(body: dict[str, Any]) -> Federation:
    named = body.pop("federation", None)
    for place in (body.get("area"), body.get("party")):
        if place is not None:
            named = named or place.federation
    if named is None:
        raise refusals.federation_missing()
    return named
