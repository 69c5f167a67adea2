"""Answers from those who are logged in: their own, a substitute, who comes from a unit, another unit."""

from __future__ import annotations

from collections.abc import Collection

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.answering import (
    answer_invitation,
    answer_series,
    assign_invitation,
    name_substitute,
    pass_on_invitation,
)
from booking.models import Answer, AnswerNote, Channel, Invitation, MeetingForm, Substitution
from config.ground.forms import CheckboxList, MailAddressField, RadioCards, choice_field, model_field
from forums.models import Person, Unit

# what only somebody who comes can say
FOR_WHO_COMES = {AnswerNote.DIGITALLY, AnswerNote.LATE}


def choose_notes(form: forms.Form, *, leave_out: Collection[str] = ()) -> None:
    """In a meeting about a person no comment is written with an answer: what can be said is chosen (domain rule 2)."""
    del form.fields["comment"]
    form.fields["notes"] = forms.MultipleChoiceField(
        label=_("Säg också (valfritt)"),
        help_text=_("Bara den som kallade ser det. Är det något annat: ring."),
        choices=[(note, label) for note, label in AnswerNote.to_choose() if note not in leave_out],
        required=False,
        widget=CheckboxList,
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Kommer du?"), error_messages={"required": _("Välj ett svar")})
    comment = forms.CharField(
        label=_("Meddelande till den som kallade (valfritt)"),
        help_text=_("Bara den som kallade ser det. Skriv aldrig namn, personnummer eller hälsouppgifter."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, invitation: Invitation):
        answered = invitation.answer not in (Answer.UNANSWERED, Answer.SUBSTITUTE)
        super().__init__(data, initial={"answer": invitation.answer} if answered else {})
        hybrid = [Answer.YES_REMOTE] if invitation.meeting.meeting_form == MeetingForm.HYBRID else []
        choices = [Answer.YES, *hybrid, Answer.TENTATIVE, Answer.NO]
        self.fields["answer"].widget = RadioCards()
        choice_field(self, "answer").choices = [(answer.value, answer.label) for answer in choices]
        if invitation.meeting.is_individual:
            choose_notes(self)
            self.initial["notes"] = invitation.answer_notes

    def apply(self, invitation: Invitation) -> Invitation:
        return answer_invitation(invitation, channel=Channel.PAGE, **self.cleaned_data)


class SeriesAnswerForm(AnswerForm):
    """For every meeting ahead of a series that has not been answered by itself."""

    def apply(self, invitation: Invitation) -> Invitation:
        fields = self.cleaned_data
        assert invitation.series_seat is not None
        answer_series(invitation.series_seat, answer=fields["answer"], comment=fields["comment"], channel=Channel.PAGE)
        return invitation


class PhoneAnswerForm(AnswerForm):
    """What somebody said on the telephone, noted by the caller of a meeting utan utskick. Nothing is written."""

    def __init__(self, data=None, *, invitation: Invitation):
        super().__init__(data, invitation=invitation)
        for name in ("comment", "notes"):
            self.fields.pop(name, None)

    def apply(self, invitation: Invitation) -> Invitation:
        return answer_invitation(invitation, answer=self.cleaned_data["answer"], channel=Channel.PAGE)


class SubstituteForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Hur kommer ersättaren?"),
        choices=[
            (Substitution.Kind.REPLACES, _("I stället för mig")),
            (Substitution.Kind.ACCOMPANIES, _("Tillsammans med mig")),
        ],
        widget=RadioCards(
            descriptions={
                Substitution.Kind.REPLACES: _("Ersättaren kallas och du är inte längre kallad."),
                Substitution.Kind.ACCOMPANIES: _("Ersättaren kallas och du är kvar."),
            }
        ),
        error_messages={"required": _("Välj om ersättaren kommer i stället för dig eller tillsammans med dig")},
    )
    name = forms.CharField(
        label=_("Ersättarens namn"), max_length=120, error_messages={"required": _("Skriv ersättarens namn.")}
    )
    email = MailAddressField(
        label=_("Ersättarens e-post"),
        help_text=_("I tjänsten, hos samma part som du."),
        error_messages={"required": _("Skriv ersättarens e-post")},
    )

    def apply(self, invitation: Invitation) -> Invitation:
        return name_substitute(invitation, channel=Channel.PAGE, **self.cleaned_data)


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Vem kommer?"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Välj vem som kommer"),
            "invalid_choice": _("Personen arbetar inte på enheten den dagen."),
        },
    )

    def __init__(self, data=None, *, staff: QuerySet[Person]):
        super().__init__(data)
        model_field(self, "person").queryset = staff

    def apply(self, invitation: Invitation, by: Person) -> Invitation:
        return assign_invitation(invitation, by=by, person=self.cleaned_data["person"])


class DeclineForm(forms.Form):
    """Nobody comes from the unit: a reason out of a list about a person, a message in groups."""

    comment = AnswerForm.base_fields["comment"]

    def __init__(self, data=None, *, invitation: Invitation):
        super().__init__(data)
        if invitation.meeting.is_individual:
            choose_notes(self, leave_out=FOR_WHO_COMES)

    def apply(self, invitation: Invitation) -> Invitation:
        return answer_invitation(invitation, answer=Answer.NO, channel=Channel.PAGE, **self.cleaned_data)


class PassOnForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Rätt enhet"),
        queryset=Unit.objects.none(),
        empty_label=_("Välj enhet"),
        error_messages={
            "required": _("Välj vilken enhet som ska ha kallelsen"),
            "invalid_choice": _("Kallelsen kan bara lämnas vidare inom samma part."),
        },
    )

    def __init__(self, data=None, *, units: QuerySet[Unit]):
        super().__init__(data)
        model_field(self, "unit").queryset = units

    def apply(self, invitation: Invitation, by: Person) -> Invitation:
        return pass_on_invitation(invitation, by=by, unit=self.cleaned_data["unit"])
