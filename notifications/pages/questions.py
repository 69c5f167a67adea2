""" "Rätt person?" by the link in the mail, without login. GET shows and changes nothing; POST answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.staffing.question_texts import question_text, said
from booking.staffing.vouching import answer_question
from notifications.notices.questions import open_question
from notifications.pages.answering import private
from notifications.pages.wrong_links import wrong_link


@private
def question(request: HttpRequest, token: str) -> HttpResponse:
    asked = open_question(token)
    if asked is None:
        return wrong_link(request, render(request, "notifications/pages/question_over.html", status=404))
    about, person = asked
    if request.method != "POST":
        return render(request, "notifications/pages/question.html", {"text": question_text(about)})
    is_right = request.POST.get("answer") == "yes"
    answer_question(about.change, by=person, caller=about.caller, is_right=is_right)
    return render(request, "notifications/pages/question_answered.html", {"said": said(is_right)})
