#!/usr/bin/env python3
"""Asks whether a vulnerability is known of any package that is shipped, and says what it learnt.

Ends in 1 where one is known, or where the question itself is wrong. A service that cannot be
reached says nothing about the packages: that is told, and is no failure.

usage: bin/audit.py PIP_AUDIT REQUIREMENTS    (PIP_AUDIT: the program of the virtualenv)
"""

import json
import subprocess
import sys
from typing import Any

# How pip-audit ends where nobody answers: its own sentences, or the exception of its client.
UNREACHED = ("Could not connect to", "requests.exceptions.", "not redirecting properly")


def main(pip_audit: str, requirements: str) -> int:
    """Ask, tell, and return the exit code."""
    command = [pip_audit, "--requirement", requirements, "--disable-pip", "--require-hashes"]
    done = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return _tell_trouble(done.stderr)
    return _tell(packages)


def _tell(packages: list[dict[str, Any]]) -> int:
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    vulnerable = [package for package in packages if package.get("vulns")]
    for package in vulnerable:
        known = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])
        print(f"VULNERABLE: {package['name']} {package['version']}: {known}")
    audited = len(packages) - len(skipped)
    if skipped and audited:
        print(f"NOT AUDITED, unknown to the service: {', '.join(skipped)}")
    if audited:
        print(f"Audited {audited} packages, {len(vulnerable)} of them vulnerable.")
    else:
        print("NOT AUDITED: the service knows none of the packages, so it was not really reached.")
    return 1 if vulnerable else 0


def _tell_trouble(stderr: str) -> int:
    last = (stderr.strip() or "it said nothing").splitlines()[-1]
    if any(sign in stderr for sign in UNREACHED):
        print(f"NOT AUDITED: the service could not be reached ({last[:200]})")
        return 0
    print(stderr, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
