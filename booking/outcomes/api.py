"""Registering a meeting over the API: the same action as the page."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.meetings.access import access_to_change
from booking.meetings.api.bodies import SMALL, WHOLE, Row, VersionBody
from booking.meetings.api.idempotency import answer_once
from booking.meetings.api.shapes import MeetingSerializer, answer_meeting
from booking.models import Gender, MeetingForm
from booking.outcomes.actions import register_outcome
from config.ground.api import ApiRequest, read_body
from forums.access import visible_units


class OutcomeBody(VersionBody):
    """Vad mallen frågar efter (`outcome_fields`). Det som utelämnas är "uppgift saknas"."""

    attended = serializers.DictField(
        child=serializers.BooleanField(allow_null=True),
        required=False,
        help_text="Kallelsens id och om personen kom; null är att det inte är känt.",
    )
    meeting_form = serializers.ChoiceField(MeetingForm.choices, required=False)
    individual_attended = serializers.BooleanField(required=False, allow_null=True)
    plan_made = serializers.BooleanField(required=False, allow_null=True)
    plan_closed = serializers.BooleanField(required=False, allow_null=True)
    consent_given = serializers.BooleanField(required=False, allow_null=True)
    follow_up_on = serializers.DateField(required=False, allow_null=True)
    gender = serializers.ChoiceField(Gender.choices, required=False)
    age_band = serializers.CharField(required=False, allow_blank=True, max_length=12)
    cases_raised_count = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=SMALL)
    participants_count = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=WHOLE)
    participants_per_party = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=WHOLE), required=False
    )
    participants_public = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=WHOLE)
    gender_counts = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=WHOLE), required=False)
    unit_visited = Row(visible_units, required=False, allow_null=True)
    place_visited = serializers.CharField(
        required=False, allow_blank=True, max_length=160, help_text="Besökt ställe som inte är en enhet."
    )


class OutcomeView(APIView):
    @extend_schema(summary="Registrera att mötet hölls", request=OutcomeBody, responses=MeetingSerializer)
    @answer_once
    def post(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        register_outcome(meeting, by=request.user, **read_body(OutcomeBody, request))
        return answer_meeting(request, meeting)
