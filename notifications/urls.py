"""Pages about what people are told. Paths are Swedish; names are the code's words."""

from django.urls import path

from notifications.pages import (
    answering,
    answering_series,
    feed_pages,
    inbound,
    mailbox,
    my_calendar,
    previews,
    questions,
    sent,
)

app_name = "notifications"

urlpatterns = [
    path("svar/<str:token>/", answering.answer, name="answer"),
    path("svar/<str:token>/vilka/", answering.details, name="answer-details"),
    path("svar/<str:token>/kalender.ics", feed_pages.answered_file, name="answer-file"),
    path("svar/serie/<str:token>/", answering_series.answer_series, name="answer-series"),
    path("svar/serie/<str:token>/kalender.ics", feed_pages.series_file, name="series-file"),
    path("svar/klart/<slug:what>/", answering.done, name="answer-done"),
    path("fraga/<str:token>/", questions.question, name="question"),
    path("moten/<uuid:pk>/forhandsvisning/", previews.meeting_preview, name="meeting-preview"),
    path("moten/<uuid:pk>/paminn/", previews.remind_unanswered, name="remind-unanswered"),
    path("moten/andring/", previews.change_preview, name="change-preview"),
    path("moten/<uuid:pk>/kalender.ics", feed_pages.meeting_file, name="meeting-file"),
    path("kalender/<str:token>.ics", feed_pages.feed, name="feed"),
    path("min-kalender/", my_calendar.show, name="my-calendar"),
    path("min-kalender/prenumerera/", my_calendar.subscribe, name="feed-new"),
    path("min-kalender/upptagen/", my_calendar.give_address, name="calendar-address"),
    path("min-kalender/upptagen/ta-bort/", my_calendar.remove_address, name="calendar-address-end"),
    path("min-kalender/<uuid:pk>/ny-adress/", my_calendar.renew, name="feed-renew"),
    path("min-kalender/<uuid:pk>/avsluta/", my_calendar.unsubscribe, name="feed-end"),
    path("skickat/", sent.sent, name="sent"),
    path("skickat/<uuid:pk>/", sent.sent_mail, name="sent-mail"),
    path("skickat/<uuid:pk>/igen/", sent.send_once_more, name="send-again"),
    path("skickat/<uuid:pk>/forsok-igen/", sent.retry, name="try-again"),
    path("inkommet/", inbound.inbound, name="inbound"),
    path("inkommet/automatiska/", inbound.handle_all_routine, name="inbound-routine"),
    path("inkommet/<int:pk>/", inbound.inbound_mail, name="inbound-mail"),
    path("brevlada/", mailbox.mailbox, name="mailbox"),
    path("brevlada/<str:key>/", mailbox.letter, name="letter"),
    path("brevlada/<str:key>/svara/", mailbox.reply, name="letter-reply"),
]
