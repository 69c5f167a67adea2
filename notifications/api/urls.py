from django.urls import path

from notifications.api.views import PreviewView

urlpatterns = [path("meetings/<uuid:pk>/preview/", PreviewView.as_view(), name="meeting-preview")]
