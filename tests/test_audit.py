"""What `make prove` says of known vulnerabilities, by a stand-in for pip-audit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).parents[1] / "bin" / "audit.py"
Package = dict[str, object]
SOUND: Package = {"name": "flask", "version": "3.1.2", "vulns": []}
VULNERABLE: Package = {"name": "pillow", "version": "9.0.0", "vulns": [{"id": "PYSEC-2022-10"}]}
SKIPPED: Package = {"name": "huey", "skip_reason": "Dependency not found on PyPI"}
# As requests and pip-audit say it.
NOBODY_ANSWERS = (
    "Traceback (most recent call last):\nrequests.exceptions.ProxyError: Unable to connect to proxy",
    "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
)


def audit(folder: Path, *, out: str = "", err: str = "", code: int = 0) -> tuple[int, str]:
    """The exit code and the words, where pip-audit says this."""
    stand_in = folder / "pip-audit"
    stand_in.write_text(
        f"#!{sys.executable}\n"
        f"import sys\nsys.stdout.write({out!r})\nsys.stderr.write({err!r})\nsys.exit({code})\n"
    )
    stand_in.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(AUDIT), str(stand_in), "requirements.lock"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def answer(*packages: Package) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_sound_packages_are_counted(tmp_path: Path) -> None:
    code, said = audit(tmp_path, out=answer(SOUND, SOUND), err="No known vulnerabilities found")
    assert (code, said) == (0, "Audited 2 packages, 0 of them vulnerable.\n")


def test_a_known_vulnerability_fails(tmp_path: Path) -> None:
    code, said = audit(tmp_path, out=answer(SOUND, VULNERABLE, SKIPPED), code=1)
    assert code == 1
    assert "VULNERABLE: pillow 9.0.0: PYSEC-2022-10" in said
    assert "NOT AUDITED, unknown to the service: huey" in said


@pytest.mark.parametrize("words", NOBODY_ANSWERS)
def test_a_service_that_does_not_answer_is_told_and_no_failure(tmp_path: Path, words: str) -> None:
    code, said = audit(tmp_path, err=words, code=1)
    assert code == 0
    assert said.startswith("NOT AUDITED: the service could not be reached")


def test_a_service_that_knows_no_package_at_all_has_audited_nothing(tmp_path: Path) -> None:
    code, said = audit(tmp_path, out=answer(SKIPPED, SKIPPED))
    assert code == 0
    assert said.startswith("NOT AUDITED: the service knows none of the packages")


def test_a_question_that_is_wrong_fails(tmp_path: Path) -> None:
    code, said = audit(tmp_path, err="ERROR: no such file: requirements.lock", code=1)
    assert code == 1 and "no such file" in said
