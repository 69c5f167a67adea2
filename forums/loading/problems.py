"""What is wrong with a file, said so that the one who wrote it finds the place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """`path` is where in the file: "areas[3].forums[0].kind", or "rad 12" before the file could be read as YAML."""

    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.path, self.reason) if part)


class LoadRefused(Exception):
    """Nothing was loaded. Carries every problem that was found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
