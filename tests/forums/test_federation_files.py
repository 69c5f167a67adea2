"""What is wrong with a file is told with file, place and reason; whatever YAML can hold may come in."""

import copy
import datetime

import pytest
import yaml
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.loading import TEMPLATES_FILE
from forums.loading.reading import Content, find_problems, read_content
from forums.loading.tally import UNCHANGED
from forums.loading.template_files import resolve_templates
from forums.loading.writing import write_content
from forums.loading.yaml_files import parse_yaml
from tests.forums.files import FINNVEDEN, HOGLANDET, copy_with, refusals

TEMPLATES = yaml.safe_load(TEMPLATES_FILE.read_text())
REAL = yaml.safe_load(HOGLANDET.read_text())


def problems(data, templates=TEMPLATES):
    return [f"{problem.path}: {problem.reason}" for problem in find_problems(data, templates, "f.yaml", "t.yaml")]


def changed(data, path, value):
    """A copy with something else at a place; `...` takes the key away."""
    result = copy.deepcopy(data)
    *way, last = path
    place = result
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return result


@pytest.mark.parametrize("file", [HOGLANDET, FINNVEDEN])
def test_the_real_files_are_right(file):
    assert len(read_content(file, TEMPLATES_FILE).templates) == 21


@pytest.mark.parametrize(
    "path, value, expected",
    [
        (["areas", 3, "forums", 0, "kind"], "lsgg", "areas[3].forums[0].kind: okänd forumtyp 'lsgg'"),
        (["areas", 3, "forums", 0, "kind"], "sip", "areas[3].forums[0].kind: okänd forumtyp 'sip'"),
        (["areas", 0, "kommunn"], "X", "areas[0].kommunn: okänd nyckel"),
        (["areas", 0, "kommun"], ..., "areas[0].kommun: saknas"),
        (["retention", "case", "days"], -1, "retention.case.days: ska vara mellan 1 och 3650"),
        (["retention", "case", "days"], "nittio", "retention.case.days: ska vara ett heltal, inte text"),
        (["retention", "mail", "paragraph"], ..., "retention.mail.paragraph: saknas"),
        (["retention", "mail", "body"], " ", "retention.mail.body: är tom"),
        (["retention", "draft", "date"], "i mars", "retention.draft.date: ska vara ett datum (2019-06-13), inte text"),
        (["retention", "minutes"], {}, "retention.minutes: okänd nyckel"),
        (["areas", 0, "forums", 0, "parties"], ["afx"], "areas[0].forums[0].parties[0]: okänd part 'afx'"),
        (["areas", 0, "units", "af"], "AF", "areas[0].units.af: ska vara en lista, inte text"),
        (["areas", 0, "units", "skola"], ["X"], "areas[0].units.skola: okänd part 'skola'"),
        (["areas", 0, "ages"], [65, 16], "areas[0].ages: den lägre åldern ska stå först"),
        (["areas", 0, "ages"], [16], "areas[0].ages: ska vara två åldrar: [16, 64]"),
        (["areas", 0, "name"], " ", "areas[0].name: är tom"),
        (["areas", 0, "name"], "x" * 61, "areas[0].name: är längre än 60 tecken"),
        (["areas", 0, "name"], "An\u202eeby", "areas[0].name: innehåller radbrytning eller styrtecken"),
        (["areas", 0, "name"], 7, "areas[0].name: ska vara text, inte ett tal"),
        (["areas", 0, "local_names"], {"sipp": "X"}, "areas[0].local_names.sipp: okänd mötesmall 'sipp'"),
        (["areas", 0, "agreement", "convener"], "ingen", "areas[0].agreement.convener: okänd sammankallande 'ingen'"),
        (
            ["areas", 0, "agreement", "revised"],
            datetime.date(2019, 3, 1),
            "areas[0].agreement.revised: ska vara efter adopted (2019-03-01)",
        ),
        (
            ["areas", 0, "agreement", "valid_until"],
            datetime.date(2019, 2, 28),
            "areas[0].agreement.valid_until: är före 2019-03-01, då överenskommelsen börjar gälla",
        ),
        (
            ["areas", 1, "agreement"],
            {"title": "Samverk", "convener": "coordinator", "revised": datetime.date(2019, 6, 13)},
            "areas[1].agreement.revised: kan inte vara reviderad utan att vara antagen (adopted)",
        ),
        (
            ["areas", 2, "agreement", "adopted"],
            ...,
            "areas[2].agreement.earlier[0]: ska vara antagen före nästa version (som inte är antagen)",
        ),
        (
            ["areas", 4, "agreement", "earlier", 1, "adopted"],
            datetime.date(1997, 1, 1),
            "areas[4].agreement.earlier[0]: ska vara antagen före nästa version (1997-01-01)",
        ),
        (
            ["areas", 4, "agreement", "earlier", 1, "valid_until"],
            datetime.date(2018, 1, 1),
            "areas[4].agreement.earlier[1].valid_until: ska vara från 2017-01-01 och före 2018-01-01",
        ),
        (
            ["areas", 3, "agreement", "earlier", 0, "plans"],
            {"LSG Sävsjö": 2},
            "areas[3].agreement.earlier[0].plans.LSG Sävsjö: i området finns inget forum 'LSG Sävsjö'",
        ),
        (
            ["areas", 3, "agreement", "earlier", 0, "plans"],
            {"Styrgruppen Samverk Sävsjö": "ibland"},
            "areas[3].agreement.earlier[0].plans.Styrgruppen Samverk Sävsjö: okänd rytm 'ibland'",
        ),
        (["areas", 0, "not_agreed"], ["fest"], "areas[0].not_agreed[0]: okänd mötesmall 'fest'"),
        (
            ["areas", 0, "forums", 1, "declined"],
            ["Tranås vårdcentral"],
            "areas[0].forums[1].declined[0]: i området finns ingen enhet eller part 'Tranås vårdcentral'",
        ),
        (
            ["areas", 0, "forums", 0, "meetings_per_year"],
            ...,
            "areas[0].forums[0]: säger inte hur ofta forumet träffas (meetings_per_year eller rhythm)",
        ),
        (
            ["areas", 0, "forums", 0, "meetings_per_year"],
            True,
            "areas[0].forums[0].meetings_per_year: ska vara ett heltal, inte true eller false",
        ),
        (
            ["areas", 0, "forums", 0, "rhythm"],
            "weekly",
            "areas[0].forums[0]: ska ha meetings_per_year eller rhythm, inte båda",
        ),
        (
            ["areas", 4, "open_meetings", 0, "variant"],
            "fest",
            "areas[4].open_meetings[0].variant: okänd variant 'fest'",
        ),
        (["party_rules", 0, "when"], {}, "party_rules[0].when: säger inte när regeln gäller"),
        (["party_rules", 0, "text"], "Hej {namn}", "party_rules[0].text: okänt fält {namn}"),
        (["party_rules", 0, "text"], "Hej {", "party_rules[0].text: har en klammer som inte hör till ett fält"),
        (["federation", "founded"], "nyss", "federation.founded: ska vara ett datum (2019-06-13), inte text"),
        (["federation", "role_mailbox"], "samverk", "federation.role_mailbox: 'samverk' är ingen e-postadress"),
        (
            ["federation", "role_mailbox"],
            "sämverk@lingon.example",
            "federation.role_mailbox: 'sämverk@lingon.example' är ingen e-postadress",
        ),
        (["federation", "role_names"], {"chef": "Chef"}, "federation.role_names.chef: okänd roll 'chef'"),
        (
            ["federation", "report_template"],
            "Å",
            "federation.report_template: 'Å' är ingen kod (a–z, siffror, - och _)",
        ),
        (["federation", "org_number"], "1", "federation.org_number: '1' är inte ett organisationsnummer (222000-0000)"),
        (["federation", "vision"], None, "federation.vision: ska vara text men är tom"),
    ],
)
def test_a_mistake_is_told_with_its_place(path, value, expected):
    assert problems(changed(REAL, path, value)) == [expected]


