#!/usr/bin/python3
"""schemas.py PROGRAM SOURCE_DIR: NDJSON, merged reports and comparisons are valid against their schemas."""
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

program, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
checked = faults = 0


def schema_of(name):
    schema = json.loads((source / "docs" / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def walk_schema():
    """A line refers to the walk of the report's schema, by its file name; here both are one document."""
    walk, report = schema_of("walk.schema.json"), schema_of("report.schema.json")
    if walk["$ref"] != "report.schema.json#/$defs/walk":
        sys.exit(f"walk.schema.json refers to {walk['$ref']}")
    return walk | {"$ref": "#/$defs/walk", "$defs": report["$defs"]}


def printed(*arguments):
    run = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    if run.returncode not in (0, 1, 2, 130):  # 130: the report is that of an interrupted run
        sys.exit(f"{arguments} ends with {run.returncode}: {run.stderr}")
    return run.stdout


def validate(what, text, schema):
    global checked, faults
    checked += 1
    for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(text)):
        faults += 1
        print(f"{what}: {error.json_path}: {error.message[:300]}")


report, walk, diff = schema_of("report.schema.json"), walk_schema(), schema_of("diff.schema.json")
with tempfile.TemporaryDirectory() as folder:
    lines = pathlib.Path(folder) / "run.ndjson"
    printed("demo", "--format", "json", "-o", lines)
    validate("merge of the demo", printed("merge", lines, "--format", "json"), report)
    if len(lines.read_text().splitlines()) != 5:
        sys.exit("the five walks of the demo are not five lines")

goldens = [file for file in sorted((source / "tests" / "golden").glob("report_*.json"))
           if json.loads(file.read_text())["walks"]]
for before, after in zip(goldens, goldens[1:] + goldens[:1]):
    validate(f"diff {before.name} {after.name}", printed("diff", before, after, "--format", "json"), diff)
    for line in printed("merge", before, "--format", "ndjson").splitlines():
        validate(f"a line of {before.name}", line, walk)
print(f"{checked} checked, {faults} faults")
sys.exit(faults > 0 or not goldens)
