"""Mails that are no calendar entries, each a row before it is due; and the codes that some of them carry."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from booking.models import Invitation, Meeting, Series
from forums.models import Agreement, ContactPoint, LoginRequest, Person, Unit, WaitingChange

# what a notice is about: exactly one of these
ABOUT = ("meeting", "series", "agreement", "unit", "about_person", "login_request", "waiting_change")
# to whom it is: one of these, or none, and then its kind finds those who are to have it when it is due
TO = ("invitation", "person", "contact_point")
# a column, and what it refers to
Ref = tuple[str, object]


def notice_key(kind: str, about: Ref, to: Ref | None, occurrence: str) -> str:
    """The unique key of a notice: of two with the same one there is one row, and one mail."""
    receiver = f"{to[0]}:{to[1]}" if to else "-"
    return f"{kind} {about[0]}:{about[1]} {receiver} {occurrence}"


def _set_among(names: tuple[str, ...], *, at_least_one: bool) -> Q:
    """At most one of these columns is set, or exactly one."""
    nothing = Q(**{f"{name}__isnull": True for name in names})
    one = [Q(**{f"{name}__isnull": name != the_one for name in names}) for the_one in names]
    found = one[0] if at_least_one else nothing | one[0]
    for other in one[1:]:
        found |= other
    return found


class Notice(models.Model):
    """One mail that is due at a moment and asked "still wanted?" then; sent once.

    `kind` is the name of one that a file in `notifications/notices/` registers. `occurrence` tells two of a kind
    apart: a new time makes the reminders anew. `key` is all that makes it one of its own (`notice_key`).
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=200)

    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    # nearly all notices are about meetings: the others are found by indexes that hold nothing of those
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    about_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="notices_about", db_index=False
    )
    login_request = models.ForeignKey(
        LoginRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    waiting_change = models.ForeignKey(
        WaitingChange, null=True, blank=True, on_delete=models.CASCADE, related_name="notices", db_index=False
    )

    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="notices", db_index=False
    )

    occurrence = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    was_sent = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="notice_once"),
            models.CheckConstraint(condition=_set_among(ABOUT, at_least_one=True), name="notice_about_one"),
            models.CheckConstraint(condition=_set_among(TO, at_least_one=False), name="notice_to_one_or_all"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="notice_due"),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="notice_series"),
            models.Index(fields=["agreement"], condition=Q(agreement__isnull=False), name="notice_agreement"),
            models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="notice_unit"),
            models.Index(fields=["about_person"], condition=Q(about_person__isnull=False), name="notice_about_person"),
            models.Index(fields=["login_request"], condition=Q(login_request__isnull=False), name="notice_login"),
            models.Index(fields=["waiting_change"], condition=Q(waiting_change__isnull=False), name="notice_waiting"),
            models.Index(fields=["contact_point"], condition=Q(contact_point__isnull=False), name="notice_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"

    @property
    def is_to_all(self) -> bool:
        return self.invitation_id is None and self.person_id is None and self.contact_point_id is None


class AccessCode(models.Model):
    """A code mailed to the invited address, so that a forwarded link does not show who else comes."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="access_codes")
    code_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.expires_at:%H:%M}"
