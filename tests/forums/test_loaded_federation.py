"""What becomes of Höglandet's file. It is loaded once for the whole module; each test undoes what it adds."""

import datetime

import pytest
import yaml
from django.db import transaction

from forums.loading import TEMPLATES_FILE, load_federation
from forums.models import (
    Agreement,
    Area,
    Decline,
    Federation,
    Forum,
    ForumPlan,
    MeetingTemplate,
    OpenMeetingPlan,
    Party,
    PartyRule,
    Unit,
)
from forums.queries import plan_of, rules_for, template_of_forum, templates_for
from forums.wording import rule_text
from tests.forums.files import FINNVEDEN, HOGLANDET, copy_with, refusals


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_federation(HOGLANDET)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def hoglandet(loaded_once, db):
    """What the loading said."""
    return loaded_once


def test_hoglandet_is_loaded_whole():
    models = (Area, Party, Unit, Agreement, Forum, ForumPlan, PartyRule, Decline, OpenMeetingPlan, MeetingTemplate)
    assert {model.__name__: model.objects.count() for model in models} == {
        "Area": 6,
        "Party": 9,
        "Unit": 44,
        "Agreement": 13,
        "Forum": 27,
        "ForumPlan": 49,
        "PartyRule": 2,
        "Decline": 1,
        "OpenMeetingPlan": 5,
        "MeetingTemplate": 4 * 21 + 9 * 20 + 12,  # only Tranås has agreed on rehabmöten
    }


def test_finnveden_is_loaded_beside_it_and_nothing_is_shared():
    summary = load_federation(FINNVEDEN)

    assert {name: count["new"] for name, count in summary.counts.items()} == {
        "förbund": 1,
        "gallringsbeslut": 3,
        "partslag": 4,
        "parter": 6,
        "områden": 3,
        "enheter": 20,
        "platser": 4,
        "videotjänster": 1,
        "överenskommelser": 3,
        "mötesmallar": 3 * 20 + 12,
        "forum": 18,
        "forumplaner": 18,
    }
    assert summary.total("changed") == 0
    assert Party.objects.filter(name="Arbetsförmedlingen").count() == 2


def test_the_second_time_changes_nothing(hoglandet):
    second = load_federation(HOGLANDET)

    assert (second.total("new"), second.total("changed")) == (0, 0)
    assert second.total("unchanged") == hoglandet.total("new")
    assert second.gone == []


def test_the_federation_has_what_its_file_says():
    federation = Federation.objects.get()
    assert (federation.slug, federation.org_number) == ("hoglandet", "222000-2907")
    assert federation.founded_on == datetime.date(2011, 4, 1)
    assert federation.target_group["ages"] == [18, 64]
    assert federation.role_name("coordinator") == "Samverkanskoordinator"
    assert federation.report_periods == ["halvår", "helår"]
    assert federation.age_bands == ["16–17", "18–29", "30–44", "45–64", "65+"]
    assert len(federation.follow_up) == 6


def test_a_unit_of_af_is_the_same_in_every_area_that_names_it():
    unit = Unit.objects.get(name="Arbetsförmedlingen Nässjö")
    assert {area.name for area in unit.areas.all()} == {"Aneby", "Nässjö"}


def test_a_unit_of_a_kommun_is_its_own_in_each_area():
    units = Unit.objects.filter(name="Arbetsmarknadsenheten").order_by("party__name")
    assert [unit.party.name for unit in units] == ["Aneby kommun", "Eksjö kommun", "Nässjö kommun", "Vetlanda kommun"]
    assert [[area.name for area in unit.areas.all()] for unit in units] == [
        ["Aneby"],
        ["Eksjö"],
        ["Nässjö"],
        ["Vetlanda"],
    ]


def test_versions_of_an_agreement_have_days_and_figures_of_their_own():
    first, second = Agreement.objects.filter(area__name="Nässjö")
    assert (first.adopted_on, first.valid_until) == (datetime.date(2017, 12, 1), datetime.date(2019, 6, 12))
    assert (second.adopted_on, second.valid_from) == (datetime.date(2019, 6, 13), datetime.date(2019, 6, 13))
    assert second.valid_until is None
    assert second.supersedes == first
    assert (first.target_group, second.target_group) == ({"ages": [18, 65]}, {"ages": [16, 65]})


def test_adopted_and_revised_make_two_versions_with_the_same_figures(tmp_path):
    dates = "adopted: 2020-01-01, valid_until: null"
    load_federation(copy_with(tmp_path, (dates, dates.replace("valid", "revised: 2022-05-01, valid"))))
    first, second = Agreement.objects.filter(area__name="Eksjö").order_by("version")
    assert (first.valid_until, second.adopted_on) == (datetime.date(2022, 4, 30), datetime.date(2022, 5, 1))


