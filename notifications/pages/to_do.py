"""Rows of the to-do list: mails that did not arrive, and what somebody has to look at on Inkommet."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings.to_do import MAIL, Task
from forums.models import Person
from notifications.models import InboundMail
from notifications.pages.access import visible_inbound, visible_messages, waiting_for_somebody


def tasks_of(person: Person) -> list[Task]:
    return [*failed_task(person), *inbound_task(person)]


def failed_task(person: Person) -> list[Task]:
    # the few with an index of their own first
    n = visible_messages(person).filter(waiting_for_somebody(), failed_at__isnull=False).count()
    title = ngettext("%(n)d mejl har inte kommit fram", "%(n)d mejl har inte kommit fram", n) % {"n": n}
    text = _("De som skulle ha fått dem vet inte vad som gäller.")
    return [mail_task(title, text, "notifications:sent", _("Visa vilka"))] if n else []


def inbound_task(person: Person) -> list[Task]:
    waiting = list(InboundMail.objects.filter(needs_person=True).order_by().values_list("pk", flat=True))
    n = visible_inbound(person).filter(pk__in=waiting).count() if waiting else 0
    title = ngettext("%(n)d mejl har kommit in att se på", "%(n)d mejl har kommit in att se på", n) % {"n": n}
    text = _("Ingen kunde se vad de gäller, eller så behöver du ta ställning.")
    return [mail_task(title, text, "notifications:inbound", _("Öppna Inkommet"))] if n else []


def mail_task(title: str, text: str, url_name: str, button: str) -> Task:
    return {"group": MAIL, "title": title, "text": text, "url": reverse(url_name), "button": button}
