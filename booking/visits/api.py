"""Visits and phone consultations over the API: the same actions as the pages of coordinators."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.access import visible_meetings
from booking.meetings.api.bodies import WHOLE, Row
from booking.meetings.api.idempotency import answer_once
from booking.models import Meeting, PhoneTally
from booking.visits.actions import register_visit, tally_phone_consultations
from booking.visits.forms import MOST
from booking.visits.queries import tally_areas
from booking.workdays import local
from config.ground.api import ApiRequest, Body, RowId, read_body, read_filters
from forums.access import visible_areas, visible_templates, visible_units
from forums.api.serializers import AreaRefSerializer, UnitRefSerializer


class VisitBody(Body):
    """Ett besök som har varit: hos en enhet, eller på ett annat ställe (`place_visited`)."""

    template = Row(visible_templates, help_text="En mall som frågar efter `unit_visited`.")
    held_on = serializers.DateField()
    unit = Row(visible_units, required=False, allow_null=True)
    place_visited = serializers.CharField(required=False, allow_blank=True, max_length=160)
    participants_count = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=WHOLE)
    title = serializers.CharField(required=False, allow_blank=True, max_length=160)


class OfAreaFilters(Body):
    area = RowId(required=False)
    year = serializers.IntegerField(required=False, min_value=1900, max_value=2200)


class VisitSerializer(serializers.ModelSerializer):
    """Ett besök. Det rättas som andra möten, med `meetings/{id}/outcome/`."""

    area = AreaRefSerializer(allow_null=True)
    held_on = serializers.SerializerMethodField()
    unit = UnitRefSerializer(source="outcome.unit_visited", allow_null=True)
    place_visited = serializers.CharField(source="outcome.place_visited")
    participants_count = serializers.IntegerField(source="outcome.participants_count", allow_null=True)

    class Meta:
        model = Meeting
        fields = ["id", "area", "held_on", "unit", "place_visited", "participants_count", "title"]

    def get_held_on(self, visit: Meeting) -> str:
        assert visit.starts_at is not None
        return local(visit.starts_at).date().isoformat()


class TallyBody(Body):
    area = Row(visible_areas)
    month = serializers.DateField(help_text="En dag i månaden, till exempel den första.")
    number = serializers.IntegerField(min_value=0, max_value=MOST)


class TallySerializer(serializers.ModelSerializer):
    """En månads telefonkonsultationer. Inget sparas om vem det gällde."""

    area = AreaRefSerializer()

    class Meta:
        model = PhoneTally
        fields = ["area", "month", "number"]


@extend_schema_view(list=extend_schema(summary="Besök som är registrerade", parameters=[OfAreaFilters]))
class VisitViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    serializer_class = VisitSerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(OfAreaFilters, self.request)
        place = Q(outcome__unit_visited__isnull=False) | ~Q(outcome__place_visited="")
        visits = visible_meetings(self.request.user).filter(place, outcome__isnull=False)
        if "area" in wanted:
            visits = visits.filter(area=wanted["area"])
        if "year" in wanted:
            visits = visits.filter(half_year__startswith=f"{wanted['year']}-")
        return visits.select_related("area", "outcome__unit_visited__party").order_by("-starts_at", "pk")

    @extend_schema(summary="Registrera ett besök", request=VisitBody, responses={201: VisitSerializer})
    @answer_once
    def create(self, request: ApiRequest) -> Response:
        visit = register_visit(by=request.user, **read_body(VisitBody, request))
        return Response(VisitSerializer(visit).data, 201)


@extend_schema_view(list=extend_schema(summary="Telefonkonsultationer i dina områden", parameters=[OfAreaFilters]))
class TallyViews(ListModelMixin, GenericViewSet):
    request: ApiRequest
    serializer_class = TallySerializer

    def get_queryset(self) -> QuerySet[Any]:
        wanted = read_filters(OfAreaFilters, self.request)
        tallies = PhoneTally.objects.filter(area__in=tally_areas(self.request.user)).select_related("area")
        if "area" in wanted:
            tallies = tallies.filter(area=wanted["area"])
        if "year" in wanted:
            tallies = tallies.filter(month__year=wanted["year"])
        return tallies.order_by("-month", "area")

    @extend_schema(summary="Notera en månad; det som stod skrivs över", request=TallyBody, responses=TallySerializer)
    @answer_once
    def create(self, request: ApiRequest) -> Response:
        body = read_body(TallyBody, request)
        area, month, number = body["area"], body["month"], body["number"]
        return Response(
            TallySerializer(tally_phone_consultations(area, by=request.user, month=month, number=number)).data
        )
