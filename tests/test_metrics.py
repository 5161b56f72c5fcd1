"""What is counted, and who may read it: numbers only, and labels that come from the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import requests
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from dialogue import App, create_app
from dialogue.config import read_settings
from tests.server import ROOT, Server, wait_until

PLAN = {"title": "Partnerships", "sectors": [], "stages": [{"activity": "board", "questions": ["Why?"]}]}
TOKEN = "a-token-for-tests-only"


def numbers_of(server: Server) -> dict[tuple[str, ...], float]:
    """Every number by its name and the values of its labels."""
    text = requests.get(f"{server.url}/metrics", timeout=10).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def asked(app: App, address: str, **headers: str) -> Any:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get("/metrics", headers=given, environ_overrides={"REMOTE_ADDR": address})


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
def test_without_a_token_this_machine_reads_the_metrics(app: App, address: str) -> None:
    answer = asked(app, address)
    assert answer.status_code == 200
    assert "process_resident_memory_bytes" in answer.text
    assert "dialogue_commit_seconds_bucket" in answer.text


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "", "localhost"])
def test_for_everybody_else_there_is_nothing(app: App, address: str) -> None:
    refused = asked(app, address, Accept="application/json")
    assert refused.status_code == 404
    assert refused.get_json()["reason"] == "not-found"
    assert refused.get_json() == app.test_client().get("/nowhere", json={}).get_json()


def test_who_comes_through_a_proxy_on_this_machine_is_not_this_machine(app: App) -> None:
    assert asked(app, "127.0.0.1", X_Forwarded_For="192.0.2.7").status_code == 404


def test_with_a_token_only_the_token_counts(tmp_path: Path) -> None:
    environ = {"DIALOGUE_DATA_DIR": str(tmp_path), "DIALOGUE_ASYNC_MODE": "threading"}
    app = create_app(read_settings(environ | {"DIALOGUE_METRICS_TOKEN": TOKEN}))
    given = {"Authorization": f"Bearer {TOKEN}"}
    assert asked(app, "192.0.2.7", **given).status_code == 200
    assert asked(app, "192.0.2.7", Authorization=f"bearer {TOKEN}").status_code == 200
    assert asked(app, "127.0.0.1", **given, X_Forwarded_For="192.0.2.7").status_code == 200
    for wrong in ({}, {"Authorization": TOKEN}, {"Authorization": f"Bearer {TOKEN}x"}):
        assert asked(app, "127.0.0.1", **wrong).status_code == 404
    assert asked(app, "127.0.0.1", Authorization="Bearer für-alle").status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_whoever_asks_whether_we_are_well_gets_no_cookie(app: App, path: str) -> None:
    assert "Set-Cookie" not in app.test_client().get(path).headers


def test_the_first_failure_is_an_increase() -> None:
    for reason in ("not-saved", "failed"):
        assert REGISTRY.get_sample_value("dialogue_refusals_total", {"reason": reason}) is not None


def test_what_happens_is_counted(server: Server) -> None:
    before = numbers_of(server)
    with server.workshop(PLAN) as workshop:
        stage, board = workshop.begin("board"), workshop.first("board")
        ana, name = workshop.join("Ana"), "note.add"
        wire = ana.wire()
        for n in range(3):
            assert "seq" in wire.command(name, {"board": board, "text": f"idea {n}"})
        workshop.fay.do("stage.lock", {"stage": stage})
        assert wire.command(name, {"board": board, "text": "late"})["reason"] == "stage-locked"
        assert ana.ask(name, {"board": board})["reason"] == "wrong-data"
        after = numbers_of(server)

        def rise(*which: str) -> float:
            return after[which] - before.get(which, 0)

        assert rise("dialogue_commands_total", name, "done") == 3
        assert rise("dialogue_commands_total", name, "refused") == 2
        assert rise("dialogue_refusals_total", "stage-locked") == 1
        assert rise("dialogue_command_seconds_count") >= 6
        assert rise("dialogue_commit_seconds_count") >= 7
        assert rise("dialogue_views_total") >= 1
        assert rise("dialogue_view_bytes_total") > 100
        assert rise("dialogue_opening_seconds_count") == 1
        assert after["dialogue_workshops",] >= 1
        assert rise("dialogue_http_responses_total", "409") == 1
        assert after["dialogue_connections",] == before["dialogue_connections",] + 1
        wire.close()
        wait_until(
            lambda: numbers_of(server)["dialogue_connections",] == before["dialogue_connections",],
            "A connection that is gone is still counted.",
        )


def test_every_number_is_explained() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    families = {family.name for family in REGISTRY.collect() if family.name.startswith("dialogue_")}
    assert len(families) > 10
    for family in families:
        assert re.search(rf"`{family}(_total)?[`{{]", page), family
    for named in re.findall(r"dialogue_[a-z_]+(?=_total|_bucket|\{|`)", page):
        assert named.removesuffix("_total").removesuffix("_bucket") in families, named


def test_what_anybody_may_write_is_no_label(server: Server) -> None:
    with server.workshop(PLAN) as workshop:
        wire = workshop.join("Ana Mwangi").wire()
        for name in ("quokka.tell", "quokka" * 20, ["quokka"], {"quokka": 1}, None, 7):
            assert wire.ask("command", {"name": name, "data": {"quokka": "quokka"}})["reason"]
        assert workshop.join("Ben").wire(code="QUOKKA").refused
        text = requests.get(f"{server.url}/metrics", timeout=10).text
    assert 'name="unknown",outcome="refused"' in text
    for secret in ("quokka", "QUOKKA", "Mwangi", workshop.code):
        assert secret not in text
