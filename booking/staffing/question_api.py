""" "Rätt person?" over the API: the questions that wait for one's answer, and the answer."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.idempotency import answer_once
from booking.staffing.question_texts import question_text
from booking.staffing.vouching import answer_question
from booking.staffing.waiting import Question, questions_to
from config.ground.api import ApiRequest, Body, read_body
from forums.models import WaitingKind


class QuestionSerializer(serializers.Serializer):
    change = serializers.IntegerField(help_text="Ändringen som väntar.")
    caller = serializers.IntegerField(
        allow_null=True, help_text="Den vars möten svaret gäller; null: ändringen som helhet."
    )
    kind = serializers.ChoiceField(choices=WaitingKind.choices)
    heading = serializers.CharField()
    what = serializers.CharField(help_text="Vad som är ändrat, av vem och när.")
    why = serializers.CharField(help_text="Vad som gäller tills någon har svarat.")
    hint = serializers.CharField(help_text="Något att titta på en gång till; tom om inget.")


class VouchBody(Body):
    caller = serializers.IntegerField(allow_null=True, help_text="Som i frågan.")
    is_right = serializers.BooleanField(help_text="Ja: ändringen gäller. Nej: allt går som förut.")


class QuestionViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = QuestionSerializer
    pagination_class = None

    @extend_schema(
        operation_id="questions_list",
        summary="Ändringar som väntar på ditt svar",
        responses=QuestionSerializer(many=True),
    )
    def list(self, request: ApiRequest) -> Response:
        return Response(QuestionSerializer([_row(one) for one in questions_to(request.user)], many=True).data)

    @extend_schema(summary="Svara om ändringen stämmer", request=VouchBody, responses={204: None})
    @action(detail=True, methods=["post"])
    @answer_once
    def answer(self, request: ApiRequest, pk: int) -> Response:
        body = read_body(VouchBody, request)
        for one in questions_to(request.user):
            if one.change.pk == int(pk) and (one.caller.pk if one.caller else None) == body["caller"]:
                answer_question(one.change, by=request.user, caller=one.caller, is_right=body["is_right"])
                return Response(status=204)
        raise Http404


def _row(question: Question) -> dict[str, object]:
    text, caller = question_text(question), question.caller
    about = {"change": question.change.pk, "caller": caller.pk if caller else None, "kind": question.change.kind}
    return {**about, "heading": text.heading, "what": text.what, "why": text.why, "hint": text.hint}