@pytest.mark.parametrize(
    "path, value, expected",
    [
        (["areas", 1, "name"], "ANEBY", "areas[1]: området 'aneby' finns redan i areas[0]"),
        (
            ["areas", 1, "kommun"],
            "Aneby kommun",
            "areas[1].kommun: parten 'Aneby kommun' finns redan i areas[0].kommun",
        ),
        (["areas", 1, "kommun"], "Försäkringskassan", "parten 'Försäkringskassan' finns redan i parties[1].name"),
        (
            ["areas", 0, "units", "fk"],
            ["FK", "fk"],
            "areas[0].units.fk[1]: enheten 'fk' finns redan i areas[0].units.fk[0]",
        ),
        (["areas", 0, "forums", 1, "name"], "LSG Aneby", "forumet 'LSG Aneby' finns redan i areas[0].forums[0]"),
        (["parties", 0, "kind"], "kommun", "parties[0].kind: kommunerna kommer med sina områden"),
        (["parties", 0], ..., "areas[0].units.af: 'af' har ingen part under parties"),
        (["party_kinds", 1, "code"], "kommun", "partslaget 'kommun' finns redan i party_kinds[0]"),
    ],
)
def test_what_does_not_fit_together_is_told(path, value, expected):
    assert any(problem.endswith(expected) for problem in problems(changed(REAL, path, value)))


