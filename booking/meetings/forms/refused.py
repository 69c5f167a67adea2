"""How a refusal from an action comes back to the form that asked for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError

from config.ground.errors import RuleError

# what an action calls a thing, and the field where it is written
WRITTEN_IN = {"starts_at": "starts", "ends_at": "ends"}


@contextmanager
def refusals_to(form: forms.Form) -> Iterator[None]:
    """Put what the action refuses at the field it is about, or above the form when it is about none."""
    try:
        yield
    except RuleError as error:
        # what is typed is kept, and the page links to the one that is up to date
        form.is_stale = error.code == "changed_meanwhile"  # type: ignore[attr-defined]
        add_refusal(form, error.field, [error.message])
    except ValidationError as error:
        by_field: Mapping[str | None, list[str]] = getattr(error, "message_dict", None) or {None: error.messages}
        for field, messages in by_field.items():
            add_refusal(form, field, messages)


def add_all(form: forms.Form, refusals: Iterable[RuleError]) -> None:
    """All that an action would refuse one by one, so that a page says it at once."""
    for refusal in refusals:
        add_refusal(form, refusal.field, [refusal.message])


def add_refusal(form: forms.Form, field: str | None, messages: list[str]) -> None:
    name = WRITTEN_IN.get(field or "", field)
    shown = name if name in form.fields and not form.fields[name].widget.is_hidden else None
    form.add_error(shown, ValidationError(list(messages)))