def test_the_plan_of_a_year_is_that_of_the_version_that_held_then():
    styrgrupp = Forum.objects.get(name="Styrgruppen Samverk Sävsjö")
    assert [plan_of(styrgrupp, year).meetings_per_year for year in (2016, 2017, 2018, 2019)] == [1, 2, 2, 2]
    vetlanda = Forum.objects.get(name="Styrgrupp för Samverk Vetlanda")
    assert [plan_of(vetlanda, year).meetings_per_year for year in (2017, 2018, 2019)] == [3, 3, 4]


def test_a_template_that_an_area_has_not_agreed_on_is_not_called_there():
    have = MeetingTemplate.objects.filter(slug="rehabmote", is_current=True)
    assert {row.area.name for row in have if row.area} == {"Tranås"}


def test_a_version_that_is_told_of_later_takes_its_place_and_keeps_what_was_called(tmp_path):
    """The agreement of a called meeting, its templates and its plan stay the same rows."""
    data = yaml.safe_load(HOGLANDET.read_text())
    tranas = next(area for area in data["areas"] if area["name"] == "Tranås")
    del tranas["agreement"]["earlier"]
    data["federation"] |= {"slug": "lingon", "name": "Lingonförbundet"}
    file = tmp_path / "lingon.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True))
    load_federation(file)
    own = Agreement.objects.filter(area__name="Tranås", area__federation__slug="lingon")
    [called] = own
    tranas["agreement"]["earlier"] = [
        {"adopted": datetime.date(1998, 1, 1), "plans": {"LSG Tranås": 3}},
        {"adopted": datetime.date(2017, 1, 1)},
    ]
    file.write_text(yaml.safe_dump(data, allow_unicode=True))
    load_federation(file)

    assert [each.adopted_on.year for each in own.order_by("version")] == [1998, 2017, 2019]
    assert own.get(pk=called.pk).version == 3
    assert own.get(version=2).superseded_by.pk == called.pk
    lsg = Forum.objects.get(name="LSG Tranås", federation__slug="lingon")
    assert [plan_of(lsg, year).meetings_per_year for year in (2016, 2017, 2019)] == [3, 4, 4]
    again = load_federation(file)
    assert (again.total("new"), again.total("changed"), again.gone) == (0, 0, [])


def test_the_parties_of_an_agreement_are_the_areas_kommun_and_those_that_serve_all():
    parties = Agreement.objects.get(area__name="Tranås", superseded_by=None).parties.order_by("kind__position")
    assert [party.name for party in parties] == [
        "Tranås kommun",
        "Arbetsförmedlingen",
        "Försäkringskassan",
        "Region Jönköpings län",
    ]


def test_an_earlier_version_keeps_what_was_agreed_under_it(tmp_path):
    savsjo = Forum.objects.get(name="Arbetsgruppen Samverk Sävsjö")
    planned = "name: Arbetsgruppen Samverk Sävsjö, meetings_per_year: 6"

    load_federation(copy_with(tmp_path, (planned, planned.replace("6", "9"))))

    assert plan_of(savsjo, 2018).meetings_per_year == 6
    assert plan_of(savsjo, 2019).meetings_per_year == 9


def test_savsjo_has_its_own_name_for_a_template_and_in_its_texts():
    savsjo, aneby = (Area.objects.get(name=name) for name in ("Sävsjö", "Aneby"))
    names = [templates_for(area).get(slug="samverksmote").name for area in (savsjo, aneby)]
    after = [templates_for(area).get(slug="formote").checklist["after"][0] for area in (savsjo, aneby)]
    assert names == ["Samverkansmöte", "Samverksmöte"]
    assert after == ["Samverkansmöte är bokat eller behövs inte", "Samverksmöte är bokat eller behövs inte"]


def test_a_party_rule_speaks_the_areas_language():
    savsjo = Area.objects.get(name="Sävsjö")
    rule = rules_for(templates_for(savsjo).get(slug="formote")).get()
    assert rule_text(rule, savsjo).endswith("Kalla i stället till samverkansmöte.")


def test_same_as_takes_everything_but_what_is_said():
    templates = templates_for(Area.objects.get(name="Sävsjö"))
    lsg, styrgrupp = templates.get(slug="lsg"), templates.get(slug="styrgrupp")
    assert (styrgrupp.name, styrgrupp.quorum_parties, styrgrupp.agenda) == ("Styrgrupp", 3, lsg.agenda)
    assert templates.get(slug="beredningsgrupp").may_call == ["director"]


