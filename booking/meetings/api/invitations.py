"""Calls over the API: whose they are, who comes, and taking one back."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.access import (
    access_invitation,
    access_own_seat,
    can_answer,
    can_assign,
    can_change,
    can_name_substitute,
    unassigned_invitations,
)
from booking.meetings.actions.answering import (
    answer_invitation,
    assign_invitation,
    name_substitute,
    pass_on_invitation,
)
from booking.meetings.actions.seats import remove_invitation
from booking.meetings.actions.taking_back import take_back_colleague, unassign_invitation
from booking.meetings.api import bodies
from booking.meetings.api.idempotency import answer_once
from booking.meetings.api.shapes import InvitationDetailSerializer, show_invitation
from booking.models import Channel, Invitation
from config.ground.api import ApiRequest, read_body
from forums.access import require


class InvitationViews(GenericViewSet):
    request: ApiRequest
    serializer_class = InvitationDetailSerializer
    lookup_value_converter = "uuid"

    @extend_schema(summary="En kallelse: din egen, på ett möte som du kallar till, eller som du får tilldela")
    def retrieve(self, request: ApiRequest, pk: UUID) -> Response:
        return self._show(access_invitation(request.user, pk))

    @extend_schema(summary="Kallelser där du säger vem som kommer", responses=InvitationDetailSerializer(many=True))
    @action(detail=False)
    def unassigned(self, request: ApiRequest) -> Response:
        page = self.paginate_queryset(unassigned_invitations(request.user).order_by("meeting__starts_at", "pk"))
        context = {"holds": False, "calls": False, "assigns": True}
        return self.get_paginated_response(InvitationDetailSerializer(page, many=True, context=context).data)

    @extend_schema(summary="Ta bort kallelsen; bara den som tas bort får veta det")
    def destroy(self, request: ApiRequest, pk: UUID) -> Response:
        invitation = access_invitation(request.user, pk)
        require(can_change(request.user, invitation.meeting))
        remove_invitation(invitation, by=request.user)
        return Response(status=204)

    @extend_schema(summary="Svara", request=bodies.AnswerBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def answer(self, request: ApiRequest, pk: UUID) -> Response:
        invitation = access_invitation(request.user, pk)
        require(can_answer(request.user, invitation))
        return self._show(answer_invitation(invitation, channel=Channel.API, **read_body(bodies.AnswerBody, request)))

    @extend_schema(summary="Säg vem från enheten som kommer", request=bodies.AssignBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def assign(self, request: ApiRequest, pk: UUID) -> Response:
        invitation = access_invitation(request.user, pk)
        require(can_assign(request.user, invitation) or can_change(request.user, invitation.meeting))
        return self._show(assign_invitation(invitation, by=request.user, **read_body(bodies.AssignBody, request)))

    @extend_schema(
        summary="Ange en ersättare; svaret är ersättarens kallelse",
        request=bodies.SubstituteBody,
        responses={201: InvitationDetailSerializer},
    )
    @action(detail=True, methods=["post"])
    @answer_once
    def substitute(self, request: ApiRequest, pk: UUID) -> Response:
        invitation = access_invitation(request.user, pk)
        require(can_name_substitute(request.user, invitation))
        body = read_body(bodies.SubstituteBody, request)
        return self._show(name_substitute(invitation, channel=Channel.API, **body), 201)

    @extend_schema(summary="Ta tillbaka den som du har angett, tills kollegan har svarat", request=None)
    @action(detail=True, methods=["post"], url_path="take-back")
    @answer_once
    def take_back(self, request: ApiRequest, pk: UUID) -> Response:
        return self._show(take_back_colleague(access_own_seat(request.user, pk)))

    @extend_schema(summary="Ta tillbaka vem som kommer från enheten, tills personen har svarat", request=None)
    @action(detail=True, methods=["post"])
    @answer_once
    def unassign(self, request: ApiRequest, pk: UUID) -> Response:
        invitation = access_invitation(request.user, pk)
        require(can_assign(request.user, invitation) or can_change(request.user, invitation.meeting))
        return self._show(unassign_invitation(invitation, by=request.user))

    @extend_schema(summary="Lämna vidare till rätt enhet inom samma part", request=bodies.PassOnBody)
    @action(detail=True, methods=["post"], url_path="pass-on")
    @answer_once
    def pass_on(self, request: ApiRequest, pk: UUID) -> Response:
        invitation = access_invitation(request.user, pk)
        require(can_assign(request.user, invitation) or can_change(request.user, invitation.meeting))
        return self._show(pass_on_invitation(invitation, by=request.user, **read_body(bodies.PassOnBody, request)))

    def _show(self, invitation: Invitation, status: int = 200) -> Response:
        return Response(show_invitation(invitation, self.request.user), status)
