"""The embedded database: Django's SQLite, where the writers of one process wait for each other in a line."""
