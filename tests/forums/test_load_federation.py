from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from forums.loading import load_federation
from forums.models import Agreement, Federation, Forum, Unit
from tests.forums.files import HOGLANDET, copy_with, refusals

pytestmark = pytest.mark.django_db


def test_a_text_with_a_comma_and_no_quotes_is_one_text(tmp_path):
    quoted = '"Kommunen, AF och regionen; FK ibland"'

    load_federation(copy_with(tmp_path, (quoted, quoted.strip('"'))))

    assert Forum.objects.get(name="Samverkansgruppen Eksjö").note == "Kommunen, AF och regionen; FK ibland"


def test_a_unit_that_gives_the_care_away_does_so_in_every_area(tmp_path):
    marked = "{name: Vuxenpsykiatrin Vetlanda, reveals_care: true}]   # first"
    file = copy_with(tmp_path, (marked, "Vuxenpsykiatrin Vetlanda]   # first"))
    load_federation(file)

    summary = load_federation(file)

    assert Unit.objects.get(name="Vuxenpsykiatrin Vetlanda").reveals_care
    assert summary.total("changed") == 0


def test_an_agreement_without_a_day_was_never_adopted(tmp_path):
    load_federation(copy_with(tmp_path, ("adopted: 2020-01-01, ", "")))

    agreement = Agreement.objects.get(area__name="Eksjö")
    assert not agreement.is_adopted
    assert not any(template.is_adopted for template in agreement.templates.all())


def test_an_unknown_kind_of_forum_is_named_with_file_and_path(tmp_path):
    file = copy_with(
        tmp_path,
        ("{kind: styrgrupp, name: Styrgruppen Samverk Sävsjö", "{kind: lsgg, name: Styrgruppen Samverk Sävsjö"),
    )

    assert refusals(file) == ["hoglandet.yaml: areas[3].forums[0].kind: okänd forumtyp 'lsgg'"]
    assert not Federation.objects.exists()


def days_of(federation):
    return federation.case_retention_days, federation.mail_retention_days, federation.draft_retention_days


def test_the_file_says_how_long_something_is_kept_and_who_decided_it(tmp_path):
    """Domain rule 12: days are settings of the federation, each with its decision: body, date, paragraph."""
    load_federation(
        copy_with(tmp_path, ("case: {days: 90", "case: {days: 120"), ("draft: {days: 14", "draft: {days: 7"))
    )

    federation = Federation.objects.get()
    assert days_of(federation) == (120, 30, 7)
    decision = federation.retention_decisions.get(kind="case")
    assert (decision.body, str(decision.decided_on), decision.paragraph) == ("Styrelsen", "2026-09-17", "§ 41")


def test_a_file_that_is_silent_about_retention_leaves_it(tmp_path):
    load_federation(copy_with(tmp_path, ("case: {days: 90", "case: {days: 120")))
    silent = tmp_path / "silent.yaml"
    silent.write_text(HOGLANDET.read_text().partition("\nretention:")[0])

    summary = load_federation(silent)

    federation = Federation.objects.get()
    assert days_of(federation) == (120, 30, 14)
    assert federation.retention_decisions.count() == 3
    assert "gallringsbeslutet för ärendemöten" in summary.gone


def test_a_dry_run_tells_and_saves_nothing():
    out = StringIO()

    call_command("load_federation", HOGLANDET, "--dry-run", stdout=out)

    assert "områden: 6 nya, 0 ändrade, 0 oförändrade" in out.getvalue()
    assert "Provkörning: inget sparades." in out.getvalue()
    assert not Federation.objects.exists()


def test_the_command_says_what_it_did():
    out = StringIO()

    call_command("load_federation", str(HOGLANDET), stdout=out)

    assert out.getvalue().splitlines()[-1] == "Klart: 456 nya, 0 ändrade, 0 oförändrade."


def test_the_command_tells_every_problem_and_no_traceback(tmp_path):
    file = copy_with(tmp_path, ("founded: 2011-04-01", "founded: nyss"), ("county:", "countie:"))

    with pytest.raises(CommandError) as error:
        call_command("load_federation", file)

    assert str(error.value).splitlines() == [
        "hoglandet.yaml: federation.founded: ska vara ett datum (2019-06-13), inte text",
        "hoglandet.yaml: federation.countie: okänd nyckel",
        "Inget lästes in.",
    ]
