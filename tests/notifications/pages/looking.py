"""What the tests of pages have in common: a link to open, every row there is, and the words on a page."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import reverse

from booking.models import Invitation, Meeting
from forums.models import Person
from notifications.telling.links import link_token


def link_of(invitation: Invitation) -> str:
    invitation.refresh_from_db()
    return reverse("notifications:answer", args=[link_token(invitation)])


def details_of(invitation: Invitation) -> str:
    return link_of(invitation) + "vilka/"


def seat_of(meeting: Meeting, person: Person) -> Invitation:
    return meeting.invitations.get(person=person)


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Everything in the database, table by table."""
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: Any) -> str:
    """The page, with the spaces that keep numbers with their words as any other."""
    return response.content.decode().replace("\xa0", " ")
