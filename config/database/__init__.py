"""What every floor may import about the database: compiled queries, bulk inserts, Swedish order, SQLite."""
