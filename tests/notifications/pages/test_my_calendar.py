"""Min kalender: subscriptions are made, made anew and removed by the person, and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.models import BusyTime, PublishedCalendar
from booking.taken.actions import give_calendar
from forums.models import Person
from notifications.feeds import addresses
from notifications.models import CalendarFeed
from tests.cast import Cast
from tests.factories.calls import call_individual, draft_individual, on_workday
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db

PAGE = reverse("notifications:my-calendar")
NEW = reverse("notifications:feed-new")


def follow(person: Person, what: str) -> CalendarFeed:
    assert logged_in(person).post(NEW, {"what": what}).status_code == 302
    return CalendarFeed.objects.latest("created_at")


def test_the_page_says_what_to_do_before_there_is_an_address(cast: Cast) -> None:
    page = text_of(logged_in(cast.bo).get(PAGE))

    assert "Skapa en adress" in page
    assert "/kalender/" not in page


def test_one_press_makes_an_address_and_two_presses_make_one(cast: Cast) -> None:
    feed = follow(cast.bo, "own")
    assert follow(cast.bo, "own") == feed

    page = text_of(logged_in(cast.bo).get(PAGE))

    assert addresses.feed_address(feed) in page
    assert "webcal://samverk.example/kalender/" in page
    assert "Har inte hämtats av något kalenderprogram än." in page


def test_a_program_that_has_fetched_is_seen(cast: Cast) -> None:
    feed = follow(cast.bo, "own")
    Client().get(addresses.feed_address(feed).removeprefix("https://samverk.example"))

    assert "Hämtades senast" in text_of(logged_in(cast.bo).get(PAGE))


def test_a_group_is_followed_from_its_own_page(cast: Cast) -> None:
    page = text_of(logged_in(cast.bo).get(reverse("booking:forum", args=[cast.lsg.pk])))
    assert f'name="what" value="forum:{cast.lsg.pk}"' in page

    feed = follow(cast.bo, f"forum:{cast.lsg.pk}")

    assert (feed.forum, feed.area, feed.person) == (cast.lsg, None, cast.bo)
    assert "LSG Lingonby" in text_of(logged_in(cast.bo).get(PAGE))


def test_an_area_is_followed_from_the_list(cast: Cast) -> None:
    assert "Alla grupper i Lingonby" in text_of(logged_in(cast.bo).get(PAGE))

    assert follow(cast.bo, f"area:{cast.area.pk}").area == cast.area


@pytest.mark.parametrize("what", ["", "forum:0", "own:1", "forum", "area:x", "__all__"])
def test_what_is_not_in_the_list_is_refused_with_a_sentence(cast: Cast, what: str) -> None:
    answer = logged_in(cast.bo).post(NEW, {"what": what})

    assert answer.status_code == 422
    assert "Välj en grupp eller ett område" in text_of(answer)
    assert not CalendarFeed.objects.exists()


def test_another_federations_groups_and_areas_cannot_be_followed(cast: Cast) -> None:
    for what in (f"forum:{cast.lsg.pk}", f"area:{cast.area.pk}"):
        assert logged_in(cast.eva).post(NEW, {"what": what}).status_code == 422
    page = text_of(logged_in(cast.eva).get(PAGE))
    assert "Lingonby" not in page


def test_an_address_is_made_anew_and_removed_by_its_person(cast: Cast) -> None:
    feed = follow(cast.bo, "own")
    old = addresses.feed_address(feed)

    logged_in(cast.bo).post(reverse("notifications:feed-renew", args=[feed.pk]))
    page = text_of(logged_in(cast.bo).get(PAGE))
    assert "/kalender/" in page and old not in page

    fresh = CalendarFeed.objects.get()
    logged_in(cast.bo).post(reverse("notifications:feed-end", args=[fresh.pk]))
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("name", ["feed-renew", "feed-end"])
def test_nobody_else_touches_a_subscription_or_sees_its_address(cast: Cast, name: str) -> None:
    feed = follow(cast.bo, "own")

    for person in (cast.anna, cast.cilla, cast.david, cast.adam, cast.eva):
        assert logged_in(person).post(reverse(f"notifications:{name}", args=[feed.pk])).status_code == 404
        assert "/kalender/" not in text_of(logged_in(person).get(PAGE))
    assert CalendarFeed.objects.get() == feed


def test_nothing_is_changed_by_looking_and_nothing_is_shown_without_login(cast: Cast) -> None:
    feed = follow(cast.bo, "own")
    addresses = [reverse(f"notifications:{name}", args=[feed.pk]) for name in ("feed-renew", "feed-end")]

    assert {logged_in(cast.bo).get(address).status_code for address in [NEW, *addresses]} == {405}
    for address in (PAGE, NEW, *addresses):
        answer = Client().post(address) if address != PAGE else Client().get(address)
        assert answer.status_code == 302 and "/logga-in/" in answer["Location"]
    assert CalendarFeed.objects.get() == feed


def test_the_page_is_reached_from_mina_moten(cast: Cast) -> None:
    assert PAGE in text_of(logged_in(cast.bo).get(reverse("booking:my-meetings")))


# --- the calendar that one publishes


GIVE = reverse("notifications:calendar-address")
REMOVE = reverse("notifications:calendar-address-end")
ADDRESS = "https://outlook.example/owa/calendar/hemlig/calendar.ics"


def test_an_address_is_given_and_never_shown_again(cast: Cast) -> None:
    answer = logged_in(cast.bo).post(GIVE, {"address": ADDRESS})

    assert answer.status_code == 302
    page = text_of(logged_in(cast.bo).get(PAGE))
    assert "outlook.example" in page and "/owa/calendar" not in page
    assert "Inte än" in page


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "Klistra in adressen"),
        ("http://outlook.example/a.ics", "Adressen ska börja med https."),
        ("https://10.0.0.1/a.ics", "vanligt webbnamn"),
        ("https://outlook.example:8443/a.ics", "Adressen går till port 8443"),
        ("https://bo:hemligt@outlook.example/", "användarnamn eller lösenord"),
        ("https://outlook.example/" + "a" * 2000, "för lång"),
    ],
)
def test_an_address_that_is_never_read_is_said_at_the_field_and_kept_there(cast: Cast, address: str, says: str) -> None:
    answer = logged_in(cast.bo).post(GIVE, {"address": address})

    assert answer.status_code == 422
    assert says in text_of(answer) and "<title>Fel: " in text_of(answer)
    assert f'value="{address}"' in text_of(answer) or not address
    assert not PublishedCalendar.objects.exists()


def test_the_address_is_removed_by_its_person(cast: Cast) -> None:
    logged_in(cast.bo).post(GIVE, {"address": ADDRESS})

    logged_in(cast.rut).post(REMOVE)
    assert PublishedCalendar.objects.get().person == cast.bo
    logged_in(cast.bo).post(REMOVE)
    assert not PublishedCalendar.objects.exists()


def test_nobody_else_sees_that_somebody_publishes_a_calendar(cast: Cast) -> None:
    logged_in(cast.bo).post(GIVE, {"address": ADDRESS})

    for person in (cast.anna, cast.cilla, cast.david, cast.adam, cast.eva):
        assert "outlook.example" not in text_of(logged_in(person).get(PAGE))


def test_the_address_is_given_and_removed_by_post_after_login_alone(cast: Cast) -> None:
    assert {logged_in(cast.bo).get(address).status_code for address in (GIVE, REMOVE)} == {405}
    assert {Client().post(address, {"address": ADDRESS}).status_code for address in (GIVE, REMOVE)} == {302}
    assert not PublishedCalendar.objects.exists()


def test_who_chooses_a_time_sees_who_is_taken_then_and_others_do_not(cast: Cast) -> None:
    draft = draft_individual(cast)
    calendar = give_calendar(cast.bo, address=ADDRESS)
    BusyTime.objects.create(calendar=calendar, starts_at=draft.starts_at, ends_at=draft.ends_at)
    day = timezone.localtime(draft.starts_at)
    wanted = {"date": f"{day:%Y-%m-%d}", "starts": f"{day:%H.%M}", "ends": ""}

    echo = logged_in(cast.anna).get(reverse("booking:time-echo", args=[draft.pk]), wanted)
    review = logged_in(cast.anna).get(reverse("booking:call-review", args=[draft.pk]))

    assert "Upptagen den tiden: Bo Bäverhjälm." in text_of(echo)
    assert "Upptagen den tiden: Bo Bäverhjälm." in text_of(review)
    for person in (cast.bo, cast.rut, cast.cilla, cast.eva):
        assert logged_in(person).get(reverse("booking:time-echo", args=[draft.pk]), wanted).status_code == 404


def test_who_moves_a_meeting_sees_who_is_taken_at_the_new_time(cast: Cast) -> None:
    meeting = call_individual(cast)
    new = on_workday(25)
    calendar = give_calendar(cast.bo, address=ADDRESS)
    BusyTime.objects.create(calendar=calendar, starts_at=new, ends_at=new + timedelta(hours=2))
    day = timezone.localtime(new)
    wanted = {"change": "move", "meeting": str(meeting.pk), "version": meeting.version}
    times = {"date": f"{day:%Y-%m-%d}", "starts": f"{day:%H.%M}", "ends": ""}

    page = logged_in(cast.anna).post(reverse("notifications:change-preview"), {**wanted, **times})

    assert "Upptagen den tiden: Bo Bäverhjälm." in text_of(page)
