"""Answers by a personal link: what may be chosen, and what becomes of it. Nothing is chosen beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from booking.meetings.actions.answering import (
    answer_invitation,
    assign_by_address,
    name_substitute,
    pass_on_by_link,
)
from booking.meetings.forms.answers import FOR_WHO_COMES, choose_notes
from booking.models import Answer, Channel, Invitation, MeetingForm, Substitution
from booking.taken.actions import give_calendar
from booking.workdays import local
from config.ground.errors import RuleError
from config.ground.forms import MailAddressField, RadioCards, choice_field, model_field
from config.ground.text import bare_address
from forums.access import visible_areas
from forums.models import Person, Unit
from notifications.feeds.addresses import groups_to_follow, subscribe
from notifications.models import CalendarFeed

ALONG = "along"
COMES, ELSEWHERE = "comes", "elsewhere"
UNIT_ANSWERS = [
    (COMES, _("En av oss kommer")),
    (ELSEWHERE, _("Kallelsen hör hemma på en annan enhet")),
    (Answer.NO.value, _("Vi kan inte komma")),
]
# An answer that told these apart would tell whoever has the link who else is called, and where people work
UNTOLD = {"already_called", "other_party", "outside_consent", "same_person"}
# Answers after which the link is revoked, and the page that says what became of it
ENDS = {Answer.SUBSTITUTE.value: "ersattare", COMES: "vald", ELSEWHERE: "vidare"}
OPENS_PERSON, OPENS_UNIT, OPENS_WHY = "1", "2", "3"


def name_field(label) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def email_field(label, help_text) -> forms.CharField:
    return MailAddressField(
        label=label, help_text=help_text, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


def comment_field() -> forms.CharField:
    return forms.CharField(
        label=_("Meddelande till den som kallar (valfritt)"),
        help_text=_(
            "Bara den som kallar ser det. Skriv aldrig namn, personnummer eller hälsouppgifter om den enskilde."
        ),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Skriv högst 500 tecken")},
    )


class LinkForm(forms.Form):
    """What both kinds of links have in common: refusals come to the field that they are about."""

    untold: str | Promise = ""

    def ends_link(self) -> str:
        """What has happened to this link, when the answer was its last."""
        return ENDS.get(self.cleaned_data["answer"], "")

    @property
    def names_colleague(self) -> bool:
        return self.cleaned_data["answer"] in (Answer.SUBSTITUTE, ALONG)

    def add_refusal(self, refusal: RuleError) -> None:
        if refusal.code in UNTOLD:
            self.add_error(refusal.field if refusal.field in self.fields else "email", str(self.untold))
            return
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class PersonalAnswerForm(LinkForm):
    """One person's answer: yes, perhaps, no, or a colleague instead or along."""

    untold = _(
        "Den personen kan inte kallas härifrån. Kollegan behöver arbeta hos samma part som du och får inte redan "
        "vara kallad. Ring den som kallade om det inte går."
    )

    answer = forms.ChoiceField(
        label=_("Kan du komma?"),
        error_messages={"required": _("Välj ett svar"), "invalid_choice": _("Välj ett svar")},
    )
    name = name_field(_("Ersättarens namn"))
    email = email_field(_("Ersättarens e-post"), _("I tjänsten, hos samma part som du."))
    comment = comment_field()

    def __init__(self, data=None, *, invitation: Invitation):
        super().__init__(data)
        self.invitation = invitation
        hybrid = [(Answer.YES_REMOTE.value, Answer.YES_REMOTE.label)]
        field = choice_field(self, "answer")
        field.widget = RadioCards(
            descriptions={
                Answer.TENTATIVE: _t("Räknas som inget svar än. Du får en påminnelse."),
                Answer.NO: _t("Den som kallar ser det direkt. Mötet ligger kvar i din kalender."),
                Answer.SUBSTITUTE: _t("Kollegan får en egen kallelse i stället för dig."),
                ALONG: _t("Kollegan får en egen kallelse och du är kvar."),
            },
            opens={Answer.SUBSTITUTE: OPENS_PERSON, ALONG: OPENS_PERSON},
        )
        field.choices = [
            (Answer.YES.value, Answer.YES.label),
            *(hybrid if invitation.meeting.meeting_form == MeetingForm.HYBRID else []),
            (Answer.TENTATIVE.value, Answer.TENTATIVE.label),
            (Answer.NO.value, Answer.NO.label),
            (Answer.SUBSTITUTE.value, Answer.SUBSTITUTE.label),
            (ALONG, _t("Jag kommer tillsammans med en kollega")),
        ]
        if invitation.meeting.is_individual:
            choose_notes(self)

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        if fields.get("answer") in (Answer.SUBSTITUTE, ALONG):
            require_person(self, _t("Skriv ersättarens namn"), _t("Skriv ersättarens e-post"))
        return fields

    def apply(self) -> None:
        fields = self.cleaned_data
        said = {name: fields[name] for name in ("comment", "notes") if name in fields}
        if fields["answer"] in (Answer.SUBSTITUTE, ALONG):
            instead = fields["answer"] == Answer.SUBSTITUTE
            name_substitute(
                self.invitation,
                name=fields["name"],
                email=fields["email"],
                kind=Substitution.Kind.REPLACES if instead else Substitution.Kind.ACCOMPANIES,
                channel=Channel.LINK,
                **said,
            )
            return
        answer_invitation(self.invitation, answer=fields["answer"], channel=Channel.LINK, **said)


