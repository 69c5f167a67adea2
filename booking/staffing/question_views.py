"""The page of "rätt person?", behind login. The mail's link leads to one that needs none (`notifications/pages`)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.meetings.to_do import Task
from booking.staffing.question_texts import question_text, said
from booking.staffing.vouching import answer_question
from booking.staffing.waiting import Question, questions_to
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.models import Person

# in an address: the question about the change as a whole
WHOLE = 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PersonRequest, pk: int, caller: int) -> HttpResponse:
    asked = access_question(request.user, pk, caller)
    if request.method != "POST":
        return render(request, "booking/staffing/question.html", {"text": question_text(asked)})
    is_right = request.POST.get("answer") == "yes"
    try:
        answer_question(asked.change, by=request.user, caller=asked.caller, is_right=is_right)
        messages.success(request, said(is_right))
    except RuleError as refusal:
        messages.error(request, refusal.message)
    return redirect("booking:my-meetings")


def access_question(person: Person, pk: int, caller: int) -> Question:
    """A question that the person may answer; `Http404` for any other, also for one that has been answered."""
    for asked in questions_to(person):
        if asked.change.pk == pk and caller_of(asked) == caller:
            return asked
    raise Http404


def caller_of(question: Question) -> int:
    return question.caller.pk if question.caller is not None else WHOLE


def tasks_of(person: Person) -> list[Task]:
    """Rows of the to-do list: what waits for this person's yes."""
    found = []
    for asked in questions_to(person):
        text = question_text(asked)
        url = reverse("booking:question", args=[asked.change.pk, caller_of(asked)])
        found.append({"title": text.heading, "text": text.what, "url": url, "button": _("Svara")})
    return found
