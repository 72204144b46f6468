#!/usr/bin/python3
"""completion.py PROGRAM COMPLETIONS: types into real shells and presses TAB.

bash (with bash-completion) and zsh run on a terminal; the line is then taken from their history. fish says
itself what it would offer.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

program, completions = (pathlib.Path(word).resolve() for word in sys.argv[1:3])

# What is typed before TAB, and what the line is then.
CASES = {
    "authwalk wa": "authwalk walk",
    "authwalk walk --mo": "authwalk walk --mode",
    "authwalk walk --mode basic,exc": "authwalk walk --mode basic,exchange",
    "authwalk walk --mode=basic,exc": "authwalk walk --mode=basic,exchange",
    "authwalk walk mx1:25 --expect none=f": "authwalk walk mx1:25 --expect none=fail",
    "authwalk walk --config probes.yml --tls-mi": "authwalk walk --config probes.yml --tls-min",
    "authwalk walk -o only-one-fi": "authwalk walk -o only-one-file.json",
    "authwalk walk --ca-file=only-one-fi": "authwalk walk --ca-file=only-one-file.json",
    "authwalk rehearse --fault banner-ss": "authwalk rehearse --fault banner-ssh",
    "authwalk walk '$(touch hacked)' --mo": "authwalk walk '$(touch hacked)' --mode",
    "authwalk walk --nonsense": "authwalk walk --nonsense",
    "check_authwalk --host": "check_authwalk --hostname",
    "check_authwalk --warning-step tls-ve": "check_authwalk --warning-step tls-verify=",
}
TERMINALS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; "
        f". /usr/share/bash-completion/bash_completion; . {completions}/authwalk.bash",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "unset zle_bracketed_paste; setopt nobeep interactivecomments; bindkey -e; "
        f"fpath=({completions} $fpath); autoload -Uz compinit; compinit -u -D",
    ),
}


class Terminal:
    def __init__(self, command, environment, folder):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)
        self.seen = ""

    def run(self, line, mark):
        """Types a line that writes the mark when it is through; what is typed is echoed, so the mark is split."""
        os.write(self.fd, f"{line}; echo '{mark[:2]}''{mark[2:]}'\n".encode())
        end = time.monotonic() + 60
        while not re.search(mark + r"\b", self.seen):
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            if not ready:
                sys.exit(f"the shell does not say {mark}: {self.seen!r}")
            self.seen += os.read(self.fd, 65536).decode(errors="replace")
        self.seen = ""

    def press(self, keys):
        os.write(self.fd, keys.encode())


def completed_on_terminal(shell, environment, folder):
    command, setup = TERMINALS[shell]
    terminal = Terminal(command, environment, folder)
    terminal.run(setup, "ready")
    lines = []
    for number, typed in enumerate(CASES):
        # After TAB: to the start of the line (^A), and make it a comment, which goes into the history.
        terminal.press(typed + "\t\x01# \n")
        terminal.run(f"fc -ln -1 >line-{number}", f"done-{number}")
        lines.append((folder / f"line-{number}").read_text().strip().removeprefix("# "))
    terminal.press("exit\n")
    os.waitpid(terminal.pid, 0)
    return lines


def completed_by_fish(environment, folder):
    lines = []
    for typed in CASES:
        offered = subprocess.run(
            ["fish", "--no-config", "-c", f"source {completions}/authwalk.fish; complete -C $argv[1]", typed],
            env=environment, cwd=folder, capture_output=True, text=True, timeout=60)
        if offered.stderr:
            sys.exit(f"fish: {offered.stderr}")
        words = [line.split("\t")[0] for line in offered.stdout.splitlines()]
        before, _, last = typed.rpartition(" ")
        lines.append(f"{before} {words[0] if len(words) == 1 else last}")
    return lines


def main():
    for shell in (*TERMINALS, "fish"):
        if not shutil.which(shell):
            print(f"skipped: {shell} is missing")
            return 77
    mistakes = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        for own_name in ("authwalk", "check_authwalk"):
            (folder / "bin" / own_name).symlink_to(program)
        (folder / "only-one-file.json").touch()
        environment = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": name, "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        shells = {shell: completed_on_terminal(shell, environment, folder) for shell in TERMINALS}
        shells["fish"] = completed_by_fish(environment, folder)
        for shell, lines in shells.items():
            for (typed, expected), line in zip(CASES.items(), lines, strict=True):
                if line != expected:
                    print(f"{shell}: {typed}<TAB> gives {line!r}, not {expected!r}")
                    mistakes += 1
        if (folder / "hacked").exists():
            print("a shell has run what was typed")
            mistakes += 1
    print(f"{len(CASES)} lines in {len(shells)} shells, {mistakes} mistakes")
    return mistakes > 0


sys.exit(main())
