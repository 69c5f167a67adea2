"""Fetch, check or regenerate the third-party files that third_party.toml lists.

A developer runs this to upgrade; setting up and running the service never does.

    python scripts/fetch_third_party.py             fetch the pinned packages and write the listed files
    python scripts/fetch_third_party.py --check     only compare what lies here with the recorded hashes
    python scripts/fetch_third_party.py --theme     build the theme again from its configuration (needs Node 22)
    python scripts/fetch_third_party.py --hashes    fetch and print the hashes to record after a new version
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "third_party.toml"


def read_record() -> dict[str, Any]:
    return tomllib.loads(RECORD.read_text(encoding="utf-8"))


def sha512(path: Path) -> str:
    return hashlib.sha512(path.read_bytes()).hexdigest()


def find_differences(record: dict[str, Any]) -> list[str]:
    """Files that are missing or differ from their recorded SHA-512; empty when all is as written."""
    files = [file for package in record["package"] for file in package["files"]] + record["generated"]
    return [file["path"] for file in files if not is_as_recorded(ROOT / file["path"], file["sha512"])]


def is_as_recorded(path: Path, expected: str) -> bool:
    return path.is_file() and sha512(path) == expected


def run_npm(*arguments: str, cwd: Path) -> None:
    npm = shutil.which(arguments[0])
    if npm is None:
        sys.exit(f"{arguments[0]} saknas. Installera Node för att hämta eller bygga om tredjepartsfiler.")
    subprocess.run([npm, *arguments[1:]], cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def pack(package: dict[str, Any], folder: Path) -> Path:
    run_npm("npm", "pack", "--silent", f"{package['name']}@{package['version']}", cwd=folder)
    (archive,) = folder.glob("*.tgz")
    return archive


def extract(archive: Path, member: str) -> bytes:
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(f"package/{member}")
        if stream is None:
            sys.exit(f"{member} finns inte i {archive.name}.")
        return stream.read()


def fetch(package: dict[str, Any]) -> None:
    """Write the listed files of one package. Nothing is written when the archive is not the recorded one."""
    with tempfile.TemporaryDirectory() as folder:
        archive = pack(package, Path(folder))
        if sha512(archive) != package["archive_sha512"]:
            sys.exit(f"{package['name']} {package['version']}: paketet har en annan SHA-512 än den som står i posten.")
        for file in package["files"]:
            target = ROOT / file["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(extract(archive, file["member"]))


def print_hashes(package: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = pack(package, Path(folder))
        print(f"{package['name']} {package['version']}\n  archive_sha512 = {sha512(archive)}")
        for file in package["files"]:
            print(f"  {file['member']} = {hashlib.sha512(extract(archive, file['member'])).hexdigest()}")


def build_theme(generated: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / generated["config"], folder / "designsystemet.config.json")
        generator = f"{generated['generator']}@{generated['generator_version']}"
        for step in ("create", "build"):
            run_npm("npx", "--yes", generator, "tokens", step, cwd=folder)
        target = ROOT / generated["path"]
        shutil.copy(folder / "design-tokens-build" / generated["built_as"], target)
        print(f"{generated['path']}\n  sha512 = {sha512(target)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    for flag in ("--check", "--theme", "--hashes"):
        mode.add_argument(flag, action="store_true")
    options = parser.parse_args()
    record = read_record()
    if options.theme:
        for generated in record["generated"]:
            build_theme(generated)
        return
    if options.hashes:
        for package in record["package"]:
            print_hashes(package)
        return
    if not options.check:
        for package in record["package"]:
            fetch(package)
    if different := find_differences(record):
        sys.exit("Stämmer inte med third_party.toml: " + ", ".join(different))
    print("Alla tredjepartsfiler stämmer med third_party.toml.")


if __name__ == "__main__":
    main()
