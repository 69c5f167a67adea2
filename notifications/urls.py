"""Pages about what people are told. Paths are Swedish; names are the code's words."""

from django.urls import path

from notifications.views import answering

app_name = "notifications"

urlpatterns = [
    path("svar/<str:token>/", answering.answer, name="answer"),
    path("svar/<str:token>/vilka/", answering.details, name="answer-details"),
    path("svar/klart/<slug:what>/", answering.done, name="answer-done"),
]
