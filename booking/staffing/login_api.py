"""Logins over the API: the same actions as on a person's page."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.idempotency import answer_once
from config.ground.api import ApiRequest
from forums.actions.logins import end_login, give_login
from forums.keepers import access_kept_person
from forums.logins import given, logs_in
from forums.models import Person


class LoginSerializer(serializers.Serializer):
    can_log_in = serializers.BooleanField(help_text="Personen har valt ett lösenord.")
    link_sent_at = serializers.DateTimeField(
        allow_null=True, help_text="När en länk senast skickades, om inget lösenord är valt efter det."
    )


class PersonLoginViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = LoginSerializer

    @extend_schema(summary="Kan personen logga in?", responses=LoginSerializer)
    @action(detail=True)
    def login(self, request: ApiRequest, pk: int) -> Response:
        return self._show(access_kept_person(request.user, pk))

    @extend_schema(
        summary="Skicka en länk för att välja lösenord, till personens adress", request=None, responses=LoginSerializer
    )
    @login.mapping.post
    @answer_once
    def give_login(self, request: ApiRequest, pk: int) -> Response:
        person = access_kept_person(request.user, pk)
        give_login(person, by=request.user)
        return self._show(person)

    @extend_schema(
        summary="Personen loggar inte in mer; länkar, inloggningar och nycklar slutar gälla", responses={204: None}
    )
    @login.mapping.delete
    def end_login(self, request: ApiRequest, pk: int) -> Response:
        end_login(access_kept_person(request.user, pk), by=request.user)
        return Response(status=204)

    def _show(self, person: Person) -> Response:
        last = given(person)
        row = {"can_log_in": logs_in(person), "link_sent_at": last.asked_at if last else None}
        return Response(LoginSerializer(row).data)