@pytest.mark.parametrize(
    "path, value, expected",
    [
        (["lsg", "level"], ..., "lsg.level: saknas"),
        (["sip", "individual"], ..., "sip.individual: saknas"),
        (["sip", "duration"], 0, "sip.duration: ska vara mellan 5 och 1440"),
        (["sip", "may_call"], ["fkk"], "sip.may_call[0]: okänd part eller roll 'fkk'"),
        (["sip", "consent"], "maybe", "sip.consent: okänt samtyckeskrav 'maybe'"),
        (["sip", "reminders"], {"sms": 1}, "sip.reminders.sms: okänd nyckel"),
        (["sip", "leads_to"], ["sipp"], "sip.leads_to[0]: okänd mötesmall 'sipp'"),
        (["sip", "agenda"], ["Om {personnummer}"], "sip.agenda[0]: okänt fält {personnummer}"),
        (["se_grupp", "same_as"], "lsgg", "se_grupp.same_as: okänd mötesmall 'lsgg'"),
        (["texts", "moved", "line"], "{name}", "texts.moved.line: okänt fält {name}"),
        (
            ["texts", "moved", "line"],
            "{date.__class__}",
            "texts.moved.line: har en klammer som inte hör till ett fält",
        ),
        (["choices", "places"], [], "choices.places: okänd nyckel"),
    ],
)
def test_a_mistake_among_the_templates_is_told_with_its_place(path, value, expected):
    assert expected in problems(REAL, changed(TEMPLATES, path, value))


def test_templates_that_are_the_same_as_each_other_are_refused():
    circle = changed(TEMPLATES, ["lsg", "same_as"], "styrgrupp")

    assert problems(REAL, circle) == [
        "lsg.same_as: 'styrgrupp' går i cirkel",
        "styrgrupp.same_as: 'lsg' går i cirkel",
    ]


def test_every_problem_is_told_at_once(tmp_path):
    file = copy_with(
        tmp_path,
        ("kind: lsg, name: LSG Aneby", "kind: lsgg, name: LSG Aneby"),
        ("adopted: 2020-01-01", "adopted: 20200101"),
        ("founded: 2011-04-01", "founded: 2011-04-01\n  founded: 2011-04-01"),
        ("kommun: Tranås kommun", "kommun: Nässjö kommun"),
    )

    assert refusals(file) == [
        "hoglandet.yaml: rad 10: nyckeln 'founded' finns två gånger",
        "hoglandet.yaml: areas[0].forums[0].kind: okänd forumtyp 'lsgg'",
        "hoglandet.yaml: areas[1].agreement.adopted: ska vara ett datum (2019-06-13), inte ett tal",
        "hoglandet.yaml: areas[4].kommun: parten 'Nässjö kommun' finns redan i areas[2].kommun",
    ]


