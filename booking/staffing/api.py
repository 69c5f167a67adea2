"""People and units that come and go, over the API: the same actions as the pages, without the preview."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from booking.meetings.api.bodies import Row
from booking.meetings.api.idempotency import answer_once
from booking.staffing import refusals
from booking.staffing.actions import (
    close_unit,
    correct_contact_point,
    correct_person,
    end_placement,
    leave_federation,
)
from booking.staffing.members import (
    add_member,
    decline_forum,
    end_forum,
    end_member,
    replace_member,
    send_member,
    set_convener,
    take_back_decline,
)
from booking.staffing.merging import merge_persons
from config.ground.api import ApiRequest, Body, MailAddress, PastedAddress, read_body
from forums.access import (
    access_contact_point,
    access_forum,
    access_row,
    can_arrange_forum,
    require,
    visible_forums,
    visible_parties,
    visible_persons,
    visible_units,
)
from forums.actions.groups import set_calls_delegates
from forums.actions.proposals import propose_point_change
from forums.api.serializers import (
    DeclineSerializer,
    ForumSerializer,
    KeptContactPointSerializer,
    KeptPersonSerializer,
    MembershipSerializer,
    UnitSerializer,
)
from forums.keepers import access_kept_person, access_kept_unit, kept_persons, kept_units
from forums.models import Decline, Membership, Person


class MemberBody(Body):
    person = Row(visible_persons)
    party = Row(visible_parties)
    unit = Row(visible_units, required=False)
    starts_on = serializers.DateField(help_text="Första dagen; ordinarie ledamöter kallas till alla möten från den.")
    is_substitute = serializers.BooleanField(required=False)


class LastDayBody(Body):
    on = serializers.DateField(help_text="Sista dagen.")


class ReplaceBody(Body):
    person = Row(visible_persons, help_text="Den nya ledamoten.")
    on = serializers.DateField(help_text="Den nya ledamotens första dag.")


class SendBody(Body):
    person = Row(visible_persons, help_text="En kollega på enheten.")
    starts_on = serializers.DateField(help_text="Den nya ledamotens första dag.")


class DeclineBody(Body):
    party = Row(visible_parties)
    unit = Row(visible_units, required=False)
    since = serializers.DateField()


class ConvenerBody(Body):
    person = Row(visible_persons, allow_null=True, help_text="En ledamot eller områdets koordinator; null: ingen.")


class DelegatesBody(Body):
    calls_delegates = serializers.BooleanField(
        help_text="Den som en ledamot skickar i stället kallas direkt; annars tar den som kallar ställning först."
    )


class PointBody(Body):
    """Det som inte skickas ändras inte."""

    mailbox = PastedAddress(required=False, allow_blank=True)
    person = Row(visible_persons, required=False, allow_null=True, help_text="Personen bakom; null: ingen.")
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)


class ProposalBody(Body):
    text = serializers.CharField(max_length=300, help_text="Vad som inte stämmer, till den som sköter vägen in.")


class DetailsBody(Body):
    """Det som inte skickas ändras inte."""

    name = serializers.CharField(required=False, max_length=120)
    email = MailAddress(required=False)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    seen = serializers.CharField(required=False, allow_blank=True, help_text="Adressen som du utgick från.")


class LeaveUnitBody(LastDayBody):
    unit = Row(visible_units)
    heir = Row(visible_persons, required=False, help_text="Den som tar över; annars frågas enheten vem som kommer.")


class MergeBody(Body):
    goes = Row(kept_persons, help_text="Raden som försvinner. Det går inte att ångra.")


class ClosingBody(Body):
    on = serializers.DateField(help_text="Första dagen som enheten är nedlagd.")
    successor = Row(
        kept_units,
        required=False,
        help_text="Enhet hos samma part som tar över: medarbetare, platser i grupper, kallelser och möten framåt, "
        "och väg in om den inte har någon.",
    )


class ForumMemberViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = MembershipSerializer

    @extend_schema(summary="Ny ledamot", request=MemberBody, responses={201: MembershipSerializer})
    @action(detail=True, methods=["post"])
    @answer_once
    def members(self, request: ApiRequest, pk: int) -> Response:
        seat = add_member(access_forum(request.user, pk), by=request.user, **read_body(MemberBody, request))
        return Response(MembershipSerializer(seat).data, 201)

    @extend_schema(summary="En part eller enhet avböjer gruppen", request=DeclineBody, responses={204: None})
    @action(detail=True, methods=["post"])
    @answer_once
    def decline(self, request: ApiRequest, pk: int) -> Response:
        decline_forum(access_forum(request.user, pk), by=request.user, **read_body(DeclineBody, request))
        return Response(status=204)

    @extend_schema(summary="Parter och enheter som har avböjt gruppen", responses=DeclineSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def declines(self, request: ApiRequest, pk: int) -> Response:
        forum = access_forum(request.user, pk)
        rows = forum.declines.select_related("party__kind", "unit").order_by("pk")
        return Response(DeclineSerializer(rows, many=True).data)

    @extend_schema(summary="Välj sammankallande", request=ConvenerBody, responses=ForumSerializer)
    @action(detail=True, methods=["post"])
    @answer_once
    def convener(self, request: ApiRequest, pk: int) -> Response:
        forum = access_forum(request.user, pk)
        require(can_arrange_forum(request.user, forum))
        changed = set_convener(forum, by=request.user, **read_body(ConvenerBody, request))
        return Response(ForumSerializer(changed).data)

    @extend_schema(summary="Kalla ersättare från kalendern direkt", request=DelegatesBody, responses=ForumSerializer)
    @action(detail=True, methods=["post"])
    @answer_once
    def delegates(self, request: ApiRequest, pk: int) -> Response:
        forum = access_forum(request.user, pk)
        changed = set_calls_delegates(forum, read_body(DelegatesBody, request)["calls_delegates"], by=request.user)
        return Response(ForumSerializer(changed).data)

    @extend_schema(summary="Avsluta gruppen; senare möten ställs in", request=LastDayBody, responses=ForumSerializer)
    @action(detail=True, methods=["post"])
    @answer_once
    def end(self, request: ApiRequest, pk: int) -> Response:
        forum = end_forum(access_forum(request.user, pk), by=request.user, **read_body(LastDayBody, request))
        return Response(ForumSerializer(forum).data)


class MembershipViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = MembershipSerializer

    def _seat(self, pk: int) -> Membership:
        own: QuerySet[Any] = Membership.objects.filter(forum__in=visible_forums(self.request.user))
        return access_row(own, pk)

    @extend_schema(summary="Ledamotens sista dag", request=LastDayBody, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    @answer_once
    def end(self, request: ApiRequest, pk: int) -> Response:
        seat = end_member(self._seat(pk), by=request.user, **read_body(LastDayBody, request))
        return Response(MembershipSerializer(seat).data)

    @extend_schema(summary="Byt ledamot, med möten framåt", request=ReplaceBody, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    @answer_once
    def replace(self, request: ApiRequest, pk: int) -> Response:
        seat = replace_member(self._seat(pk), by=request.user, **read_body(ReplaceBody, request))
        return Response(MembershipSerializer(seat).data)

    @extend_schema(
        summary="Vem som tar över en plats som någon har lämnat",
        request=SendBody,
        responses={201: MembershipSerializer},
    )
    @action(detail=True, methods=["post"])
    @answer_once
    def send(self, request: ApiRequest, pk: int) -> Response:
        seat = send_member(self._seat(pk), by=request.user, **read_body(SendBody, request))
        return Response(MembershipSerializer(seat).data, 201)


class DeclineViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = DeclineSerializer

    @extend_schema(
        summary="Parten väntas i gruppen igen; lägg sedan till en ledamot", request=None, responses={204: None}
    )
    @action(detail=True, methods=["post"], url_path="take-back")
    @answer_once
    def take_back(self, request: ApiRequest, pk: int) -> Response:
        seen: QuerySet[Any] = Decline.objects.filter(forum__in=visible_forums(request.user)).select_related("forum")
        declined = access_row(seen, pk)
        require(can_arrange_forum(request.user, declined.forum))
        take_back_decline(declined, by=request.user)
        return Response(status=204)


class ContactPointChangeViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = KeptContactPointSerializer

    @extend_schema(summary="Rätta vägen in; den är kontrollerad i dag", request=PointBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def correct(self, request: ApiRequest, pk: int) -> Response:
        point = access_contact_point(request.user, pk)
        require(kept_units(request.user).filter(pk=point.unit_id).exists())
        wanted = {"person": point.person, **read_body(PointBody, request)}
        return Response(KeptContactPointSerializer(correct_contact_point(point, by=request.user, **wanted)).data)

    @extend_schema(summary="Föreslå en ändring av vägen in", request=ProposalBody, responses={204: None})
    @action(detail=True, methods=["post"])
    @answer_once
    def propose(self, request: ApiRequest, pk: int) -> Response:
        point = access_contact_point(request.user, pk)
        propose_point_change(point, by=request.user, **read_body(ProposalBody, request))
        return Response(status=204)


class PersonChangeViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = KeptPersonSerializer

    @extend_schema(summary="Rätta namn, adress och telefon; kommande möten följer med", request=DetailsBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def correct(self, request: ApiRequest, pk: int) -> Response:
        return self._show(correct_person(self._person(pk), by=request.user, **read_body(DetailsBody, request)))

    @extend_schema(summary="Sista dagen på en enhet", request=LeaveUnitBody)
    @action(detail=True, methods=["post"], url_path="leave-unit")
    @answer_once
    def leave_unit(self, request: ApiRequest, pk: int) -> Response:
        person, body = self._person(pk), read_body(LeaveUnitBody, request)
        place = person.placements.filter(unit=body.pop("unit")).order_by("-starts_on").first()
        if place is None:
            raise refusals.not_placed()
        end_placement(place, by=request.user, **body)
        return self._show(person)

    @extend_schema(summary="Sista dagen helt: arbetsplatser, platser i grupper och uppdrag", request=LastDayBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def leave(self, request: ApiRequest, pk: int) -> Response:
        return self._show(leave_federation(self._person(pk), by=request.user, **read_body(LastDayBody, request)))

    @extend_schema(summary="Slå ihop två rader för samma person; den i adressen blir kvar", request=MergeBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def merge(self, request: ApiRequest, pk: int) -> Response:
        return self._show(merge_persons(self._person(pk), by=request.user, **read_body(MergeBody, request)))

    def _person(self, pk: int) -> Person:
        return access_kept_person(self.request.user, pk)

    def _show(self, person: Person) -> Response:
        return Response(KeptPersonSerializer(person).data)


class UnitChangeViews(GenericViewSet):
    request: ApiRequest
    lookup_value_converter = "int"
    serializer_class = UnitSerializer

    @extend_schema(summary="Lägg ned enheten", request=ClosingBody)
    @action(detail=True, methods=["post"])
    @answer_once
    def close(self, request: ApiRequest, pk: int) -> Response:
        unit = close_unit(access_kept_unit(request.user, pk), by=request.user, **read_body(ClosingBody, request))
        return Response(UnitSerializer(unit).data)
