"""The standing structure as JSON. Shapes only: who may see a row was asked before it came here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.ground.api import Body, RowId
from forums.models import (
    Area,
    ContactPoint,
    Decline,
    Federation,
    Forum,
    MeetingTemplate,
    Membership,
    Party,
    Person,
    Placement,
    Role,
    Unit,
)


class AreaRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Area
        fields = ["id", "name"]


class PartyRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Party
        fields = ["id", "name"]


class PartySerializer(serializers.ModelSerializer):
    kind = serializers.CharField(
        source="kind.code", help_text="kommun, af, fk, region eller en som förbundet lagt till"
    )

    class Meta:
        model = Party
        fields = ["id", "name", "kind"]


class AreaSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.name")

    class Meta:
        model = Area
        fields = ["id", "name", "slug", "collaboration_name", "federation", "ages"]


class AgreementSerializer(serializers.Serializer):
    title = serializers.CharField()
    version = serializers.IntegerField()
    adopted_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    parties = PartySerializer(many=True)


class AreaDetailSerializer(AreaSerializer):
    """Området med överenskommelsen som gäller i dag."""

    agreement = AgreementSerializer(allow_null=True)

    class Meta(AreaSerializer.Meta):
        fields = [*AreaSerializer.Meta.fields, "agreement"]


class UnitRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Unit
        fields = ["id", "name"]


class UnitSerializer(serializers.ModelSerializer):
    party = PartySerializer()
    areas = AreaRefSerializer(many=True)

    class Meta:
        model = Unit
        fields = ["id", "name", "party", "areas", "address", "reveals_care", "closed_on", "successor"]


class PersonRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ["id", "name"]


class PersonContactSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ["id", "name", "email", "phone"]


class KeptPersonSerializer(PersonContactSerializer):
    class Meta(PersonContactSerializer.Meta):
        fields = [*PersonContactSerializer.Meta.fields, "address_waits"]
        extra_kwargs = {
            "address_waits": {
                "help_text": "Adressen väntar på att någon annan svarar att den stämmer; tills dess går mejl om möten "
                "om enskilda till den förra."
            }
        }


class PersonSerializer(PersonContactSerializer):
    """En medarbetare, med enheterna där hen arbetar i dag."""

    units = serializers.SerializerMethodField()

    class Meta(PersonContactSerializer.Meta):
        fields = [*PersonContactSerializer.Meta.fields, "units"]

    @extend_schema_field(UnitRefSerializer(many=True))
    def get_units(self, person: Any) -> Any:
        return UnitRefSerializer([placement.unit for placement in person.current_placements], many=True).data


class FederationRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Federation
        fields = ["id", "name"]


class RoleSerializer(serializers.ModelSerializer):
    """Vad en person har i uppdrag, var och hur länge."""

    federation = FederationRefSerializer()
    area = AreaRefSerializer(allow_null=True)
    party = PartyRefSerializer(allow_null=True)

    class Meta:
        model = Role
        fields = ["id", "kind", "federation", "area", "party", "starts_on", "ends_on"]


class PlacementSerializer(serializers.ModelSerializer):
    """Var en person arbetar och hur länge."""

    unit = UnitRefSerializer()

    class Meta:
        model = Placement
        fields = ["id", "unit", "function", "starts_on", "ends_on"]


class ContactPointSerializer(serializers.ModelSerializer):
    unit = UnitRefSerializer()
    person = PersonContactSerializer(allow_null=True)

    class Meta:
        model = ContactPoint
        fields = ["id", "unit", "function", "matter", "mailbox", "phone", "hours", "person", "checked_on"]


class KeptContactPointSerializer(ContactPointSerializer):
    class Meta(ContactPointSerializer.Meta):
        fields = [*ContactPointSerializer.Meta.fields, "waits"]
        extra_kwargs = {
            "waits": {"help_text": "Ändringen väntar: möten om enskilda frågas på den förra tills någon har svarat."}
        }


class ForumSerializer(serializers.ModelSerializer):
    area = AreaRefSerializer(allow_null=True)
    convener = PersonRefSerializer(allow_null=True)

    class Meta:
        model = Forum
        fields = ["id", "kind", "name", "area", "convener", "calls_delegates", "ended_on"]


class MembershipSerializer(serializers.ModelSerializer):
    person = PersonContactSerializer()
    party = PartySerializer()
    unit = UnitRefSerializer(allow_null=True)

    class Meta:
        model = Membership
        fields = ["id", "person", "party", "unit", "is_substitute", "starts_on", "ends_on"]


class DeclineSerializer(serializers.ModelSerializer):
    """En part, eller en enhet av den, som har avböjt gruppen."""

    party = PartySerializer()
    unit = UnitRefSerializer(allow_null=True)

    class Meta:
        model = Decline
        fields = ["id", "party", "unit", "since"]


class ForumDetailSerializer(ForumSerializer):
    """Gruppen med dem som har en plats den dag som frågan gäller."""

    members = MembershipSerializer(many=True)

    class Meta(ForumSerializer.Meta):
        fields = [*ForumSerializer.Meta.fields, "seats", "note", "members"]


class TemplateRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = MeetingTemplate
        fields = ["id", "slug", "name", "version", "level"]


class TemplateSerializer(serializers.ModelSerializer):
    """Vad som är överenskommet för en sorts möte: nog för att bygga ett formulär.

    Dagar är arbetsdagar, längder minuter. `choices` är listorna som syfte och förberedelser väljs ur.
    """

    area = AreaRefSerializer(allow_null=True)
    is_adopted = serializers.BooleanField(help_text="Det går bara att kalla från en mall som är antagen.")
    required_parties = serializers.ListField(child=serializers.CharField())
    may_call = serializers.ListField(child=serializers.CharField())
    agenda = serializers.ListField(child=serializers.CharField())
    outcome_fields = serializers.ListField(child=serializers.CharField())
    leads_to = serializers.ListField(child=serializers.CharField())
    variants = serializers.DictField(child=serializers.CharField())
    choices = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    checklist = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    forms = serializers.ListField(child=serializers.CharField())
    guide = serializers.DictField(help_text="`for` och `not`: vad mötet är till för, och när inte.")
    age_bands = serializers.ListField(child=serializers.CharField(), source="federation.age_bands")

    class Meta:
        model = MeetingTemplate
        fields = [
            "id", "slug", "version", "name", "area", "level", "individual", "consent_required", "needs_forum",
            "counts", "shows_figures", "min_parties", "required_parties", "may_call", "duration_minutes", "notice_days",
            "quorum_parties", "remind_unanswered_days", "remind_everyone_days", "outcome_after_days", "purpose",
            "help_text", "agenda", "outcome_fields", "leads_to", "variants", "choices", "checklist",
            "forms", "guide", "age_bands", "adopted_on",
            "is_adopted",
        ]  # fmt: skip


# --- what stands after the question mark


class UnitFilters(Body):
    area = RowId(required=False, help_text="Enheter som betjänar kommunområdet.")
    party_kind = serializers.SlugField(required=False, help_text="kommun, af, fk, region …")


class ContactPointFilters(Body):
    area = RowId(required=False)
    unit = RowId(required=False)


class PersonFilters(Body):
    q = serializers.CharField(required=False, max_length=100, help_text="Del av namn eller e-post.")
    unit = RowId(required=False, help_text="De som arbetar på enheten i dag.")


class ForumFilters(Body):
    area = RowId(required=False)
    kind = serializers.SlugField(required=False)


class ForumDayFilters(Body):
    on = serializers.DateField(required=False, help_text="Ledamöter den dagen; i dag om inget sägs.")


class TemplateFilters(Body):
    area = RowId(required=False)
    level = serializers.ChoiceField(["individual", "forum", "open"], required=False)
