"""Calendars that people subscribe to: their secret addresses, and what stands in them."""
