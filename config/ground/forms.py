"""How every form looks: the renderer, and the widgets and fields that the browser's own do not give us."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.ground.dates import echo_date, normalise_time, parse_date
from config.ground.text import bare_address

Descriptions = Mapping[Any, Any] | Callable[[Any], Any]


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The form's field of that name, typed as one with choices: the type checker does not know the kinds of fields."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def model_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """The form's field of that name, typed as one that chooses a row of its `queryset`."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


class DesignedField(BoundField):
    """A field that carries the design system's class and knows where a link to it leads."""

    def build_widget_attrs(self, attrs, widget=None):
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            classes = ["ds-input", attrs.get("class"), widget.attrs.get("class")]
            attrs["class"] = " ".join(name for name in classes if name)
        return attrs

    @property
    def error_target(self) -> str:
        """The id of the first thing to press or write in: a group has no id of its own that takes focus."""
        if isinstance(self.field.widget, forms.MultiWidget):
            return f"{self.auto_id}_0"
        first = next(iter(self.subwidgets), None)
        return first.id_for_label if first else self.auto_id


class SamverkRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = DesignedField


class DescribedOptions:
    """Options with a line of explanation each: a mapping from value, or a function of the value."""

    def __init__(
        self,
        *args: Any,
        descriptions: Descriptions | None = None,
        opens: Mapping[Any, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.descriptions = descriptions or {}
        self.opens = opens or {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        plain = getattr(value, "value", value)
        described = self.descriptions
        option["description"] = described(value) if callable(described) else described.get(plain, "")
        if option["description"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_desc"
        if plain in self.opens:
            option["attrs"]["data-oppnar"] = self.opens[plain]
        return option


class RadioCards(DescribedOptions, forms.RadioSelect):
    """One large frame per choice. `opens` maps a value to the `data-om` of the parts that show when it is chosen."""

    template_name = "forms/widgets/radio_cards.html"


class RadioRow(DescribedOptions, forms.RadioSelect):
    """Short choices beside each other. `opens` as with `RadioCards`."""

    template_name = "forms/widgets/radio_row.html"


class OpeningSelect(DescribedOptions, forms.Select):
    """A list to choose one from. `opens` as with `RadioCards`."""


class CheckboxList(DescribedOptions, forms.CheckboxSelectMultiple):
    """Checkboxes below each other, each with a few words after its label."""


class DateInput(forms.DateInput):
    """The browser's own date field with an echo in our words beside it, kept up to date while one chooses."""

    input_type = "date"
    template_name = "forms/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "datum", **(attrs or {})}, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        day = parse_date(str(widget["value"] or ""))
        widget["echo"] = echo_date(day) if day else ""
        if field_id := widget["attrs"].get("id"):
            widget["echo_id"] = f"{field_id}_eko"
            widget["attrs"] |= {
                "hx-get": f"{reverse('date-echo')}?{urlencode({'falt': name})}",
                "hx-trigger": "change",
                "hx-target": f"#{field_id}_eko",
                "hx-swap": "innerHTML",
            }
        return context


class TimeInput(forms.TimeInput):
    """A text field: the browser's own time field shows AM and PM to those with an English browser.

    No keyboard of numbers: a phone's has neither dot nor colon.
    """

    input_type = "text"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"class": "klockslag", "autocomplete": "off", "size": 6}
        super().__init__(attrs={**own, **(attrs or {})}, format="%H.%M")


class MailAddressField(forms.CharField):
    """A mail address as people paste it, "Bo Ek <bo@af.se>" as well. Whether it is one is asked by what uses it."""

    widget = forms.EmailInput

    def __init__(self, *, max_length: int | None = 254, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        return bare_address(super().to_python(value) or "")


class DateField(forms.DateField):
    """A local date in a year that a person may mean: at the ends of the calendar no day has a midnight in UTC."""

    widget = DateInput
    years = range(1900, 2200)
    default_error_messages = {
        "required": _("Välj ett datum"),
        "invalid": _("Skriv datumet som år-månad-dag, till exempel 2026-12-08"),
    }

    def to_python(self, value: Any) -> datetime.date | None:
        day = super().to_python(value)
        if day is not None and day.year not in self.years:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class TimeField(forms.TimeField):
    widget = TimeInput
    input_formats = ["%H.%M"]
    default_error_messages = {
        "required": _("Skriv en tid, till exempel 09.00"),
        "invalid": _("Skriv tiden med timmar och minuter, till exempel 09.00"),
    }

    def to_python(self, value: Any) -> datetime.time | None:
        return super().to_python(normalise_time(value) if isinstance(value, str) else value)
