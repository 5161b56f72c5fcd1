"""The audit of what is installed: a hole fails, one that was judged is told, and no network is no failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import audit
from tests.audit import NotAsked, browser_findings, is_fresh, main, mark_of, python_findings

CLEAN = {"dependencies": [{"name": "flask", "version": "3.1.3", "vulns": []}], "fixes": []}
HOLE = {
    "dependencies": [
        {"name": "flask", "version": "3.1.3", "vulns": []},
        {
            "name": "quokka",
            "version": "1.0",
            "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.1"]}],
        },
    ]
}
UNREACHED = {"dependencies": [{"name": "flask", "skip_reason": "Dependency not found"}]}
NPM_CLEAN = {"auditReportVersion": 2, "vulnerabilities": {}}
NPM_HOLE = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "wombat": {
            "range": "<2.0.0",
            "via": [{"url": "https://github.com/advisories/GHSA-xxxx-yyyy-zzzz", "title": "It digs"}],
            "fixAvailable": {"name": "wombat", "version": "2.0.0"},
        },
        "burrow": {"range": "*", "via": ["wombat"], "fixAvailable": True},
    },
}


@pytest.fixture
def registries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, ...], str]:
    """What each of them answers."""
    said = {audit.PYTHON: json.dumps(CLEAN), audit.BROWSER: json.dumps(NPM_CLEAN)}
    monkeypatch.setattr(audit, "asked", said.__getitem__)
    monkeypatch.setattr(audit, "STAMP", tmp_path / "audited")
    monkeypatch.setattr(audit, "JUDGED", {})
    return said


Answers = dict[tuple[str, ...], str]


def test_nothing_known_passes_quietly(registries: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert capsys.readouterr().out == ""


def test_a_known_hole_fails(registries: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    registries[audit.PYTHON], registries[audit.BROWSER] = json.dumps(HOLE), json.dumps(NPM_HOLE)
    assert main() == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "known hole: quokka 1.0: CVE-2026-1, PYSEC-2026-1 (mended in 1.1)",
        "known hole: wombat <2.0.0: GHSA-xxxx-yyyy-zzzz (mended in 2.0.0)",
    ]
    assert main() == 1, "And it is asked again, until it is mended."


def test_a_hole_that_was_judged_is_told_and_passes(
    registries: Answers, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    registries[audit.PYTHON] = json.dumps(HOLE)
    monkeypatch.setattr(audit, "JUDGED", {"CVE-2026-1": "We never call it."})
    assert main() == 0
    assert capsys.readouterr().out.startswith("known hole, judged: quokka")


@pytest.mark.parametrize("said", ["", "Traceback", "[]", json.dumps(UNREACHED), '{"dependencies": []}'])
def test_where_no_registry_answers_it_says_so_and_passes(
    registries: Answers, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    registries[audit.PYTHON] = said
    assert main() == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("Known holes were not asked for") and "Python" in line
    assert not audit.STAMP.exists(), "The next time it is asked again."


def test_an_error_of_npm_is_no_clean_bill(registries: Answers) -> None:
    for said in ('{"message": "405 Method Not Allowed"}', '{"error": {"code": "ENOTFOUND"}}', ""):
        with pytest.raises(NotAsked):
            browser_findings(said)
    assert browser_findings(json.dumps(NPM_CLEAN)) == []


def test_a_hole_is_found_among_packages_that_nobody_knows() -> None:
    both = {"dependencies": UNREACHED["dependencies"] + HOLE["dependencies"]}
    [finding] = python_findings(json.dumps(both))
    assert finding.package == "quokka 1.0"


def test_the_same_is_asked_once_a_day(
    registries: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main() == 0
    registries.clear()
    assert main() == 0, "Nobody was asked again."
    stamp, now = audit.STAMP, audit.STAMP.stat().st_mtime
    mark = stamp.read_text()
    assert is_fresh(stamp, mark, now + audit.DAY - 1) and not is_fresh(stamp, mark, now + audit.DAY + 1)
    lock = tmp_path / "a.lock"
    lock.write_text("flask==3.1.3")
    before = mark_of([lock])
    lock.write_text("flask==3.1.4")
    assert mark_of([lock]) != before
    monkeypatch.setattr(audit, "JUDGED", {"CVE-2026-1": "We never call it."})
    assert not is_fresh(stamp, mark_of(audit.ROOT / name for name in audit.LOCKS), now)


def test_the_locks_that_are_asked_about_are_what_a_server_installs() -> None:
    assert all((audit.ROOT / name).exists() for name in audit.LOCKS)
    assert "requirements.lock" in audit.PYTHON and "--omit=dev" in audit.BROWSER
    assert all(reason.strip() for reason in audit.JUDGED.values())
