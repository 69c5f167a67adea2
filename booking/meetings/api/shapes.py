"""Meetings as JSON. Only those who hold a meeting get what is theirs: notes, consent, reasons, outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import override
from rest_framework import serializers
from rest_framework.response import Response

from booking.meetings.access import access_meeting, can_change
from booking.meetings.actions.coming_along import coming_along
from booking.meetings.actions.rules import Remark, call_refusals, call_warnings, called_remarks, in_parties_order
from booking.meetings.wording import meeting_when
from booking.models import Consent, Invitation, InvitationState, KnownTo, Meeting, MeetingState, Outcome
from config.ground.api import ApiRequest, Moment
from forums.api.serializers import (
    AreaRefSerializer,
    PartySerializer,
    PersonContactSerializer,
    PersonRefSerializer,
    TemplateRefSerializer,
    UnitRefSerializer,
)
from forums.models import Party, Person

HIDDEN = "Bara för den som kallar, annars null."


class WhenField(serializers.CharField):
    """Tiden utskriven på svenska: torsdag 12 november 2026 kl. 09.00–10.30 (v. 46)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value: Any) -> str:
        with override(settings.LANGUAGE_CODE):
            return meeting_when(value)


class ForumRefSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class RemarkSerializer(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()


class RefusalSerializer(RemarkSerializer):
    field = serializers.CharField(allow_null=True)


class ConsentSerializer(serializers.ModelSerializer):
    """Att samtycke finns, till vilka och hur länge. Aldrig vems det är."""

    parties = PartySerializer(many=True)
    units = UnitRefSerializer(many=True)
    attested_by = PersonRefSerializer()
    attested_at = Moment()
    withdrawn_at = Moment(allow_null=True)

    class Meta:
        model = Consent
        fields = [
            "id", "form", "given_on", "valid_until", "parties", "units", "attested_by", "attested_at", "withdrawn_at",
        ]  # fmt: skip


class OutcomeSerializer(serializers.ModelSerializer):
    registered_at = Moment(allow_null=True)
    participants_per_party = serializers.DictField(child=serializers.IntegerField())
    gender_counts = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Outcome
        fields = [
            "registered_at", "meeting_form", "individual_attended", "plan_made", "plan_closed", "consent_given",
            "follow_up_on", "gender", "age_band", "cases_raised_count", "participants_count",
            "participants_per_party", "participants_public", "gender_counts", "unit_visited", "place_visited",
        ]  # fmt: skip


class InvitationSerializer(serializers.ModelSerializer):
    """En plats på mötet. Utan `person` har enheten inte sagt vem som kommer än."""

    person = PersonRefSerializer(allow_null=True)
    unit = UnitRefSerializer(allow_null=True)
    party = PartySerializer(allow_null=True)
    substitute_for = serializers.SerializerMethodField(help_text="Kallelsen som den här ersätter eller följer med.")
    answered_at = Moment(allow_null=True, help_text=HIDDEN)
    answered_by = serializers.CharField(allow_null=True, help_text=HIDDEN)
    attended = serializers.BooleanField(allow_null=True, help_text=HIDDEN)
    comment = serializers.CharField(allow_null=True, help_text=HIDDEN)
    notes = serializers.ListField(
        child=serializers.CharField(), source="answer_notes", allow_null=True, help_text=HIDDEN
    )

    class Meta:
        model = Invitation
        fields = [
            "id", "person", "unit", "party", "is_guest", "standing", "state", "answer", "answered_at", "answered_by",
            "attended", "comment", "notes", "substitute_for",
        ]  # fmt: skip

    def to_representation(self, instance: Invitation) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not self.context["holds"]:
            shown.update(answered_at=None, answered_by=None, attended=None)
        if not self.context["calls"]:
            shown["comment"] = shown["notes"] = None
        return shown

    def get_substitute_for(self, invitation: Invitation) -> str | None:
        named = getattr(invitation, "substitutes_for", None)
        return str(named.original_id) if named else None


class MeetingMomentSerializer(serializers.ModelSerializer):
    """Det en kontaktperson behöver för att säga vem som kommer: tid och referens, inget mer."""

    starts_at = Moment(allow_null=True)
    ends_at = Moment(allow_null=True)
    when = WhenField()
    area = AreaRefSerializer(allow_null=True)

    class Meta:
        model = Meeting
        fields = ["id", "reference", "title", "state", "area", "starts_at", "ends_at", "when"]

    def to_representation(self, instance: Meeting) -> dict[str, Any]:
        """Of an older year's meeting only what its file knows is told: no time that nobody has said."""
        shown = super().to_representation(instance)
        return shown if instance.known_to == KnownTo.MOMENT else shown | {"starts_at": None, "ends_at": None}


class InvitationDetailSerializer(InvitationSerializer):
    meeting = MeetingMomentSerializer()
    standing = serializers.CharField(
        allow_null=True, help_text="summoned eller invited; null för den som bara säger vem som kommer."
    )

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "meeting"]

    def to_representation(self, instance: Invitation) -> dict[str, Any]:
        """Kallad or inbjuden is told apart only at some kinds of meetings, so it would tell which kind this is."""
        shown = super().to_representation(instance)
        return shown | {"standing": None} if self.context.get("assigns") else shown


class OwnInvitationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Invitation
        fields = ["id", "answer"]


class MeetingRowSerializer(MeetingMomentSerializer):
    template = TemplateRefSerializer()
    forum = ForumRefSerializer(allow_null=True)
    caller = PersonRefSerializer(allow_null=True)
    called_count = serializers.IntegerField(source="turnout.called")
    answered_count = serializers.IntegerField(source="turnout.answered", help_text="De som kommer och de som inte kan.")
    coming_count = serializers.IntegerField(source="turnout.coming")
    declined_count = serializers.IntegerField(source="turnout.cannot")
    own_invitation = OwnInvitationSerializer(allow_null=True)

    class Meta(MeetingMomentSerializer.Meta):
        fields = [
            *MeetingMomentSerializer.Meta.fields,
            "template", "forum", "caller", "meeting_form", "place", "place_kind", "answer_by",
            "called_count", "answered_count", "coming_count", "declined_count", "own_invitation",
        ]  # fmt: skip


class MeetingSerializer(MeetingMomentSerializer):
    """Ett möte. `version` skickas tillbaka vid ändring."""

    template = TemplateRefSerializer()
    forum = ForumRefSerializer(allow_null=True)
    caller = PersonContactSerializer(allow_null=True)
    calling_unit = UnitRefSerializer(allow_null=True)
    agenda = serializers.ListField(child=serializers.CharField())
    purposes = serializers.ListField(child=serializers.CharField())
    prepare = serializers.ListField(child=serializers.CharField())
    called_at = Moment(allow_null=True)
    cancelled_at = Moment(allow_null=True)
    invitations = InvitationSerializer(many=True, source="shown_invitations")
    may_change = serializers.BooleanField(help_text="Du får flytta, ändra, ställa in och registrera.")
    no_mail = serializers.BooleanField(allow_null=True, help_text=HIDDEN)
    internal_note = serializers.CharField(allow_null=True, help_text=HIDDEN)
    cancellation_reason = serializers.CharField(allow_null=True, help_text=HIDDEN)
    consent = ConsentSerializer(allow_null=True, help_text=HIDDEN)
    outcome = OutcomeSerializer(allow_null=True, help_text=HIDDEN)
    warnings = RemarkSerializer(
        many=True,
        help_text="Vad som är bra att veta innan utkastet skickas, och vilka som är dubbelbokade; stoppar ingen.",
    )
    refusals = RefusalSerializer(many=True, help_text="Vad som hindrar att utkastet skickas.")
    left_behind = serializers.ListField(
        child=serializers.CharField(), help_text="Vad som inte följde med till utkastet från mötet före (`previous`)."
    )

    class Meta(MeetingMomentSerializer.Meta):
        fields = [
            *MeetingMomentSerializer.Meta.fields,
            "version", "template", "variant", "joint_areas", "forum", "series", "previous", "caller", "calling_unit",
            "meeting_form", "place", "place_kind", "at_place", "at_unit", "link", "agenda", "purposes", "prepare",
            "answer_by", "called_at", "moved_count", "cancelled_at",
            "invitations", "may_change", "no_mail", "internal_note", "cancellation_reason", "consent", "outcome",
            "warnings", "refusals", "left_behind",
        ]  # fmt: skip


