"""Reading the file of identity providers: either all of it is right, or every problem is told with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from config.ground.providers import LONGEST_ISSUER, SLUG, IdentityProvider, is_web_address

LONGEST_FILE = 256 * 1024
LONGEST_TEXT = 200
DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
NEEDED = ("id", "label", "federation", "party", "issuer", "client_id", "domains")
CHOICES = ("addresses_verified", "unit_claim", "units", "scopes", "second_factor")
Problem = tuple[int, str]


def secret_name(slug: str) -> str:
    """What ends the name of the setting that holds a provider's secret: "norra-kommunen" becomes NORRA_KOMMUNEN."""
    return slug.upper().replace("-", "_")


def read_providers(path: Path, secrets: Mapping[str, str]) -> tuple[dict[str, IdentityProvider], list[str]]:
    """Providers by id, and what is wrong with the file in words; with anything wrong there are no providers."""
    reader = _Reader(secrets)
    try:
        content = path.read_bytes()
        if len(content) > LONGEST_FILE:
            return {}, ["filen är för stor"]
        found = reader.providers(yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader))
    except OSError as error:
        return {}, [f"filen {path} går inte att läsa ({error.strerror})"]
    except UnicodeDecodeError:
        return {}, ["filen är inte skriven i UTF-8"]
    except RecursionError:
        return {}, ["filen har för många nivåer i varandra"]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return {}, [f"rad {mark.line + 1 if mark else 1}: ogiltig YAML ({error.problem or error.context})"]
    except yaml.YAMLError:
        return {}, ["filen innehåller ett tecken som inte får finnas i YAML"]
    if reader.problems:
        return {}, [f"rad {line}: {reason}" for line, reason in sorted(reader.problems)]
    return {provider.slug: provider for provider in found}, []


class _Reader:
    """Walks the nodes of the file, since only they know their line."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = secrets
        self.problems: list[Problem] = []

    def wrong(self, node: yaml.Node, reason: str) -> None:
        self.problems.append((node.start_mark.line + 1, reason))

    def providers(self, root: yaml.Node | None) -> list[IdentityProvider]:
        if not isinstance(root, yaml.MappingNode):
            self.problems.append((1, "filen ska börja med providers: och en lista"))
            return []
        rows = self.keys(root, ("providers",), ())
        listed = rows.get("providers")
        if listed is None:
            return []
        if not isinstance(listed, yaml.SequenceNode):
            self.wrong(listed, "providers ska vara en lista")
            return []
        found: list[IdentityProvider] = []
        for node in listed.value:
            provider = self.provider(node)
            if provider is None:
                continue
            if provider.slug in {other.slug for other in found}:
                self.wrong(node, f"id {provider.slug} finns två gånger")
            found.append(provider)
        return found

    def provider(self, node: yaml.Node) -> IdentityProvider | None:
        """One entry; None, with problems noted, when anything in it is wrong."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "varje inloggningstjänst ska ha id, label och så vidare")
            return None
        before = len(self.problems)
        rows = self.keys(node, NEEDED, CHOICES)
        texts: dict[str, Any] = {name: self.text(name, rows.get(name)) for name in NEEDED if name != "domains"}
        values: dict[str, Any] = {
            "domains": frozenset(self.texts("domains", rows.get("domains"), _is_domain)),
            "addresses_verified": self.flag("addresses_verified", rows.get("addresses_verified")),
            "unit_claim": self.text("unit_claim", rows.get("unit_claim")),
            "units": self.units(rows.get("units")),
            "scopes": tuple(self.texts("scopes", rows.get("scopes"), _is_scope)),
            **self.second_factor(rows.get("second_factor")),
        }
        if bool(values["unit_claim"]) != bool(values["units"]):
            self.wrong(node, "unit_claim och units hör ihop: ange båda eller ingen")
        self.addresses(rows, texts, node)
        if len(self.problems) > before:
            return None
        slug = texts.pop("id")
        return IdentityProvider(slug=slug, client_secret=self.secrets[secret_name(slug)], **texts, **values)

    def addresses(self, rows: dict[str, yaml.Node], texts: dict[str, Any], node: yaml.Node) -> None:
        """The id, which stands in addresses and in the name of the secret, and the issuer."""
        slug, issuer = texts["id"], texts["issuer"]
        if slug and not (SLUG.fullmatch(slug) and len(slug) <= 40):
            self.wrong(rows["id"], "id ska vara små bokstäver a–z, siffror och bindestreck")
        elif slug and not self.secrets.get(secret_name(slug)):
            name = secret_name(slug)
            self.wrong(node, f"hemligheten saknas: sätt IDENTITY_SECRET_FILE__{name} eller IDENTITY_SECRET__{name}")
        if issuer and not (is_web_address(issuer, plain=True) and "?" not in issuer and len(issuer) <= LONGEST_ISSUER):
            self.wrong(rows["issuer"], "issuer ska vara en adress som börjar med https://")

    def keys(self, node: yaml.MappingNode, needed: tuple[str, ...], others: tuple[str, ...]) -> dict[str, yaml.Node]:
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name == "client_secret":
                self.wrong(key, "hemligheten skrivs inte i filen: sätt IDENTITY_SECRET_FILE__ följt av id")
            elif name not in (*needed, *others):
                self.wrong(key, f"{name[:40] or 'nyckeln'} känns inte igen. Kända: {', '.join((*needed, *others))}")
            elif name in found:
                self.wrong(key, f"{name} finns två gånger")
            else:
                found[name] = value
        for name in needed:
            if name not in found:
                self.wrong(node, f"{name} saknas")
        return found

    def text(self, name: str, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        text = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
        if not text or not text.isprintable() or len(text) > LONGEST_TEXT:
            self.wrong(node, f"{name} ska vara en kort text")
            return ""
        return text

    def texts(self, name: str, node: yaml.Node | None, is_right: Callable[[str], bool]) -> Iterator[str]:
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.wrong(node, f"{name} ska vara en lista")
            return
        for part in node.value:
            text = self.text(name, part)
            if text and not is_right(text):
                self.wrong(part, f"{name}: {text[:60]} går inte att använda")
            yield text

    def flag(self, name: str, node: yaml.Node | None) -> bool:
        if node is None:
            return False
        value = node.value.lower() if isinstance(node, yaml.ScalarNode) else ""
        if value not in ("true", "false"):
            self.wrong(node, f"{name} ska vara true eller false")
        return value == "true"

    def units(self, node: yaml.Node | None) -> dict[str, str]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode) or not node.value:
            self.wrong(node, "units ska leda från vad inloggningen säger till enhetens namn")
            return {}
        found: dict[str, str] = {}
        for key, value in node.value:
            said, unit = self.text("units", key), self.text("units", value)
            if said in found:
                self.wrong(key, f"units: {said[:60]} finns två gånger")
            found[said] = unit
        return found

    def second_factor(self, node: yaml.Node | None) -> dict[str, tuple[str, ...]]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode) or not node.value:
            self.wrong(node, "second_factor ska ha acr, amr eller båda")
            return {}
        rows = self.keys(node, (), ("acr", "amr"))
        return {f"strong_{name}": tuple(self.texts(name, rows.get(name), _is_scope)) for name in ("acr", "amr")}


def _is_domain(text: str) -> bool:
    return DOMAIN.fullmatch(text) is not None


def _is_scope(text: str) -> bool:
    return SCOPE.fullmatch(text) is not None
