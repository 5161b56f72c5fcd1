"""How a browser stays right when messages overtake each other (V2).

The connection is real, to a server that says what a test wants; node runs both.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NODE = shutil.which("node")

# `answers` come one by one to `catch_up`, in light mode to `since`, and `views` to the view. What goes
# `first` overtakes them.
PLAY = """
import { createServer } from "node:http";
import { Server } from "socket.io";
import WebSocket from "ws";
const { answers, views, isLight } = %(given)s;
const asked = [], heard = {};
const http = createServer();
const server = new Server(http);
let line;
const overtake = (first = []) => first.forEach((patch) => line.emit("patch", patch));
server.on("connection", (socket) => {
  line = socket;
  socket.on("catch_up", ({ since }, answer) => {
    asked.push(since);
    const { first, ...said } = answers.shift() ?? { seq: since, records: {} };
    overtake(first);
    answer({ now: 0, ...said });
  });
});
await new Promise((listening) => http.listen(0, "127.0.0.1", listening));
const { port } = http.address();
const kept = {};
Object.assign(globalThis, {
  location: { origin: `http://127.0.0.1:${port}`, protocol: "http:", host: `127.0.0.1:${port}` },
  navigator: { onLine: true },
  WebSocket,
  addEventListener() {},
  document: { addEventListener() {}, visibilityState: "visible" },
  window: globalThis,
  sessionStorage: { getItem: () => null, setItem() {}, removeItem() {} },
  localStorage: { getItem: (key) => kept[key] ?? null, setItem: (key, said) => (kept[key] = said) },
  fetch: async (path) => {
    const since = /since\\?seq=(\\d+)/.exec(path);
    if (since) asked.push(Number(since[1]));
    const { first, ...said } = (since ? answers : views).shift();
    overtake(first);
    // What overtook the view is here before it.
    if (first) await new Promise((done) => setTimeout(done, 100));
    if (said.refused) return { ok: false, status: 429, json: async () => said };
    const known = since ? { now: 0 } : { you: { role: "screen", person: null } };
    return { ok: true, status: 200, json: async () => ({ ...known, ...said }) };
  },
});
const { connect } = await import(%(socket)s);
const { store } = await import(%(store)s);
const connection = connect("K7BQ2M", "", { first: 100, longest: 100 });
connection.lighten(isLight);
await new Promise((live) => {
  connection.addEventListener("change", () => connection.link === "live" && live());
});
const records = Object.fromEntries(store.of("note").map(({ key, text }) => [key, text]));
console.log(JSON.stringify({ seq: store.seq, records, asked }));
process.exit();
"""

NEW, OLD = {"note/5": {"text": "new"}}, {"note/5": {"text": "old"}}


def followed(
    views: list[dict[str, Any]], answers: list[dict[str, Any]], is_light: bool = False
) -> dict[str, Any]:
    """What a browser knows once it is live, and since when it asked for what it had missed."""
    assert NODE, "The browser's part is run by Node: run `make setup`, which installs it where it is missing."
    said = {
        "given": json.dumps({"views": views, "answers": answers, "isLight": is_light}),
        "socket": json.dumps((ROOT / "static" / "socket.js").as_uri()),
        "store": json.dumps((ROOT / "static" / "store.js").as_uri()),
    }
    command = [NODE, "--input-type=module", "-e", PLAY % said]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_an_answer_that_a_patch_has_overtaken_is_asked_for_again() -> None:
    newer = {"from": 8, "seq": 20, "records": NEW}
    found = followed([{"seq": 10, "records": {}}], [{"seq": 15, "records": OLD, "first": [newer]}])
    assert found == {"seq": 20, "records": {"note/5": "new"}, "asked": [10, 20]}


def test_a_patch_that_has_overtaken_a_view_is_taken_after_it() -> None:
    found = followed(
        [
            {"seq": 10, "records": {}},
            {"seq": 15, "records": OLD, "first": [{"from": 8, "seq": 20, "records": NEW}]},
        ],
        [{"reload": True}],
    )
    assert found == {"seq": 20, "records": {"note/5": "new"}, "asked": [10]}


def test_what_was_missed_between_a_view_and_a_patch_is_asked_for() -> None:
    found = followed(
        [
            {"seq": 10, "records": {}},
            {"seq": 15, "records": OLD, "first": [{"from": 18, "seq": 20, "records": {}}]},
        ],
        [{"reload": True}, {"seq": 20, "records": NEW}],
    )
    assert found == {"seq": 20, "records": {"note/5": "new"}, "asked": [10, 15]}


def test_a_patch_that_an_answer_has_overtaken_says_nothing_new() -> None:
    """The second answer is behind a patch of its own way, so the patch is here when it is live."""
    gap = {"from": 21, "seq": 22, "records": {}}
    older = {"from": 8, "seq": 15, "records": OLD}
    found = followed(
        [{"seq": 10, "records": {}}],
        [{"seq": 20, "records": NEW, "first": [gap]}, {"seq": 22, "records": {}, "first": [older]}],
    )
    assert found == {"seq": 22, "records": {"note/5": "new"}, "asked": [10, 20]}


def test_a_log_that_was_put_back_from_a_copy_is_followed_from_where_it_is() -> None:
    found = followed([{"seq": 30, "records": NEW}, {"seq": 9, "records": OLD}], [{"reload": True}])
    assert found == {"seq": 9, "records": {"note/5": "old"}, "asked": [30]}


@pytest.mark.parametrize("is_light", [False, True])
def test_who_is_told_to_ask_more_slowly_asks_again_p3(is_light: bool) -> None:
    no = {"refused": "Wait a few seconds.", "reason": "slow-down"}
    view, missed = {"seq": 10, "records": {}}, {"seq": 20, "records": NEW}
    found = followed([no, view], [no, no, missed], is_light)
    assert found == {"seq": 20, "records": {"note/5": "new"}, "asked": [10, 10, 10]}
