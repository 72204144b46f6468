#!/usr/bin/python3
"""How often `authwalk explain` is right.

  accuracy.py own PROGRAM TABLE     the sample of each row of the table of replies: class, and a step at which the row can stand
  accuracy.py field PROGRAM SCORE   evidence from the field, which SCORE measures; without that file the test is skipped (77)

Exit status 1 when a figure is below what docs/accuracy.md promises."""

import json
import pathlib
import re
import subprocess
import sys

LIKELY, POSSIBLE = 95, 60  # per cent that have to be right


def explained(program: str, text: str, step: str) -> dict:
    told = ["--step", step] if step else []
    run = subprocess.run([program, "explain", "--format", "json", "--reply", text, *told], capture_output=True, text=True, check=False)
    groups = json.loads(run.stdout)["groups"] if run.stdout else []
    return groups[0] if groups else {}


def own(program: str, table: str) -> int:
    lines = [line.rstrip("\n").split("\t") for line in open(table, encoding="utf-8") if not line.startswith("#")]
    rows = [dict(zip(lines[0], line)) for line in lines[1:]]
    wrong = total = 0
    for row in rows:
        if row["class"] == "-" or row["sample"][0] in "23" or row["steps"] == "any" or row["who"] == "middlebox":
            continue
        total += 1
        # What has no words of its own is known by its step.
        bare = row["wording"] == "-" and row["enhanced"] == "-"
        group = explained(program, row["sample"], next(s for s in row["steps"].split(",") if s != "any") if bare else "")
        temporary = row["sample"].startswith("4") and group.get("class") == "rejected-temporarily"
        steps = row["steps"].split(",")
        step = "any" in steps or group.get("step") in steps
        if not (step and (group.get("class") == row["class"] or temporary)):
            wrong += 1
            print(f"{row['id']}: {row['sample'][:90]}: {group.get('step')} / {group.get('class')}, not {row['steps']} / {row['class']}")
    print(f"own samples: {total - wrong} of {total} right by step and class")
    return 0 if wrong * 100 <= total * (100 - LIKELY) else 1


def field(program: str, score: str) -> int:
    if not pathlib.Path(score).exists():
        print("no evidence from the field here: skipped")
        return 77
    run = subprocess.run([sys.executable, score, "--authwalk", program, "--only", "field"], capture_output=True, text=True, check=False)
    print(run.stdout)
    figures = {word: (int(right), int(total)) for word, right, total in re.findall(r"“(\w+)”: (\d+) of (\d+) right", run.stdout)}
    low = [word for word, least in (("likely", LIKELY), ("possible", POSSIBLE))
           if word in figures and figures[word][0] * 100 < least * figures[word][1]]
    for word in low:
        print(f"too few of the {word} causes are right")
    return 1 if low or not figures else 0


if __name__ == "__main__":
    sys.exit({"own": own, "field": field}[sys.argv[1]](*sys.argv[2:]))
