"""The project's own federation files, as they are and with a few words changed."""

from pathlib import Path

import pytest

from forums.loading import DATA_FOLDER, TEMPLATES_FILE, LoadRefused, load_federation

HOGLANDET = DATA_FOLDER / "hoglandet.yaml"
FINNVEDEN = DATA_FOLDER / "finnveden.yaml"


def copy_with(folder: Path, *changes: tuple[str, str]) -> Path:
    """Höglandet with some words changed; each must be there, once or more."""
    text = HOGLANDET.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "hoglandet.yaml"
    file.write_text(text)
    return file


def refusals(file: Path, templates: Path = TEMPLATES_FILE) -> list[str]:
    with pytest.raises(LoadRefused) as refused:
        load_federation(file, templates)
    return [str(problem) for problem in refused.value.problems]
