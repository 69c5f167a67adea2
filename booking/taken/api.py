"""Who of those called is taken at a time, for choosing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.meetings.access import access_to_change
from booking.meetings.queries import busy_people, known_calendars, live_invitations
from config.ground.api import ApiRequest, Body, Moment, read_filters
from forums.api.serializers import PersonRefSerializer


class TimeFilters(Body):
    starts_at = Moment()
    ends_at = Moment()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["ends_at"] <= attrs["starts_at"]:
            raise serializers.ValidationError({"ends_at": _("Sluttiden måste vara efter starttiden.")})
        return attrs


class PersonTimeSerializer(serializers.Serializer):
    """En kallad person vid tiden. Aldrig av vad: bara om kalendern säger upptagen."""

    person = PersonRefSerializer()
    busy = serializers.BooleanField(
        allow_null=True,
        help_text="null: det går inte att veta. Personen har ingen publicerad kalender, eller tiden är för långt fram.",
    )


class BusyView(APIView):
    @extend_schema(
        operation_id="meetings_busy",
        summary="Vilka av de kallade som är upptagna vid en tid, enligt sina egna kalendrar",
        parameters=[TimeFilters],
        responses=PersonTimeSerializer(many=True),
    )
    def get(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        time = read_filters(TimeFilters, request)
        busy = {person.pk for person in busy_people(meeting, time["starts_at"], time["ends_at"])}
        known = known_calendars(meeting, time["ends_at"])
        called = live_invitations(meeting).filter(person__isnull=False).exclude(person=meeting.caller_id)
        rows = [
            {"person": seat.person, "busy": seat.person_id in busy if seat.person_id in known else None}
            for seat in called
        ]
        return Response(PersonTimeSerializer(rows, many=True).data)
