"""Calendars that people publish: fetched from the URLs they gave, parsed, and kept as busy times."""
