"""What would be told, before it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.meetings.access import access_to_change
from booking.meetings.actions.calling import call_meeting
from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting
from booking.meetings.actions.lengths import kept_length, length_remarks
from booking.meetings.actions.rules import busy_remarks, call_warnings, link_remarks
from booking.meetings.api.bodies import CancelBody, MeetingFieldsBody, MoveBody
from booking.meetings.api.shapes import RemarkSerializer
from booking.models import Meeting, MeetingState
from config.ground.api import ApiRequest, Body, read_body
from forums.models import Person
from notifications.pages.preview import preview_change


class PreviewBody(Body):
    """Vad som skulle göras: flytta, ställa in eller ändra. Inget av dem är att skicka kallelsen."""

    move = MoveBody(required=False)
    cancel = CancelBody(required=False)
    change = MeetingFieldsBody(required=False)

    def validate(self, attrs):
        if len(attrs) > 1:
            raise serializers.ValidationError(_("Förhandsgranska en sak i taget."))
        return attrs


class PlannedSerializer(serializers.Serializer):
    """Ett mejl som skulle gå, ord för ord så när som på den personliga länken."""

    address = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    method = serializers.CharField(help_text="REQUEST eller CANCEL; tomt när inget står i kalendern.")
    sequence = serializers.IntegerField()
    subject = serializers.CharField()
    text = serializers.CharField()


class PreviewSerializer(serializers.Serializer):
    warnings = RemarkSerializer(many=True)
    messages = PlannedSerializer(many=True)


class PreviewView(APIView):
    @extend_schema(
        operation_id="meetings_preview",
        summary="Vem som skulle få veta vad; inget sparas och inget skickas",
        request=PreviewBody,
        responses=PreviewSerializer,
    )
    def post(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        wanted = read_body(PreviewBody, request)
        change = _change(meeting, request.user, wanted)
        warnings = call_warnings(meeting) if meeting.state == MeetingState.DRAFT else []
        if "move" in wanted:
            starts_at = wanted["move"]["starts_at"]
            ends_at = wanted["move"].get("ends_at") or starts_at + kept_length(meeting)
            warnings = [*length_remarks(meeting, starts_at, ends_at), *link_remarks(meeting)]
            warnings += busy_remarks(meeting, starts_at, ends_at)
        planned = preview_change(meeting, change)
        return Response(PreviewSerializer({"warnings": warnings, "messages": planned}).data)


def _change(meeting: Meeting, by: Person, wanted: dict[str, Any]) -> Callable[[], object]:
    if "move" in wanted:
        return lambda: move_meeting(meeting, by=by, **wanted["move"])
    if "cancel" in wanted:
        return lambda: cancel_meeting(meeting, by=by, **wanted["cancel"])
    if "change" in wanted:
        return lambda: change_meeting(meeting, by=by, **wanted["change"])
    return lambda: call_meeting(meeting, by=by, confirm_same=True)
