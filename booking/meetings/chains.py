"""A chain of meetings about one person (domain rules 3 and 12): what may follow on a meeting, and when it is time."""

from __future__ import annotations

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from booking.meetings.queries import for_list
from booking.models import Consent, Meeting, MeetingState
from forums.access import templates_to_call
from forums.models import MeetingTemplate, Person
from forums.queries import today

# long enough to give the notice that templates ask for
AHEAD = datetime.timedelta(weeks=4)
FOLLOW_UP_DAY = "follow_up_on"


def templates_after(meeting: Meeting, person: Person) -> list[MeetingTemplate]:
    """What may be called next in the chain, and by this person in the same area, in the order that the template says.

    What today's agreement lets follow may follow on an older meeting, too.
    """
    here = {t.slug: t for t in templates_to_call(person) if t.area_id == meeting.area_id and t.is_individual}
    own = meeting.template
    onward = [*(here[own.slug].leads_to if own.slug in here else []), *own.leads_to]
    onward += [slug for slug, template in here.items() if own.slug in template.follows]
    return [here[slug] for slug in dict.fromkeys(onward) if slug in here]


def templates_to_offer(meeting: Meeting, person: Person) -> list[MeetingTemplate]:
    """The same for the meeting's page: a follow-up is offered once there is something to follow up."""
    if not meeting.is_individual or meeting.state == MeetingState.CANCELLED:
        return []
    if FOLLOW_UP_DAY in meeting.template.outcome_fields and not meeting.has_started():
        return []
    return templates_after(meeting, person)


def inherited_consent(template: MeetingTemplate, previous: Meeting | None) -> Consent | None:
    """The chain's consent, as long as it holds; when it has ended or was withdrawn it is asked for anew."""
    consent = previous.consent if previous is not None and template.consent_required else None
    return consent if consent is not None and consent.holds_on(today()) else None


def is_followed_up(meeting: Meeting) -> bool:
    """Has the next meeting of the chain been called, or begun as a draft?"""
    return meeting.following.exclude(state=MeetingState.CANCELLED).exists()


def to_follow_up(person: Person) -> QuerySet[Meeting]:
    """The person's own meetings whose day to follow up is near or has passed, and that nothing follows on yet.

    Withdrawn consent ends the chain: nobody is to be called in it.
    """
    followed = Meeting.objects.filter(previous=OuterRef("pk")).exclude(state=MeetingState.CANCELLED)
    mine = (
        Meeting.objects.filter(
            Q(consent=None) | Q(consent__withdrawn_at=None),
            caller=person,
            state=MeetingState.CALLED,
            stripped_at=None,
            outcome__follow_up_on__lte=today() + AHEAD,
        )
        .exclude(Exists(followed))
        .annotate(follow_up_on=F("outcome__follow_up_on"))
    )
    return for_list(mine).order_by("follow_up_on", "pk")
