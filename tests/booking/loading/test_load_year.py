from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from booking.loading import load_year
from booking.models import ClosedHalfYear, Meeting, MeetingState, Outcome
from booking.retention import run_retention
from booking.statistics.api import area_statistics
from booking.statistics.exports import as_csv, headline
from booking.statistics.figures import year_figures
from forums.loading import DATA_FOLDER, LoadRefused, load_federation
from forums.models import Area, RoleKind
from tests.cast import Cast
from tests.factories import make_meeting, make_person, make_role

YEAR_FILE = Path(__file__).parents[3] / "booking" / "data" / "year-savsjo-2018.yaml"
EXPECTED = yaml.safe_load(YEAR_FILE.read_text())["expected"]


@pytest.fixture
def savsjo(db) -> Area:
    load_federation(DATA_FOLDER / "hoglandet.yaml")
    load_year(YEAR_FILE)
    return Area.objects.get(name="Sävsjö")


class Plain(yaml.SafeDumper):
    """Writes a value that stands in two places twice, as people do."""

    def ignore_aliases(self, data):
        return True


def write_year(folder: Path, meetings: dict, **more) -> Path:
    path = folder / "year.yaml"
    path.write_text(yaml.dump({"area": "Lingonby", "year": 2018, "meetings": meetings, **more}, Dumper=Plain))
    return path


def numbers(value, path=()):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from numbers(each, (*path, key))
    else:
        yield path, value


ALL_EXPECTED = dict(numbers(EXPECTED))


def test_every_expected_number_comes_out_of_the_api(savsjo):
    coordinator = make_person()
    make_role(coordinator, RoleKind.COORDINATOR, area=savsjo)

    answer = dict(numbers(area_statistics(coordinator, savsjo.pk, 2018)))

    assert {path: answer[path] for path in ALL_EXPECTED} == ALL_EXPECTED


def test_every_expected_number_comes_out_of_the_file(savsjo):
    rows = csv.DictReader(io.StringIO(as_csv(year_figures(savsjo, 2018)).removeprefix("\ufeff")), delimiter=";")

    by_code = {row["Kod"]: row for row in rows}

    assert {path: read_from_file(by_code, path) for path in ALL_EXPECTED} == ALL_EXPECTED


def read_from_file(by_code, path):
    if path[0] == "planned_vs_held":
        return [int(by_code[".".join((*path, part))]["Hela året"]) for part in ("planned", "held")]
    if path[0] in ("first_half", "second_half"):
        column = {"first_half": "Första halvåret", "second_half": "Andra halvåret"}[path[0]]
        return int(by_code[f"held_by_type.{path[1]}"][column])
    return int(by_code[".".join(path)]["Hela året"])


def test_no_more_types_come_out_than_were_loaded(savsjo):
    coordinator = make_person()
    make_role(coordinator, RoleKind.COORDINATOR, area=savsjo)

    answer = area_statistics(coordinator, savsjo.pk, 2018)

    assert {key: answer[key] for key in EXPECTED} == EXPECTED


def test_what_the_file_does_not_tell_is_unknown_and_never_nought(savsjo):
    year = year_figures(savsjo, 2018).total.year

    unknown = (year.called, year.cancelled, year.moved, year.not_registered, year.parties, year.persons, year.lead_time)
    assert unknown == (None,) * 7
    assert year.unknown["called_by"] == 12


def test_the_area_s_own_name_for_a_type_stands_in_the_figures(savsjo):
    assert "Samverkansmöte" in {kind.name for kind in year_figures(savsjo, 2018).types}


def test_meetings_are_loaded_under_the_agreement_that_held_then(savsjo):
    meeting = Meeting.objects.filter(template__slug="styrgrupp").first()

    assert meeting.template.agreement.valid_from.year == 2013
    assert meeting.forum.name == "Styrgruppen Samverk Sävsjö"
    assert meeting.is_loaded


def test_the_loaded_figures_survive_retention(savsjo):
    run_retention()

    assert Meeting.objects.filter(stripped_at__isnull=False).count() == 19
    assert {key: headline(year_figures(savsjo, 2018))[key] for key in EXPECTED} == EXPECTED


