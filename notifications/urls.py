from django.urls import path

from notifications.views import answering

app_name = "notifications"

urlpatterns = [
    path("svar/<str:token>/", answering.answer, name="answer"),
]
