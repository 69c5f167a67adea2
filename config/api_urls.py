"""Addresses of the API, version 1."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.api import unknown_address

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(api_version="v1"), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("", include("forums.api.urls")),
    path("", include("booking.api.urls")),
    path("", include("notifications.api.urls")),
    re_path("", unknown_address),
]
