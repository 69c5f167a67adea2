"""Calendars that people publish: fetched from addresses they gave, read, and kept as times that are taken."""
