"""Statistics over the API: the same figures, by the same names, as on the page and in the file."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.statistics.api import area_statistics, federation_statistics
from config.ground.api import NEWEST, OLDEST, ApiRequest, Body, RowId, read_filters


class StatisticsFilters(Body):
    area = RowId(required=False, help_text="Ett kommunområde …")
    federation = RowId(required=False, help_text="… eller hela förbundet.")
    year = serializers.IntegerField(min_value=OLDEST, max_value=NEWEST)

    def validate(self, attrs):
        if ("area" in attrs) == ("federation" in attrs):
            raise serializers.ValidationError({"area": [_("Ange ett kommunområde eller ett förbund.")]})
        return attrs


class StatisticsView(APIView):
    @extend_schema(
        summary="Årets siffror för ett kommunområde eller ett förbund",
        description=(
            'Samma siffror och namn som på sidan och i filen. null är "uppgift saknas", aldrig 0. `areas` har varje '
            "område i ett förbund, `meetings` årets möten i grupper och öppna möten, `booked_ahead` det som är inbokat."
        ),
        parameters=[StatisticsFilters],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: ApiRequest) -> Response:
        wanted = read_filters(StatisticsFilters, request)
        if "area" in wanted:
            return Response(area_statistics(request.user, wanted["area"], wanted["year"]))
        return Response(federation_statistics(request.user, wanted["federation"], wanted["year"]))
