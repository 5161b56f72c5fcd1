"""Are there known holes in what is installed? `make check` asks the registries, once a day or when a lock
file changed.

Without a network it says that it could not ask, and nothing fails: whoever works on a train goes on.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
STAMP = ROOT / ".venv" / ".audited"
LOCKS = ("requirements.lock", "package-lock.json")
DAY = 24 * 60 * 60
PATIENCE = 90

JUDGED: dict[str, str] = {}
"""Findings that do not concern us, by their id, each with the reason. Whoever adds one looks again when the
package is next updated.
"""

PYTHON = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements.lock", "--require-hashes"),
    *("--disable-pip", "--progress-spinner", "off", "--format", "json", "--timeout", "15"),
)
BROWSER = ("npm", "audit", "--omit=dev", "--json")


class Finding(NamedTuple):
    package: str
    ids: frozenset[str]
    mended_in: str

    @property
    def is_judged(self) -> bool:
        return bool(self.ids & JUDGED.keys())

    def __str__(self) -> str:
        return f"{self.package}: {', '.join(sorted(self.ids))} (mended in {self.mended_in or 'no version'})"


class NotAsked(Exception):
    """No registry answered."""


def python_findings(said: str) -> list[Finding]:
    """What pip-audit found. Raises NotAsked where it could look up no package, which it takes for no hole."""
    packages = read(said).get("dependencies", [])
    if all("skip_reason" in package for package in packages):
        raise NotAsked
    return [
        Finding(
            f"{package['name']} {package.get('version', '')}".strip(),
            frozenset({found["id"], *found.get("aliases", [])}),
            " or ".join(found.get("fix_versions", [])),
        )
        for package in packages
        for found in package.get("vulns", [])
    ]


def browser_findings(said: str) -> list[Finding]:
    """What npm found in packages that browsers get. Raises NotAsked."""
    report = read(said)
    if "vulnerabilities" not in report:
        raise NotAsked
    return [
        Finding(f"{name} {found.get('range', '')}".strip(), advisories(found["via"]), mended(found))
        for name, found in report["vulnerabilities"].items()
        if advisories(found["via"])
    ]


def advisories(via: Iterable[Any]) -> frozenset[str]:
    """The ids of what is wrong with a package itself. What it only brings along is told of that."""
    return frozenset(str(each["url"]).rsplit("/", 1)[-1] for each in via if isinstance(each, dict))


def mended(found: dict[str, Any]) -> str:
    newer = found.get("fixAvailable")
    return str(newer.get("version", "")) if isinstance(newer, dict) else "a newer one" if newer else ""


def read(said: str) -> dict[str, Any]:
    """A report. Raises NotAsked where there is none: the tool then tells why on the other channel."""
    try:
        report = json.loads(said)
    except json.JSONDecodeError:
        raise NotAsked from None
    if not isinstance(report, dict):
        raise NotAsked
    return report


def asked(command: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        raise NotAsked from None
    return done.stdout


def mark_of(locks: Iterable[Path]) -> str:
    """What was asked about: another lock, or another judgement, is asked about anew."""
    parts = [path.read_bytes() for path in locks] + [json.dumps(JUDGED, sort_keys=True).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_fresh(stamp: Path, mark: str, now: float) -> bool:
    """Was the same asked within a day?"""
    try:
        return stamp.read_text() == mark and now - stamp.stat().st_mtime < DAY
    except OSError:
        return False


def main() -> int:
    mark = mark_of(ROOT / name for name in LOCKS)
    if is_fresh(STAMP, mark, time.time()):
        return 0
    found: list[Finding] = []
    skipped = []
    for what, command, findings in (
        ("Python", PYTHON, python_findings),
        ("npm", BROWSER, browser_findings),
    ):
        try:
            found += findings(asked(command))
        except NotAsked:
            skipped.append(what)
    for finding in found:
        print(f"known hole, judged: {finding}" if finding.is_judged else f"known hole: {finding}")
    if skipped:
        print(f"Known holes were not asked for, because no registry answered: {', '.join(skipped)}.")
    if any(not finding.is_judged for finding in found):
        return 1
    if not skipped:
        STAMP.write_text(mark)
    return 0


if __name__ == "__main__":
    sys.exit(main())
