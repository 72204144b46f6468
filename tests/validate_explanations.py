#!/usr/bin/python3
"""Runs `authwalk explain` over every sample log and validates what it prints: validate_explanations.py PROGRAM SCHEMA LOGS"""

import json
import pathlib
import subprocess
import sys

import jsonschema


def explain(program: str, log: pathlib.Path, output_format: str) -> str:
    run = subprocess.run([program, "explain", "--format", output_format, str(log)], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{log.name}: exit status {run.returncode}: {run.stderr}")
    return run.stdout


def main(program: str, schema_file: str, folder: str) -> int:
    schema = json.loads(pathlib.Path(schema_file).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = jsonschema.Draft202012Validator(schema)
    group = jsonschema.Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/group"})
    logs = sorted(pathlib.Path(folder).glob("*.log"))
    groups = wrong = 0
    for log in logs:
        whole = json.loads(explain(program, log, "json"))
        lines = [json.loads(line) for line in explain(program, log, "ndjson").splitlines()]
        groups += len(lines)
        for validator, value in [(document, whole)] + [(group, line) for line in lines]:
            for error in validator.iter_errors(value):
                wrong += 1
                print(f"{log.name}: {error.json_path}: {error.message[:300]}", file=sys.stderr)
        if len(lines) != len(whole["groups"]):
            wrong += 1
            print(f"{log.name}: json and ndjson tell different groups", file=sys.stderr)
    print(f"{len(logs)} logs, {groups} groups, {wrong} faults")
    return 1 if wrong or not groups else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3]))
