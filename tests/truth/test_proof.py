"""The proof in short: some weeks of everything that happens in the decade of `make truth`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.servers import ROOT

pytestmark = [pytest.mark.truth, pytest.mark.slow]
SEED = os.environ.get("SEED", "20")


def test_each_calendar_is_what_the_database_says() -> None:
    command = [sys.executable, "-m", "tests.truth", "--days", "45", "--areas", "1", "--per-day", "5", "--seed", SEED]

    proof = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    print(proof.stdout)
    assert proof.returncode == 0, f"{proof.stdout}\n{proof.stderr[-4000:]}"
