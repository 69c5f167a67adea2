from __future__ import annotations

import csv
import datetime
import html
import io
import re
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from booking.loading import load_year
from booking.models import ClosedHalfYear, CorrectionNote, FigureBucket
from booking.statistics.actions import close_half_year
from booking.statistics.whole_year import figures_sheet, read_year
from config.ground.spreadsheets import harmless, write_csv
from forums.loading import DATA_FOLDER, load_federation
from forums.models import Area, RoleKind
from tests.booking.statistics.rows import SPRING, make_held, make_open
from tests.cast import Cast
from tests.factories import make_person, make_role, make_template

YEAR_FILE = Path(__file__).parents[3] / "booking" / "data" / "year-savsjo-2018.yaml"


def open_page(client, person, **query):
    client.force_login(person)
    return client.get(reverse("booking:statistics"), query)


def tables_on(response) -> dict[str, list[list[str]]]:
    """The tables of the page by caption, as rows of words."""
    found = {}
    for table in re.findall(r"<table.*?</table>", response.content.decode(), re.S):
        caption = html.unescape(re.search(r"<caption[^>]*>(.*?)</caption>", table, re.S)[1])
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
        found[caption] = [
            [html.unescape(re.sub("<.*?>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
            for row in rows
        ]
    return found


def test_every_expected_number_of_the_loaded_year_stands_on_the_page(db, client):
    load_federation(DATA_FOLDER / "hoglandet.yaml")
    load_year(YEAR_FILE)
    expected = yaml.safe_load(YEAR_FILE.read_text())["expected"]
    savsjo = Area.objects.get(name="Sävsjö")
    coordinator = make_person()
    make_role(coordinator, RoleKind.COORDINATOR, area=savsjo)

    response = open_page(client, coordinator, ar=2018)
    tables = tables_on(response)

    missing = "Uppgift saknas: Närvaro per part, Kallade, inställda och ej registrerade, Hur långt i förväg mötena"
    assert f"{missing} kallades, Hur mötena hölls." in html.unescape(response.content.decode())
    assert response.content.decode().count("uppgift saknas") == 1
    types = {row[0]: [int(cell) for cell in row[1:]] for row in tables["Genomförda möten per typ"][1:]}
    names = {"styrgrupp": "Styrgrupp", "arbetsgrupp": "Arbetsgrupp", "informationstraff": "Informationsträff"}
    names["samverksmote"] = "Samverkansmöte"
    for slug, name in names.items():
        parts = (expected["held_by_type"], expected["first_half"], expected["second_half"])
        assert types[name] == [part[slug] for part in parts]
    assert types["varav Föreläsning"][0] == expected["held_by_variant"]["forelasning"]
    assert types["Totalt"][0] == expected["held_total"]
    callers = {row[0]: row[1] for row in tables["Möten om en enskild efter kallande part"][1:]}
    codes = {"kommun": "Kommunen", "af": "Arbetsförmedlingen", "region": "Vården"}
    for code, number in expected["called_by"]["samverksmote"].items():
        assert callers[codes[code]] == str(number)
    people = f"<dt>Deltagare i öppna möten</dt><dd>{expected['participants_open_meetings']}<"
    assert people in response.content.decode()
    forums = {row[0]: row[1:] for row in tables["Planerat i överenskommelsen och genomfört"][1:]}
    assert forums["Styrgruppen Samverk Sävsjö"] == ["2", "2", "1", "1"]
    assert forums["Arbetsgruppen Samverk Sävsjö"] == ["6", "7", "3", "4"]


def test_of_an_area_without_a_file_nothing_is_known_of_a_loaded_year(db, client):
    load_federation(DATA_FOLDER / "hoglandet.yaml")
    load_year(YEAR_FILE)
    director = make_person()
    make_role(director, RoleKind.DIRECTOR, federation=Area.objects.get(name="Sävsjö").federation)

    response = open_page(client, director, ar=2018)
    areas = {row[0]: row[1:] for row in tables_on(response)["Områdena sida vid sida"]}

    assert areas["Sävsjö"] == ["31", "9 av 8"]
    assert areas["Aneby"] == ["–", "–"]
    assert "Uppgifter finns bara från Sävsjö." in response.content.decode()


def test_a_coordinator_sees_the_figures_of_the_own_area_only(cast: Cast, client):
    make_held(cast.samverksmote, reference="SV-7K3M-2Q")

    own = open_page(client, cast.cilla, ar=2025)
    other = open_page(client, cast.cilla, omrade=cast.neighbour.pk)
    whole = open_page(client, cast.cilla, omrade=f"forbund-{cast.federation.pk}")

    assert (own.status_code, other.status_code, whole.status_code) == (200, 404, 404)
    assert "Samverksmöte" in own.content.decode()
    assert "SV-7K3M-2Q" not in own.content.decode()


@pytest.mark.parametrize("who", ["david", "adam"])
def test_director_and_administrator_see_all_areas_side_by_side(cast: Cast, client, who):
    make_held(cast.samverksmote)

    tables = tables_on(open_page(client, getattr(cast, who), ar=2025))

    assert [row[:2] for row in tables["Områdena sida vid sida"][1:]] == [["Blåbärsby", "0"], ["Lingonby", "1"]]


def test_areas_are_sorted_by_what_is_asked_for_and_lead_to_their_own_page(cast: Cast, client):
    make_held(cast.samverksmote)

    by_name = tables_on(open_page(client, cast.david, ar=2025))["Områdena sida vid sida"]
    response = open_page(client, cast.david, ar=2025, period="1", sortera="genomforda")
    by_held = tables_on(response)["Områdena sida vid sida"]

    assert [row[0] for row in by_name[1:]] == ["Blåbärsby", "Lingonby"]
    assert [row[0] for row in by_held[1:]] == ["Lingonby", "Blåbärsby"]
    page = html.unescape(response.content.decode())
    assert f'href="/statistik/?omrade={cast.area.pk}&ar=2025&period=1"' in page
    assert "sortera=narvaro#omraden" in page and "sortera=genomforda#omraden" not in page
    assert open_page(client, cast.david, ar=2025, sortera="finns-inte").status_code == 200


def test_a_unit_sees_its_own_figures_live_and_nobody_else_s(cast: Cast, client):
    make_held(cast.samverksmote, caller=cast.anna, outcome={"gender": "woman"})
    make_open(cast.formote, caller=cast.anna)
    make_held(cast.samverksmote, caller=cast.bo)

    response = open_page(client, cast.anna, ar=2025)

    assert tables_on(response)["Möten som Ekonomiskt bistånd har kallat till"] == [
        [
            *("Mötestyp", "Kallade", "Genomförda", "Inställda", "Ej registrerade", "Kommande"),
            *("Kvinnor", "Män", "Uppgift saknas"),
        ],
        ["Förmöte", "1", "0", "0", "1", "0", "0", "0", "0"],
        ["Samverksmöte", "1", "1", "0", "0", "0", "1", "0", "0"],
    ]
    assert len(tables_on(response)) == 1


def test_who_sits_in_a_group_that_reads_the_figures_opens_them_from_its_page(cast: Cast, client):
    link = f"/statistik/?omrade={cast.area.pk}"
    client.force_login(cast.frida)
    before = client.get(f"/forum/{cast.lsg.pk}/").content.decode()
    closed = open_page(client, cast.frida, omrade=cast.area.pk).status_code
    cast.lsg_template.shows_figures = True
    cast.lsg_template.save()

    after = client.get(f"/forum/{cast.lsg.pk}/").content.decode()

    assert (link in before, closed, link in after) == (False, 404, True)
    assert open_page(client, cast.frida, omrade=cast.area.pk).status_code == 200
    assert open_page(client, cast.frida, omrade=cast.neighbour.pk).status_code == 404
    assert open_page(client, cast.frida, omrade=f"forbund-{cast.federation.pk}").status_code == 404
    cast.lsg.ended_on = datetime.date(2020, 1, 1)
    cast.lsg.save()
    assert open_page(client, cast.frida, omrade=cast.area.pk).status_code == 404


def test_a_manager_reads_the_figures_of_the_areas_where_the_unit_works(cast: Cast, client):
    cast.fk_unit.areas.set([cast.area])
    before = open_page(client, cast.frida, omrade=cast.area.pk).status_code
    make_role(cast.frida, RoleKind.MANAGER, federation=cast.federation, party=cast.fk)
    make_role(cast.bo, RoleKind.MANAGER, federation=cast.federation, party=cast.fk)

    assert (before, open_page(client, cast.frida, omrade=cast.area.pk).status_code) == (404, 200)
    assert open_page(client, cast.frida, omrade=cast.neighbour.pk).status_code == 404
    assert open_page(client, cast.bo, omrade=cast.area.pk).status_code == 404


def test_a_stranger_sees_nothing_of_another_federation(cast: Cast, client):
    make_held(cast.samverksmote)

    assert open_page(client, cast.eva, omrade=cast.area.pk).status_code == 404
    assert open_page(client, cast.eva, omrade=f"forbund-{cast.federation.pk}").status_code == 404
    assert "Lingon" not in open_page(client, cast.eva).content.decode()


@pytest.mark.parametrize("query", [{"omrade": "x"}, {"omrade": "forbund-x"}, {"omrade": "99999999999999999999"}])
def test_an_area_that_is_none_is_not_found(cast: Cast, client, query):
    assert open_page(client, cast.david, **query).status_code == 404


@pytest.mark.parametrize("year", ["", "x", "0", "99999", "-1"])
def test_a_year_that_is_none_is_this_year(cast: Cast, client, year):
    assert open_page(client, cast.cilla, ar=year).status_code == 200


def test_nobody_sees_figures_without_logging_in(client, db):
    assert client.get(reverse("booking:statistics")).status_code == 302


def test_the_page_says_when_there_is_nothing(cast: Cast, client):
    make_held(cast.lsg_template, SPRING.replace(year=2024))

    assert "Inga möten under perioden." in open_page(client, cast.cilla, ar=2025).content.decode()
    assert "Uppgift saknas för hela perioden." in open_page(client, cast.cilla, ar=2023).content.decode()


def test_a_chart_has_a_title_and_a_description_and_a_table(cast: Cast, client):
    make_held(cast.samverksmote, caller=cast.anna)
    make_held(cast.lsg_template, presences=[("kommun", 2, 1, True), ("af", 1, 0, False)])
    make_open(cast.samverksmote, caller=cast.bo)

    page = open_page(client, cast.cilla, ar=2025).content.decode()

    assert 4 == page.count('<svg viewBox="0 0 340') == page.count("<desc") == page.count("<title id=")
    assert page.count("<figure") <= page.count("<table")
    assert not re.search(r"<[^>]*\sstyle=", page)


def test_the_period_chooses_the_half_year(cast: Cast, client):
    make_held(cast.samverksmote, caller=cast.anna)

    first = open_page(client, cast.cilla, ar=2025, period="1").content.decode()
    second = open_page(client, cast.cilla, ar=2025, period="2").content.decode()

    assert "1 januari–30 juni 2025" in first
    assert ("Vem har kallat?" in first, "Vem har kallat?" in second) == (True, False)


def test_the_page_shows_no_split_by_gender_before_the_half_year_is_closed(cast: Cast, client):
    for _each in range(6):
        make_held(cast.samverksmote, outcome={"gender": "woman"})

    before = open_page(client, cast.cilla, ar=2025).content.decode()
    close_half_year(cast.federation, "2025-1", by=cast.david)
    after = tables_on(open_page(client, cast.cilla, ar=2025))

    assert "Kvinnor" not in before
    assert after["Möten efter den enskildes kön, första halvåret 2025"][1] == ["Samverksmöte", "6", "0", "0", "6"]


def test_small_cells_are_dots_on_page_and_in_file(cast: Cast, client):
    make_held(cast.samverksmote, outcome={"gender": "woman"})
    close_half_year(cast.federation, "2025-1", by=cast.david)

    tables = tables_on(open_page(client, cast.cilla, ar=2025))
    file = client.get(reverse("booking:statistics-csv", args=[cast.area.pk, 2025])).content.decode()

    assert tables["Möten efter den enskildes kön, första halvåret 2025"][1] == ["Samverksmöte", "..", "..", "..", "1"]
    assert '"";"..";"";"closed_half_years.2025-1.gender.samverksmote.woman"' in file


def test_the_director_closes_a_half_year_after_being_asked(cast: Cast, client):
    make_open(cast.lsg_template)
    url = reverse("booking:statistics-close", args=[cast.federation.pk, 2025, 1])
    client.force_login(cast.david)

    asked = client.get(url).content.decode()
    unsure = client.post(url)
    answer = client.post(url, {"despite": "on"})

    assert "1 möte är inte registrerat än" in asked
    assert "Inget är registrerat i: Blåbärsby, Lingonby." in asked
    assert (unsure.status_code, answer.status_code) == (422, 302)
    assert ClosedHalfYear.objects.get().half_year == "2025-1"


def test_closing_a_half_year_that_is_going_on_is_refused_in_words(cast: Cast, client):
    client.force_login(cast.david)

    url = reverse("booking:statistics-close", args=[cast.federation.pk, 2199, 1])

    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 422
        assert "Halvåret är inte slut än." in answer.content.decode()
        assert "despite" not in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("cilla", 404), ("adam", 403), ("anna", 404), ("eva", 404)])
def test_nobody_else_closes(cast: Cast, client, who, status):
    client.force_login(getattr(cast, who))

    answer = client.post(reverse("booking:statistics-close", args=[cast.federation.pk, 2025, 1]))

    assert answer.status_code == status
    assert not ClosedHalfYear.objects.exists()


def test_the_coordinator_writes_a_note_beside_the_closed_half_year(cast: Cast, client):
    make_held(cast.lsg_template)
    close_half_year(cast.federation, "2025-1", by=cast.david)
    client.force_login(cast.cilla)
    url = reverse("booking:statistics-note", args=[cast.area.pk, 2025])

    refused = client.post(url, {"half_year": "2025-1", "text": ""})
    client.post(url, {"half_year": "2025-1", "text": "Ett möte saknas."})

    assert refused.status_code == 422
    assert CorrectionNote.objects.get().text == "Ett möte saknas."
    assert "Ett möte saknas." in open_page(client, cast.cilla, ar=2025).content.decode()


# --- files


def test_the_file_is_read_by_a_swedish_spreadsheet(cast: Cast, client):
    make_held(cast.lsg_template)
    client.force_login(cast.cilla)

    response = client.get(reverse("booking:statistics-csv", args=[cast.area.pk, 2025]))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="statistik-lingonby-2025.csv"'
    text = response.content.decode()
    assert text.startswith('\ufeff"Område";"År";')
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert rows[0]["Mått"] == "Genomförda möten"
    assert (rows[0]["Hela året"], rows[0]["Första halvåret"], rows[0]["Andra halvåret"]) == ("1", "1", "0")


@pytest.mark.parametrize("who", ["anna", "eva"])
def test_nobody_gets_the_file_of_an_area_that_is_not_theirs(cast: Cast, client, who):
    client.force_login(getattr(cast, who))

    assert client.get(reverse("booking:statistics-csv", args=[cast.area.pk, 2025])).status_code == 404
    url = reverse("booking:statistics-federation-csv", args=[cast.federation.pk, 2025])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(cast: Cast, start):
    template = make_template(cast.agreement, slug="egen", name=f"{start}HYPERLINK(1)", level="forum")
    make_held(template)

    text = write_csv(figures_sheet(read_year(cast.area, 2025)))

    assert f'"\'{start}HYPERLINK(1)"' in text
    assert f'"{start}HYPERLINK(1)"' not in text
    assert harmless(-4) == -4


def test_page_api_and_file_say_the_same(cast: Cast, client):
    make_held(cast.samverksmote, caller=cast.anna, presences=[("kommun", 2, 1, True), ("af", 1, 0, False)])
    api = APIClient()
    api.force_authenticate(cast.cilla)

    tables = tables_on(open_page(client, cast.cilla, ar=2025))
    answer = api.get("/api/v1/statistics/", {"area": cast.area.pk, "year": 2025}).json()
    text = write_csv(figures_sheet(read_year(cast.area, 2025)))

    assert tables["Genomförda möten per typ"][1] == ["Samverksmöte", "1", "1", "0"]
    assert (answer["held_by_type"], answer["first_half"]) == ({"samverksmote": 1}, {"samverksmote": 1})
    assert '"1";"1";"0";"held_by_type.samverksmote"' in text
    rates = tables["Genomförda möten som parten kallades till, och hur många den deltog i"]
    assert rates[1:3] == [["Kommunen", "1", "1", "100 %"], ["Arbetsförmedlingen", "1", "0", "0 %"]]
    assert answer["total"]["year"]["parties"]["af"] == {"present": 0, "called": 1, "came": 0, "percent": 0}
    assert '"0";"0";"uppgift saknas";"total.parties.af.percent"' in text


def count_queries(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("booking:statistics"), {"ar": 2025})
    return len(queries)


def test_the_page_takes_the_same_queries_whatever_there_is_to_show(cast: Cast, client):
    make_held(cast.samverksmote, caller=cast.anna)
    make_held(cast.lsg_template)
    open_page(client, cast.cilla, ar=2025)
    with_one = count_queries(client)
    for template in (cast.lsg_template, cast.open_template, cast.formote):
        for _each in range(3):
            make_held(template)
    open_page(client, cast.cilla, ar=2025)

    assert count_queries(client) == with_one < 25
    assert FigureBucket.objects.count() == 4
