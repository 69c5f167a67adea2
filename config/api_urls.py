"""Addresses of the API, version 1."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.api import unknown_address

# the script is a request of its own, so that the page needs no inline script
DOCS = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api_docs.html")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(api_version="v1"), name="api-schema"),
    path("docs/", DOCS, name="api-docs"),
    path("", include("forums.api.urls")),
    path("", include("booking.api.urls")),
    path("", include("notifications.api.urls")),
    re_path("", unknown_address),
]
