"""The file of identity providers: right, or every mistake is told with its line, and no secret stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.ground.providers import IdentityProvider
from tests.config.test_settings import settings_with
from tests.servers import ROOT

RIGHT = """\
providers:
  - id: norra-kommunen
    label: Norra kommunen
    federation: hoglandet
    party: Norra kommun
    issuer: https://login.example/tenant/v2.0
    client_id: 1234
    domains: [norra.example, skola.norra.example]
    addresses_verified: true
    unit_claim: department
    units:
      "4711": Ekonomiskt bistånd
      IFO: Ekonomiskt bistånd
    scopes: [department]
    second_factor:
      acr: ["urn:loa:3"]
      amr: [mfa, otp]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "providers.yaml"
    path.write_text(RIGHT)
    monkeypatch.setenv("IDENTITY_PROVIDERS", str(path))
    monkeypatch.setenv("IDENTITY_SECRET__NORRA_KOMMUNEN", "hemligt")
    return path


def read() -> dict[str, IdentityProvider]:
    return environment.identity_providers("IDENTITY_PROVIDERS")


def problems() -> list[str]:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read()
    return str(refusal.value).splitlines()


def test_a_provider_is_read_with_its_secret_from_the_environment(file: Path) -> None:
    found = read()["norra-kommunen"]

    assert (found.label, found.party, found.client_id) == ("Norra kommunen", "Norra kommun", "1234")
    assert (found.issuer, found.client_secret) == ("https://login.example/tenant/v2.0", "hemligt")
    assert found.domains == {"norra.example", "skola.norra.example"} and found.addresses_verified
    assert found.units == {"4711": "Ekonomiskt bistånd", "IFO": "Ekonomiskt bistånd"}
    assert (found.scopes, found.strong_acr, found.strong_amr) == (("department",), ("urn:loa:3",), ("mfa", "otp"))
    assert "hemligt" not in repr(found)


