"""What came back, and how it is with the mailboxes that it comes to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
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
    tidied_at = models.DateTimeField(null=True, blank=True)

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
    ROOM = "room", _("Svar från ett rum")


class HandledAs(models.TextChoices):
    """What a person has said of a mail that the service did not apply itself."""

    HANDLED = "handled", _("Hanterat")
    REGISTRAR = "registrar", _("Till registrator")


# the service may take these out of the mailbox itself
TAKEN_CARE_OF = (InboundResult.APPLIED, InboundResult.BOUNCE)


def still_open() -> Q:
    """The filter of mails that nobody has said "hanterat" or "till registrator" of, and that need it."""
    return Q(handled_at=None) & (Q(needs_person=True) | ~Q(result__in=TAKEN_CARE_OF))


class InboundMail(models.Model):
    """A mail that came to the role mailbox, and what was done with it.

    The original stays in the mailbox, unless it was an answer that was applied or a bounce, until a person has said
    what becomes of it (`handled_as`); so do its words here, which are kept only of mail about a group's meeting that a
    person needs to look at, without what identifies anybody: those about a person are kept nowhere (domain rule 2).
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
    handled_as = models.CharField(max_length=10, choices=HandledAs, blank=True)
    handled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
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

    @property
    def is_open(self) -> bool:
        """Has nobody yet said what becomes of it, and did the service not apply it itself?"""
        return self.handled_at is None and (self.needs_person or self.result not in TAKEN_CARE_OF)
