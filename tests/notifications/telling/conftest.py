from __future__ import annotations

import pytest

from booking.models import Meeting, Series
from tests.cast import Cast
from tests.notifications.telling.rows import told_meeting, told_series


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return told_meeting(cast)


@pytest.fixture
def series(cast: Cast) -> Series:
    return told_series(cast)
