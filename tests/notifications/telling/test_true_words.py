"""What mails about a change say, read as a person reads them: in text, in the subject and in the calendar."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, change_meeting
from booking.models import Meeting, Series
from booking.series.actions import extend_series
from booking.staffing.members import replace_member
from booking.workdays import format_date, format_weekday, local
from notifications.models import OutboxMessage, Told
from notifications.notices.reminders import REMIND_UNANSWERED
from notifications.telling.reconcile import reconcile_series
from tests.factories.calls import allow_video, call_forum, call_individual
from tests.factories.series import call_weekly
from tests.notifications.notices.reminding import due_mails, remind_days_before
from tests.notifications.telling.stories import DAY, LONG_LINK, WEEK, instances, mails_of, move, told_now
from tests.truth.reading import Mail

pytestmark = pytest.mark.django_db
BO, RUT, CILLA, ANNA = "bo@af.example", "rut@vardcentralen.example", "cilla@lingon.example", "anna@bistand.example"


@pytest.fixture
def series(cast: Any) -> Series:
    called = call_weekly(cast)
    for meeting in instances(called):
        answer_invitation(meeting.invitations.get(person=cast.bo), answer="yes", channel="link")
    told_now()
    return called


def told_to(address: str) -> Mail:
    [mail] = [Mail(raw) for to, raw in told_now() if to == address]
    return mail


def day(meeting: Meeting) -> str:
    return f"{format_weekday(meeting.starts_at)} {format_date(meeting.starts_at)}"  # type: ignore[arg-type]


# --- one meeting of a series


def test_the_new_room_of_one_meeting_is_named_everywhere(cast: Any, series: Series) -> None:
    change_meeting(instances(series)[2], by=cast.cilla, place="Rum Ängen")

    mail, third = told_to(BO), instances(series)[2]

    assert mail.subject == f"Ny plats {day(third)}: LSG Lingonby"
    assert f"– Ny plats {day(third)} kl. 09.00" in mail.text and ": Rum Ängen\n" in mail.text
    assert mail.text.count("Rum Ängen") == 2 and "Rum Ängen" in mail.html.text
    assert "Var: Sessionssalen" in mail.text
    assert mail.ahead[third.recurrence_at].place == "Rum Ängen"
    assert "Du behöver inte svara igen." in mail.text


def test_a_series_is_named_by_what_most_of_it_is_called(cast: Any, series: Series) -> None:
    change_meeting(instances(series)[0], by=cast.cilla, title="Bara första gången", place="Lilla rummet")
    told_now()
    cancel_meeting(instances(series)[3], by=cast.cilla, reason="illness")

    mail = told_to(BO)

    assert mail.subject == f"Inställt {day(instances(series)[3])}: LSG Lingonby"
    assert "Vad: LSG Lingonby\n" in mail.text and "Var: Sessionssalen\n" in mail.text
    assert "LSG Lingonby: Bara första gången, Lilla rummet" in mail.text
    assert str(mail.master["SUMMARY"]) == "LSG Lingonby"


def test_one_that_moves_is_named_by_its_day_in_the_subject(cast: Any, series: Series) -> None:
    was = day(instances(series)[1])
    move(instances(series)[1], DAY, cast)

    mail = told_to(BO)

    assert mail.subject == f"Ny tid {was}: LSG Lingonby"
    assert "Svara på nytt för det som har fått ny tid." in mail.text


def test_more_meetings_ask_for_an_answer_to_them(cast: Any, series: Series) -> None:
    extend_series(series, by=cast.cilla, last_on=series.last_on + 6 * WEEK + DAY)

    mail = told_to(BO)

    assert mail.subject == "6 nya möten: LSG Lingonby"
    assert "Svara för de nya mötena." in mail.text and "behöver inte svara" not in mail.text
    assert sum(line.asks for line in mail.lines.values()) == 6
    # the end is the last meeting's day, not the period's
    last = format_date(local(instances(series)[-1].starts_at).date())
    assert f"till och med {last}, svensk tid" in mail.text


@pytest.mark.parametrize(
    "name", ["Arbetsgruppen för samverkan kring unga vuxna i Lingonby och Blåbärsby kommuner " * 2]
)
def test_a_subject_keeps_to_one_line(cast: Any, name: str) -> None:
    cast.lsg.name = name.strip()[:150]
    cast.lsg.save()
    series = call_weekly(cast)
    first = told_to(BO)
    change_meeting(instances(series)[2], by=cast.cilla, place="Rum Ängen")

    later = told_to(BO)

    assert first.subject.startswith("Kallelse: Arbetsgruppen") and "varje torsdag" in first.subject
    assert later.subject.startswith(f"Ny plats {day(instances(series)[2])}: Arbetsgruppen")
    assert max(len(first.subject), len(later.subject)) <= 130


# --- what stays in the calendar


def test_a_calendar_has_a_link_to_the_agenda_and_nothing_of_what_was_new(cast: Any, series: Series) -> None:
    change_meeting(instances(series)[2], by=cast.cilla, place="Rum Ängen")

    mail = told_to(BO)
    descriptions = [line.description for line in mail.lines.values()]

    for text in descriptions:
        assert "Svar och dagordning: https://samverk.example/svar/serie/" in text
        assert "Laget runt" not in text and "ändrats" not in text and "behöver inte" not in text
        assert "Frågor: Cilla Citronfjäril, telefon 070-174 06 05." in text


def test_a_single_meeting_has_its_agenda_in_the_mail_and_a_link_to_it_in_the_calendar(cast: Any) -> None:
    call_forum(cast)

    mail = told_to(BO)

    [line] = mail.lines.values()
    assert "– Laget runt" in mail.text
    assert "Laget runt" not in line.description and "Dagordning: https://samverk.example/svar/" in line.description


def test_a_long_agenda_is_read_behind_the_link(cast: Any) -> None:
    sizes = [len(raw) for _address, raw in mails_of("group_with_long_agenda", cast)]

    assert max(sizes) < 12_000
    assert "Dagordning: 100 punkter." in Mail(bytes(OutboxMessage.objects.get(address=BO).body)).text


def test_a_link_that_exchange_would_cut_is_left_out_of_the_place_and_whole_elsewhere(cast: Any) -> None:
    call_forum(cast, link=LONG_LINK)

    mail = told_to(BO)

    assert len(LONG_LINK) > 255 and str(mail.master["LOCATION"]) == "Sessionssalen"
    [line] = mail.lines.values()
    assert line.url == LONG_LINK and LONG_LINK in line.description and LONG_LINK in mail.text


# --- what is changed is called by its name


@pytest.mark.parametrize(
    ("change", "noun"),
    [
        ({"title": "Tema: unga"}, "titel"),
        ({"place": "Rum Ängen"}, "plats"),
        ({"link": "https://mote.example/7"}, "länk"),
        ({"place": "Rum Ängen", "link": "https://mote.example/7"}, "plats och länk"),
        ({"place": "Rum Ängen", "link": "https://mote.example/7", "title": "Tema"}, "plats, länk och titel"),
    ],
)
def test_a_change_of_a_single_meeting_is_called_what_it_is(cast: Any, change: dict[str, str], noun: str) -> None:
    meeting = call_forum(cast)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="yes", channel="link")
    told_now()

    change_meeting(meeting, by=cast.cilla, **change)
    mail = told_to(BO)

    assert f"Det här har ändrats: {noun}. Du behöver inte svara igen." in mail.text
    assert mail.subject.startswith("Ändrad kallelse:" if "," in noun else f"Ny {noun}:")


def test_who_has_not_answered_is_not_told_that_they_need_not(cast: Any) -> None:
    meeting = call_forum(cast)
    told_now()

    change_meeting(meeting, by=cast.cilla, place="Rum Ängen")
    mail = told_to(BO)

    assert "Det här har ändrats: plats. Du har inte svarat än." in mail.text
    assert [line.asks for line in mail.lines.values()] == [True]


def test_a_change_that_was_told_by_the_version_before_this_is_not_called_what_it_may_not_be(cast: Any) -> None:
    """Its digest knows the start alone."""
    meeting = call_forum(cast)
    told_now()
    for row in Told.objects.all():
        row.queued_digest = row.left_digest = "3:" + ".".join(row.left_digest.partition(":")[2].split(".")[:1])
        row.save()

    change_meeting(meeting, by=cast.cilla, place="Rum Ängen")
    mail = told_to(BO)

    assert "Kallelsen är ändrad. Så här gäller den nu." in mail.text and mail.subject.startswith("Ändrad kallelse:")


# --- who is replaced, and who hands over


def test_who_is_replaced_reads_since_when_and_by_whom_and_not_that_there_is_no_meeting(
    cast: Any, series: Series
) -> None:
    third = instances(series)[2]
    since = local(third.starts_at).date() - DAY
    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=cast.kim, on=since)

    mail = told_to(BO)

    assert f"Du är inte längre kallad från och med {format_date(since)}. Kim Kottesken tar över platsen." in mail.text
    assert "Inget möte" not in mail.text and "behövs inte" not in mail.text
    kept = format_date(local(instances(series)[1].starts_at).date())
    assert mail.subject == f"Du är kallad till och med {kept}, därefter inte: LSG Lingonby"


def test_who_is_replaced_before_the_first_meeting_reads_the_same(cast: Any, series: Series) -> None:
    since = datetime.date.today()
    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=cast.kim, on=since)

    mail = told_to(BO)

    assert mail.method == "CANCEL" and mail.subject == "Du är inte längre kallad: LSG Lingonby"
    assert f"från och med {format_date(since)}. Kim Kottesken tar över platsen." in mail.text


def test_who_sends_a_substitute_has_handed_over(cast: Any) -> None:
    found = {Mail(raw).subject: Mail(raw) for to, raw in mails_of("group_handed_over", cast) if to == BO}

    handed = next(mail for subject, mail in found.items() if subject.startswith("Du har lämnat över kallelsen: LSG"))
    assert "Du har lämnat över kallelsen. Kim Kottesken kommer i stället." in handed.text


def test_who_sends_a_substitute_to_a_case_is_told_nobodys_name(cast: Any) -> None:
    """Domain rule 2."""
    sent = [Mail(raw) for to, raw in mails_of("case_handed_over_and_left", cast) if to in (BO, RUT)]

    *_calls, handed, removed = sorted(sent, key=lambda mail: (mail.method != "REQUEST", mail.subject), reverse=False)
    assert {handed.subject.partition(":")[0], removed.subject.partition(":")[0]} == {
        "Du har lämnat över kallelsen",
        "Du är inte längre kallad",
    }
    assert not [mail for mail in sent if mail.method == "CANCEL" and "Kim" in mail.text]


# --- the caller's own copy


def test_the_callers_own_copy_asks_the_caller_nothing(cast: Any) -> None:
    meeting = call_individual(cast)
    mail = told_to(ANNA)

    attendee = mail.master["ATTENDEE"].params
    assert (attendee["PARTSTAT"], "RSVP" in attendee) == ("ACCEPTED", False)
    for words in ("/svar/", "ersättare", "Svara", "Vem mötet gäller", "Anna Andlykt"):
        assert words not in mail.text
    assert f"Se mötet: https://samverk.example/moten/{meeting.pk}/" in mail.text

    move(meeting, DAY, cast)
    later = told_to(ANNA)
    assert "Mötet är flyttat från" in later.text and "Svara på nytt" not in later.text


def test_the_callers_own_copy_of_a_series_leads_to_the_series(cast: Any, series: Series) -> None:
    change_meeting(instances(series)[2], by=cast.cilla, place="Rum Ängen")

    mail = told_to(CILLA)

    assert "/svar/" not in mail.text and "svara" not in mail.text.casefold()
    assert f"Se serien: https://samverk.example/serier/{series.pk}/" in mail.text


# --- reminders


def test_a_reminder_of_a_group_names_it_and_lies_in_the_thread_of_its_call(cast: Any, time_machine: Any) -> None:
    meeting = call_forum(cast)
    call = told_to(BO)
    time_machine.move_to(remind_days_before(meeting, meeting.template.remind_unanswered_days or 3))

    assert BO in due_mails(REMIND_UNANSWERED.name)
    reminder = Mail(bytes(OutboxMessage.objects.get(kind=REMIND_UNANSWERED.name, address=BO).body))

    assert reminder.subject.endswith(": LSG Lingonby") and "Vad: LSG Lingonby" in reminder.text
    assert reminder.message["In-Reply-To"] == reminder.message["References"] == call.message["Message-ID"]


def test_every_mail_says_who_runs_the_service_and_whom_to_ask(cast: Any) -> None:
    call_individual(cast)

    foot = "Samverk, tjänsten för kallelser, drivs av Lingonförbundet. Kontakt: samverk@lingon.example"
    mails = [Mail(raw) for _address, raw in told_now()]
    assert len(mails) == 3 and all(mail.text.rstrip().endswith(foot) for mail in mails)
    assert all("mailto:samverk@lingon.example" in mail.html.links for mail in mails)


def test_a_link_of_a_meeting_is_a_link_in_html(cast: Any) -> None:
    allow_video(cast)
    call_individual(cast, link="https://mote.example/rum-7")

    assert {"https://mote.example/rum-7", "tel:0701740605"} <= set(told_to(BO).html.links)


# --- what was told as an exception stays one


def test_an_exception_that_is_taken_back_is_still_sent_as_one_to_who_had_it(cast: Any, series: Series) -> None:
    """To Rut, who has answered none: another answer would make an exception by itself."""
    third = instances(series)[2]
    move(third, DAY, cast)
    told_now()
    move(instances(series)[2], -DAY, cast)
    mail = told_to(RUT)

    [back] = [event for event in mail.events if "RECURRENCE-ID" in event]
    assert back.decoded("DTSTART") == third.recurrence_at and str(back["LOCATION"]) == "Sessionssalen"
    assert Told.objects.get(address=RUT).told_overrides == [f"{third.recurrence_at:%Y%m%dT%H%M%SZ}"]
    change_meeting(instances(series)[4], by=cast.cilla, place="Rum Ängen")
    assert len([event for event in told_to(RUT).events if "RECURRENCE-ID" in event]) == 2


def test_an_exception_is_sent_to_nobody_who_never_had_it(cast: Any, series: Series) -> None:
    move(instances(series)[2], DAY, cast)
    told_now()
    move(instances(series)[2], -DAY, cast)
    told_now()

    cast.rut.email = "rut.ny@vardcentralen.example"
    cast.rut.save()
    [new] = [message for message in reconcile_series(series.pk) if message.address == "rut.ny@vardcentralen.example"]

    assert not [event for event in Mail(bytes(new.body)).events if "RECURRENCE-ID" in event]
    assert Told.objects.get(address="rut.ny@vardcentralen.example").told_overrides == []


def test_an_exception_whose_meeting_is_off_is_not_sent(cast: Any, series: Series) -> None:
    move(instances(series)[2], DAY, cast)
    told_now()

    cancel_meeting(instances(series)[2], by=cast.cilla, reason="illness")
    mail = told_to(BO)

    assert not [event for event in mail.events if "RECURRENCE-ID" in event]
    assert mail.gaps == {instances(series)[2].recurrence_at}