def test_the_secret_may_be_in_a_file(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("ur filen\n")
    monkeypatch.delenv("IDENTITY_SECRET__NORRA_KOMMUNEN")
    monkeypatch.setenv("IDENTITY_SECRET_FILE__NORRA_KOMMUNEN", str(tmp_path / "secret"))

    assert read()["norra-kommunen"].client_secret == "ur filen"


def test_with_no_file_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IDENTITY_PROVIDERS", raising=False)

    assert read() == {}


def test_what_may_be_left_out_is_left_out(file: Path) -> None:
    file.write_text(RIGHT[: RIGHT.index("    addresses_verified")])

    found = read()["norra-kommunen"]

    assert (found.units, found.unit_claim, found.addresses_verified, found.strong_amr) == ({}, "", False, ())


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("id: norra-kommunen", "id: Norra kommunen", "rad 2: id ska vara små bokstäver"),
        ("    label: Norra kommunen\n", "", "rad 2: label saknas"),
        ("label: Norra kommunen", "label: [a]", "rad 3: label ska vara en kort text"),
        ("label: Norra kommunen", "lable: Norra", "rad 3: lable känns inte igen."),
        ("issuer: https:", "issuer: http:", "rad 6: issuer ska vara en adress som börjar med https://"),
        ("login.example/tenant", "user@login.example/tenant", "rad 6: issuer ska vara en adress"),
        ("login.example/tenant", "login.example:99999/tenant", "rad 6: issuer ska vara en adress"),
        ("tenant/v2.0", "tenant?x=1", "rad 6: issuer ska vara en adress"),
        ("client_id: 1234", "client_secret: s3cr3t", "rad 7: hemligheten skrivs inte i filen"),
        ("client_id: 1234", "client_id:", "rad 7: client_id ska vara en kort text"),
        ("[norra.example, skola.norra.example]", "norra.example", "rad 8: domains ska vara en lista"),
        ("[norra.example, skola.norra.example]", "[]", "rad 8: domains ska vara en lista"),
        ("skola.norra.example", '"@norra.example"', "rad 8: domains: @norra.example går inte att använda"),
        ("skola.norra.example", "Norra.example", "rad 8: domains: Norra.example går inte att använda"),
        ("skola.norra.example", '"*.example"', "rad 8: domains: *.example går inte att använda"),
        ("verified: true", "verified: kanske", "rad 9: addresses_verified ska vara true eller false"),
        ("    unit_claim: department\n", "", "rad 2: unit_claim och units hör ihop"),
        ("IFO:", '"4711":', "rad 13: units: 4711 finns två gånger"),
        ("IFO: Ekonomiskt bistånd", "IFO: {a: b}", "rad 13: units ska vara en kort text"),
        ("scopes: [department]", 'scopes: ["två ord"]', "rad 14: scopes: två ord går inte att använda"),
        ("acr: [", "arc: [", "rad 16: arc känns inte igen. Kända: acr, amr"),
        ("[mfa, otp]", "mfa", "rad 17: amr ska vara en lista"),
        ("providers:", "provider:", "rad 1: provider känns inte igen"),
        ("providers:", "- providers:", "rad 1: filen ska börja med providers: och en lista"),
        ("[mfa, otp]", "[mfa, otp", "rad 18: ogiltig YAML"),
        ("hoglandet", "hog\tlandet", "rad 4: ogiltig YAML"),
        (RIGHT, "", "rad 1: filen ska börja med providers:"),
        (RIGHT, "providers: 7", "rad 1: providers ska vara en lista"),
        (RIGHT, "providers: [7]", "rad 1: varje inloggningstjänst ska ha id"),
        (RIGHT, "providers: \u0000", "filen innehåller ett tecken"),
        (RIGHT, "[" * 20_000, "filen har för många nivåer"),
        (RIGHT, " " * 300_000, "filen är för stor"),
    ],
)
def test_a_mistake_is_told_with_its_line(file: Path, was: str, becomes: str, says: str) -> None:
    text = RIGHT.replace(was, becomes, 1)
    assert text != RIGHT
    file.write_text(text)

    found = problems()

    assert any(line.startswith(f"IDENTITY_PROVIDERS: {says}") for line in found), found
    assert "s3cr3t" not in "".join(found)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(file: Path) -> None:
    file.write_text(RIGHT.replace("label: Norra kommunen", "lable: x").replace("true", "ja").replace("[mfa, otp]", "7"))

    assert [line.split()[2] for line in problems()] == ["2:", "3:", "9:", "17:"]


def test_an_id_stands_once_and_has_its_secret(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(RIGHT + RIGHT.partition("\n")[2])
    assert problems() == ["IDENTITY_PROVIDERS: rad 18: id norra-kommunen finns två gånger"]
    file.write_text(RIGHT)
    monkeypatch.setenv("IDENTITY_SECRET__NORRA_KOMMUNEN", "")

    assert problems() == [
        "IDENTITY_PROVIDERS: rad 2: hemligheten saknas: sätt IDENTITY_SECRET_FILE__NORRA_KOMMUNEN eller "
        "IDENTITY_SECRET__NORRA_KOMMUNEN"
    ]


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert problems() == ["IDENTITY_PROVIDERS: filen är inte skriven i UTF-8"]
    file.unlink()

    assert "går inte att läsa (No such file or directory)" in problems()[0]


def test_the_example_of_deploy_is_right(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IDENTITY_PROVIDERS", str(ROOT / "deploy" / "identity" / "providers.yaml.example"))
    monkeypatch.setenv("IDENTITY_SECRET__KOMMUNEN", "hemligt")

    assert list(read()) == ["kommunen"]
    found = settings_with(
        tmp_path,
        IDENTITY_PROVIDERS=str(ROOT / "deploy" / "identity" / "providers.yaml.example"),
        IDENTITY_SECRET__KOMMUNEN="hemligt",
    )
    assert "hemligt" not in str(found["IDENTITY_PROVIDERS"])
