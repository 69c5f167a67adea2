"""One invitation, for the tests of what is built of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from notifications.itip import CalendarFacts

START = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
FACTS = CalendarFacts(
    uid=UUID("3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10"),
    sequence=2,
    dtstamp=datetime(2026, 11, 1, 12, 0, tzinfo=UTC),
    organizer_address="Samverk@Hoglandet.example",
    organizer_name="Samverk Sävsjö",
    attendee_address="Bo.Exempel@af.example",
    attendee_name="Bo Exempel",
    start=START,
    end=START + timedelta(minutes=90),
    summary="Kallelse till samverkan (SV-7K3M-2Q)",
    location="Kommunhuset, rum 4410",
    description="Hej!\n\nSvara senast 6 november.",
    is_private=True,
    created=datetime(2026, 10, 30, 7, 0, tzinfo=UTC),
)
