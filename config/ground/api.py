"""What the whole API shares: one error format, pagination, strict bodies, datetimes in UTC.

An error is always {"code", "message", "fields"}: the code for programs, a sentence in Swedish, and the sentences that
belong to single fields ("invitations.0.person").
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as FieldError
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, pagination, parsers, serializers
from rest_framework.fields import get_error_detail
from rest_framework.request import Request
from rest_framework.response import Response

from config.ground.errors import RuleError
from config.ground.text import bare_address, composed_within

if TYPE_CHECKING:
    from forums.models import Person

log = logging.getLogger(__name__)

OLDEST, NEWEST = 2000, 2100
LARGEST_ID = 2**63 - 1

# --- errors


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = gettext_lazy("Det du skickade är för stort.")
    default_code = "too_large"


class ErrorSerializer(serializers.Serializer):
    """Varje fel har den här formen. `fields` har meningar per fält och är tomt när inget enskilt fält är orsaken."""

    code = serializers.CharField(help_text="Vad som är fel, för program: already_called, consent_missing …")
    message = serializers.CharField(help_text="Vad som är fel, i en mening på svenska.")
    fields = serializers.DictField(  # type: ignore[assignment]  # the name is the contract's, as is the class's own
        child=serializers.ListField(child=serializers.CharField()), help_text="Meningar per fält."
    )


SENTENCES = {
    exceptions.ParseError: gettext_lazy("Innehållet är inte läsbar JSON."),
    exceptions.NotAuthenticated: gettext_lazy("Skicka med din nyckel: Authorization: Token …"),
    exceptions.PermissionDenied: gettext_lazy("Det får du inte göra."),
    exceptions.NotFound: gettext_lazy("Det du söker finns inte."),
    exceptions.MethodNotAllowed: gettext_lazy("Adressen tar inte emot den metoden."),
    exceptions.UnsupportedMediaType: gettext_lazy("Skicka JSON: Content-Type: application/json."),
    exceptions.NotAcceptable: gettext_lazy("Svaren är JSON: Accept: application/json."),
    exceptions.Throttled: gettext_lazy("För många anrop. Vänta en stund och försök igen."),
}


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response:
    """The one exception handler. An unexpected error is logged, and answered without saying why."""
    if isinstance(error, RuleError):
        fields = {error.field: [error.message]} if error.field else {}
        if error.wait:
            return _error(429, error.code, error.message, fields, **{"Retry-After": str(error.wait)})
        return _error(409, error.code, error.message, fields)
    if isinstance(error, FieldError):
        error = exceptions.ValidationError(get_error_detail(error))
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error)
    if isinstance(error, exceptions.APIException):
        return _refused(error)
    log.error("api.failed", exc_info=error)
    got_request_exception.send(sender=answer_error, request=context.get("request"))
    return _error(500, "server_error", _("Något gick fel hos oss. Försök igen om en stund."), {})


@csrf_exempt
def unknown_address(request: HttpRequest) -> JsonResponse:
    """404 in JSON for a path below the API's that does not exist."""
    return JsonResponse(_shape("not_found", str(SENTENCES[exceptions.NotFound]), {}), status=404)


def _error(status: int, code: str, message: str, fields: Mapping[str, list[str]], **headers: str) -> Response:
    return Response(_shape(code, message, fields), status=status, headers=headers)


def _shape(code: str, message: str, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields}


def _refused(error: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    sentence = SENTENCES.get(type(error), error.detail)
    return _error(error.status_code, error.default_code, str(sentence), {}, **headers)


def _invalid(error: exceptions.ValidationError) -> Response:
    """The code is the error's own when there is one kind of error, otherwise "invalid"."""
    found = list(_flat(error.detail))
    fields: dict[str, list[str]] = {}
    for name, detail in found:
        if name:
            fields.setdefault(name, []).append(str(detail))
    codes = {str(detail.code) for _name, detail in found}
    message = str(found[0][1]) if len(found) == 1 else _("Rätta uppgifterna och försök igen.")
    return _error(400, codes.pop() if len(codes) == 1 else "invalid", message, fields)


def _flat(detail: Any, name: str = "") -> Iterator[tuple[str, exceptions.ErrorDetail]]:
    if isinstance(detail, exceptions.ErrorDetail):
        # its own sentence would repeat what came in
        choose = exceptions.ErrorDetail(_("Välj ur listan."), code="invalid_choice")
        yield _readable(name), choose if detail.code == "invalid_choice" else detail
        return
    pairs = detail.items() if isinstance(detail, dict) else enumerate(detail)
    for key, inner in pairs:
        is_place = not isinstance(inner, exceptions.ErrorDetail) and key not in ("non_field_errors", "__all__")
        yield from _flat(inner, ".".join(filter(None, (name, str(key)))) if is_place else name)


def _readable(name: str) -> str:
    """A name that a client made up may be long, or no text at all."""
    return name[:120].encode(errors="replace").decode()


# --- what comes in


class ApiRequest(Request):
    """A request from somebody who is known: nobody else gets as far as a view."""

    user: Person


class BodyParser(parsers.JSONParser):
    """JSON of a reasonable size, its letters composed; what is nested so deep that it cannot be read is no JSON."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        length = int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            return composed_within(super().parse(stream, media_type, parser_context))
        except RecursionError as error:
            raise exceptions.ParseError from error


class Body(serializers.Serializer):
    """A request body. An unknown field is refused: it is a slip of the finger or a misunderstanding."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields or self.fields[name].read_only]
            if unknown:
                refusal = exceptions.ErrorDetail(_("Okänt fält."), code="unknown_field")
                raise exceptions.ValidationError({name: [refusal] for name in unknown})
        return super().to_internal_value(data)


class RowId(serializers.IntegerField):
    """A primary key: one that a database can hold."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)


class PastedAddress(serializers.CharField):
    """A mail address, or "Bo Ek <bo@af.se>". Whether it is one is asked by the action, which says what is wrong."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)

    def to_internal_value(self, data: Any) -> str:
        return bare_address(super().to_internal_value(data))


class MailAddress(serializers.EmailField):
    """The same, refused with the body when it is no address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)

    def to_internal_value(self, data: Any) -> str:
        return bare_address(super().to_internal_value(data))


class Moment(serializers.DateTimeField):
    """A datetime in UTC with Z. One that comes in without zone is refused: nobody knows when it is."""

    default_error_messages = {
        "no_zone": gettext_lazy("Ange tidszon, till exempel 2026-11-12T08:00:00Z."),
        "out_of_range": gettext_lazy("Året ligger för långt bort."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=datetime.UTC, **options)

    def enforce_timezone(self, value: datetime.datetime) -> datetime.datetime:
        if value.tzinfo is None:
            self.fail("no_zone")
        if not OLDEST <= value.year <= NEWEST:
            self.fail("out_of_range")
        return super().enforce_timezone(value)


def read_body(body: type[serializers.Serializer], request: Any, **context: Any) -> dict[str, Any]:
    """Validate a request's body; raises `ValidationError` with a sentence per field."""
    serializer = body(data=request.data, context={"request": request, **context})
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def read_filters(filters: type[serializers.Serializer], request: Any) -> dict[str, Any]:
    """Validate the query parameters, but for the paging."""
    given = {name: value for name, value in request.query_params.items() if name not in Paging.own_parameters}
    serializer = filters(data=given, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


# --- pages


class Paging(pagination.PageNumberPagination):
    """Pagination by `page` and `page_size`. Lists have a total order, so that no page repeats another's rows."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    own_parameters = ("page", "page_size")
