"""What a client sends. Fields are parsed here and nothing more: the rules are asked by the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from booking.meetings.access import visible_meetings
from booking.models import (
    Answer,
    AnswerNote,
    CancellationReason,
    ConsentForm,
    MeetingForm,
    MeetingState,
    PlaceKind,
    Substitution,
)
from config.ground.api import LARGEST_ID, Body, Moment, PastedAddress, RowId
from forums.access import (
    visible_areas,
    visible_contact_points,
    visible_forums,
    visible_parties,
    visible_persons,
    visible_templates,
    visible_units,
)
from forums.models import Person
from forums.places import visible_places

MANY, LINE = 100, 160
SMALL, WHOLE = 32_767, 1_000_000
ANSWERS = [choice for choice in Answer.choices if choice[0] not in (Answer.UNANSWERED, Answer.SUBSTITUTE)]


class Row(serializers.PrimaryKeyRelatedField):
    """The id of a row that the person may see; any other is said not to exist.

    In a list all ids are asked for at once: see `read_ahead`.
    """

    default_error_messages = {
        "does_not_exist": _("Finns inte."),
        "incorrect_type": _("Ange ett id."),
    }

    def __init__(self, visible: Callable[[Person], QuerySet[Any]], **options: Any) -> None:
        self.visible = visible
        self.asked: set[int] = set()
        self.found: dict[int, Any] = {}
        self.key: serializers.Field[Any, Any, Any, Any] = options.pop("pk_field", serializers.IntegerField())
        super().__init__(pk_field=self.key, **options)

    def get_queryset(self) -> QuerySet[Any]:
        return self.visible(self.context["request"].user)

    def read_ahead(self, values: Iterable[Any]) -> None:
        """Ask for the rows of these ids, at most as many as a list may have, by one query."""
        ids = set()
        for value in islice(values, MANY):
            # what is no id is refused in its turn
            with suppress(serializers.ValidationError):
                ids.add(self.key.to_internal_value(value))
        self.asked |= {pk for pk in ids if 0 < pk <= LARGEST_ID}
        self.found |= {row.pk: row for row in self.get_queryset().filter(pk__in=self.asked)} if self.asked else {}

    def to_internal_value(self, data: Any) -> Any:
        if not self.asked:
            return super().to_internal_value(data)
        pk = self.key.to_internal_value(data)
        if pk not in self.asked:
            return super().to_internal_value(data)
        if pk not in self.found:
            self.fail("does_not_exist", pk_value=pk)
        return self.found[pk]


class RowList(serializers.ListField):
    """A list of `Row`, read by one query."""

    child: Row

    def run_child_validation(self, data: Any) -> Any:
        self.child.read_ahead(data)
        return super().run_child_validation(data)


class SeveralBodies(serializers.ListSerializer):
    """A list of bodies, whose rows of one kind are read by one query."""

    child: Body

    def to_internal_value(self, data: Any) -> Any:
        bodies = [each for each in data if isinstance(each, Mapping)] if isinstance(data, list) else []
        for name, field in self.child.fields.items():
            if isinstance(field, Row):
                field.read_ahead(body[name] for body in bodies if name in body)
        return super().to_internal_value(data)


def rows(visible: Callable[[Person], QuerySet[Any]], **options: Any) -> RowList:
    return RowList(child=Row(visible), max_length=MANY, **options)


def lines(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=300), max_length=MANY, **options)


class InvitationBody(Body):
    person = Row(visible_persons, required=False, help_text="Vem; annars skickar enheten någon.")
    unit = Row(visible_units, required=False)
    contact_point = Row(visible_contact_points, required=False)
    is_guest = serializers.BooleanField(required=False)

    class Meta:
        list_serializer_class = SeveralBodies


class ConsentBody(Body):
    form = serializers.ChoiceField(ConsentForm.choices)
    given_on = serializers.DateField()
    valid_until = serializers.DateField()
    parties = rows(visible_parties, required=False, help_text="Parter som samtycket omfattar.")
    units = rows(visible_units, required=False, help_text="Enheter som omfattas utan resten av sin part.")


class WithdrawalBody(Body):
    """Utan parter och enheter återkallas hela samtycket."""

    parties = rows(visible_parties, required=False)
    units = rows(visible_units, required=False)


def confirm_same() -> serializers.BooleanField:
    told = "Kalla fast samma personer redan är kallade av dig till samma tid det senaste dygnet (`same_call`)."
    return serializers.BooleanField(required=False, help_text=told)


class MeetingFieldsBody(Body):
    starts_at = Moment(required=False)
    ends_at = Moment(required=False)
    meeting_form = serializers.ChoiceField(MeetingForm.choices, required=False)
    place = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LINE,
        help_text="I möten om enskilda en annan plats, som bara syns efter inloggning eller kod.",
    )
    place_kind = serializers.ChoiceField(
        PlaceKind.choices,
        required=False,
        allow_blank=True,
        help_text="I möten om enskilda; utsägs av `at_place`, `at_unit` eller `place` när en av dem skickas.",
    )
    at_place = Row(visible_places, required=False, allow_null=True, help_text="En plats i mötets område.")
    at_unit = Row(visible_units, required=False, allow_null=True, help_text="En enhet i området, på sin adress.")
    link = serializers.URLField(required=False, allow_blank=True, max_length=400)
    title = serializers.CharField(required=False, allow_blank=True, max_length=LINE)
    agenda = lines(required=False)
    purposes = lines(required=False, help_text="Ur mallens lista.")
    prepare = lines(required=False, help_text="Ur mallens lista.")
    answer_by = serializers.DateField(required=False)
    internal_note = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    variant = serializers.SlugField(required=False, allow_blank=True, max_length=60)
    joint_areas = rows(
        visible_areas, required=False, help_text="Öppna möten: andra områden som håller dagen. Väljs före kallelsen."
    )
    no_mail = serializers.BooleanField(required=False, help_text="Utan utskick; går bara att välja före kallelsen.")


class MeetingBody(MeetingFieldsBody):
    """Ett utkast, eller med `call` hela kallelsen på en gång: då görs allt eller inget."""

    template = Row(visible_templates)
    area = Row(visible_areas, required=False)
    forum = Row(visible_forums, required=False)
    calling_unit = Row(visible_units, required=False)
    previous = Row(
        visible_meetings,
        required=False,
        pk_field=serializers.UUIDField(),
        help_text="Mötet som det här följer på; samtycket följer med.",
    )
    invitations = InvitationBody(many=True, required=False, max_length=MANY)  # type: ignore[call-arg]
    consent = ConsentBody(required=False)
    call = serializers.BooleanField(required=False, default=False)
    confirm_same = confirm_same()


class MeetingChangeBody(MeetingFieldsBody):
    version = serializers.IntegerField(
        help_text="Den `version` som du såg. Har mötet ändrats sedan dess blir svaret 409."
    )


class CopyBody(Body):
    """Nytt utkast med samma parter, enheter, personer och vald plats."""

    same_case = serializers.BooleanField(
        required=False, default=False, help_text="Samma ärende: samma kedja och samtycke, så långt det räcker."
    )
    with_agenda = serializers.BooleanField(
        required=False, default=False, help_text="I gruppers möten: rubriken och dagordningen följer med."
    )


class VersionBody(Body):
    version = serializers.IntegerField(required=False)


class CallBody(VersionBody):
    confirm_same = confirm_same()


class MoveBody(VersionBody):
    starts_at = Moment()
    ends_at = Moment(required=False, help_text="Utelämnad behåller mötet sin längd.")


class CancelBody(VersionBody):
    reason = serializers.ChoiceField(CancellationReason.choices, help_text="Visas aldrig för de kallade.")


class AnswerBody(Body):
    answer = serializers.ChoiceField(ANSWERS)
    comment = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="I gruppers möten; i möten om enskilda `notes`."
    )
    notes = serializers.ListField(
        child=serializers.ChoiceField(AnswerNote.to_choose()),
        required=False,
        max_length=len(AnswerNote),
        help_text="I möten om enskilda: det som kan sägas med svaret.",
    )


class SubstituteBody(Body):
    name = serializers.CharField(max_length=120, allow_blank=True)
    email = PastedAddress(allow_blank=True)
    kind = serializers.ChoiceField(Substitution.Kind.choices, required=False, default=Substitution.Kind.REPLACES)


class AssignBody(Body):
    person = Row(visible_persons)


class PassOnBody(Body):
    unit = Row(visible_units)


# --- what stands after the question mark


class MeetingFilters(Body):
    when = serializers.ChoiceField(["upcoming", "past"], required=False)
    area = RowId(required=False)
    forum = RowId(required=False)
    state = serializers.ChoiceField(MeetingState.choices, required=False)
