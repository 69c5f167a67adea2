"""Calling the same people again: the one question that has to be answered first."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.copying import copy_meeting
from booking.models import Meeting
from config.ground.forms import RadioCards
from forums.models import Person


class CopyForm(forms.Form):
    """Nothing is chosen beforehand: whether the consent reaches is for the caller to say."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, meeting: Meeting):
        super().__init__(data, initial={"request_key": uuid.uuid4()})
        self.meeting = meeting
        if meeting.is_individual:
            self.fields["case"] = forms.ChoiceField(
                label=_("Gäller det samma ärende?"),
                choices=[("same", _("Ja, samma ärende")), ("other", _("Nej, ett annat ärende"))],
                widget=RadioCards(
                    descriptions={
                        "same": _("Samtycket följer med så långt det räcker. Är det återkallat gäller det alla möten."),
                        "other": _("Mötet får en egen referens, och du anger samtycket på nytt."),
                    }
                ),
                error_messages={"required": _("Välj om det gäller samma ärende")},
            )
        else:
            self.fields["with_agenda"] = forms.BooleanField(
                label=_("Ta med rubriken och dagordningen"),
                required=False,
                help_text=_("Annars är dagordningen mallens. Du kan ändra den innan du skickar."),
            )

    def apply(self, meeting: Meeting, by: Person) -> Meeting:
        fields = self.cleaned_data
        return copy_meeting(
            meeting,
            by=by,
            is_same_case=fields.get("case") == "same",
            with_agenda=fields.get("with_agenda", False),
            request_key=f"{fields['request_key']}:{meeting.pk}",
        )
