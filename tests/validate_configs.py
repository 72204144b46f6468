#!/usr/bin/python3
"""Validates every good configuration against the schema for editors, and that it refuses the bad ones that it
can see to be bad: validate_configs.py SCHEMA DIR"""

import json
import pathlib
import sys

import jsonschema
import yaml

# What only the reader can see: how things hang together, and what the bytes are before they are YAML.
SEEN_BY_THE_SCHEMA = {
    "unknown-key", "unknown-key-at-the-top", "unknown-property", "password-in-credential", "password-in-module",
    "credential-name", "credential-without-targets", "credential-without-user", "two-password-sources",
    "user-with-password", "user-too-long", "systemd-credential-path", "pattern-everything", "module-name",
    "unknown-mode", "unknown-mode-in-expect", "expect-neither", "unknown-mechanism", "unknown-step", "port",
    "tls-auth-level", "two-ticket-sources", "principal-without-keytab", "spn", "dialect", "range",
    "threshold-of-no-step", "threshold-level", "no-targets", "target-without-target", "empty-list",
    "empty-mapping", "list-for-mapping", "mapping-for-value", "number-too-large", "number-with-unit",
    "seconds-with-unit",
}


def main(schema_file: str, folder: str) -> int:
    schema = json.loads(pathlib.Path(schema_file).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = 0
    good = sorted(pathlib.Path(folder, "good").glob("*.yml"))
    for file in good:
        text = file.read_text(encoding="utf-8-sig")
        # PyYAML refuses the tabs that YAML allows between the tokens of JSON.
        content = json.loads(text) if text.startswith("{") else yaml.safe_load(text)
        for error in validator.iter_errors(content):
            wrong += 1
            print(f"{file.name}: {error.json_path}: {error.message[:300]}", file=sys.stderr)
    for name in sorted(SEEN_BY_THE_SCHEMA):
        text = pathlib.Path(folder, "bad", name + ".yml").read_text(encoding="utf-8")
        if validator.is_valid(yaml.safe_load(text)):
            wrong += 1
            print(f"{name}.yml: the schema finds nothing wrong", file=sys.stderr)
    print(f"{len(good)} good and {len(SEEN_BY_THE_SCHEMA)} bad configurations, {wrong} faults")
    return 1 if wrong or not good else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
