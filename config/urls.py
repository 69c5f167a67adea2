"""All URLs of the site. Page paths are Swedish; names, and the API's paths, are the code's words."""

from django.urls import include, path

from config import health, views

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("api/v1/", include("config.api_urls")),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("personuppgifter/", views.privacy, name="privacy"),
    path("sprak/", views.choose_language, name="set-language"),
    path("datum-eko/", views.date_echo, name="date-echo"),
    path("stil/", views.show_styleguide, name="styleguide"),
    path("", include("forums.signin.urls")),
    path("", include("forums.urls")),
    path("", include("booking.urls")),
    path("", include("notifications.urls")),
]
