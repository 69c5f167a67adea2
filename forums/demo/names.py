"""Names that nobody has, addresses that lead nowhere, and phone numbers that PTS keeps free for fiction."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

# Both lists are prime in length and differ, so that walking both at once takes long to repeat
FIRST_NAMES = (  # noqa: SIM905 (sixty lines of one word each are no easier to read)
    "Alva Birk Celia Dag Ebba Folke Greta Hugo Iris Jarl Kajsa Lage Majken Nils Olga Pelle Qarin Rufus Signe Ture"
    " Ulla Viggo Wilma Xerxes Ylva Zeb Åke Ängla Örjan Tuva Malte"
).split()
SURNAMES = (  # noqa: SIM905
    "Påhittsson Låtsasdotter Månstråle Kanelknut Dimtofs Blåbärshatt Regnbågssocka Trollpipa Guldgröt Silverskopa"
    " Pepparkvarn Sockerdricka Drakflöjt Fjäderfluff Norrskensmössa Lingonflinga Kottespira Vattkanna Snöbollslykta"
    " Tomtebloss Käpphäst Pannkaksberg Sagosnigel Molntapp Hallonkräm Luktärtstuva Syrsespel Bubbelskum Glittersten"
).split()


def made_up_names(taken: set[str]) -> Iterator[str]:
    """The same names in the same order every time, none of them twice and none that is taken."""
    for number in range(len(FIRST_NAMES) * len(SURNAMES)):
        name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {SURNAMES[number % len(SURNAMES)]}"
        if name not in taken:
            yield name


def domain_of(*names: str) -> str:
    """`vuxenpsykiatrin-vetlanda.example`: the name in plain letters, at a top domain that never leads anywhere."""
    words = slugify(" ".join(names).replace("/", " "))
    return f"{words[:60].strip('-')}.example"


def mobile(number: int) -> str:
    """070-174 06 05 to 99."""
    return f"070-174 06 {5 + number % 95:02}"


def switchboard(number: int) -> str:
    """031-390 06 00 to 99, then 08-465 004 00 to 99."""
    series, last = divmod(number % 200, 100)
    return f"08-465 004 {last:02}" if series else f"031-390 06 {last:02}"
