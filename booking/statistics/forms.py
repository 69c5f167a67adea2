"""What the statistics page asks for: what to show, and a note beside a frozen figure."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from config.ground.forms import choice_field

PERIODS = [("ar", _("Hela året")), ("1", _("Första halvåret")), ("2", _("Andra halvåret"))]


class FilterForm(forms.Form):
    """The choices are what the person may see; anything else falls back to the first."""

    omrade = forms.ChoiceField(label=_("Område"))
    ar = forms.ChoiceField(label=_("År"))
    period = forms.ChoiceField(label=_("Period"), choices=PERIODS)

    def __init__(self, places, years, **initial):
        super().__init__(initial=initial, auto_id="filter_%s")
        choice_field(self, "omrade").choices = places
        choice_field(self, "ar").choices = [(str(year), str(year)) for year in years]
        if not places:
            del self.fields["omrade"], self.fields["period"]


class CloseForm(forms.Form):
    """When areas have registered nothing, closing takes a yes to that."""

    despite = forms.BooleanField(
        label=_("Stäng ändå, fast det finns områden utan något registrerat"),
        error_messages={"required": _("Kryssa i att halvåret ska stängas ändå, eller behåll det öppet.")},
    )

    def __init__(self, *args, despite: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not despite:
            del self.fields["despite"]


class NoteForm(forms.Form):
    half_year = forms.ChoiceField(
        label=_("Halvår"), error_messages={"required": _("Välj halvår."), "invalid_choice": _("Välj halvår ur listan.")}
    )
    text = forms.CharField(
        label=_("Vad ska rättas?"),
        max_length=500,
        help_text=_("Anmärkningen står bredvid siffrorna, som inte ändras. Skriv aldrig något om en enskild."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Skriv vad som behöver rättas."),
            "max_length": _("Skriv kortare, högst 500 tecken."),
        },
    )

    def __init__(self, halves, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "half_year").choices = halves
