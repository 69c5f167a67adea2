"""What a worker has ready before its processes are made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import sys
from celery.signals import worker_init
from config.celery import app
assert not {"notifications.views", "holidays"} & {*sys.modules}
worker_init.send(sender=None)
print({"notifications.views", "holidays"} <= {*sys.modules})
"""


def test_a_worker_has_read_all_pages_addresses_and_the_holidays_before_it_forks(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT, env=os.environ | {"DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert found.stdout.strip() == "True"
