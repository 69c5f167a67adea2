"""Keys of programs that act for a person at the API."""

from __future__ import annotations

from django.db import models

from forums.models.people import Person


class ApiToken(models.Model):
    """A key of one program: only its digest is kept, so that nobody who reads the database can use it.

    It holds until `ends_at`, and no longer than the login of its person.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key.")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="api_token_name_once")]

    def __str__(self) -> str:
        return self.name
