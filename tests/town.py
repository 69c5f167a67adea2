"""The demonstration's town, made once and copied: it takes most of a minute, and nothing in it changes within a day."""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAKERS = ("forums", "booking", "notifications", "config")


def town_folder() -> Path:
    """A data folder with the town in it, of today and of this code. Who comes while it is made waits for it."""
    shelf = Path(tempfile.gettempdir()) / f"samverk-town-{os.getuid()}"
    shelf.mkdir(mode=0o700, exist_ok=True)
    folder = shelf / _key()
    with open(shelf / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in shelf.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            making = shelf / "making"
            _make(making)
            making.rename(folder)
    return folder


def copy_town(target: Path) -> None:
    shutil.copytree(town_folder(), target)


def _key() -> str:
    digest = hashlib.sha256(datetime.date.today().isoformat().encode())
    for app in MAKERS:
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix in (".py", ".yaml", ".html", ".txt"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _make(folder: Path) -> None:
    # nothing that a test run sets for itself
    environment = {"DEMO": "1", "DATA_DIR": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    for command in (["migrate", "--verbosity", "0"], ["load_demo", "--verbosity", "0"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-4000:]
