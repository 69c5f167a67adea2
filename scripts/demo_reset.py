"""Empties the data folder of `make run`, and only one that is ours and at rest."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path

OURS = ["db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "secret_key", "mailbox", "making"]


def main() -> str | None:
    folder = Path(os.environ.get("DATA_DIR") or "data-local").absolute()
    if not folder.exists():
        print(f"{folder} finns inte än; det finns inget att ta bort.")
        return None
    if folder.is_dir() and [path.name for path in folder.iterdir()] == ["serve.lock"]:
        print(f"{folder} är redan tömd.")
        return None
    if not (folder / "serve.lock").exists() or not (folder / "db.sqlite3").exists():
        return f"{folder} ser inte ut som Samverks datamapp. Inget har tagits bort."
    with open(folder / "serve.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return "Samverk är igång. Stoppa det med Ctrl-C först. Inget har tagits bort."
        for path in (folder / name for name in OURS):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    print(f"{folder} är tömd. Nästa make run läser in exempelförbunden på nytt.")
    return None


if __name__ == "__main__":
    sys.exit(main())
