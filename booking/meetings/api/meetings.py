"""Meetings over the API: the same access functions and the same actions as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings import refusals
from booking.meetings.access import access_meeting, access_to_change, visible_meetings
from booking.meetings.actions.calling import call_meeting, discard_draft, edit_draft, make_meeting
from booking.meetings.actions.changing import cancel_meeting, change_meeting, go_ahead, move_meeting, take_over_meeting
from booking.meetings.actions.coming_along import coming_along
from booking.meetings.actions.consent import ConsentGiven, register_consent, withdraw_consent
from booking.meetings.actions.copying import copy_meeting
from booking.meetings.actions.rules import call_warnings
from booking.meetings.actions.seats import Seat, add_invitation
from booking.meetings.api import bodies
from booking.meetings.api.idempotency import answer_once
from booking.meetings.api.shapes import (
    InvitationDetailSerializer,
    MeetingMomentSerializer,
    MeetingRowSerializer,
    MeetingSerializer,
    answer_meeting,
    show_invitation,
)
from booking.meetings.queries import with_answers
from booking.meetings.take_over import access_orphan, meetings_to_take_over
from booking.models import Meeting, MeetingState
from config.ground.api import ApiRequest, read_body, read_filters
from config.ground.errors import RuleError
from forums.models import Person

ONLY_IN_DRAFTS = ("starts_at", "ends_at", "no_mail", "joint_areas")


class WithdrawalSerializer(serializers.Serializer):
    """Vad återkallelsen ledde till: möten där för få parter är kvar. Ställ in dem."""

    too_few_parties = serializers.ListField(child=serializers.UUIDField())


class MeetingViews(GenericViewSet):
    request: ApiRequest
    serializer_class = MeetingSerializer
    lookup_value_converter = "uuid"

    @extend_schema(
        summary="Möten som du kallar till, är kallad till eller håller ihop",
        parameters=[bodies.MeetingFilters],
        responses=MeetingRowSerializer(many=True),
    )
    def list(self, request: ApiRequest) -> Response:
        wanted = read_filters(bodies.MeetingFilters, request)
        page = self.paginate_queryset(_narrow(visible_meetings(request.user), **wanted))
        rows = with_answers(page or [], request.user)
        return self.get_paginated_response(MeetingRowSerializer(rows, many=True).data)

    @extend_schema(summary="Ett möte")
    def retrieve(self, request: ApiRequest, pk: UUID) -> Response:
        return answer_meeting(request, access_meeting(request.user, pk))

    @extend_schema(
        summary="Nytt utkast, eller hela kallelsen på en gång",
        request=bodies.MeetingBody,
        responses={201: MeetingSerializer},
    )
    @answer_once
    def create(self, request: ApiRequest) -> Response:
        meeting = _make(read_body(bodies.MeetingBody, request), request.user)
        return answer_meeting(request, meeting, 201, just_called=meeting.is_called)

    @extend_schema(summary="Ändra ett utkast eller ett kallat möte", request=bodies.MeetingChangeBody)
    def partial_update(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        fields = read_body(bodies.MeetingChangeBody, request)
        if meeting.state == MeetingState.DRAFT:
            return answer_meeting(request, edit_draft(meeting, by=request.user, **fields))
        _refuse_what_only_drafts_have(fields)
        return answer_meeting(request, change_meeting(meeting, by=request.user, **fields))

    @extend_schema(summary="Kasta ett utkast")
    def destroy(self, request: ApiRequest, pk: UUID) -> Response:
        discard_draft(access_to_change(request.user, pk), by=request.user)
        return Response(status=204)

    @extend_schema(summary="Registrera samtycke", request=bodies.ConsentBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def consent(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        register_consent(meeting, by=request.user, **read_body(bodies.ConsentBody, request))
        return answer_meeting(request, meeting)

    @extend_schema(
        summary="Återkalla samtycke, helt eller för vissa",
        request=bodies.WithdrawalBody,
        responses=WithdrawalSerializer,
    )
    @action(detail=True, methods=["post"], url_path="consent/withdraw")
    @answer_once
    def withdraw_consent(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        body = read_body(bodies.WithdrawalBody, request)
        if meeting.consent is None:
            raise refusals.consent_missing("withdraw")
        left = withdraw_consent(meeting.consent, by=request.user, **body)
        return Response(WithdrawalSerializer({"too_few_parties": [row.pk for row in left]}).data)

    @extend_schema(summary="Skicka kallelsen", request=bodies.CallBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def call(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        warnings = call_warnings(meeting) if meeting.state == MeetingState.DRAFT else []
        called = call_meeting(meeting, by=request.user, **read_body(bodies.CallBody, request))
        return answer_meeting(request, called, warnings=warnings)

    @extend_schema(
        summary="Kalla samma igen: ett nytt utkast med samma parter, enheter och personer",
        request=bodies.CopyBody,
        responses={201: MeetingSerializer},
    )
    @action(detail=True, methods=["post"])
    @answer_once
    def copy(self, request: ApiRequest, pk: UUID) -> Response:
        meeting, body = access_to_change(request.user, pk), read_body(bodies.CopyBody, request)
        draft = copy_meeting(meeting, by=request.user, is_same_case=body["same_case"], with_agenda=body["with_agenda"])
        answer = answer_meeting(request, draft, 201)
        answer.data["left_behind"] = coming_along(draft, meeting).left
        return answer

    @extend_schema(summary="Flytta mötet: alla får frågan på nytt", request=bodies.MoveBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def move(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        return answer_meeting(request, move_meeting(meeting, by=request.user, **read_body(bodies.MoveBody, request)))

    @extend_schema(summary="Ställ in mötet", request=bodies.CancelBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def cancel(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        return answer_meeting(
            request, cancel_meeting(meeting, by=request.user, **read_body(bodies.CancelBody, request))
        )

    @extend_schema(summary="Ni ses ändå, fast någon inte kan komma", request=bodies.VersionBody)
    @action(detail=True, methods=["post"], url_path="go-ahead")
    @answer_once
    def go_ahead(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        return answer_meeting(request, go_ahead(meeting, by=request.user, **read_body(bodies.VersionBody, request)))

    @extend_schema(summary="Kalla en till", request=bodies.InvitationBody, responses={201: InvitationDetailSerializer})
    @action(detail=True, methods=["post"])
    @answer_once
    def invitations(self, request: ApiRequest, pk: UUID) -> Response:
        meeting = access_to_change(request.user, pk)
        invitation = add_invitation(meeting, by=request.user, **read_body(bodies.InvitationBody, request))
        return Response(show_invitation(invitation, request.user), 201)

    @extend_schema(
        summary="Möten att ta över: den som kallade från din enhet kan inte längre hålla i dem",
        responses=MeetingMomentSerializer(many=True),
    )
    @action(detail=False, url_path="to-take-over")
    def to_take_over(self, request: ApiRequest) -> Response:
        page = self.paginate_queryset(
            meetings_to_take_over(request.user).select_related("area").order_by("starts_at", "pk")
        )
        return self.get_paginated_response(MeetingMomentSerializer(page, many=True).data)

    @extend_schema(summary="Ta över mötet", request=None)
    @action(detail=True, methods=["post"], url_path="take-over")
    @answer_once
    def take_over(self, request: ApiRequest, pk: UUID) -> Response:
        return answer_meeting(request, take_over_meeting(access_orphan(request.user, pk), by=request.user))


def _make(wanted: dict[str, Any], by: Person) -> Meeting:
    """A draft with all that was sent along, called when asked for."""
    consent, seats = wanted.pop("consent", None), wanted.pop("invitations", [])
    names = ("template", "area", "forum", "calling_unit", "previous", "call", "confirm_same")
    begun = {name: wanted.pop(name) for name in names if name in wanted}
    try:
        return make_meeting(
            by=by,
            fields=wanted,
            seats=[Seat(**seat) for seat in seats],
            consent=ConsentGiven(**consent) if consent else None,
            **begun,
        )
    except RuleError as refusal:
        if refusal.row is None:
            raise
        place = f"invitations.{refusal.row}"
        raise refusal.about(f"{place}.{refusal.field}" if refusal.field else place) from refusal


def _refuse_what_only_drafts_have(fields: Mapping[str, Any]) -> None:
    for name in ONLY_IN_DRAFTS:
        if name in fields:
            raise refusals.already_called(field=name)


def _narrow(
    found: QuerySet[Meeting],
    when: str | None = None,
    area: int | None = None,
    forum: int | None = None,
    state: str | None = None,
) -> QuerySet[Meeting]:
    """Ahead: the next one first. Past: the latest first. Drafts without a time stand last, in neither."""
    wanted = {"area": area, "forum": forum, "state": state}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if when == "past":
        return found.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")
    if when == "upcoming":
        found = found.filter(ends_at__gte=timezone.now())
    return found.order_by(F("starts_at").asc(nulls_last=True), "pk")