class WhoseForm(forms.Form):
    """Whose an unknown address is: one of those who are called."""

    person = forms.ModelChoiceField(
        label=_("Vem är det?"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Välj vem det är"), "invalid_choice": _("Välj i listan")},
    )

    def __init__(self, data=None, *, persons: list[Person]):
        super().__init__(data, initial={"person": persons[0].pk} if len(persons) == 1 else None)
        model_field(self, "person").queryset = Person.objects.filter(pk__in=[one.pk for one in persons])


class SeriesAnswerForm(forms.Form):
    """One person's answer to all of a series, or with `instance` to one meeting of it."""

    answer = forms.ChoiceField(
        label=_("Kan du komma?"),
        choices=[(one.value, one.label) for one in (Answer.YES, Answer.TENTATIVE, Answer.NO)],
        widget=RadioCards(
            descriptions={Answer.NO: _("Den som kallar ser det direkt. Mötena ligger kvar i din kalender.")}
        ),
        error_messages={"required": _("Välj ett svar"), "invalid_choice": _("Välj ett svar")},
    )
    instance = forms.UUIDField(required=False, error_messages={"invalid": _("Välj ett tillfälle i listan")})
    comment = comment_field()

    instance_answers = ((Answer.YES.value, _("Ja")), (Answer.TENTATIVE.value, _("Kanske")), (Answer.NO.value, _("Nej")))


class UnitAnswerForm(LinkForm):
    """A unit's answer: who comes, that another unit should have the call, or that nobody can come."""

    untold = _(
        "Den personen kan inte kallas härifrån. Den som kommer behöver arbeta hos samma part som er enhet och får inte "
        "redan vara kallad. Ring den som kallade om det inte går."
    )
    untold_unit = _("Den enheten kan inte få kallelsen härifrån. Ring den som kallade.")

    answer = forms.ChoiceField(
        label=_("Vem kommer?"),
        choices=UNIT_ANSWERS,
        widget=RadioCards(
            descriptions={
                COMES: _("Den du skriver får en egen kallelse till sin kalender."),
                ELSEWHERE: _("Den enheten får välja vem som kommer. Den som kallade får veta det."),
                Answer.NO: _("Den som kallar ser det direkt."),
            },
            opens={COMES: OPENS_PERSON, ELSEWHERE: OPENS_UNIT, Answer.NO: OPENS_WHY},
        ),
        error_messages={"required": _("Välj ett svar"), "invalid_choice": _("Välj ett svar")},
    )
    name = name_field(_("Namn på den som kommer"))
    email = email_field(_("E-post"), _("I tjänsten, hos samma part som er enhet."))
    unit = forms.ModelChoiceField(
        label=_("Rätt enhet"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Välj enhet"),
        error_messages={"invalid_choice": _("Välj en enhet ur listan")},
    )
    comment = comment_field()

    def __init__(self, data=None, *, invitation: Invitation):
        super().__init__(data)
        self.invitation = invitation
        units = units_to_pass_on_to(invitation)
        model_field(self, "unit").queryset = units
        self.has_other_units = units.exists()
        if not self.has_other_units:
            answer = choice_field(self, "answer")
            answer.choices = [choice for choice in UNIT_ANSWERS if choice[0] != ELSEWHERE]
            answer.help_text = _t("Det finns ingen annan enhet att lämna vidare till. Har kallelsen kommit fel: ring.")
        if invitation.meeting.is_individual:
            choose_notes(self, leave_out=FOR_WHO_COMES)

    def clean(self):
        super().clean()
        fields = self.cleaned_data
        if fields.get("answer") == COMES:
            require_person(self, _t("Skriv namnet på den som kommer"), _t("Skriv e-postadressen till den som kommer"))
        if fields.get("answer") == ELSEWHERE and not fields.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _t("Välj vilken enhet som ska ha kallelsen"))
        if fields.get("answer") in (COMES, ELSEWHERE):
            for name in ("comment", "notes"):
                if fields.get(name):
                    self.add_error(name, _t("Det här följer bara med när ni inte kan komma. Ta bort det, eller ring."))
        return fields

    def apply(self) -> None:
        fields = self.cleaned_data
        if fields["answer"] == COMES:
            assign_by_address(self.invitation, name=fields["name"], email=fields["email"])
        elif fields["answer"] == ELSEWHERE:
            pass_on_by_link(self.invitation, unit=fields["unit"])
        else:
            said = {name: fields[name] for name in ("comment", "notes") if name in fields}
            answer_invitation(self.invitation, answer=Answer.NO, channel=Channel.LINK, **said)

    def add_refusal(self, refusal: RuleError) -> None:
        if refusal.code in UNTOLD and self.cleaned_data["answer"] == ELSEWHERE:
            self.add_error("unit", self.untold_unit)
            return
        super().add_refusal(refusal)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Koden i mejlet"),
        max_length=12,
        error_messages={
            "required": _("Skriv koden ur mejlet"),
            "max_length": _("Koden har sex siffror"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}),
    )


