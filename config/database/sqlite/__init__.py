"""The embedded database: Django's SQLite, where the writers of one process queue for a lock."""
