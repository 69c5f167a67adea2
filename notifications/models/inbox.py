"""What came back, and how it is with the mailboxes that it comes to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Invitation, Meeting, Series
from forums.models import Federation, Person


class RoleMailbox(models.Model):
    """How it is with a mailbox that answers come to. Its address and login are settings; `name` tells it to a person.

    `down_since` is set while it cannot be read, `code` says why; it is tried again at `next_at`.
    """

    name = models.CharField(max_length=200, unique=True)
    read_at = models.DateTimeField(null=True, blank=True)
    down_since = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=20, blank=True)
    held_until = models.DateTimeField(null=True, blank=True, help_text="A poll goes on; it is dead after that.")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "role mailboxes"

    def __str__(self) -> str:
        return self.name


class InboundResult(models.TextChoices):
    APPLIED = "applied", _("Svaret är registrerat")
    STALE = "stale", _("Svar på en äldre kallelse")
    UNKNOWN = "unknown", _("Okänt möte eller okänd avsändare")
    BOUNCE = "bounce", _("Studs")
    IGNORED = "ignored", _("Automatiskt svar")
    REJECTED = "rejected", _("Kunde inte tas emot")
    WAITING = "waiting", _("Väntar på att du tar emot det")


class InboundMail(models.Model):
    """A mail that came to the role mailbox, and what was done with it.

    The original stays in the mailbox. Its words are kept only while a person needs to look at them (`needs_person`),
    without what identifies anybody, and only of mail about a group's meeting: those about a person are kept nowhere
    (domain rule 2). They go by the retention of mail bodies.
    """

    received_at = models.DateTimeField(auto_now_add=True)
    message_key = models.CharField(max_length=80, unique=True, help_text="Digest of Message-ID, or of the whole mail.")
    from_address = models.CharField(max_length=254, blank=True)
    federation = models.ForeignKey(Federation, null=True, blank=True, on_delete=models.CASCADE, related_name="inbound")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="inbound")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.CASCADE, related_name="inbound")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    result = models.CharField(max_length=10, choices=InboundResult)
    reason = models.CharField(max_length=60, blank=True)
    needs_person = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Who said that it is from whom it says, where no server does.",
    )  # fmt: skip
    waiting = models.JSONField(
        null=True, blank=True, help_text="What an answer that nobody vouches for answers, without its words."
    )
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return f"{self.result} {self.reason}"
