"""What people have been told, what is on its way to them, and what came back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Invitation, Meeting, Series, SeriesSeat
from forums.models import Area, Federation, Forum, Person
from forums.models.constraints import or_zero


class CalendarObject(models.Model):
    """One UID: a meeting, or a whole series, as calendars know it.

    `organizer` is fixed for the life of the UID. A meeting that was cancelled for all and is called
    again gets a new UID; the ended one keeps its row so that late answers still find it.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_objects"
    )
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_objects")
    organizer = models.EmailField()
    sequence = models.PositiveIntegerField(default=0)
    reconciled_revision = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(ended_at__isnull=True, meeting__isnull=False),
                name="one_live_calendar_object",
            ),
            models.UniqueConstraint(
                fields=["series"], condition=Q(series__isnull=False), name="one_calendar_object_per_series"
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, series__isnull=True) | Q(meeting__isnull=True, series__isnull=False),
                name="calendar_object_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Method(models.TextChoices):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Told(models.Model):
    """What one address was last told about one calendar object: the version queued and the version that left.

    `digest` covers only what a calendar shows, instance by instance. `time_sequence` is the SEQUENCE at which this
    address last got a new time, `instance_sequences` the same for single instances of a series; answers are judged
    against it, and against the stamp of the last one applied (`reply_stamps`, by instance). For a series `*_starts_at`
    is its DTSTART, which is fixed once told. DTSTAMP grows for every message to the address. `is_held`: the last
    message failed for good or bounced, and nothing more goes there until the address changes or somebody tries again.
    """

    calendar_object = models.ForeignKey(CalendarObject, on_delete=models.CASCADE, related_name="told")
    address = models.EmailField()
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="told")
    seat = models.ForeignKey(SeriesSeat, null=True, blank=True, on_delete=models.SET_NULL, related_name="told")
    counter = models.PositiveIntegerField(default=0)
    dtstamp = models.DateTimeField(null=True, blank=True)
    time_sequence = models.PositiveIntegerField(default=0)
    instance_sequences = models.JSONField(default=dict, blank=True)
    reply_stamps = models.JSONField(default=dict, blank=True)

    queued_method = models.CharField(max_length=8, choices=Method, blank=True)
    queued_sequence = models.PositiveIntegerField(default=0)
    queued_digest = models.TextField(blank=True)
    queued_starts_at = models.DateTimeField(null=True, blank=True)
    left_method = models.CharField(max_length=8, choices=Method, blank=True)
    left_sequence = models.PositiveIntegerField(default=0)
    left_digest = models.TextField(blank=True)
    left_starts_at = models.DateTimeField(null=True, blank=True)
    is_held = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.UniqueConstraint(fields=["calendar_object", "address"], name="told_once_per_address")]

    def __str__(self) -> str:
        return f"{self.calendar_object_id} {self.queued_method} {self.queued_sequence}"


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


class OutboxState(models.TextChoices):
    QUEUED = "queued", _("På väg")
    SENDING = "sending", _("Skickas")
    SENT = "sent", _("Skickat")
    FAILED = "failed", _("Misslyckades")
    BOUNCED = "bounced", _("Studsade")
    SUPERSEDED = "superseded", _("Ersatt av nyare")
    EXPIRED = "expired", _("För sent")


class OutboxMessage(models.Model):
    """One finished mail to one address. What was previewed is what is sent.

    Claimed by lease: `lease_token` names the sender that holds it, and after `lease_until` anybody may
    take it again. The server's reply is kept as a code only, since its text may hold addresses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="outbox")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="outbox")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.CASCADE, related_name="outbox")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="outbox")
    # found by `outbox_once_per_told_version`
    told = models.ForeignKey(
        Told, null=True, blank=True, on_delete=models.CASCADE, related_name="outbox", db_index=False
    )
    counter = models.PositiveIntegerField(default=0)
    notice = models.OneToOneField(Notice, null=True, blank=True, on_delete=models.CASCADE, related_name="outbox")
    kind = models.CharField(max_length=24)
    method = models.CharField(max_length=8, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    digest = models.TextField(blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    address = models.EmailField()
    envelope_from = models.CharField(max_length=254)
    message_id = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.BinaryField(help_text="The finished MIME message; emptied when it has left.")
    text = models.TextField(blank=True, help_text="What it says, with the personal link left out.")

    state = models.CharField(max_length=10, choices=OutboxState, default=OutboxState.QUEUED)
    created_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    reply_code = models.CharField(max_length=12, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["message_id"], name="outbox_message_id"),
            models.UniqueConstraint(
                fields=["told", "counter"], condition=Q(told__isnull=False), name="outbox_once_per_told_version"
            ),
            models.UniqueConstraint(
                fields=["told"], condition=Q(state="sending", told__isnull=False), name="one_in_flight_per_address"
            ),
        ]
        indexes = [
            models.Index(
                fields=["federation", "next_at"], condition=Q(state__in=["queued", "sending"]), name="outbox_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class DeliveryAttempt(models.Model):
    """One try to hand a message over, and how the server answered."""

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="delivery_attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    reply_code = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.reply_code}"


class Relay(models.Model):
    """How it is with a mail server that we send by. Its address and login are settings; `name` tells it to a person.

    The circuit is open while `down_since` is set: nobody sends but one message at a time, from `probe_at` on.
    `connections` is how many it took at `crowded_at`, when it said that there were too many.
    """

    name = models.CharField(max_length=200, unique=True)
    down_since = models.DateTimeField(null=True, blank=True)
    probe_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=12, blank=True)
    connections = models.PositiveSmallIntegerField(default=1)
    crowded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RelaySender(models.Model):
    """One connection to a relay, counted for as long as its sender is heard of."""

    relay = models.ForeignKey(Relay, on_delete=models.CASCADE, related_name="senders")
    token = models.UUIDField(unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.until:%H:%M:%S}"


class DomainPace(models.Model):
    """When a recipients' domain may be sent the next mail, where the installation has set a pace."""

    domain = models.CharField(max_length=254, unique=True)
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.domain


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


class InboundMail(models.Model):
    """A mail that came to the role mailbox, and what was done with it.

    The raw message is kept only while a person needs to look at it (`needs_person`), and goes by the
    retention of mail bodies.
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
    raw = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return f"{self.result} {self.reason}"


class AccessCode(models.Model):
    """A code mailed to the invited address, so that a forwarded link does not show who else comes."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="access_codes")
    code_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.expires_at:%H:%M}"


class Heartbeat(models.Model):
    """When a part of the service was last heard of."""

    name = models.SlugField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """A calendar that one person subscribes to: own meetings, or those of a standing group, or of an area's groups.

    Its address is derived from the id (`feeds/addresses.py`): it goes with the row, and a new row has a new one.
    `etag` and `changed_at` are of the contents as they were last fetched.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_feeds")
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    created_at = models.DateTimeField(auto_now_add=True)
    etag = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    full_at = models.DateTimeField(null=True, blank=True, help_text="When its stock of fetches is full again.")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint("person", or_zero("forum"), or_zero("area"), name="feed_once_per_subject"),
            models.CheckConstraint(condition=Q(forum__isnull=True) | Q(area__isnull=True), name="feed_of_one_thing"),
        ]

    def __str__(self) -> str:
        return str(self.forum or self.area or self.person)
