"""URLs of the API, version 1."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from config.ground.api import unknown_address
from config.views import api_docs

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(api_version="v1"), name="api-schema"),
    path("docs/", api_docs, name="api-docs"),
    path("", include("forums.api.urls")),
    path("", include("booking.api_urls")),
    path("", include("notifications.api.urls")),
    re_path("", unknown_address),
]
