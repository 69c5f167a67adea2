"""What those who are called ask for from their calendars, another time or person: who holds the meeting decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from booking.meetings.access import (
    access_meeting,
    access_series,
    access_to_change,
    access_wish,
    can_change_series,
    delegations_to_decide,
    proposals_to_decide,
)
from booking.meetings.actions.wishes import (
    accept_proposal,
    decline_delegation,
    decline_proposal,
    grant_delegation,
    name_from,
)
from booking.meetings.api.bodies import VersionBody
from booking.meetings.api.idempotency import answer_once
from booking.meetings.api.shapes import (
    InvitationDetailSerializer,
    MeetingMomentSerializer,
    MeetingSerializer,
    show_invitation,
    show_meeting,
)
from booking.meetings.queries import delegations_with_state, proposals_with_state
from booking.meetings.wording import proposed_text
from booking.models import CounterProposal, Delegation, WishState
from config.ground.api import ApiRequest, Body, Moment, read_body
from forums.access import require
from forums.api.serializers import PersonRefSerializer, UnitRefSerializer


class DelegateBody(Body):
    name = serializers.CharField(
        required=False, max_length=120, help_text="Namnet på den som ska komma; utan det gäller `suggested_name`."
    )


WISH_FIELDS = ("id", "meeting", "series", "for_series", "invitation", "person", "unit", "state")


class WishSerializer(serializers.ModelSerializer):
    meeting = MeetingMomentSerializer(source="invitation.meeting")
    series = serializers.UUIDField(
        source="invitation.meeting.series_id", allow_null=True, help_text="Serien som mötet hör till."
    )
    for_series = serializers.BooleanField(help_text="Önskemålet gäller alla möten framåt i serien.")
    invitation = serializers.UUIDField(source="invitation_id", help_text="Kallelsen som önskemålet kom från.")
    person = PersonRefSerializer(source="invitation.person", allow_null=True)
    unit = UnitRefSerializer(source="invitation.unit", allow_null=True)
    state = serializers.ChoiceField(
        WishState.choices, help_text="open väntar på besked; lapsed: ingen tog ställning medan det gick."
    )


class ProposedWhenField(serializers.CharField):
    """Tiden utskriven på svenska; för en serie dess rytm: Varje fredag kl. 13.00–14.00."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, value: Any) -> str:
        return proposed_text(value)


class ProposedTimeSerializer(WishSerializer):
    """En tid som någon föreslår i stället för mötets. För en hel serie är det vad det sista mötet skulle få."""

    starts_at = Moment()
    ends_at = Moment()
    when = ProposedWhenField()
    instead_of = Moment(help_text="När mötet började enligt den kallelse som besvarades.")
    made_at = Moment()

    class Meta:
        model = CounterProposal
        fields = [*WISH_FIELDS, "starts_at", "ends_at", "when", "instead_of", "made_at"]


class DelegateSerializer(WishSerializer):
    """En adress som någon vill ha kallad i stället. Den glöms när någon har tagit ställning."""

    email = serializers.CharField()
    suggested_name = serializers.SerializerMethodField(help_text="Den kändas namn, annars läst ur adressen.")
    asked_at = Moment()

    class Meta:
        model = Delegation
        fields = [*WISH_FIELDS, "email", "suggested_name", "asked_at"]

    def get_suggested_name(self, delegation: Delegation) -> str:
        return name_from(delegation.email) if delegation.email else ""


class WishesSerializer(serializers.Serializer):
    proposed_times = ProposedTimeSerializer(many=True)
    delegates = DelegateSerializer(many=True)


RELATED = ("invitation__meeting__area", "invitation__unit")


class MeetingWishesView(APIView):
    @extend_schema(
        operation_id="meetings_wishes",
        summary="Vad de kallade har bett om: tider och personer, och vad det blev av det",
        responses=WishesSerializer,
    )
    def get(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        found = {
            "proposed_times": proposals_with_state(meeting),
            "delegates": delegations_with_state(meeting),
        }
        return Response(WishesSerializer(found).data)


class SeriesWishesView(APIView):
    @extend_schema(
        operation_id="series_wishes",
        summary="Vad de kallade har bett om för hela serien, och vad det blev av det",
        responses=WishesSerializer,
    )
    def get(self, request: ApiRequest, pk: UUID) -> Response:
        series = access_series(request.user, pk)
        require(can_change_series(request.user, series))
        about = list(series.instances.all())
        found = {
            "proposed_times": [row for row in proposals_with_state(*about) if row.for_series],
            "delegates": [row for row in delegations_with_state(*about) if row.for_series],
        }
        return Response(WishesSerializer(found).data)


class ProposedTimeViews(GenericViewSet):
    request: ApiRequest
    serializer_class = ProposedTimeSerializer
    lookup_value_converter = "int"

    @extend_schema(summary="Föreslagna tider som väntar på ditt besked")
    def list(self, request: ApiRequest) -> Response:
        page = self.paginate_queryset(proposals_to_decide(request.user).select_related(*RELATED))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Flytta mötet dit, för alla: var och en får frågan på nytt. För en serie alla möten framåt; svaret är "
        "det första av dem",
        request=VersionBody,
        responses=MeetingSerializer,
    )
    @action(detail=True, methods=["post"])
    @answer_once
    def accept(self, request: ApiRequest, pk: int) -> Response:
        proposal = self._proposal(pk)
        meeting = accept_proposal(proposal, by=request.user, **read_body(VersionBody, request))
        return Response(show_meeting(access_meeting(request.user, meeting.pk), request.user))

    @extend_schema(summary="Behåll tiden; bara den som föreslog en annan får veta det", request=None)
    @action(detail=True, methods=["post"])
    @answer_once
    def decline(self, request: ApiRequest, pk: int) -> Response:
        decline_proposal(self._proposal(pk), by=request.user)
        return Response(self.get_serializer(self._proposal(pk)).data)

    def _proposal(self, pk: int) -> CounterProposal:
        return access_wish(CounterProposal, self.request.user, pk)


class DelegateViews(GenericViewSet):
    request: ApiRequest
    serializer_class = DelegateSerializer
    lookup_value_converter = "int"

    @extend_schema(summary="Personer som någon vill skicka i stället och som väntar på ditt besked")
    def list(self, request: ApiRequest) -> Response:
        page = self.paginate_queryset(delegations_to_decide(request.user).select_related(*RELATED))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Kalla den personen i stället; svaret är den personens kallelse",
        request=DelegateBody,
        responses={201: InvitationDetailSerializer},
    )
    @action(detail=True, methods=["post"])
    @answer_once
    def call(self, request: ApiRequest, pk: int) -> Response:
        delegation = self._delegation(pk)
        wanted: dict[str, Any] = {"name": name_from(delegation.email), **read_body(DelegateBody, request)}
        return Response(show_invitation(grant_delegation(delegation, by=request.user, **wanted), request.user), 201)

    @extend_schema(summary="Kalla inte; ingen får mejl", request=None)
    @action(detail=True, methods=["post"])
    @answer_once
    def decline(self, request: ApiRequest, pk: int) -> Response:
        decline_delegation(self._delegation(pk), by=request.user)
        return Response(self.get_serializer(self._delegation(pk)).data)

    def _delegation(self, pk: int) -> Delegation:
        return access_wish(Delegation, self.request.user, pk)
