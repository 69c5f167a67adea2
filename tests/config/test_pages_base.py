"""The look that every page shares: forms, error summary, menu, error pages, and files made by others."""

import datetime
import subprocess
import sys
import tomllib
from hashlib import sha512
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_POST

from config import urls
from config.ground.dates import echo_date, normalise_time
from config.ground.forms import CheckboxList, DateField, RadioCards, TimeField
from config.ground.tables import Column, Table
from config.menu import Entry, build_menu
from config.middleware import keep_numbers_with_words
from config.templatetags.dates import day, when
from forums.models import RoleKind

ROOT = Path(__file__).resolve().parents[2]
RECORD = tomllib.loads((ROOT / "third_party.toml").read_text(encoding="utf-8"))
RECORDED = [file for package in RECORD["package"] for file in package["files"]] + RECORD["generated"]


class CallForm(forms.Form):
    kind = forms.ChoiceField(
        label="Mötestyp",
        choices=[("a", "Samverksmöte"), ("b", "Arbetsgrupp")],
        widget=RadioCards(descriptions={"a": "60 minuter"}, opens={"b": "1"}),
        error_messages={"required": "Välj vilken mötestyp du vill kalla till"},
    )
    place = forms.CharField(label="Plats", help_text="Var ni ses.", error_messages={"required": "Skriv en plats"})
    held_on = DateField(label="Datum")
    starts = TimeField(label="Börjar")


# --- forms


def test_help_and_error_are_tied_to_the_field():
    html = CallForm({"kind": "a"})["place"].as_field_group()

    assert 'aria-describedby="id_place_helptext id_place_error"' in html
    assert 'id="id_place_helptext">Var ni ses.<' in html
    assert 'id="id_place_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("<label") < html.index("helptext") < html.index("<input") < html.index("Skriv en plats")


def test_a_group_of_choices_has_a_legend_and_ties_the_error_to_the_group():
    html = CallForm({})["kind"].as_field_group()

    assert '<fieldset class="ds-fieldset" aria-describedby="id_kind_error">' in html
    assert '<legend class="ds-label">Mötestyp</legend>' in html
    assert 'aria-describedby="id_kind_0_desc"' in html
    assert 'data-oppnar="1"' in html


def test_nothing_is_chosen_beforehand():
    assert "checked" not in str(CallForm()["kind"])


def test_every_field_carries_the_class_of_the_design_system():
    assert all('class="ds-input' in str(CallForm()[name]) for name in ("kind", "place", "held_on", "starts"))


def test_the_error_summary_links_to_what_takes_focus():
    html = render_to_string("includes/error_summary.html", {"form": CallForm({"held_on": "2026-12-08"})})

    assert 'role="alert" tabindex="-1"' in html
    assert '<a class="ds-link" href="#id_kind_0">Välj vilken mötestyp du vill kalla till</a>' in html
    assert '<a class="ds-link" href="#id_place">Skriv en plats</a>' in html
    assert "#id_held_on" not in html


def test_a_refusal_without_a_field_stands_in_the_summary():
    form = CallForm({"kind": "a", "place": "Kommunhuset", "held_on": "2026-12-08", "starts": "9"})
    form.add_error(None, "Samtycket gäller inte så länge.")

    html = render_to_string("includes/error_summary.html", {"form": form})

    assert html.count("<li>") == 1
    assert "<li>Samtycket gäller inte så länge.</li>" in html


@pytest.mark.parametrize(
    "form", [None, CallForm(), CallForm({"kind": "a", "place": "x", "held_on": "2026-12-08", "starts": "9"})]
)
def test_no_summary_when_nothing_is_wrong(form):
    assert render_to_string("includes/error_summary.html", {"form": form}).strip() == ""


def test_the_title_says_that_something_is_wrong(rf):
    assert "<title>Fel: " in render_to_string("account/login.html", {"form": CallForm({})}, request=rf.get("/"))
    assert "<title>Logga in" in render_to_string("account/login.html", {"form": CallForm()}, request=rf.get("/"))


