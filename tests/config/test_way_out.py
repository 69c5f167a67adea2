"""Pages with a form that is no change of a meeting: its way out leads back to where one came from."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from booking.statistics.actions import close_half_year
from forums.models import Person
from notifications.models import InboundMail
from tests.booking.meetings.looking import has_been
from tests.factories import make_invitation
from tests.factories.calls import call_individual
from tests.notifications.pages.looking import logged_in, seat_of, text_of

pytestmark = pytest.mark.django_db
# who reads, the page, and where its way out leads
Page = tuple[Person, str, str]


def outcome(cast: Any) -> Page:
    meeting = has_been(call_individual(cast))
    return cast.anna, reverse("booking:outcome", args=[meeting.pk]), reverse("booking:meeting", args=[meeting.pk])


def pass_on(cast: Any) -> Page:
    call = make_invitation(call_individual(cast), unit=cast.af_unit)
    return cast.kim, reverse("booking:pass-on", args=[call.pk]), reverse("booking:assign", args=[call.pk])


def note_answer(cast: Any) -> Page:
    meeting = call_individual(cast, cast.bo, no_mail=True)
    url = reverse("booking:note-answer", args=[seat_of(meeting, cast.bo).pk])
    return cast.anna, url, reverse("booking:meeting", args=[meeting.pk])


def statistics_note(cast: Any) -> Page:
    close_half_year(cast.federation, "2025-1", by=cast.david)
    url = reverse("booking:statistics-note", args=[cast.area.pk, 2025])
    return cast.cilla, url, f"{reverse('booking:statistics')}?omrade={cast.area.pk}&ar=2025"


def statistics_close(cast: Any) -> Page:
    url = reverse("booking:statistics-close", args=[cast.federation.pk, 2025, 1])
    return cast.david, url, f"{reverse('booking:statistics')}?omrade=forbund-{cast.federation.pk}&ar=2025"


def inbound_mail(cast: Any) -> Page:
    mail = InboundMail.objects.create(
        meeting=call_individual(cast), message_key="one", result="unknown", needs_person=True
    )
    return cast.anna, reverse("notifications:inbound-mail", args=[mail.pk]), reverse("notifications:inbound")


WORDS = {statistics_close: "Behåll öppet"}


@pytest.mark.parametrize(
    "of", [outcome, pass_on, note_answer, statistics_note, statistics_close, inbound_mail], ids=lambda of: of.__name__
)
def test_the_way_out_stands_beside_the_button_and_leads_back(cast: Any, of: Callable[[Any], Page]) -> None:
    person, url, back = of(cast)

    page = text_of(logged_in(person).get(url))

    ((where, words),) = re.findall(
        r'</button><a class="ds-button" data-variant="tertiary" href="(.*?)">(.*?)</a>', page
    )
    assert (html.unescape(where), words) == (back, WORDS.get(of, "Avbryt"))
    assert logged_in(person).get(html.unescape(where)).status_code == 200