# --- files that are no such files


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"", "f.yaml: är tom"),
        (b"federation: [", "f.yaml: rad 1: ogiltig YAML (expected the node content, but found '<stream end>')"),
        (b"a: 1\nb: 2019-13-01", "f.yaml: rad 2: ogiltig YAML ('2019-13-01' är inget datum eller tal)"),
        (b"a: &x [*x]", "f.yaml: rad 1: ogiltig YAML (alias (*) används inte här)"),
        (b"a: !!python/name:os.system", "f.yaml: rad 1: ogiltig YAML (typer (!) används inte här)"),
        (b"? [1]\n: 2", "f.yaml: rad 1: ogiltig YAML (en nyckel ska vara ett ord)"),
        (b"a: 1\nb: \x07", "f.yaml: rad 2: innehåller ett tecken som inte får finnas i YAML"),
        ("å".encode("latin-1"), "f.yaml: är inte skriven i UTF-8"),
        (b"[" * 100_000, "f.yaml: har för många nivåer i varandra"),
        (b"#" * (2 * 1024 * 1024 + 1), "f.yaml: är för stor för att vara en förbundsfil"),
        (b"- 1", "f.yaml: ska vara en tabell med nycklar, inte en lista"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, content, expected):
    file = tmp_path / "f.yaml"
    file.write_bytes(content)

    assert refusals(file) == [expected]


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refusals(tmp_path / "borta.yaml") == ["borta.yaml: går inte att läsa (No such file or directory)"]


def test_a_forgotten_value_is_not_taken_for_the_rest_of_a_text():
    data, found = parse_yaml("{name: LSG, Tranås och Aneby, meetings_per_year}", "f.yaml")

    assert (data, found) == ({"name": "LSG, Tranås och Aneby", "meetings_per_year": None}, [])


# --- whatever comes

WORDS = st.sampled_from(
    ["areas", "kind", "name", "lsg", "kommun", "same_as", "texts", "units", "af", "{x}", "\x00", ""]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.binary(), st.text(), WORDS
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS, inner, max_size=4), max_leaves=12
)


def walk(data, way=()):
    """The way to everything in a file, and what is there."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*way, key), value
        yield from walk(value, (*way, key))


def places_in(data):
    return [way for way, value in walk(data)]


SMALL = {**REAL, "areas": [REAL["areas"][0], REAL["areas"][3]]}
FORUM_TEMPLATES = {
    slug: template
    for slug, template in resolve_templates(TEMPLATES).items()
    if slug == "samverksmote" or template["level"] == "forum"
}
# what stands elsewhere in the file is more often right than what was made up
VALUES = [value for way, value in walk(SMALL) if not isinstance(value, dict | list)]


@settings(deadline=None)
@given(data=ANYTHING, templates=ANYTHING)
def test_any_content_is_answered_with_problems(data, templates):
    assert problems(data, templates)


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(places_in(REAL)), value=ANYTHING)
def test_anything_anywhere_in_a_federation_file_gives_no_traceback(path, value):
    for problem in problems(changed(REAL, path, value)):
        assert problem.isprintable()


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(places_in(TEMPLATES)), value=ANYTHING)
def test_anything_anywhere_in_a_template_file_gives_no_traceback(path, value):
    for problem in problems(REAL, changed(TEMPLATES, path, value)):
        assert problem.isprintable()


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(path=st.sampled_from(places_in(SMALL)), value=st.sampled_from(VALUES) | ANYTHING)
def test_what_was_found_right_can_be_written_and_the_second_time_changes_nothing(path, value):
    data = changed(SMALL, path, value)
    if problems(data):
        return

    with transaction.atomic():
        content = Content("f.yaml", data, FORUM_TEMPLATES, {}, {}, {})
        write_content(content)
        again = write_content(content)[1]
        transaction.set_rollback(True)

    assert set(again.states.values()) == {UNCHANGED}


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from("ab1: -[]{},#&*!|>'\"%@?\n~=<.\u00e5\t")))
def test_any_text_is_read_or_refused(text):
    data, found = parse_yaml(text, "f.yaml")

    assert data is None or not any("ogiltig" in str(problem) for problem in found)
