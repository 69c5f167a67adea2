"""A POST is done once, however many times it is sent with the same Idempotency-Key. Retention removes the keys."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from booking.meetings import refusals
from booking.models import RequestKey
from config.ground.api import ApiRequest

KEY = re.compile(r"[!-~]{1,80}")


def answer_once(handler: Callable[..., Response]) -> Callable[..., Response]:
    """All that a POST does is one transaction, and the answer is kept in it.

    So a repeated call gets the first one's answer, ten at once wait for each other in the database, and a
    refusal leaves nothing behind: neither a half-made meeting nor its key. Without a key it is done anew.
    """

    @wraps(handler)
    def answer(view: Any, request: ApiRequest, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            kept = _claim(request)
            if kept is None:
                return handler(view, request, *args, **kwargs)
            if kept.status is not None:
                return Response(kept.body, kept.status, headers={"Idempotency-Replayed": "true"})
            response = handler(view, request, *args, **kwargs)
            kept.status, kept.body = response.status_code, _as_json(response.data)
            kept.save(update_fields=["status", "body"])
            return response

    answer.answers_once = True  # type: ignore[attr-defined]  # read by the schema
    return answer


def _as_json(data: Any) -> Any:
    """What the client reads; None for an answer without a body (204)."""
    return None if data is None else json.loads(JSONRenderer().render(data))


def _claim(request: ApiRequest) -> RequestKey | None:
    """The key's row: new, and then ours until the transaction ends, or the one that was answered before."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not KEY.fullmatch(key):
        refusal = _("Nyckeln är 1–80 tecken utan mellanslag.")
        raise ValidationError({"Idempotency-Key": [ErrorDetail(refusal, code="bad_key")]})
    # a client writes what it likes there, so a digest of it is kept
    fingerprint, stored = _fingerprint(request), hashlib.sha256(key.encode()).hexdigest()
    try:
        with transaction.atomic():
            return RequestKey.objects.create(person=request.user, key=stored, fingerprint=fingerprint)
    except IntegrityError:
        kept = RequestKey.objects.get(person=request.user, key=stored)
    if kept.fingerprint != fingerprint:
        raise refusals.key_reused()
    return kept


def _fingerprint(request: ApiRequest) -> str:
    body = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.path}\n{body}".encode()).hexdigest()
