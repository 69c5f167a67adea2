"""Mails that are no calendar entries, each a row before it is due; and the codes that some of them carry."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Invitation, Meeting
from forums.models import Person


class NoticeKind(models.TextChoices):
    """Mails that are no calendar entries."""

    ASSIGN = "assign", _("Vem kommer?")
    REMIND_UNANSWERED = "remind_unanswered", _("Påminnelse att svara")
    REMIND_EVERYONE = "remind_everyone", _("Påminnelse före mötet")
    REMIND_OUTCOME = "remind_outcome", _("Registrera mötet")
    FOLLOW_UP = "follow_up", _("Dags för uppföljning")
    UNIT_RELEASED = "unit_released", _("Enheten är inte längre kallad")
    PASSED_ON = "passed_on", _("Kallelsen är lämnad vidare")
    NEW_CALLER = "new_caller", _("En kollega har tagit över mötet")
    SEAT_LEFT = "seat_left", _("En kallad kommer inte")
    CALLER_LEFT = "caller_left", _("Mötet väntar på en ny som håller i det")
    ADDRESS_BOUNCED = "address_bounced", _("Adressen tar inte emot mejl")
    COLLEAGUE_BOUNCED = "colleague_bounced", _("En kollegas adress tar inte emot mejl")
    ACCESS_CODE = "access_code", _("Engångskod")
    COUNTER_DECLINED = "counter_declined", _("Tiden står fast")


class Notice(models.Model):
    """One mail that is due at a moment and asked "still wanted?" then; sent once.

    `occurrence` tells two of a kind apart: a new time makes the reminders anew. A row to nobody in particular is to
    all who are called when it is due, and becomes one for each of them then.
    """

    kind = models.CharField(max_length=20, choices=NoticeKind)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notices")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    occurrence = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    was_sent = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "meeting", "invitation", "occurrence"],
                condition=Q(invitation__isnull=False),
                name="notice_once_per_invitation",
            ),
            models.UniqueConstraint(
                fields=["kind", "meeting", "person", "occurrence"],
                condition=Q(person__isnull=False),
                name="notice_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "meeting", "occurrence"],
                condition=Q(invitation__isnull=True, person__isnull=True),
                name="notice_once_to_all",
            ),
            models.CheckConstraint(
                condition=Q(invitation__isnull=True) | Q(person__isnull=True), name="notice_goes_to_one_or_all"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="notice_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"

    @property
    def is_to_all(self) -> bool:
        return self.invitation_id is None and self.person_id is None


# the kind of a mail about logging in, which is about no meeting
LOGIN_MAIL = "login"


class AccessCode(models.Model):
    """A code mailed to the invited address, so that a forwarded link does not show who else comes."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="access_codes")
    code_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.expires_at:%H:%M}"