def show_meeting(
    meeting: Meeting, reader: Person, warnings: Iterable[Remark] | None = None, *, just_called: bool = False
) -> dict[str, Any]:
    """The meeting as this reader may see it. `warnings` are those of a call that was just made, or are asked for."""
    holds, calls = can_change(reader, meeting), meeting.caller_id == reader.pk
    drafted = holds and meeting.state == MeetingState.DRAFT
    row: Any = meeting
    row.may_change = holds
    row.shown_invitations = _shown_invitations(meeting, holds)
    seats = in_parties_order(_live_of(meeting, row.shown_invitations))
    if just_called:
        warnings = call_warnings(meeting, calls=seats)
    row.warnings = warnings if warnings is not None else _warnings(meeting, seats) if holds else []
    row.refusals = call_refusals(meeting, calls=seats) if drafted else []
    row.left_behind = coming_along(meeting, meeting.previous).left if drafted and meeting.previous else []
    if meeting.consent is not None:
        prefetch_related_objects([meeting.consent], Prefetch("parties", Party.objects.select_related("kind")))
        if meeting.consent.attested_by_id == meeting.caller_id:
            meeting.consent.attested_by = meeting.caller  # type: ignore[assignment]
    shown = MeetingSerializer(row, context={"holds": holds, "calls": calls}).data
    return shown if holds else _without_what_is_the_callers(shown)


def _warnings(meeting: Meeting, seats: list[Invitation]) -> list[Remark]:
    """What is good to know before a draft is sent; of a meeting ahead, who is called to something else then."""
    if meeting.state == MeetingState.DRAFT:
        return call_warnings(meeting, calls=seats)
    if meeting.starts_at is None or meeting.ends_at is None or not meeting.is_called or meeting.has_started():
        return []
    return called_remarks(meeting, meeting.starts_at, meeting.ends_at, seats)


def answer_meeting(
    request: ApiRequest,
    meeting: Meeting,
    status: int = 200,
    warnings: Iterable[Remark] | None = None,
    *,
    just_called: bool = False,
) -> Response:
    """The meeting as it is now, asked for anew: what was written must still be visible to the writer."""
    reader = request.user
    shown = show_meeting(access_meeting(reader, meeting.pk), reader, warnings, just_called=just_called)
    return Response(shown, status)


def show_invitation(invitation: Invitation, reader: Person) -> dict[str, Any]:
    meeting = invitation.meeting
    holds = can_change(reader, meeting)
    is_own = invitation.person_id == reader.pk
    context = {"holds": holds, "calls": meeting.caller_id == reader.pk, "assigns": not (holds or is_own)}
    return InvitationDetailSerializer(invitation, context=context).data


def _shown_invitations(meeting: Meeting, holds: bool) -> list[Invitation]:
    rows = meeting.invitations.select_related(
        "person", "unit", "party__kind", "contact_point__person", "substitutes_for"
    )
    return list(rows if holds else rows.filter(state=InvitationState.LIVE))


def _live_of(meeting: Meeting, invitations: Iterable[Invitation]) -> list[Invitation]:
    """What the rules look at, of the rows that are shown."""
    live = [each for each in invitations if each.is_live]
    for each in live:
        each.meeting = meeting
    return live


def _without_what_is_the_callers(shown: dict[str, Any]) -> dict[str, Any]:
    hidden = dict.fromkeys(("no_mail", "internal_note", "cancellation_reason", "consent", "outcome", "previous"))
    return shown | hidden