def test_an_option_can_say_more_than_its_label():
    widget = CheckboxList(choices=[("1", "Rehabsamordning")], descriptions=lambda value: "Gruppbrevlåda")

    html = widget.render("contacts", None, {"id": "id_contacts"})

    assert '<p data-field="description" id="id_contacts_0_desc">Gruppbrevlåda</p>' in html


# --- dates and times


@pytest.mark.parametrize(
    ("written", "meant"),
    [("9", "09.00"), ("9.00", "09.00"), ("09:00", "09.00"), ("0900", "09.00"), ("930", "09.30"), ("kl. 9,30", "09.30"),
     (" 13.15 ", "13.15"), ("nio", "nio"), ("9.5", "9.5")],
)  # fmt: skip
def test_a_time_is_understood_however_it_is_written(written, meant):
    assert normalise_time(written) == meant


@pytest.mark.parametrize("written", ["25", "9.75", "nio"])
def test_what_is_no_time_is_refused_with_an_example(written):
    with pytest.raises(forms.ValidationError, match="till exempel"):
        TimeField().clean(written)


def test_a_time_can_be_typed_with_its_point_on_every_phone():
    """A keyboard of numbers has none on an iPhone."""
    assert "inputmode" not in str(CallForm()["starts"])


def test_a_time_is_written_back_with_a_point():
    assert 'value="09.00"' in str(CallForm(initial={"starts": datetime.time(9)})["starts"])


@pytest.mark.parametrize(
    ("day", "echo"),
    [
        (datetime.date(2026, 12, 8), "tis 8 dec 2026, v. 50"),
        (datetime.date(2026, 12, 31), "tors 31 dec 2026, v. 53"),
        (datetime.date(2027, 1, 3), "sön 3 jan 2027, v. 53"),
        (datetime.date(2027, 1, 4), "mån 4 jan 2027, v. 1"),
    ],
)
def test_the_echo_says_weekday_and_iso_week(day, echo):
    assert echo_date(day) == echo


def test_a_date_field_echoes_the_date_it_came_with():
    html = str(CallForm({"held_on": "2026-12-08"})["held_on"])

    assert '<output id="id_held_on_eko" for="id_held_on">tis 8 dec 2026, v. 50</output>' in html
    assert 'hx-get="/datum-eko/?falt=held_on"' in html


@pytest.mark.parametrize(("written", "echo"), [("2026-12-08", "tis 8 dec 2026, v. 50"), ("i morgon", ""), ("", "")])
def test_the_echo_follows_the_field(client, written, echo):
    answer = client.get("/datum-eko/", {"falt": "rad-0-date", "rad-0-date": written})

    assert (answer.status_code, answer.content.decode()) == (200, echo)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>kl. 09.00 (v. 46)</p>", "<p>kl.\xa009.00 (v.\xa046)</p>"),
        ("<p>at 09:00 (week 46)</p>", "<p>at 09:00 (week\xa046)</p>"),
        ("<p>Se kl. nio och v. i dag</p>", "<p>Se kl. nio och v. i dag</p>"),
        ('<input value="kl. 9 v. 46">', '<input value="kl. 9 v. 46">'),
        ("<textarea>\nkl. 9, v. 46</textarea><b>v. 46</b>", "<textarea>\nkl. 9, v. 46</textarea><b>v.\xa046</b>"),
    ],
)
def test_no_line_ends_between_a_word_and_its_number(rf, written, shown):
    answer = keep_numbers_with_words(lambda request: HttpResponse(written))(rf.get("/"))

    assert answer.content.decode() == shown


# --- tables


def test_every_cell_of_a_table_knows_its_heading():
    table = Table("Närvaro", [Column("Part"), Column("Kallade", numeric=True)], [("Vården", 48)], total=("Totalt", 48))

    html = render_to_string("includes/data_table.html", {"table": table, "cards": True})

    assert html.count('<td class="num" data-rubrik="Kallade">48</td>') == 2
    assert '<th scope="row">Vården</th>' in html
    assert "<caption>Närvaro</caption>" in html


# --- menu and pages


