"""Series over the API: calling, reading, and changing from one meeting on; the same actions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.access import access_series, can_change_series, visible_series
from booking.meetings.api.bodies import LINE, Row, lines
from booking.meetings.api.idempotency import answer_once
from booking.meetings.api.shapes import ForumRefSerializer, WhenField
from booking.meetings.wording import rhythm_text
from booking.models import CancellationReason, Meeting, MeetingForm, Series, SeriesRhythm
from booking.rhythm import Frequency, Rhythm
from booking.series import refusals
from booking.series.actions import Plan, call_series, extend_series
from booking.series.following import change_following, end_following, first_ahead, move_following
from config.ground.api import ApiRequest, Body, Moment, RowId, read_body, read_filters
from forums.access import require, visible_forums
from forums.api.serializers import PersonRefSerializer, TemplateRefSerializer

INSTANCES = (Prefetch("instances", Meeting.objects.order_by("recurrence_at")),)


class SeriesTextsBody(Body):
    meeting_form = serializers.ChoiceField(MeetingForm.choices, required=False)
    place = serializers.CharField(required=False, allow_blank=True, max_length=LINE)
    link = serializers.URLField(required=False, allow_blank=True, max_length=400)
    title = serializers.CharField(required=False, allow_blank=True, max_length=LINE)
    agenda = lines(required=False)


class SeriesBody(SeriesTextsBody):
    """En grupps möten i en rytm. Första dagen ger veckodagen, dess plats i månaden eller datumet."""

    forum = Row(visible_forums)
    frequency = serializers.ChoiceField(SeriesRhythm.choices)
    interval = serializers.IntegerField(required=False, default=1, help_text="Veckor eller månader emellan.")
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    starts = serializers.TimeField(help_text="Svensk tid: 09:00.")
    length_minutes = serializers.IntegerField()
    skips_holidays = serializers.BooleanField(required=False, default=True)


class StartBody(Body):
    start = serializers.UUIDField(
        required=False, help_text="Mötet som ändringen börjar med; utan det gäller den hela serien framåt."
    )


class SeriesChangeBody(SeriesTextsBody, StartBody):
    pass


class SeriesMoveBody(StartBody):
    first_on = serializers.DateField(help_text="Ny dag för det första av mötena; de andra följer rytmen.")
    starts = serializers.TimeField()
    length_minutes = serializers.IntegerField(required=False, help_text="Utelämnad behåller mötena sin längd.")


class SeriesEndBody(StartBody):
    reason = serializers.ChoiceField(CancellationReason.choices, help_text="Visas aldrig för de kallade.")


class SeriesExtendBody(Body):
    last_on = serializers.DateField()


class SeriesFilters(Body):
    forum = RowId(required=False)


class SeriesInstanceSerializer(serializers.ModelSerializer):
    starts_at = Moment()
    ends_at = Moment()
    recurrence_at = Moment(help_text="När rytmen hade låtit mötet börja; står kvar när det flyttas.")
    when = WhenField()

    class Meta:
        model = Meeting
        fields = ["id", "state", "recurrence_at", "starts_at", "ends_at", "when", "place"]


class SeriesSerializer(serializers.ModelSerializer):
    """En serie med alla sina möten. Ett enskilt möte ändras, besvaras och registreras under `meetings/`."""

    forum = ForumRefSerializer()
    template = TemplateRefSerializer()
    caller = PersonRefSerializer(allow_null=True)
    rhythm_text = serializers.SerializerMethodField(help_text="Varannan torsdag kl. 09.00–10.30, till och med …")
    may_change = serializers.SerializerMethodField()
    instances = serializers.SerializerMethodField()

    class Meta:
        model = Series
        fields = [
            "id", "forum", "template", "caller", "frequency", "interval", "first_on", "last_on", "starts",
            "length_minutes", "skips_holidays", "split_from", "rhythm_text", "may_change", "instances",
        ]  # fmt: skip

    def get_rhythm_text(self, series: Series) -> str:
        return rhythm_text(series)

    def get_may_change(self, series: Series) -> bool:
        return can_change_series(self.context["request"].user, series)

    @extend_schema_field(SeriesInstanceSerializer(many=True))
    def get_instances(self, series: Series) -> list[dict[str, Any]]:
        return list(SeriesInstanceSerializer(series.instances.all(), many=True).data)


class SeriesViews(GenericViewSet):
    request: ApiRequest
    serializer_class = SeriesSerializer
    lookup_value_converter = "uuid"

    @extend_schema(summary="Serier som du kallar till, är med i eller håller ihop", parameters=[SeriesFilters])
    def list(self, request: ApiRequest) -> Response:
        wanted = read_filters(SeriesFilters, request)
        found = visible_series(request.user).filter(**wanted).order_by("first_on", "pk")
        found = found.prefetch_related(*INSTANCES)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary="En serie med alla sina möten")
    def retrieve(self, request: ApiRequest, pk: UUID) -> Response:
        return self._show(pk)

    @extend_schema(summary="Kalla en grupp till möten i en rytm", request=SeriesBody, responses={201: SeriesSerializer})
    @answer_once
    def create(self, request: ApiRequest) -> Response:
        body = read_body(SeriesBody, request)
        forum, plan = body.pop("forum"), _plan(body)
        return self._show(call_series(forum, by=request.user, plan=plan, **body).pk, 201)

    @extend_schema(summary="Ny plats, länk eller rubrik; ingen behöver svara igen", request=SeriesChangeBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def change(self, request: ApiRequest, pk: UUID) -> Response:
        start, body = self._start(pk, SeriesChangeBody)
        return self._show(change_following(start, by=request.user, **body).pk)

    @extend_schema(summary="Annan dag, tid eller längd: en ny serie, alla svarar igen", request=SeriesMoveBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def move(self, request: ApiRequest, pk: UUID) -> Response:
        start, body = self._start(pk, SeriesMoveBody)
        return self._show(move_following(start, by=request.user, **body).pk)

    @extend_schema(summary="Ställ in möten till slutet av serien", request=SeriesEndBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def end(self, request: ApiRequest, pk: UUID) -> Response:
        start, body = self._start(pk, SeriesEndBody)
        return self._show(end_following(start, by=request.user, **body).pk)

    @extend_schema(summary="Låt serien gå vidare", request=SeriesExtendBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def extend(self, request: ApiRequest, pk: UUID) -> Response:
        series = self._to_change(pk)
        return self._show(extend_series(series, by=request.user, **read_body(SeriesExtendBody, request)).pk)

    def _to_change(self, pk: UUID) -> Series:
        series = access_series(self.request.user, pk)
        require(can_change_series(self.request.user, series))
        return series

    def _start(self, pk: UUID, kind: type[Body]) -> tuple[Meeting, dict[str, Any]]:
        """The first meeting to change: the one that was named, or the next one of the series."""
        series = self._to_change(pk)
        body = read_body(kind, self.request)
        named = body.pop("start", None)
        instances = series.instances.select_related("series", "caller").order_by("recurrence_at")
        found = instances.filter(pk=named).first() if named else instances.first()
        if found is None:
            raise refusals.not_in_series()
        return (found if named else first_ahead(found)), body

    def _show(self, pk: UUID, status: int = 200) -> Response:
        series = access_series(self.request.user, pk)
        prefetch_related_objects([series], *INSTANCES)
        return Response(self.get_serializer(series).data, status)


def _plan(body: dict[str, Any]) -> Plan:
    rhythm = Rhythm(
        Frequency(body.pop("frequency")), body.pop("interval"), body.pop("first_on"), body.pop("last_on"),
        body.pop("starts"),
    )  # fmt: skip
    return Plan(rhythm, body.pop("length_minutes"), body.pop("skips_holidays"))
