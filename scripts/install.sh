#!/bin/sh
# Makes the virtual environment when it is missing and installs one requirements file in it.
# Usage: install.sh PYTHON VENV base|production|dev
set -eu
python=$1 venv=$2 set=$3

say() { printf '%s\n' "$*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Samverk behöver Python 3.11 eller senare. Ange en annan med make PYTHON=/sökväg/till/python3."
    exit 1
}
if ! [ -x "$venv/bin/pip" ]; then
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        say "Paketet python3-venv saknas; det behövs för att göra en egen Python-miljö."
        [ "$(id -u)" = 0 ] || { say "Installera det: sudo apt-get install python3-venv"; exit 1; }
        say "Installerar python3-venv …"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    fi
    say "Gör Python-miljön $venv …"
    "$python" -m venv "$venv"
fi
say "Installerar paketen i requirements/$set.txt …"
"$venv/bin/pip" install -qq --disable-pip-version-check --require-hashes -r "requirements/$set.txt"
touch "$venv/.$set"
