#!/usr/bin/python3
"""Runs `authwalk lint` over every sample export and validates what it prints: validate_lint.py PROGRAM SCHEMA FOLDER"""

import json
import pathlib
import subprocess
import sys

import jsonschema


def lint(program: str, *words: str) -> dict:
    run = subprocess.run([program, "lint", "--format", "json", *words], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{words}: exit status {run.returncode}: {run.stderr}")
    return json.loads(run.stdout)


def main(program: str, schema_file: str, folder: str) -> int:
    schema = json.loads(pathlib.Path(schema_file).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    exports = sorted(str(path) for path in pathlib.Path(folder).iterdir() if path.is_file())
    documents = [lint(program, export) for export in exports] + [lint(program, *exports), lint(program, "--list-rules")]
    wrong = 0
    for document in documents:
        for error in validator.iter_errors(document):
            wrong += 1
            print(f"{document.get('files', 'rules')}: {error.json_path}: {error.message[:300]}", file=sys.stderr)
    findings = sum(len(document.get("findings", [])) for document in documents)
    print(f"{len(documents)} documents, {findings} findings, {wrong} faults")
    return 1 if wrong or not findings else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3]))
