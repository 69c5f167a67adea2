"""The question how far a change reaches, for the forms of changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.meetings.reach import REACHES, THIS
from booking.models import Meeting


class WithReach:
    """A change of one meeting of a series asks how far it reaches; of a meeting that stands alone it does not."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def ask_how_far(self, meeting: Meeting, chosen: str = THIS) -> None:
        if meeting.series_id is None:
            return
        field = forms.ChoiceField(
            label=_("Vad gäller ändringen?"),
            choices=REACHES,
            widget=forms.RadioSelect,
            initial=chosen,
            error_messages={"required": _("Välj om ändringen gäller ett eller flera möten")},
        )
        self.fields = {"scope": field, **self.fields}

    @property
    def reaches_more(self) -> bool:
        return self.cleaned_data.get("scope", THIS) != THIS
