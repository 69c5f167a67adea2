#!/bin/sh
# Writes sbom.json: what the product is made of, with hashes, as CycloneDX. The tool lives in a folder that goes afterwards:
# its thirty packages are no part of the product, nor of what it is developed with.
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0
"$folder/bin/cyclonedx-py" requirements requirements/production.txt --pyproject pyproject.toml \
    --output-format JSON --output-file sbom.json
echo "sbom.json"
