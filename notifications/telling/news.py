"""What is new to an address, read from the digest of what it was told: each change by its own word."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from notifications.itip import Instance, Mark, differences, digest, read_digest

# as a reader calls it; a place that is shown only after login is a place
NOUNS = {"place": "plats", "unshown": "plats", "url": "länk", "summary": "titel", "length": "sluttid"}
Change = tuple[Mark, Instance]


@dataclass
class News:
    """The instances that differ and have not begun: new, gone, moved (with the mark that was told), or changed by one
    of the `NOUNS`. `unknown`: changed in a way that the digest of an earlier release cannot tell."""

    new: list[Instance] = field(default_factory=list)
    gone: dict[str, Mark] = field(default_factory=dict)
    moved: list[Change] = field(default_factory=list)
    changed: dict[str, list[Instance]] = field(default_factory=dict)
    unknown: list[Instance] = field(default_factory=list)

    @property
    def nouns(self) -> list[str]:
        return [noun for noun in dict.fromkeys(NOUNS.values()) if noun in self.changed]


def read_news(told: str, instances: Iterable[Instance], now: datetime.datetime) -> News:
    shown, was, news = {one.key: one for one in instances}, read_digest(told), News()
    marks = read_digest(digest(shown.values()))
    for key in sorted(differences(told, digest(shown.values()), now)):
        if key not in shown:
            news.gone[key] = was[key]
        elif key not in was:
            news.new.append(shown[key])
        else:
            _note(news, was[key], marks[key], shown[key])
    return news


def _note(news: News, was: Mark, mark: Mark, one: Instance) -> None:
    names = was.changed(mark)
    if names is None:
        news.unknown.append(one)
        return
    if "start" in names:
        news.moved.append((was, one))
    for noun in dict.fromkeys(NOUNS[name] for name in NOUNS if name in names):
        news.changed.setdefault(noun, []).append(one)


def in_words(words: Sequence[str]) -> str:
    """plats, länk och titel"""
    return " och ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
