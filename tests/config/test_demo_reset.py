import os
import subprocess
import sys

from config.serving import only_one
from tests.servers import ROOT


def reset(folder):
    command = [sys.executable, "scripts/demo_reset.py"]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "DATA_DIR": str(folder)}, capture_output=True, text=True
    )


def make_data(folder):
    (folder / "mailbox").mkdir()
    for name in ("db.sqlite3", "serve.lock", "secret_key", "mailbox/1"):
        (folder / name).write_text("x")


def test_our_data_is_removed_and_what_else_lies_there_is_left(tmp_path):
    make_data(tmp_path)
    (tmp_path / "anteckningar.txt").write_text("kvar")

    assert reset(tmp_path).returncode == 0

    assert {path.name for path in tmp_path.iterdir()} == {"serve.lock", "anteckningar.txt"}


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path):
    (tmp_path / "db.sqlite3").write_text("någon annans")

    result = reset(tmp_path)

    assert result.returncode == 1
    assert "ser inte ut som Samverks datamapp" in result.stderr
    assert (tmp_path / "db.sqlite3").exists()


def test_nothing_is_removed_under_a_running_product(tmp_path):
    make_data(tmp_path)

    with only_one(tmp_path):
        result = reset(tmp_path)

    assert result.returncode == 1
    assert "Samverk är igång" in result.stderr
    assert (tmp_path / "db.sqlite3").exists()


def test_what_is_emptied_already_is_said_to_be(tmp_path):
    make_data(tmp_path)
    reset(tmp_path)

    again = reset(tmp_path)

    assert (again.returncode, "är redan tömd" in again.stdout) == (0, True)
