#!/bin/sh
# Writes pages with the unit tests and has them judged by a browser.
# usage: html_pages.sh UNIT_TESTS [SCREENSHOTS]
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
AUTHWALK_PAGES="$folder" "$1" --test-case='pages for the judge' --no-version=true >"$folder/log" || {
  cat "$folder/log"
  exit 1
}
python3 "$(dirname "$0")/html_pages.py" ${2:+--screenshots "$2"} "$folder"/*.html
