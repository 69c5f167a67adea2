"""Who of those called is taken at a time, for choosing one; and the caller, who may be called as well."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.meetings.access import access_to_change
from booking.meetings.clashes import busy_people, called_elsewhere, known_calendars, people_of
from booking.meetings.queries import live_invitations
from booking.models import BusyKind
from config.ground.api import ApiRequest, Body, Moment, read_filters
from forums.api.serializers import PersonRefSerializer


class TimeFilters(Body):
    starts_at = Moment()
    ends_at = Moment()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["ends_at"] <= attrs["starts_at"]:
            raise serializers.ValidationError({"ends_at": _("Sluttiden måste vara efter starttiden.")})
        return attrs


class SpanSerializer(serializers.Serializer):
    starts_at = Moment()
    ends_at = Moment()


class PersonTimeSerializer(serializers.Serializer):
    """En kallad person vid tiden. Aldrig av vad: bara om kalendern säger upptagen, och om hen redan är kallad då."""

    person = PersonRefSerializer()
    busy = serializers.BooleanField(
        allow_null=True,
        help_text="Enligt den egna kalendern. null: det går inte att veta. Personen har ingen publicerad kalender, "
        "tiden är för långt fram, kalendern säger något som inte går att förstå, eller det är den som kallar.",
    )
    perhaps = serializers.BooleanField(help_text="Kalendern säger upptagen, men preliminärt.")
    called = SpanSerializer(
        many=True, help_text="Tider då personen redan är kallad till något annat som hen inte har tackat nej till."
    )


class BusyView(APIView):
    @extend_schema(
        operation_id="meetings_busy",
        summary="Vilka av de kallade, och den som kallar, som är upptagna eller redan kallade vid en tid",
        parameters=[TimeFilters],
        responses=PersonTimeSerializer(many=True),
    )
    def get(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        time = read_filters(TimeFilters, request)
        kinds = {person.pk: kind for person, kind in busy_people(meeting, time["starts_at"], time["ends_at"]).items()}
        known = known_calendars(meeting, time["ends_at"])
        span = (time["starts_at"], time["ends_at"])
        elsewhere = called_elsewhere(people_of(meeting, time["starts_at"]), [span], [meeting.pk])
        called = live_invitations(meeting).filter(person__isnull=False).exclude(person=meeting.caller_id)
        people = [seat.person for seat in called if seat.person]
        rows = [
            {
                "person": person,
                "busy": _is_busy(kinds.get(person.pk), is_known=person.pk in known and person != meeting.caller),
                "perhaps": kinds.get(person.pk) == BusyKind.PERHAPS,
                "called": [
                    {"starts_at": start, "ends_at": end}
                    for start, end in sorted(set(elsewhere.get(person, {}).values()))
                ],
            }
            for person in [*people, *([meeting.caller] if meeting.caller else [])]
        ]
        return Response(PersonTimeSerializer(rows, many=True).data)


def _is_busy(kind: str | None, *, is_known: bool) -> bool | None:
    if not is_known or kind == BusyKind.UNKNOWN:
        return None
    return kind is not None
