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
from rest_framework.test import APIClient

from booking.loading import load_year
from booking.models import ClosedHalfYear, Meeting, MeetingState, Outcome
from booking.retention import run_retention
from booking.statistics.api import area_statistics
from booking.statistics.exports import headline
from booking.statistics.figures import year_figures
from booking.statistics.whole_year import figures_sheet, read_year
from config.ground.spreadsheets import write_csv
from forums.loading import DATA_FOLDER, LoadRefused, load_federation
from forums.models import Area, RoleKind
from tests.cast import Cast
from tests.factories import make_meeting, make_person, make_role, make_template

YEAR_FILE = Path(__file__).parents[3] / "booking" / "data" / "year-savsjo-2018.yaml"
EXPECTED = yaml.safe_load(YEAR_FILE.read_text())["expected"]
DAY = datetime.date(2018, 3, 1)


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


YEAR_FILES = sorted(YEAR_FILE.parent.glob("year-*.yaml"))
EACH_FILE = pytest.mark.parametrize("path", YEAR_FILES, ids=lambda path: path.stem)


@pytest.fixture
def hoglandet(db) -> None:
    load_federation(DATA_FOLDER / "hoglandet.yaml")


@EACH_FILE
def test_every_expected_number_comes_out_of_the_api_and_the_file(hoglandet, path):
    data = yaml.safe_load(path.read_text())
    expected = dict(numbers(data["expected"]))
    where = load_year(path).where
    director = make_person()
    make_role(director, RoleKind.DIRECTOR, federation=where.federation)

    answer = dict(numbers(area_statistics(director, where.pk, data["year"])))
    text = write_csv(figures_sheet(read_year(where, data["year"]))).removeprefix("\ufeff")
    by_code = {row["Kod"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}

    assert len(expected) > 5
    assert {each: answer[each] for each in expected} == expected
    assert {each: read_from_file(by_code, each) for each in expected} == expected


@EACH_FILE
def test_a_file_is_loaded_whole_and_its_other_half_is_not_nought(hoglandet, path):
    data = yaml.safe_load(path.read_text())
    where = load_year(path).where
    told = [item for items in data["meetings"].values() for item in (items if isinstance(items, list) else [items])]

    total = year_figures(where, data["year"]).total

    assert Meeting.objects.count() == sum(item.get("count", 1) for item in told) == total.year.held
    assert (total.first.is_known, total.second.is_known) == (True, data.get("period") != "h1")
    assert (total.second.held is None) == (data.get("period") == "h1")


def read_from_file(by_code, path):
    if path[0] == "planned_vs_held":
        return [int(by_code[".".join((*path, part))]["Hela året"]) for part in ("planned", "held")]
    if path[0] in ("first_half", "second_half"):
        column = {"first_half": "Första halvåret", "second_half": "Andra halvåret"}[path[0]]
        return int(by_code[f"held_by_type.{path[1]}"][column])
    return int(by_code[".".join(path)]["Hela året"])


def test_each_half_replaces_itself_alone(cast: Cast, tmp_path):
    spring = {"lsg": [{"date": "2018-03", "status": "held"}]}
    autumn = {"lsg": [{"date": "2018-10", "status": "held"}]}

    load_year(write_year(tmp_path, spring, period="h1", expected={"held_total": 1}))
    half = year_figures(cast.area, 2018).total
    load_year(write_year(tmp_path, autumn, period="h2", expected={"held_total": 1, "planned_vs_held": {"lsg": [4, 1]}}))
    load_year(write_year(tmp_path, spring, period="h1", expected={"held_total": 1}))

    whole = year_figures(cast.area, 2018).total
    assert (half.year.held, half.first.held, half.second.held, half.second.participants) == (1, 1, None, None)
    assert (whole.year.held, whole.first.held, whole.second.held) == (2, 1, 1)


def test_a_month_is_shown_as_a_month_and_no_time_is_made_up(cast: Cast, tmp_path, client: Client):
    make_template(cast.agreement, slug="lsg_extra", name="Extra", level="forum")
    lsg = [{"date": "2018-05", "status": "held"}, {"date": DAY, "status": "held"}]
    load_year(write_year(tmp_path, {"lsg": lsg, "lsg_extra": {"count": 1, "status": "held"}}, period="h1"))
    api = APIClient()
    api.force_authenticate(cast.cilla)
    client.force_login(cast.cilla)

    told = {row["when"]: (row["starts_at"], row["ends_at"]) for row in api.get("/api/v1/meetings/").json()["results"]}

    assert told == dict.fromkeys(("maj 2018", "torsdag 1 mars 2018 (v. 9)", "första halvåret 2018"), (None, None))
    for meeting in Meeting.objects.all():
        assert "12.00" not in client.get(f"/moten/{meeting.pk}/").content.decode()
    assert "12.00" not in client.get(f"/forum/{cast.lsg.pk}/").content.decode()


def test_a_federation_s_own_days_are_loaded_and_count_in_the_areas_that_they_name(cast: Cast, tmp_path):
    make_template(federation=cast.federation, slug="dag", level="open", needs_forum=False)
    day = {"date": DAY, "status": "held", "participants": 80, "title": "Inspirationsdag", "areas": ["Lingonby"]}
    own = {"federation": "Lingonförbundet", "year": 2018, "expected": {"participants_open_meetings": 80}}
    path = tmp_path / "year.yaml"
    path.write_text(yaml.dump({**own, "meetings": {"dag": [day]}}))

    for _again in range(2):
        load_year(path)

    counted = [year_figures(where, 2018).total.year.held for where in (cast.federation, cast.area, cast.neighbour)]
    assert counted == [1, 1, None]


def told_of(answer):
    """What the year's file may tell of; a group that it does not name is planned for, and held nobody knows what."""
    plans = {kind: plan for kind, plan in answer["planned_vs_held"].items() if plan[1] is not None}
    return {key: answer[key] for key in EXPECTED} | {"planned_vs_held": plans}


def test_no_more_types_come_out_than_were_loaded(savsjo):
    coordinator = make_person()
    make_role(coordinator, RoleKind.COORDINATOR, area=savsjo)

    answer = area_statistics(coordinator, savsjo.pk, 2018)

    assert told_of(answer) == EXPECTED


def test_what_the_file_does_not_tell_is_unknown_and_never_nought(savsjo):
    year = year_figures(savsjo, 2018).total.year

    unknown = (year.called, year.cancelled, year.moved, year.not_registered, year.parties, year.persons, year.lead_time)
    assert unknown == (None,) * 7
    assert year.unknown["called_by"] == 12


def test_the_area_s_own_name_for_a_type_stands_in_the_figures(savsjo):
    assert "Samverkansmöte" in {kind.name for kind in year_figures(savsjo, 2018).types}


def test_meetings_are_loaded_under_the_agreement_that_held_then(savsjo):
    meeting = Meeting.objects.filter(template__slug="styrgrupp").first()

    assert meeting.template.agreement.valid_from.year == 2017
    assert meeting.forum.name == "Styrgruppen Samverk Sävsjö"
    assert meeting.is_loaded


def test_the_loaded_figures_survive_retention(savsjo):
    run_retention()

    assert Meeting.objects.filter(stripped_at__isnull=False).count() == 19
    assert told_of(headline(year_figures(savsjo, 2018))) == EXPECTED


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
    ({"lsg": [{"date": "2018-13", "status": "held"}]}, "ska vara ett datum (2019-06-13) eller en månad (2019-06)"),
    ({"lsg": [{"date": "2017-05", "status": "held"}]}, "date: '2017-05' är inte år 2018"),
    ({"lsg": [{"date": DAY, "status": "held", "areas": ["Lingonby"]}]}, "areas: kan bara anges i ett förbunds fil"),
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


def test_what_is_not_in_the_half_year_is_refused(cast: Cast, tmp_path):
    meetings = {"lsg": [{"date": DAY, "status": "held"}], "sip": {"count": 2, "status": "held", "quarters": {"Q1": 2}}}

    with pytest.raises(LoadRefused) as refused:
        load_year(write_year(tmp_path, meetings, period="h2"))

    assert [str(problem) for problem in refused.value.problems] == [
        "year.yaml: meetings.lsg[0].date: '2018-03-01' är inte i perioden h2",
        "year.yaml: meetings.sip.quarters.Q1: är inte i perioden h2",
    ]


def test_a_file_says_whose_it_is(cast: Cast, tmp_path):
    path = tmp_path / "year.yaml"
    path.write_text("{year: 2018, meetings: {}}")

    with pytest.raises(LoadRefused, match="area: saknas; skriv ett kommunområde"):
        load_year(path)
    path.write_text("{year: 2018, federation: Hjortron, meetings: {}}")
    with pytest.raises(LoadRefused, match="federation: okänt förbund 'Hjortron'"):
        load_year(path)


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
    meeting = make_meeting(
        cast.lsg_template, forum=cast.lsg, in_days=-400, is_loaded=True, called_at=None, known_to="day"
    )
    Outcome.objects.create(meeting=meeting)
    client.force_login(cast.cilla)

    page = client.get(f"/moten/{meeting.pk}/").content.decode() + client.get(f"/forum/{cast.lsg.pk}/").content.decode()

    assert "LSG Lingonby" in page
    assert "09.00" not in page
