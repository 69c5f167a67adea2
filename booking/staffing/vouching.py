"""Answers to "rätt person?": what a yes or a no about a keeper's change does to one caller's cases (domain rule 4)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from booking.models import Invitation, InvitationState
from booking.staffing import refusals
from booking.staffing.leaving import Leaving, address_is_new, end_seats
from booking.staffing.merging import merge_at_cases, merge_vouched
from booking.staffing.succession import hand_over_call
from booking.staffing.waiting import CASES, HAS_OWN_QUESTION, Question, may_answer, questions_of, seats_of
from forums import audit
from forums.actions.waiting import settle
from forums.models import Person, Vouch, WaitingChange, WaitingKind


def answer_question(change: WaitingChange, *, by: Person, caller: Person | None, is_right: bool) -> WaitingChange:
    """Answer whether a keeper's change is right: for one caller's cases, or with no caller as a whole. Idempotent.

    A yes lets it hold there; when nobody is left to ask and nobody has said no it holds for everything. A no leaves
    things as they were: calls and reminders go where they went, a unit is asked who comes instead of the heir. Raises
    `PermissionDenied` for who may not answer, `RuleError` for another answer than the one that has been given.
    """
    with transaction.atomic():
        list(WaitingChange.objects.select_for_update(of=("self",)).filter(pk=change.pk).order_by().values_list("pk"))
        change = WaitingChange.objects.select_related(
            "person", "other", "unit__party", "successor", "contact_point"
        ).get(pk=change.pk)
        given = change.vouches.filter(caller=caller).first()
        if given is not None and given.said_by_id == by.pk:
            if given.is_right != is_right:
                raise refusals.answered_already()
            return change
        question = _question(change, caller)
        if question is None or not may_answer(by, question):
            raise PermissionDenied
        Vouch.objects.create(change=change, caller=caller, is_right=is_right, said_by=by, said_at=timezone.now())
        # who keeps the register reads that it was answered, not by whom: that would say who has a case
        what = "change_vouched" if is_right else "change_refused"
        audit.record(what, by=None, federation=change.federation_id, person=change.person, unit=change.unit)
        _apply(change, caller, by, is_right)
        _settle_if_answered(change, caller, is_right)
    return change


def _question(change: WaitingChange, caller: Person | None) -> Question | None:
    if change.settled_at is not None:
        return None
    pk = caller.pk if caller is not None else None
    asked = questions_of(change)
    return next((one for one in asked if (one.caller.pk if one.caller is not None else None) == pk), None)


def _apply(change: WaitingChange, caller: Person | None, by: Person, is_right: bool) -> None:
    if caller is None:
        return
    seats = seats_of(change) & Q(meeting__caller=caller)
    if change.kind in (WaitingKind.ADDRESS, WaitingKind.WAY_IN) and is_right:
        address_is_new(seats)
    if change.kind == WaitingKind.MERGE and is_right:
        merge_at_cases(change, caller)
    if change.kind == WaitingKind.HEIR:
        assert change.first_on is not None
        heir = change.other if is_right else None
        leaving = Leaving("left_unit", heir=heir, asks_unit=True, leaves_work=True)
        end_seats(seats, first=change.first_on, actor=by, leaving=leaving)
    if change.kind == WaitingKind.SUCCESSION:
        _succeed(change, seats, by, is_right)


def _succeed(change: WaitingChange, seats: Q, by: Person, is_right: bool) -> None:
    assert change.first_on is not None and change.successor is not None
    for invitation in Invitation.objects.filter(seats, state=InvitationState.LIVE).select_related("meeting"):
        if not is_right or not hand_over_call(invitation, change.successor, actor=by):
            leaving = Leaving("unit_closed", leaves_work=True)
            end_seats(Q(pk=invitation.pk), first=change.first_on, actor=by, leaving=leaving)


def _settle_if_answered(change: WaitingChange, caller: Person | None, is_right: bool) -> None:
    """Settle what the person or the unit says yes to, or what every caller has. A no lets an address wait on."""
    left = questions_of(change)
    said_no = change.vouches.filter(is_right=False).exists()
    if change.kind == WaitingKind.MERGE:
        if not left and not said_no:
            merge_vouched(change)
        return
    if change.kind not in HAS_OWN_QUESTION:
        if not left:
            settle(change)
        return
    is_whole_yes = caller is None and is_right
    if is_whole_yes or (change.kind != WaitingKind.PLACE and not said_no and all(one.caller is None for one in left)):
        settle(change)
        already = change.vouches.filter(is_right=True, caller__isnull=False).values("caller")
        seats = Q(person=change.person_id) if change.kind == WaitingKind.ADDRESS else seats_of(change)
        address_is_new(CASES & seats & ~Q(meeting__caller__in=already))