def ended_by(invitation: Invitation, data: Mapping[str, str]) -> str:
    """What the same form did when it was posted first, and the link ended: so a double click ends as one does."""
    answer, email = data.get("answer", ""), bare_address(data.get("email", ""))
    person = invitation.person
    same = {
        Answer.SUBSTITUTE.value: invitation.substitutions.filter(substitute__person__email=email).exists(),
        COMES: person is not None and person.email == email,
        ELSEWHERE: data.get("unit") == str(invitation.unit_id),
    }
    return ENDS[answer] if same.get(answer) else ""


def require_person(form: forms.Form, no_name: str, no_email: str) -> None:
    fields = form.cleaned_data
    if not fields.get("name") and "name" not in form.errors:
        form.add_error("name", no_name)
    if not fields.get("email") and "email" not in form.errors:
        form.add_error("email", no_email)


def units_to_pass_on_to(invitation: Invitation) -> QuerySet[Unit]:
    """The party's units in the area, whether called or not and whatever the consent covers: the list tells nothing."""
    meeting = invitation.meeting
    day = local(meeting.starts_at).date() if meeting.starts_at else None
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=day) if day else Q(closed_on__isnull=True)
    units = Unit.objects.filter(open_then, party=invitation.party_id).exclude(pk=invitation.unit_id)
    return units.filter(areas=meeting.area_id) if meeting.area_id else units


OWN = "own"


class SubscribeForm(forms.Form):
    """Which calendar one wants the address of: one's own meetings, a group's, or those of all groups of an area."""

    what = forms.ChoiceField(
        label=_("Grupp eller område"),
        error_messages={
            "required": _("Välj en grupp eller ett område"),
            "invalid_choice": _("Välj en grupp eller ett område ur listan"),
        },
    )

    def __init__(self, data=None, *, person: Person):
        super().__init__(data)
        self.areas = {f"area:{area.pk}": area for area in visible_areas(person)}
        self.forums = {f"forum:{forum.pk}": forum for forum in groups_to_follow(person)}
        # one's own meetings are asked for by a button of their own
        own = [(OWN, _t("Mina möten"))] if data is not None and data.get("what") == OWN else []
        choice_field(self, "what").choices = [("", _t("Välj grupp eller område")), *own, *self.groups()]

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The areas with their groups, the federations' own groups last."""
        found: dict[str, list[tuple[str, str]]] = {}
        for value, area in self.areas.items():
            found[area.name] = [(value, _t("Alla grupper i %(area)s") % {"area": area.name})]
        for value, forum in self.forums.items():
            found.setdefault(forum.area.name if forum.area else forum.federation.name, []).append((value, forum.name))
        return list(found.items())

    def apply(self, person: Person) -> CalendarFeed:
        what = self.cleaned_data["what"]
        return subscribe(person, forum=self.forums.get(what), area=self.areas.get(what))


class CalendarAddressForm(forms.Form):
    """The address is secret: what was given before is never shown again, only replaced."""

    address = forms.CharField(
        label=_("Adress till din publicerade kalender"),
        help_text=_("Den slutar ofta på .ics. Publicera helst bara ledigt och upptaget."),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Klistra in adressen till din publicerade kalender."),
            "max_length": _("Adressen är för lång. Den får ha högst 1 000 tecken."),
        },
    )

    def apply(self, person: Person) -> None:
        give_calendar(person, address=self.cleaned_data["address"])
