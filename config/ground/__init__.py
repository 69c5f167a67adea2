"""The ground of every floor: refusals, dates in words, doorbells, and the shared parts of forms, tables and API."""
