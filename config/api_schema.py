"""The OpenAPI description: what every operation has in common, said in one place."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from config.ground.api import ErrorSerializer
from config.refusals import catalogue

REPEAT_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=(
        "Samma nyckel och samma innehåll ger samma svar ett dygn framåt, och inget görs två gånger. "
        "Samma nyckel med annat innehåll ger 409 `key_reused`."
    ),
)


def _codes() -> str:
    """A list as the description writes the values of a choice. No enumeration: a new rule must not break a client."""
    return "\n".join(f"* `{code}` - {' / '.join(sentences)}" for code, sentences in catalogue().items())


class RuleErrorSerializer(ErrorSerializer):
    """En regel säger nej. Koderna är ett löfte; meningarna kan ändras, och nya koder kan komma till."""

    code = serializers.CharField(help_text=lazy(_codes, str)())


REFUSALS: dict[str, tuple[type[ErrorSerializer], str]] = {
    "400": (ErrorSerializer, "Uppgifterna går inte att läsa eller stämmer inte."),
    "401": (ErrorSerializer, "Nyckeln saknas eller gäller inte."),
    "403": (ErrorSerializer, "Du ser det men får inte göra det."),
    "404": (ErrorSerializer, "Det finns inte, eller så får du inte veta att det finns."),
    "409": (RuleErrorSerializer, "En regel säger nej, eller så har någon annan ändrat under tiden."),
    "429": (ErrorSerializer, "För många fel nycklar härifrån: `too_many_tries`. Retry-After säger hur länge."),
}


class Schema(AutoSchema):
    """Adds the idempotency key to the operations that take one, and the one error shape to every operation."""

    def get_override_parameters(self) -> list[Any]:
        handler = getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)
        return [REPEAT_KEY] if hasattr(handler, "answers_once") else []

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        reads = self.method == "GET"
        for status, (shape, description) in REFUSALS.items():
            if reads and status in ("403", "409"):
                continue
            error = OpenApiResponse(shape, description)
            bodies.setdefault(status, self._get_response_for_code(error, status, ["application/json"], direction))
        return bodies
