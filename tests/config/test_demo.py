from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from booking.meetings.queries import is_unregistered, open_meetings
from booking.models import Meeting
from forums.models import Person
from notifications.models import OutboxMessage
from notifications.tasks import run_notices, sweep_reconcile


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_has_a_meeting_to_register_and_only_asks_about_a_newcomer_when_it_starts(settings: Any) -> None:
    settings.DEMO = True
    call_command("load_demo", verbosity=0)

    sweep_reconcile()
    run_notices()

    waiting = Person.objects.get(email="anna@ekonomiskt-bistand-savsjo.example")
    assert sum(is_unregistered(meeting, timezone.now()) for meeting in open_meetings(waiting)) == 1
    assert Meeting.objects.count() > 30
    assert not Person.objects.filter(is_demo=False).exists()
    assert set(OutboxMessage.objects.values_list("kind", flat=True)) == {"question"}