def test_loading_again_replaces_what_was_loaded(savsjo):
    load_year(YEAR_FILE)

    assert Meeting.objects.count() == 31
    assert year_figures(savsjo, 2018).total.year.held == 31


def test_loading_never_touches_meetings_of_the_service(cast: Cast, tmp_path):
    real = make_meeting(cast.lsg_template, starts_at=datetime.datetime(2018, 3, 1, 9, tzinfo=datetime.UTC))

    load_year(write_year(tmp_path, {"lsg": [{"date": datetime.date(2018, 2, 1), "status": "held"}]}))

    assert Meeting.objects.filter(pk=real.pk).exists()
    assert Meeting.objects.count() == 2


def test_everything_that_a_meeting_may_tell_is_counted(cast: Cast, tmp_path):
    held = {
        "date": datetime.date(2018, 3, 15),
        "called_on": datetime.date(2018, 3, 1),
        "status": "held",
        "invited": 8,
        "attended": 6,
        "parties_present": ["kommun", "fk"],
        "called_by": "kommun",
    }
    gone = {"date": datetime.date(2018, 9, 3), "status": "cancelled", "reason": "illness"}

    load_year(write_year(tmp_path, {"lsg": [held, gone]}))

    year = year_figures(cast.area, 2018).total.year
    assert (year.held, year.called, year.cancelled, year.cancelled_by_reason) == (1, 1, 1, {"illness": 1})
    assert (year.persons.part, year.persons.whole, year.lead_time.median) == (6, 8, 10)
    assert {kind: (party.present, party.rate) for kind, party in year.parties.items()} == {
        "fk": (1, None), "kommun": (1, None)
    }  # fmt: skip


def test_a_cancelled_meeting_may_tell_no_reason(cast: Cast, tmp_path):
    load_year(write_year(tmp_path, {"lsg": [{"date": datetime.date(2018, 9, 3), "status": "cancelled"}]}))

    year = year_figures(cast.area, 2018).total.year
    assert (year.cancelled, year.cancelled_by_reason, year.unknown["cancelled_by_reason"]) == (1, {}, 1)


def test_a_number_of_meetings_is_spread_over_its_quarters(cast: Cast, tmp_path):
    group = {"count": 5, "status": "held", "quarters": {"Q2": 2, "Q4": 3}, "called_by": {"af": 4}}

    load_year(write_year(tmp_path, {"samverksmote": group}))

    figures = year_figures(cast.area, 2018)
    assert (figures.total.first.held, figures.total.second.held) == (2, 3)
    assert figures.total.year.called_by == {"af": 4}
    assert figures.total.year.unknown["called_by"] == 1
    assert all(meeting.starts_at.astimezone().weekday() < 5 for meeting in Meeting.objects.all())


DAY = datetime.date(2018, 3, 1)
MISTAKES = [
    ({"lsg": [{"date": DAY, "status": "held", "plats": "x"}]}, "meetings.lsg[0].plats: okänd nyckel"),
    ({"lsg": [{"date": DAY, "status": "hållet"}]}, "meetings.lsg[0].status: okänd status 'hållet'"),
    ({"lsg": [{"status": "held"}]}, "meetings.lsg[0].date: saknas"),
    ({"lsgg": [{"date": DAY, "status": "held"}]}, "meetings.lsgg: Lingonby hade ingen mötesmall 'lsgg' 2018-03-01"),
    ({"lsg": [{"date": DAY.replace(year=2017), "status": "held"}]}, "date: '2017-03-01' är inte år 2018"),
    ({"lsg": [{"date": DAY, "status": "held", "reason": "illness"}]}, "reason: kan bara anges för ett inställt möte"),
    ({"lsg": [{"date": DAY, "status": "cancelled", "reason": "snö"}]}, "meetings.lsg[0].reason: okänd orsak 'snö'"),
    ({"lsg": [{"date": DAY, "status": "held", "called_by": "polis"}]}, "meetings.lsg[0].called_by: okänd part 'polis'"),
    ({"lsg": [{"date": DAY, "status": "held", "parties_present": ["x"]}]}, "parties_present[0]: okänd part 'x'"),
    ({"lsg": [{"date": DAY, "status": "held", "variant": "x"}]}, "meetings.lsg[0].variant: okänd variant 'x'"),
    ({"lsg": [{"date": DAY, "status": "held", "participants": 5}]}, "participants: räknas bara vid öppna möten"),
    ({"lsg": [{"date": DAY, "status": "held", "invited": 3, "attended": 4}]}, "attended: är fler än de kallade"),
    ({"sip": [{"date": DAY, "status": "held", "title": "Nora"}]}, "title: ett möte om en enskild har ingen rubrik"),
    ({"sip": {"count": 3, "status": "held", "quarters": {"Q1": 2}}}, "quarters: är 2 tillsammans, men count är 3"),
    ({"sip": {"count": 3, "status": "held", "quarters": {"Q5": 3}}}, "meetings.sip.quarters.Q5: okänt kvartal 'Q5'"),
    ({"sip": {"count": 1, "status": "held", "called_by": {"af": 2}}}, "called_by: är 2 tillsammans, fler än count (1)"),
]  # fmt: skip