def test_only_what_is_about_a_standing_group_needs_one():
    templates = templates_for(Area.objects.get(name="Sävsjö")).filter(needs_forum=True)
    assert {template.slug for template in templates} == {
        "lsg",
        "styrgrupp",
        "arbetsgrupp",
        "natverk",
        "arena",
        "remissmote",
        "beredningsgrupp",
        "se_grupp",
        "planeringsdag",
    }


def test_every_forum_has_a_template_that_is_adopted():
    load_federation(FINNVEDEN)

    for forum in Forum.objects.all():
        template = template_of_forum(forum)
        assert template is not None and template.is_adopted, forum.name


def test_the_federations_own_templates_are_never_about_a_person():
    own = MeetingTemplate.objects.filter(agreement=None)
    assert set(own.values_list("level", flat=True)) == {"forum", "open"}
    assert set(own.values_list("adopted_on", flat=True)) == {datetime.date(2011, 4, 1)}


def test_a_changed_template_is_a_new_version_and_the_old_row_stays_as_it_was(tmp_path):
    tranas = Area.objects.get(name="Tranås")
    before = templates_for(tranas).get(slug="samverksmote")
    file = tmp_path / "templates.yaml"
    file.write_text(TEMPLATES_FILE.read_text().replace("duration: 60", "duration: 75", 1))

    summary = load_federation(HOGLANDET, file)

    before.refresh_from_db()
    after = templates_for(tranas).get(slug="samverksmote")
    assert (before.duration_minutes, before.is_current) == (60, False)
    assert (after.duration_minutes, after.version) == (75, 2)
    assert {name: count["changed"] for name, count in summary.counts.items() if count["changed"]} == {"mötesmallar": 6}


def test_a_changed_file_changes_what_it_says(tmp_path):
    summary = load_federation(
        copy_with(tmp_path, ("name: LSG Tranås, meetings", "name: LSG Tranås, seats: 9, meetings"))
    )

    assert Forum.objects.get(name="LSG Tranås").seats == 9
    assert (summary.total("new"), summary.total("changed")) == (0, 1)


def test_what_the_file_names_no_longer_is_told_and_left(tmp_path):
    changes = [("}, Skola, {", "}, {"), (", declined: [Aneby vårdcentral]", "")]

    summary = load_federation(copy_with(tmp_path, *changes))

    assert summary.gone == [
        "enheten Skola (Tranås kommun)",
        "att Aneby vårdcentral har avböjt Arbetsgruppen Samverk Aneby",
    ]
    assert Unit.objects.filter(name="Skola").exists()


def test_a_unit_that_leaves_one_of_its_areas_is_told_and_left(tmp_path):
    aneby = "af: [Arbetsförmedlingen Nässjö]\n      fk: [Försäkringskassan Höglandet]          # name"

    summary = load_federation(copy_with(tmp_path, (aneby, aneby.replace("Nässjö", "Tranås"))))

    assert summary.gone == ["att enheten Arbetsförmedlingen Nässjö finns i Aneby"]


def test_a_mailbox_that_was_set_in_the_service_is_kept():
    Federation.objects.update(role_mailbox="samverk@prov.example")

    summary = load_federation(HOGLANDET)

    assert Federation.objects.get().role_mailbox == "samverk@prov.example"
    assert summary.total("changed") == 0


def test_a_clash_with_what_is_in_the_database_leaves_everything_as_it_was(tmp_path):
    swapped = [("Aneby kommun", "X"), ("Eksjö kommun", "Aneby kommun"), ("kommun: X", "kommun: Eksjö kommun")]

    assert len(refusals(copy_with(tmp_path, *swapped))) == 1
    assert Party.objects.get(name="Aneby kommun").area.name == "Aneby"


def test_a_slug_that_another_federation_has_is_refused(hoglandet, tmp_path):
    file = copy_with(tmp_path, ("Höglandets samordningsförbund", "Höglandets nya samordningsförbund"))

    assert refusals(file) == [
        "hoglandet.yaml: federation.slug: koden 'hoglandet' används redan av Höglandets samordningsförbund; "
        "ge förbundet en egen (slug)"
    ]


def test_a_file_may_say_that_a_group_calls_delegates_at_once_and_leaves_it_alone_otherwise(tmp_path):
    name = "Samverk Höglandets planeringsdag"
    said = copy_with(tmp_path, (f"name: {name},", f"name: {name}, calls_delegates: true,"))

    load_federation(said)
    assert Forum.objects.get(name=name).calls_delegates
    load_federation(HOGLANDET)

    assert Forum.objects.get(name=name).calls_delegates
    assert Forum.objects.filter(calls_delegates=True).count() == 1
