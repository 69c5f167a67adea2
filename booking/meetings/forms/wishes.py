"""The forms of what the caller says to what those who are called ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.wishes import (
    accept_proposal,
    decline_delegation,
    decline_proposal,
    grant_delegation,
    name_from,
)
from booking.meetings.forms.parties import version_field
from booking.meetings.queries import open_delegations, open_proposals
from booking.models import CounterProposal, Delegation, Meeting, Series
from config.ground.forms import model_field
from forums.models import Person

OVER = {
    "required": _("Önskemålet gäller inte längre."),
    "invalid_choice": _("Önskemålet gäller inte längre."),
}


class ProposalForm(forms.Form):
    version = version_field()
    proposal = forms.ModelChoiceField(
        queryset=CounterProposal.objects.none(), widget=forms.HiddenInput, error_messages=OVER
    )

    def __init__(self, data=None, *, meeting: Meeting):
        super().__init__(data, initial={"version": meeting.version})
        model_field(self, "proposal").queryset = open_proposals(meeting)


class AcceptTimeForm(ProposalForm):
    def clean(self):
        super().clean()
        fields = self.cleaned_data
        proposal = fields.get("proposal")
        if proposal is not None:
            fields |= {"starts_at": proposal.starts_at, "ends_at": proposal.ends_at}
        return fields

    def apply(self, meeting: Meeting, by: Person) -> Any:
        proposal = self.cleaned_data["proposal"]
        return about(proposal, accept_proposal(proposal, by=by, version=self.cleaned_data["version"]))


class DeclineTimeForm(ProposalForm):
    def apply(self, meeting: Meeting, by: Person) -> Any:
        proposal = self.cleaned_data["proposal"]
        return about(proposal, decline_proposal(proposal, by=by))


class DelegationForm(forms.Form):
    delegation = forms.ModelChoiceField(
        queryset=Delegation.objects.none(), widget=forms.HiddenInput, error_messages=OVER
    )

    def __init__(self, data=None, *, meeting: Meeting, delegation: Delegation | None = None):
        super().__init__(data, initial={"delegation": delegation.pk if delegation else None})
        model_field(self, "delegation").queryset = open_delegations(meeting)


class CallDelegateForm(DelegationForm):
    name = forms.CharField(
        label=_("Namn på den som ska komma"),
        max_length=120,
        error_messages={"required": _("Skriv namnet på den som ska komma")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data=None, *, meeting: Meeting, delegation: Delegation | None = None):
        super().__init__(data, meeting=meeting, delegation=delegation)
        if delegation is not None:
            self.initial["name"] = name_from(delegation.email)

    def apply(self, meeting: Meeting, by: Person) -> Any:
        delegation = self.cleaned_data["delegation"]
        called = grant_delegation(delegation, by=by, name=self.cleaned_data["name"])
        return about(delegation, called.meeting)


class DeclineDelegateForm(DelegationForm):
    def apply(self, meeting: Meeting, by: Person) -> Any:
        delegation = self.cleaned_data["delegation"]
        return about(delegation, decline_delegation(delegation, by=by))


def about(wish: CounterProposal | Delegation, meeting: Meeting) -> Meeting | Series | None:
    """What was changed: the series, when it was asked of all of it."""
    return meeting.series if wish.for_series else meeting


def wish_of(form: forms.Form) -> CounterProposal | Delegation | None:
    """What a form decides about, when it is one of these and what came in is right."""
    found = getattr(form, "cleaned_data", {})
    return found.get("proposal") or found.get("delegation")