def test_the_menu_marks_the_closest_entry_and_leaves_out_what_is_missing_or_not_allowed():
    entries = (
        Entry("Tillgänglighet", "accessibility", below=("/stil/",)),
        Entry("Personuppgifter", "privacy", below=("/stil/delar/",)),
        Entry("Finns inte", "forums:not-there-at-all"),
        Entry("Hemligt", "privacy", roles=frozenset({RoleKind.DIRECTOR})),
    )

    links = build_menu(entries, "/stil/delar/1/", frozenset({"coordinator"}))

    assert [(link.label, link.current) for link in links] == [("Tillgänglighet", ""), ("Personuppgifter", "true")]
    assert [link.current for link in build_menu(entries, "/tillganglighet/", frozenset())] == ["page", ""]


def test_the_pages_of_a_call_stand_under_the_call_in_the_menu():
    entries = (
        Entry("Personuppgifter", "privacy", below=("/moten/",)),
        Entry("Tillgänglighet", "accessibility", ends=("/parter/",)),
    )

    assert [link.current for link in build_menu(entries, "/moten/1/parter/", frozenset())] == ["", "true"]
    assert [link.current for link in build_menu(entries, "/moten/1/", frozenset())] == ["true", ""]


@pytest.mark.parametrize("address", ["/tillganglighet/", "/personuppgifter/"])
def test_information_pages_are_open_to_all(client, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert "HX-Request" in answer["Vary"]


def test_the_styleguide_is_shown_in_the_demonstration_only(client, settings):
    settings.DEBUG = settings.DEMO = False
    assert client.get("/stil/").status_code == 404

    settings.DEBUG = True
    assert client.get("/stil/").status_code == 200


def test_pages_hold_no_inline_script_or_style(client, settings):
    settings.DEBUG = True

    html = client.get("/stil/?fel=1").content.decode()

    assert "style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=") == 2


def fail(request):
    raise RuntimeError("trasigt")


def refuse(request):
    raise PermissionDenied("Du har inte behörighet att se det här mötet.")


@require_POST
def press(request):
    raise AssertionError


urlpatterns = [*urls.urlpatterns, path("trasig/", fail), path("nekad/", refuse), path("bara-knapp/", press)]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/finns-inte/", 404, "Sidan finns inte"),
        ("/bara-knapp/", 405, "tryck på knappen igen"),
        ("/nekad/", 403, "Du har inte behörighet att se det här mötet."),
        ("/trasig/", 500, "Något gick fel hos oss"),
    ],
)
def test_an_error_page_says_what_is_wrong_and_where_to_go(client, address, status, sentence):
    client.raise_request_exception = False

    answer = client.get(address)

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert '<a href="/">Till startsidan</a>' in answer.content.decode()


def test_a_form_that_was_open_too_long_gets_a_plain_answer(client):
    client.handler.enforce_csrf_checks = True

    answer = client.post("/tillganglighet/")

    assert answer.status_code == 403
    assert "Sidan var öppen för länge" in answer.content.decode()


# --- files made by others


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file["path"])
def test_a_third_party_file_is_the_recorded_one(file):
    assert sha512((ROOT / file["path"]).read_bytes()).hexdigest() == file["sha512"]


def test_every_third_party_file_is_recorded():
    folder = ROOT / "config" / "static" / "third_party"
    lying_here = {str(file.relative_to(ROOT)) for file in folder.rglob("*") if file.is_file()}

    assert lying_here == {file["path"] for file in RECORDED if "third_party" in file["path"]}


def test_the_script_checks_without_network():
    run = subprocess.run([sys.executable, "scripts/fetch_third_party.py", "--check"], cwd=ROOT, capture_output=True)

    assert run.returncode == 0


def test_templates_write_weekday_date_and_week():
    starts = datetime.datetime(2026, 11, 12, 8, 0, tzinfo=datetime.UTC)

    assert when(starts, starts + datetime.timedelta(minutes=90)) == "torsdag 12 november 2026 kl. 09.00–10.30 (v. 46)"
    assert day(datetime.date(2026, 11, 12)) == "torsdag 12 november 2026 (v. 46)"
    assert (when(None, None), day(None)) == ("", "")
