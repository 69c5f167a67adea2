#!/bin/sh
# Pins what pyproject.toml asks for, and all that this needs in turn, with hashes and without naming any host.
set -eu
cd "$(dirname "$0")/.."

pin() {
    output=requirements/$1.txt
    shift
    .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
        --output-file "$output" "$@" pyproject.toml
    if grep -nE '://|^-|@ |file:/' "$output"; then
        echo "$output nämner en värd eller en sökväg." >&2
        exit 1
    fi
}

pin base
pin production --extra production
pin dev --extra production --extra dev
