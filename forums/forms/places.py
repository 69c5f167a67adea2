"""Places of an area, addresses of units, and the video services of a federation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from config.ground.forms import MailAddressField
from forums.actions.places import (
    add_place,
    add_video_service,
    clean_hosts,
    correct_place,
    correct_video_service,
    set_unit_address,
)
from forums.models import Area, Federation, Person, Place, Unit, VideoService
from forums.models.places import WRITTEN, refuse_bad_hosts

NOBODYS_HOME = _("Till exempel Storgatan 12, Sävsjö. Aldrig hemma hos någon.")


class PlaceForm(forms.Form):
    name = forms.CharField(
        label=_("Namn"),
        max_length=60,
        validators=WRITTEN,
        help_text=_("Huset eller verksamheten, till exempel Kommunhuset."),
        error_messages={"required": _("Skriv vad platsen heter")},
    )
    room = forms.CharField(label=_("Rum (valfritt)"), max_length=40, required=False, validators=WRITTEN)
    address = forms.CharField(
        label=_("Adress (valfritt)"), max_length=56, required=False, validators=WRITTEN, help_text=NOBODYS_HOME
    )
    mailbox = MailAddressField(
        label=_("Rummets brevlåda (valfritt)"),
        required=False,
        validators=[EmailValidator(_("Skriv e-postadressen som namn@kommun.se."))],
        help_text=_("Om rummet bokas i en kalender. Svar från den adressen visas som rummets."),
    )
    reveals_care = forms.BooleanField(
        label=_("Platsen berättar vilken vård det gäller"),
        help_text=_("Då står den inte i mejl och kalendrar, utan syns först efter inloggning eller kod."),
        required=False,
    )

    def __init__(self, data: Any = None, *, place: Place | None = None) -> None:
        names = ("name", "room", "address", "mailbox", "reveals_care")
        super().__init__(data, initial={name: getattr(place, name) for name in names} if place else None)

    def add(self, area: Area, by: Person) -> Place:
        return add_place(area, by=by, **self.cleaned_data)

    def correct(self, place: Place, by: Person) -> Place:
        return correct_place(place, by=by, **self.cleaned_data)


class UnitAddressForm(forms.Form):
    address = forms.CharField(
        label=_("Adress"),
        max_length=56,
        required=False,
        validators=WRITTEN,
        help_text=_("Där enheten tar emot besök. Med en adress kan enheten väljas som plats."),
    )

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        super().__init__(data, initial={"address": unit.address})

    def apply(self, unit: Unit, by: Person) -> Unit:
        return set_unit_address(unit, by=by, **self.cleaned_data)


class HostsField(forms.CharField):
    """Host names, one on each line or with commas between."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        hosts = clean_hosts(super().clean(value).replace(",", "\n").splitlines())
        refuse_bad_hosts(hosts)
        return hosts


class VideoServiceForm(forms.Form):
    name = forms.CharField(
        label=_("Namn"),
        max_length=60,
        validators=WRITTEN,
        error_messages={"required": _("Skriv vad tjänsten heter")},
    )
    hosts = HostsField(
        label=_("Värdnamn"),
        max_length=1000,
        help_text=_("Det som står mellan https:// och nästa snedstreck i tjänstens länkar. Ett på varje rad."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv minst ett värdnamn")},
    )
    for_individuals = forms.BooleanField(
        label=_("Godkänd för möten om enskilda"),
        help_text=_("Länkar i möten om enskilda får bara gå till godkända tjänster."),
        required=False,
    )

    def __init__(self, data: Any = None, *, service: VideoService | None = None) -> None:
        names = ("name", "hosts", "for_individuals")
        super().__init__(data, initial={name: getattr(service, name) for name in names} if service else None)

    def add(self, federation: Federation, by: Person) -> VideoService:
        return add_video_service(federation, by=by, **self.cleaned_data)

    def correct(self, service: VideoService, by: Person) -> VideoService:
        return correct_video_service(service, by=by, **self.cleaned_data)
