"""Every address of the site. Page paths are Swedish; names, and the API's paths, are the code's words."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health, views

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("api/v1/schema/", SpectacularAPIView.as_view(api_version="v1"), name="api-schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("personuppgifter/", views.privacy, name="privacy"),
    path("datum-eko/", views.date_echo, name="date-echo"),
    path("stil/", views.show_styleguide, name="styleguide"),
    path("", include("forums.urls")),
    path("", include("booking.urls")),
    path("", include("notifications.urls")),
]
