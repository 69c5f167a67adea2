"""How the demonstration's history is told, and what comes in by mail in it."""
