"""The scenes of the town, in the order in which they plan: a new capability adds a file and a line."""

from __future__ import annotations

from booking.demo import cases, days, groups, moments, series, turnover, year_ends
from notifications.demo import inbound

SCENES = [
    year_ends.play,
    turnover.play,
    groups.play,
    series.play,
    days.play,
    cases.play,
    moments.play,
    inbound.play,
]
