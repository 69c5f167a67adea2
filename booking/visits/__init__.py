"""Visits that are registered afterwards, and the monthly tally of phone consultations: what coordinators do that nobody
is called to, but that is counted.
"""
