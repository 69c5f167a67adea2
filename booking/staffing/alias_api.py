"""Other addresses that people answer from, over the API: seen and ended. They are remembered on Inkommet."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.idempotency import answer_once
from config.ground.api import ApiRequest
from forums.actions.aliases import end_alias
from forums.keepers import access_alias, access_kept_person
from forums.models import PersonAlias


class AliasSerializer(serializers.ModelSerializer):
    """En adress vars svar räknas som personens. Inget mejl skickas dit."""

    remembered = serializers.SerializerMethodField(
        help_text="Någon har sagt att adressen är personens; annars är det en adress som personen har haft."
    )

    class Meta:
        model = PersonAlias
        fields = ["id", "email", "remembered", "added_at"]

    def get_remembered(self, alias: PersonAlias) -> bool:
        return alias.added_by_id is not None


class PersonAliasViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = AliasSerializer
    pagination_class = None

    @extend_schema(summary="Andra adresser som personen svarar från", responses=AliasSerializer(many=True))
    @action(detail=True)
    def aliases(self, request: ApiRequest, pk: int) -> Response:
        person = access_kept_person(request.user, pk)
        return Response(AliasSerializer(person.aliases.order_by("email"), many=True).data)


class AliasViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = AliasSerializer

    @extend_schema(summary="Svar från adressen räknas inte längre som personens", request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    @answer_once
    def end(self, request: ApiRequest, pk: int) -> Response:
        end_alias(access_alias(request.user, pk), by=request.user)
        return Response(status=204)
