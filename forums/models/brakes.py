"""How often somebody has tried a secret and been wrong: the tallies that limits are counted by."""

from __future__ import annotations

from django.db import models


class Purpose(models.TextChoices):
    """What was tried. Each counts by itself."""

    LOGIN = "login"
    SECOND_FACTOR = "second_factor"
    FORGOTTEN = "forgotten"
    CODE = "code"
    LOGIN_LINK = "login_link"
    LINK = "link"
    KEY = "key"


class Scope(models.TextChoices):
    """What a tally is of: an account from one source, an account from anywhere, a source, or an hour of all."""

    PAIR = "pair"
    ACCOUNT = "account"
    SOURCE = "source"
    HOUR = "hour"


class Brake(models.Model):
    """The tally of one account, one source or both.

    Neither can be read from it: `key` is an HMAC of what was typed and where from. The row is deleted by itself after
    `forget_at`.
    """

    key = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=20, choices=Purpose)
    scope = models.CharField(max_length=10, choices=Scope)
    count = models.PositiveIntegerField(default=0, help_text="Failures since `since`.")
    level = models.PositiveSmallIntegerField(default=0, help_text="How many times in a row it has been held.")
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    unseen = models.PositiveIntegerField(default=0, help_text="Failures that the person has not been told of.")
    succeeded_at = models.DateTimeField(null=True, blank=True)
    forget_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["forget_at"], name="brakes_to_forget")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.scope} {self.count}"
