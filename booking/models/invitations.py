"""One person's (or unit's) call to a meeting, and the answer."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models.meetings import Meeting
from booking.models.series import SeriesSeat
from forums.models import ContactPoint, Party, Person, Unit


class Answer(models.TextChoices):
    UNANSWERED = "unanswered", _("Inget svar")
    TENTATIVE = "tentative", _("Kanske")
    YES = "yes", _("Ja, jag kommer")
    YES_REMOTE = "yes_remote", _("Ja, på distans")
    NO = "no", _("Nej, jag kan inte")
    SUBSTITUTE = "substitute", _("Jag skickar en ersättare")

    @classmethod
    def waiting(cls) -> tuple[Answer, Answer]:
        """Perhaps counts as unanswered."""
        return (cls.UNANSWERED, cls.TENTATIVE)

    @classmethod
    def coming(cls) -> tuple[Answer, Answer]:
        return (cls.YES, cls.YES_REMOTE)


class InvitationState(models.TextChoices):
    LIVE = "live", _("Kallad")
    REPLACED = "replaced", _("Ersatt")
    REMOVED = "removed", _("Inte längre kallad")


class CalledAs(models.TextChoices):
    """For a SIP the huvudmän have to come; everybody else is invited."""

    SUMMONED = "summoned", _("Kallad")
    INVITED = "invited", _("Inbjuden")


class AnswerNote(models.TextChoices):
    """What may be said with an answer to a meeting about a person: chosen, since no comment is kept (domain rule 2)."""

    CALL_ME = "call_me", _("Ring mig")
    OTHER_TIME = "other_time", _("Kan en annan tid")
    DIGITALLY = "digitally", _("Kommer digitalt")
    LATE = "late", _("Blir sen")
    SHORT_NOTICE = "short_notice", _("Kallelsen kom för sent")
    UNKEPT = "unkept", _("Skrev något som inte sparas – ring")

    @classmethod
    def to_choose(cls) -> list[tuple[str, str]]:
        """All but what the service notes itself: that a calendar or a mail brought words that are not kept."""
        return [(note.value, str(note.label)) for note in cls if note != cls.UNKEPT]


class Channel(models.TextChoices):
    PAGE = "page", _("i tjänsten")
    LINK = "link", _("med länken")
    MAIL = "mail", _("från kalendern")
    API = "api", _("med API:et")


class Invitation(models.Model):
    """A seat at a meeting. Without `person` it is a call to a unit that has not yet said who comes.

    `answered_at` is the moment the person answered, by whichever way; the later answer counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    series_seat = models.ForeignKey(
        SeriesSeat, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    is_guest = models.BooleanField(default=False)
    standing = models.CharField(max_length=10, choices=CalledAs, default=CalledAs.SUMMONED)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.LIVE)
    invited_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    answer = models.CharField(max_length=12, choices=Answer, default=Answer.UNANSWERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=6, choices=Channel, blank=True)
    answers_series = models.BooleanField(default=False, help_text="Answered for the whole series at once.")
    comment = models.CharField(max_length=500, blank=True)
    comment_at = models.DateTimeField(null=True, blank=True)
    answer_notes = models.JSONField(default=list, blank=True)
    attended = models.BooleanField(null=True, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["party__kind__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(state="live", person__isnull=False),
                name="person_called_once",
                violation_error_message=_("Personen är redan kallad till mötet."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "unit"],
                condition=Q(state="live", person__isnull=True),
                name="unit_called_once",
                violation_error_message=_("Enheten är redan kallad till mötet."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(unit__isnull=False) | ~Q(state="live"),
                name="invitation_reaches_someone",
            ),
            models.CheckConstraint(
                condition=Q(answer="unanswered") | Q(answered_at__isnull=False), name="answer_has_a_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="invitation_person_state"),
            # few of all answers, and each tick asks for the latest
            models.Index(fields=["answered_at"], condition=Q(answer="no", state="live"), name="invitation_declined"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.unit or self.id)

    @property
    def is_live(self) -> bool:
        return self.state == InvitationState.LIVE

    @property
    def is_assigned(self) -> bool:
        return self.person_id is not None

    @property
    def address_bounces(self) -> bool:
        """Whoever is reached by it has an address that is known to take no mail."""
        reached = self.person or self.contact_point
        return reached is not None and reached.address_bounced_at is not None


class Substitution(models.Model):
    """Who comes instead of, or along with, the person that was called."""

    class Kind(models.TextChoices):
        REPLACES = "replaces", _("i stället")
        ACCOMPANIES = "accompanies", _("tillsammans")

    original = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="substitutions")
    substitute = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="substitutes_for")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REPLACES)
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.substitute} {self.get_kind_display()} {self.original}"


class AnswerHistory(models.Model):
    """An answer that no longer counts: given to an earlier time, or replaced by a later one."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="history")
    answer = models.CharField(max_length=12, choices=Answer)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=6, choices=Channel, blank=True)
    starts_at = models.DateTimeField(help_text="The time of the meeting that was answered.")

    class Meta:
        ordering = ["answered_at", "id"]

    def __str__(self) -> str:
        return f"{self.answer} {self.answered_at:%Y-%m-%d}"
