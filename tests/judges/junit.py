#!/usr/bin/python3
"""Turns every golden report into JUnit XML and lets xmllint judge it: junit.py PROGRAM SOURCE_DIR

The exit status of the program has to agree with what the XML tells: 1 with a failure, 2 with an error only, else 0."""

import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree


def status_by_xml(text: bytes) -> int:
    root = xml.etree.ElementTree.fromstring(text)
    if root.findall(".//failure"):
        return 1
    return 2 if root.findall(".//error") else 0


def figures_are_right(text: bytes) -> bool:
    root = xml.etree.ElementTree.fromstring(text)
    names = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    parts = [root] + root.findall("testsuite")
    return all(int(part.get(figure)) == len(part.findall(".//" + name)) for part in parts for figure, name in names.items())


def faults(program: str, xsd: str, report: pathlib.Path) -> list[str]:
    run = subprocess.run([program, "merge", "--format", "junit", str(report)], capture_output=True, check=False)
    if run.returncode not in (0, 1, 2, 130):
        return [f"exit status {run.returncode}: {run.stderr.decode()}"]
    found = []
    judge = subprocess.run(["xmllint", "--noout", "--schema", xsd, "-"], input=run.stdout, capture_output=True, check=False)
    if judge.returncode != 0:
        found.append(judge.stderr.decode(errors="replace")[:2000])
    status = status_by_xml(run.stdout)
    if status != run.returncode and not (run.returncode == 130 and status > 0):
        found.append(f"exit status {run.returncode}, but the XML tells {status}")
    if not figures_are_right(run.stdout):
        found.append("the figures are not those of the elements")
    return found


def main(program: str, source: str) -> int:
    if shutil.which("xmllint") is None:
        print("xmllint is missing: apt-get install libxml2-utils")
        return 77
    tests = pathlib.Path(source) / "tests"
    reports = sorted((tests / "golden").glob("report_*.json"))
    wrong = 0
    for report in reports:
        for fault in faults(program, str(tests / "judges" / "junit.xsd"), report):
            wrong += 1
            print(f"{report.name}: {fault}", file=sys.stderr)
    print(f"{len(reports)} reports, {wrong} faults")
    return 1 if wrong or not reports else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