@pytest.mark.parametrize(("meetings", "reason"), MISTAKES)
def test_an_error_names_file_path_and_reason_and_nothing_is_loaded(cast: Cast, tmp_path, meetings, reason):
    fine = {"formote": [{"date": DAY, "status": "held"}]}

    with pytest.raises(CommandError, match=r"^year\.yaml: ") as refused:
        call_command("load_year", write_year(tmp_path, {**fine, **meetings}))

    assert reason in str(refused.value)
    assert "Inget lästes in." in str(refused.value)
    assert Meeting.objects.count() == 0


def test_another_figure_than_expected_is_an_error_and_nothing_is_loaded(cast: Cast, tmp_path):
    wanted = {"held_total": 2, "held_by_type": {"lsg": 1}, "called_by": {"lsg": {"af": 1}}}
    path = write_year(tmp_path, {"lsg": [{"date": DAY, "status": "held"}]}, expected=wanted)

    with pytest.raises(LoadRefused) as refused:
        load_year(path)

    assert [str(problem) for problem in refused.value.problems] == [
        "year.yaml: expected.called_by.lsg.af: ska vara 1 men blev uppgift saknas",
        "year.yaml: expected.held_total: ska vara 2 men blev 1",
    ]
    assert Meeting.objects.count() == 0


def test_an_unknown_area_is_an_error(cast: Cast, tmp_path):
    with pytest.raises(LoadRefused, match="area: okänt kommunområde 'Hjortronby'"):
        load_year(write_year(tmp_path, {}, area="Hjortronby"))


def test_a_closed_half_year_is_not_loaded(cast: Cast, tmp_path):
    ClosedHalfYear.objects.create(federation=cast.federation, half_year="2018-1", closed_at=timezone.now())

    with pytest.raises(LoadRefused, match="year: första halvåret 2018 är stängt"):
        load_year(write_year(tmp_path, {}))


def test_a_dry_run_says_what_would_be_and_saves_nothing(cast: Cast, tmp_path, capsys):
    path = write_year(tmp_path, {"lsg": [{"date": DAY, "status": "held"}]})

    call_command("load_year", path, "--dry-run")

    assert "Klart: 1 genomförda möten.\nProvkörning: inget sparades." in capsys.readouterr().out
    assert Meeting.objects.filter(state=MeetingState.CALLED).count() == 0


def test_a_loaded_meeting_shows_its_day_and_no_clock_time_that_nobody_knows(cast: Cast, client: Client) -> None:
    meeting = make_meeting(cast.lsg_template, forum=cast.lsg, in_days=-400, is_loaded=True, called_at=None)
    Outcome.objects.create(meeting=meeting)
    client.force_login(cast.cilla)

    page = client.get(f"/moten/{meeting.pk}/").content.decode() + client.get(f"/forum/{cast.lsg.pk}/").content.decode()

    assert "LSG Lingonby" in page
    assert "09.00" not in page
