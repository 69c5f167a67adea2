"""A form's field as what it is: one of another kind is a slip, and is refused."""

from __future__ import annotations

import pytest
from django import forms

from config.ground.forms import choice_field, model_field
from forums.models import Person


class ExampleForm(forms.Form):
    word = forms.CharField()
    choice = forms.ChoiceField()
    person = forms.ModelChoiceField(queryset=Person.objects.none())


def test_a_field_is_given_as_the_kind_that_it_is() -> None:
    form = ExampleForm()

    assert choice_field(form, "choice") is form.fields["choice"]
    assert model_field(form, "person") is form.fields["person"]


@pytest.mark.parametrize(("kind", "name"), [(choice_field, "word"), (model_field, "word"), (model_field, "choice")])
def test_a_field_of_another_kind_is_refused(kind, name) -> None:
    with pytest.raises(AssertionError):
        kind(ExampleForm(), name)
