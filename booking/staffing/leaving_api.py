"""Proposals that somebody leaves, over the API: those that wait for one's answer, and the answer."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.idempotency import answer_once
from booking.staffing.leaving_answers import proposal_text
from booking.staffing.leaving_work import answer_leaving
from config.ground.api import ApiRequest, Body, read_body
from forums.access import access_row, require
from forums.models import LeaveProposal
from forums.proposals import can_answer_leaving, leavings_to, open_leavings


class LeavingSerializer(serializers.ModelSerializer):
    person = serializers.IntegerField(source="placement.person_id")
    unit = serializers.IntegerField(source="placement.unit_id")
    text = serializers.SerializerMethodField(help_text="Vem som föreslår vad, och från när.")

    class Meta:
        model = LeaveProposal
        fields = ["id", "person", "unit", "area", "last_on", "heir", "proposed_by", "proposed_at", "text"]
        read_only_fields = fields

    def get_text(self, proposal: LeaveProposal) -> str:
        return proposal_text(proposal)


class LeavingBody(Body):
    is_right = serializers.BooleanField(help_text="Ja: platserna i området avslutas. Nej: allt är kvar där.")


class LeavingViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = LeavingSerializer
    pagination_class = None

    @extend_schema(
        operation_id="leavings_list",
        summary="Förslag om att någon slutar, som väntar på ditt svar",
        responses=LeavingSerializer(many=True),
    )
    def list(self, request: ApiRequest) -> Response:
        return Response(LeavingSerializer(leavings_to(request.user), many=True).data)

    @extend_schema(summary="Svara om personen slutar", request=LeavingBody, responses={204: None})
    @action(detail=True, methods=["post"])
    @answer_once
    def answer(self, request: ApiRequest, pk: int) -> Response:
        proposal = access_row(open_leavings(request.user), pk)
        require(can_answer_leaving(request.user, proposal))
        answer_leaving(proposal, by=request.user, **read_body(LeavingBody, request))
        return Response(status=204)
