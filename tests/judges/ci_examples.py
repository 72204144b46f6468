"""ci_examples.py PROGRAM SOURCE_DIR: the CI examples are YAML of the shape that their service wants, and every command
line of authwalk in them runs: against a port where nobody listens it reports a failure, and complains about nothing."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml

program, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
integration = source / "docs" / "integration"

CONNECTORS = [{
    "Name": "Outbound", "Identity": "Outbound", "Enabled": True, "SmartHosts": ["[127.0.0.1]"],
    "SmartHostsString": "[127.0.0.1]", "SmartHostAuthMechanism": "BasicAuthRequireTLS", "RequireTLS": True, "Port": 1,
    "Fqdn": "mail01.contoso.example", "DNSRoutingEnabled": False, "AddressSpaces": ["SMTP:*;1"],
    "SourceTransportServers": ["MAIL01"],
}]


def gitlab_commands():
    document = yaml.safe_load((integration / "gitlab" / ".gitlab-ci.yml").read_text())
    reserved = {"stages", "default"}
    for name, job in document.items():
        if name in reserved:
            continue
        assert job["stage"] in document["stages"], f"{name}: no such stage"
        yield f"gitlab: {name}", "\n".join(job["script"])


def github_commands():
    document = yaml.safe_load((integration / "github" / "authwalk.yml").read_text())
    assert True in document, "YAML 1.1 reads `on:` as true; there is none"
    for name, job in document["jobs"].items():
        assert job["runs-on"] and job["steps"], f"{name}: no runner or no steps"
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), f"{name}: a step either runs or uses"
            if "authwalk " in step.get("run", "") and "apt-get" not in step["run"]:
                yield f"github: {name}", step["run"]


def run(name, commands):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "authwalk").symlink_to(program)
        (folder / "connectors.json").write_text(json.dumps(CONNECTORS))
        secret = folder / "secret"
        secret.write_text("a throw-away password")
        environment = {"PATH": f"{folder}:{os.environ['PATH']}", "XDG_STATE_HOME": str(folder / "state"),
                       "SMART_HOST_PASSWORD": str(secret)}
        done = subprocess.run(["bash", "-euc", commands], cwd=folder, env=environment, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode in (0, 1, 2), f"{name}: status {done.returncode}\n{done.stdout}"
        if "authwalk walk" in commands:
            assert done.returncode == 2, f"{name}: nobody listens, and the job passes\n{done.stdout}"
            suites = xml.etree.ElementTree.parse(folder / "report.xml").getroot()
            assert suites.tag == "testsuites" and next(suites.iter("error"), None) is not None, name
            assert "<html" in (folder / "report.html").read_text()[:200], name
        print(f"{name}: status {done.returncode}")


jobs = list(gitlab_commands()) + list(github_commands())
assert len(jobs) == 4, jobs
for job in jobs:
    run(*job)
