"""Answers to "rätt person?": a keeper's change that waits gets its yes."""

from __future__ import annotations

from booking.staffing.vouching import answer_question
from booking.staffing.waiting import questions_of, those_who_may_answer
from forums.waiting import open_changes


def say_yes(*kinds: str) -> None:
    """Let everybody who is asked say yes, about all or these kinds of change, the first of those who may; a question
    that nobody may answer waits on."""
    for change in open_changes().filter(kind__in=kinds) if kinds else open_changes():
        for question in questions_of(change):
            asked = those_who_may_answer(question)
            if asked:
                answer_question(change, by=asked[0], caller=question.caller, is_right=True)
            change.refresh_from_db()
            if change.settled_at is not None:
                break
