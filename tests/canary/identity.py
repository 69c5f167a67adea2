"""The made-up person who must not be found anywhere: words that no other test uses, numbers of the series for tests."""

from __future__ import annotations

NAME = "Zebrafink Tapirsson"
WORDS = f"{NAME}, Tapirstigen 17, zebrafinksjukan"  # a name, an address and a diagnosis, which no pattern recognises
ADDRESS = "zebrafink@tapirsson.example"
NUMBERS = ("19811228-9874", "811228-9874", "8112289874", "19811228 9874", "1981-12-28-9874", "811228+9874")
PHONES = ("070-174 06 33", "+46 70 174 06 33", "0701740633")
# one text for each kind of input: what cannot be recognised, and what is recognised and refused or cut
TEXTS = {
    "words": WORDS,
    "numbers": f"Rum 3 {NUMBERS[0]}, tel {PHONES[0]}",
    "address": ADDRESS,
    "link": "https://mote.example/zebrafink-tapirsson",
}
TRACES = ("zebrafink", "tapirs", "zebrafinksjukan", *(number.lower() for number in (*NUMBERS, *PHONES)))


def texts_for(name: str) -> tuple[str, ...]:
    """The kinds of text that a field of this name is given: a link, too, where one is asked for."""
    is_link = name.rpartition(".")[2] in ("link", "address")
    return tuple(kind for kind in TEXTS if kind != "link" or is_link)


def traces_in(text: str) -> list[str]:
    """What of the person can be read in a text."""
    folded = text.casefold()
    return [trace for trace in TRACES if trace in folded]
