"""A comment of a group's answer ends with its answer (domain, "A comment"), however the answer goes."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from booking.meetings.actions.answering import (
    ANSWERED,
    answer_invitation,
    ask_again,
    assign_invitation,
    forget_answer,
    name_substitute,
)
from booking.meetings.actions.changing import move_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Answer, Invitation, Meeting
from booking.staffing.merging import merge_persons
from config.ground.errors import RuleError
from notifications.inbox.receiving import receive
from notifications.tasks import tell
from tests.factories import make_person
from tests.factories.calls import call_forum
from tests.notifications.inbox.test_receiving import reply

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    called = call_forum(cast)
    tell(called.pk)
    return called


def seat(meeting: Meeting, cast: Any) -> Invitation:
    return meeting.invitations.get(person=cast.bo, state="live")


def said(meeting: Meeting, cast: Any) -> tuple[str, object]:
    row = seat(meeting, cast)
    return row.comment, row.comment_at


ENDS: dict[str, Callable[[Any, Meeting], object]] = {
    "by link": lambda cast, meeting: answer_invitation(seat(meeting, cast), answer="yes", channel="link"),
    "the same answer again": lambda cast, meeting: answer_invitation(seat(meeting, cast), answer="no", channel="api"),
    "by calendar": lambda cast, meeting: receive(reply(meeting)),
    "a colleague along": lambda cast, meeting: name_substitute(
        seat(meeting, cast), name="Nova", email="nova@af.example", channel="link", kind="accompanies"
    ),
    "a new time": lambda cast, meeting: move_meeting(
        meeting, by=cast.cilla, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR
    ),
    "asked again": lambda cast, meeting: ask_again(seat(meeting, cast), meeting),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_comment_ends_with_its_answer(name: str, cast: Any, meeting: Meeting) -> None:
    answer_invitation(seat(meeting, cast), answer="no", channel="link", comment="Jag är sjuk")
    assert said(meeting, cast)[0] == "Jag är sjuk"

    ENDS[name](cast, meeting)

    assert said(meeting, cast) == ("", None)


def test_a_new_comment_takes_the_place_of_the_old_one(cast: Any, meeting: Meeting) -> None:
    answer_invitation(seat(meeting, cast), answer="no", channel="link", comment="Jag är sjuk")

    receive(reply(meeting, comment="Frisk igen"))

    assert said(meeting, cast)[0] == "Frisk igen"


def test_who_is_named_for_a_unit_does_not_inherit_what_the_unit_said(cast: Any, meeting: Meeting) -> None:
    call = seat(meeting, cast)
    Invitation.objects.filter(pk=call.pk).update(
        person=None, unit=cast.af_unit, comment="Ingen kan", answer="no", answered_at=meeting.called_at
    )

    assigned = assign_invitation(call, by=cast.kim, person=cast.bo)

    assert (assigned.comment, assigned.answer) == ("", Answer.UNANSWERED)
    assert said(meeting, cast)[0] == ""


def test_of_two_rows_that_are_one_person_the_later_answer_brings_its_own_comment(cast: Any, meeting: Meeting) -> None:
    other = make_person(cast.af_unit, name="Bo Dubbel", email="bo.dubbel@af.example")
    second = add_invitation(meeting, by=cast.cilla, person=other, is_guest=True)
    answer_invitation(seat(meeting, cast), answer="no", channel="link", comment="Jag är sjuk")
    answer_invitation(second, answer="yes", channel="link", comment="Kommer")

    merge_persons(cast.bo, goes=other, by=cast.david)

    assert (seat(meeting, cast).answer, said(meeting, cast)[0]) == (Answer.YES, "Kommer")


def test_whoever_writes_an_answer_writes_what_belongs_to_it() -> None:
    """A new place that resets answers goes by `forget_answer`, or names all the fields itself."""
    writes = []
    for path in (ROOT / "booking").rglob("*.py"):
        if "migrations" in path.parts or path.name == "answering.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
            # a proposal that somebody leaves is answered as well, and is no call
            written = [
                name for name in names if isinstance(name, ast.Attribute) and ast.unparse(name.value) != "proposal"
            ]
            if any(name.attr in ("answer", "answered_at") for name in written):
                writes.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert writes == []


def test_all_that_belongs_to_an_answer_is_reset_together() -> None:
    row = Invitation(answer="no", answered_by="link", answers_series=True, comment="x", answer_notes=["late"])

    forget_answer(row)

    fresh = Invitation()
    assert [getattr(row, name) for name in ANSWERED] == [getattr(fresh, name) for name in ANSWERED]


def test_a_comment_that_is_too_long_is_refused_and_by_mail_seen_to_go_on(cast: Any, meeting: Meeting) -> None:
    call = meeting.invitations.get(person=cast.bo)

    with pytest.raises(RuleError) as caught:
        answer_invitation(call, answer="yes", channel="page", comment="x" * 501)
    answer_invitation(call, answer="yes", channel="mail", comment="x" * 501)

    assert caught.value.code == "comment_too_long"
    assert said(meeting, cast)[0] == "x" * 499 + "…"
