#!/bin/sh
# man.sh PROGRAM SOURCE: groff and man-db set every man page without a warning, and whatis finds each by its name.
set -eu
for tool in groff man lexgrog; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is missing"; exit 77; }
done
program=$1
source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/man1" "$folder/man5"
"$program" __man "$folder" "$source/docs/config.schema.json"
mv "$folder"/*.1 "$folder/man1/"
mv "$folder"/*.5 "$folder/man5/"

cd "$folder"  # .so names a page from here
for page in man1/* man5/*; do
  groff -s -man -ww -Tutf8 -K utf8 "$page" >/dev/null 2>>warnings
  LC_ALL=C.UTF-8 MANPATH="$folder" man --warnings -E UTF-8 -l -Tutf8 -Z "$page" >/dev/null 2>>warnings
  lexgrog "$page" >/dev/null || { echo "$page: whatis cannot read its NAME"; exit 1; }
done
if [ -s warnings ]; then
  cat warnings
  exit 1
fi
set -- man1/* man5/*
echo "$# pages, no warning"
