"""URLs of the API, version 1."""

from django.urls import include, path, re_path

from config.ground.api import unknown_address
from config.views import Description, api_docs

urlpatterns = [
    path("schema/", Description.as_view(), name="api-schema"),
    path("docs/", api_docs, name="api-docs"),
    path("", include("forums.api.urls")),
    path("", include("booking.api_urls")),
    path("", include("notifications.api.urls")),
    re_path("", unknown_address),
]
