"""A called meeting that the pages are tried on."""

from __future__ import annotations

import pytest
from django.utils import timezone

from booking.models import Answer, Meeting, MeetingForm
from tests.cast import Cast
from tests.factories import make_consent, make_contact_point, make_invitation, make_meeting


@pytest.fixture
def case(cast: Cast) -> Meeting:
    """Anna's called meeting about a person, with Bo, Frida and AF as a unit."""
    consent = make_consent(cast.area, cast.anna, parties=[cast.kommun, cast.af, cast.fk, cast.region])
    meeting = make_meeting(
        cast.samverksmote, cast.anna, reference="SV-7K3M-2Q", consent=consent, place="Rådhuset",
        meeting_form=MeetingForm.ON_SITE, revision=1,
    )  # fmt: skip
    make_invitation(meeting, cast.anna, answer=Answer.YES, answered_at=timezone.now())
    make_invitation(meeting, cast.bo)
    make_invitation(meeting, cast.frida)
    make_contact_point(cast.region_unit)
    make_invitation(meeting, unit=cast.region_unit)
    return meeting
