"""The first page of a call: which meeting, and from where."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from booking.meetings.actions.calling import create_draft
from booking.meetings.chains import templates_after
from booking.models import Meeting
from config.ground.agreed import agreed
from config.ground.forms import RadioCards, choice_field, model_field
from forums.access import CallChoice, calling_units
from forums.models import Level, MeetingTemplate, Person, Presence, Unit

GROUPS = ((Level.INDIVIDUAL, _("Om en person")), (Level.FORUM, _("Grupper")), (Level.OPEN, _("Öppna möten")))
PRESENCE = {
    Presence.ALWAYS: _("Den enskilde är med."),
    Presence.WHEN_POSSIBLE: _("Den enskilde är med när det går."),
    Presence.NEVER: _("Utan den enskilde."),
}


class CallForm(forms.Form):
    """`request_key` makes ten posts of the same page one draft; another choice on it is another draft."""

    choice = forms.ChoiceField(
        label=_("Mötestyp"),
        help_text=_("Mallen fyller i längd och det som är överenskommet."),
        error_messages={
            "required": _("Välj vilken mötestyp du vill kalla till"),
            "invalid_choice": _("Välj vilken mötestyp du vill kalla till"),
        },
    )
    unit = forms.ModelChoiceField(
        label=_("Du kallar från"), queryset=Unit.objects.none(), required=False, empty_label=None
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, choices: Sequence[CallChoice], units: Sequence[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {choice_key(choice): choice for choice in choices}
        field = choice_field(self, "choice")
        field.widget = RadioCards(descriptions={key: describe(choice) for key, choice in self.by_key.items()})
        field.choices = grouped(choices)
        if len(units) > 1:
            model_field(self, "unit").queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        else:
            del self.fields["unit"]
        self.initial.setdefault("request_key", uuid.uuid4())

    def chooses(self, draft: Meeting) -> bool:
        """Whether it is what the draft is already."""
        fields = self.cleaned_data
        return fields["choice"] == draft_key(draft) and fields.get("unit") in (None, draft.calling_unit)

    def make_draft(self, by: Person, instead_of: Meeting | None = None) -> Meeting | None:
        """The draft; nothing when the chosen unit may not call to this.

        `instead_of` is a draft that it takes the place of: utan utskick stays so, and it stays in its chain.
        """
        chosen = self.by_key[self.cleaned_data["choice"]]
        unit = self.cleaned_data.get("unit")
        able = calling_units(by, chosen.template)
        if unit is not None and able and unit not in able:
            name = {"unit": unit, "template": chosen.template.name}
            self.add_error("unit", _t("Från %(unit)s kan du inte kalla till %(template)s.") % name)
            return None
        return create_draft(
            by=by,
            template=chosen.template,
            forum=chosen.forum,
            calling_unit=unit if unit in able else None,
            **kept_of(instead_of, chosen.template, by),
            request_key=f"{self.cleaned_data['request_key']}:{self.cleaned_data['choice']}",
        )


def kept_of(draft: Meeting | None, template: MeetingTemplate, by: Person) -> dict[str, Any]:
    """What of a draft about a person holds for another kind of meeting about the same person."""
    if draft is None or not draft.is_individual or not template.is_individual:
        return {}
    before = draft.previous
    follows = before is not None and template in templates_after(before, by)
    return {"no_mail": draft.no_mail, "previous": before if follows else None}


def choice_key(choice: CallChoice) -> str:
    return f"{choice.template.pk}:{choice.forum.pk}" if choice.forum else str(choice.template.pk)


def draft_key(draft: Meeting) -> str:
    """The choice that a draft was made by."""
    return f"{draft.template_id}:{draft.forum_id}" if draft.forum_id else str(draft.template_id)


def grouped(choices: Sequence[CallChoice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices under headings when there is more than one kind of meeting."""
    found = []
    for level, heading in GROUPS:
        own = [(choice_key(choice), label(choice)) for choice in choices if choice.template.level == level]
        if own:
            found.append((str(heading), own))
    return found


def label(choice: CallChoice) -> str:
    return agreed(choice.forum.name if choice.forum else choice.template.name)


def describe(choice: CallChoice) -> str:
    """What the template says, in a line: purpose, length, consent."""
    template = choice.template
    kind = template.name if choice.forum else template.purpose
    parts = [
        agreed(f"{kind.rstrip('.')}.") if kind else "",
        str(PRESENCE[Presence(template.individual)]) if template.individual else "",
        ngettext("%(n)d minut.", "%(n)d minuter.", template.duration_minutes) % {"n": template.duration_minutes},
        _t("Samtycke krävs.") if template.consent_required else "",
        agreed(template.help_text) if choice.forum else "",
    ]
    return format_html_join(" ", "{}", [(part,) for part in parts if part])
