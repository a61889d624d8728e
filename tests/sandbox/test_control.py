"""The control API, as a benchmark in another process uses it, and who is kept away from it."""

import asyncio
import json
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.conftest import AT, Ask


async def post(http: aiohttp.ClientSession, path: str, content: object) -> Any:
    async with http.post(f"/sandbox/{path}", json=content) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def get(http: aiohttp.ClientSession, path: str) -> Any:
    async with http.get(f"/sandbox/{path}") as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_many_questions_and_how_long_their_answers_took(
    ask: Ask, http: aiohttp.ClientSession
) -> None:
    loaded = await post(http, "load", {"count": 10, "chats": 4, "texts": ["a", "b"]})
    first = loaded["first_chat_id"]
    for chat_id in range(first, first + 4):
        await ask("sendMessage", chat_id=chat_id, text=f"to {chat_id}")

    stats = await get(http, "stats")
    sent = await get(http, f"sent?after=2&chat_id={first + 3}")

    assert (stats["updates"], stats["pending"], stats["sent"]) == (10, 10, 4)
    assert (stats["turnaround"]["answered"], stats["turnaround"]["open"]) == (4, 6)
    assert stats["turnaround"]["p99_ms"] > 0
    assert [m["text"] for m in sent["messages"]] == [f"to {first + 3}"]


async def test_a_reset_starts_counting_anew(ask: Ask, http: aiohttp.ClientSession) -> None:
    await ask("getMe")

    await post(http, "reset", {})

    assert (await get(http, "stats"))["calls"] == {}
    assert await get(http, "calls") == []


async def test_questions_can_be_spread_over_time(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    load = {"count": 5, "chats": 1, "texts": ["a"], "per_second": 50}

    task = asyncio.create_task(post(http, "load", load))
    await sandbox.until(lambda: sandbox.pending_count)

    assert sandbox.pending_count < 5
    await task
    assert sandbox.pending_count == 5


async def test_faults_are_set_and_taken_back(ask: Ask, http: aiohttp.ClientSession) -> None:
    faults = {"latency": 0.01, "flood": True, "planned": [{"kind": "status", "status": 502}]}

    async with http.put("/sandbox/faults", json=faults) as response:
        described = await response.json()
    assert described["flood"]["per_second"] == 30
    assert (await ask("getMe"))[0] == 502

    await http.put("/sandbox/faults", json={})
    assert (await get(http, "faults"))["flood"] is None


async def test_a_fault_that_is_none_is_refused_with_its_name(http: aiohttp.ClientSession) -> None:
    async with http.put("/sandbox/faults", json={"planned": [{"kind": "earthquake"}]}) as response:
        assert response.status == 400
        assert "earthquake" in (await response.json())["error"]


async def test_chats_are_made_blocked_and_moved(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    person = (await post(http, "chats", {"name": "Li", "language_code": "en"}))["chat_id"]
    group = (await post(http, "chats", {"title": "G", "member_ids": [person]}))["chat_id"]

    await post(http, "block", {"chat_id": person})
    moved = (await post(http, "migrate", {"chat_id": group}))["chat_id"]
    await post(http, "send", {"chat_id": moved, "text": "x"})

    assert sandbox.service.world.chats[person].is_blocked
    assert [m.get("text") for m in sandbox.messages(moved)] == [None, "x"]


async def test_the_clock_is_set_moved_and_sped_up(
    http: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    await post(http, "clock", {"at": "2026-08-23T09:00+08:00"})
    await post(http, "clock", {"advance_seconds": 3600})
    clock = await post(http, "clock", {"rate": 3600})

    assert clock["rate"] == 3600
    moved = sandbox.clock.now() - AT
    assert timedelta(hours=24) <= moved < timedelta(hours=25)


@pytest.mark.parametrize("content", [{"at": "2026-08-23T09:00"}, {"rate": -1}, {"at": "soon"}])
async def test_a_time_that_cannot_be_is_refused(
    http: aiohttp.ClientSession, sandbox: Sandbox, content: object
) -> None:
    async with http.post("/sandbox/clock", json=content) as response:
        assert response.status == 400
    assert sandbox.clock.now() == AT


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Host": "evil.example:80"}, {"Origin": "null"}],
    ids=["other-origin", "rebound-host", "null-origin"],
)
async def test_other_sites_are_kept_away(
    http: aiohttp.ClientSession, sandbox: Sandbox, headers: dict[str, str]
) -> None:
    content = {"chat_id": 1001, "text": "x"}
    async with http.post("/sandbox/send", json=content, headers=headers) as response:
        assert response.status == 403
    async with http.get("/", headers=headers) as response:
        assert response.status == 403
    assert sandbox.pending_count == 0


async def test_it_listens_on_this_machine_alone(sandbox: Sandbox) -> None:
    assert sandbox.host == "127.0.0.1"


async def test_a_file_is_never_opened_as_a_page(
    http: aiohttp.ClientSession, sandbox: Sandbox, person: int
) -> None:
    form = aiohttp.FormData({"chat_id": str(person)})
    form.add_field("file", b"<script>", filename="周.html", content_type="text/html")
    async with http.post("/sandbox/upload", data=form) as response:
        file_id = (await response.json())[0]["document"]["file_id"]

    async with http.get(f"/sandbox/files/{file_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_it_runs_as_a_process() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", "0", "--latency-ms", "1", "--flood",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        lines = [(await process.stdout.readline()).decode().split() for _ in range(3)]
        told = dict(lines)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{told['base_url']}{told['token']}/getMe") as response:
                assert json.loads(await response.read())["result"]["is_bot"]
            async with session.get(f"{told['page']}sandbox/faults") as response:
                assert (await response.json())["latency"] == 0.001
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 5) == 0
    finally:
        with suppress(ProcessLookupError):
            process.kill()
