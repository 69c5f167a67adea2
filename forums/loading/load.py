from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.db import DataError, IntegrityError, transaction

from forums.loading.gone import find_gone
from forums.loading.problems import LoadRefused, Problem
from forums.loading.reading import Content, read_content
from forums.loading.writing import write_content

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"
TEMPLATES_FILE = DATA_FOLDER / "templates.yaml"


@dataclass(frozen=True)
class Summary:
    federation: str
    counts: dict[str, Counter[str]]  # new, changed and unchanged for each kind of row
    gone: list[str]

    def total(self, state: str) -> int:
        return sum(count[state] for count in self.counts.values())


def load_federation(file: Path, templates_file: Path = TEMPLATES_FILE, *, dry_run: bool = False) -> Summary:
    """Loads a federation file, or raises LoadRefused with all that is wrong and leaves everything as it was.

    The second time nothing changes; a changed file changes what it says and takes nothing away.
    """
    content = read_content(file, templates_file)
    try:
        return _write(content, dry_run)
    except IntegrityError:
        reason = "krockar med det som redan finns i databasen, till exempel två parter som har bytt namn med varandra"
        raise LoadRefused([Problem(content.file, "", reason)]) from None
    except DataError:
        reason = "har en text som blir för lång när områdets egna namn sätts in i den"
        raise LoadRefused([Problem(templates_file.name, "", reason)]) from None


@transaction.atomic
def _write(content: Content, dry_run: bool) -> Summary:
    federation, tally = write_content(content)
    summary = Summary(federation.name, tally.counts(), find_gone(federation, tally))
    if dry_run:
        transaction.set_rollback(True)
    return summary
