#!/usr/bin/python3
"""Validates every JSON report in a folder against the schema: validate_reports.py SCHEMA DIR"""

import json
import pathlib
import sys

import jsonschema


def main(schema_file: str, folder: str) -> int:
    schema = json.loads(pathlib.Path(schema_file).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    reports = sorted(pathlib.Path(folder).glob("*.json"))
    if not reports:
        print(f"{folder}: no report to validate", file=sys.stderr)
        return 1
    wrong = 0
    for report in reports:
        for error in validator.iter_errors(json.loads(report.read_text(encoding="utf-8"))):
            wrong += 1
            print(f"{report.name}: {error.json_path}: {error.message[:300]}", file=sys.stderr)
    print(f"{len(reports)} reports, {wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
