"""Which meeting fits? Three questions before the list, each of which can be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from booking.meetings.forms.calling import choice_key
from booking.meetings.guide import QUESTIONS, suggest
from config.ground.forms import RadioRow
from forums.access import CallChoice
from forums.models import Level, MeetingTemplate


class GuideForm(forms.Form):
    """Stands in the address of the list: answering changes nothing but what is pointed at."""

    present = forms.ChoiceField(required=False, widget=RadioRow)
    aim = forms.ChoiceField(required=False, widget=RadioRow)
    who = forms.ChoiceField(required=False, widget=RadioRow)

    def __init__(self, data: Mapping[str, str]):
        answers = {name: data.get(name, "") for name in QUESTIONS}
        super().__init__(answers)
        for name, (label, choices) in QUESTIONS.items():
            field: Any = self.fields[name]
            field.label, field.choices = label, choices

    def advice(self, choices: Sequence[CallChoice]) -> dict[str, Any]:
        """What the answers point at among what may be called here: its key in the list, its name and its words."""
        answers = {name: code for name, code in self.cleaned_data.items() if code} if self.is_valid() else {}
        about_persons = {c.template.pk: c for c in choices if c.template.level == Level.INDIVIDUAL}
        if not answers or not about_persons:
            return {"is_asked": bool(answers), "has_questions": bool(about_persons)}
        guides = dict(MeetingTemplate.objects.filter(pk__in=about_persons).values_list("pk", "guide"))
        found = suggest([(pk, guides[pk]) for pk in about_persons], answers)
        advice: dict[str, Any] = {"is_asked": True, "has_questions": True}
        if found is not None:
            choice, words = about_persons[found.key], guides[found.key]
            advice |= {"key": choice_key(choice), "name": choice.template.name, "fits": found.fits}
            advice |= {"for": words.get("for", ""), "not": words.get("not", "")}
        return advice
