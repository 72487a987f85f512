"""Short queries are answered by the event loop, long ones in the slow lane; nobody's end is anybody else's."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.admission import Busy, Gate, Place
from server.app import create_app
from server.engine import Answer, Engine, Query, QueryTimeout
from server.pool import Worker
from server.problems import EXPLAINED
from server.request import BadRequest, pairs
from server.settings import Settings
from server.wire import Hangup

T = TypeVar("T")
THREADS = ThreadPoolExecutor(8)
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

LARGE = "SELECT * { " + " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(120)))} }}" for name in "ab") + " }"


@pytest.fixture(scope="module")
def engine(site_store: Path) -> Iterator[Engine]:
    made = create_app(Settings(store=site_store, deadline=30.0, fast_workers=2, slow_workers=1)).extensions["engine"]
    yield made
    made.close()


def query(text: str) -> Query:
    return Query(text, deadline=1.0 if text.startswith(LONG) else None)


def alone(coroutine: Coroutine[object, object, T]) -> T:
    """Run in an event loop and a thread of its own: a browser that other tests opened may hold this thread's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def outcome(engine: Engine, text: str, client: str = "a") -> object:
    """Return the answer's bytes, or the error."""

    async def ask() -> object:
        try:
            answer = await engine.run_soon(query(text), client, THREADS)
        except EXPLAINED as error:
            return error
        return b"".join(answer.chunks())

    return alone(ask())


@pytest.mark.parametrize(
    "text",
    ["ASK { ?s ?p ?o }", "SELECT (1 AS ?x) {}", LARGE, "DESCRIBE <http://example.org/none>", "SELECT", LONG],
)
def test_the_event_loop_gets_what_a_thread_gets(engine: Engine, text: str) -> None:
    found = outcome(engine, text)
    try:
        alike: object = b"".join(engine.run(query(text), "a").chunks())
    except EXPLAINED as error:
        alike = error
    assert type(found) is type(alike)
    assert isinstance(found, Exception) or sorted(found) == sorted(alike)  # type: ignore[call-overload]


def test_long_queries_leave_the_loop_to_short_ones(engine: Engine) -> None:
    async def meet() -> list[object]:
        long = [asyncio.create_task(engine.run_soon(query(f"{LONG} # {n}"), "a", THREADS)) for n in range(4)]
        await asyncio.sleep(0.3)
        short = [await engine.run_soon(query(f"ASK {{ }} # {n}"), "b", THREADS) for n in range(20)]
        assert not any(task.done() for task in long[:1]), "the deadline is later"
        return [*short, *await asyncio.gather(*long, return_exceptions=True)]

    found = alone(meet())
    assert all(b"true" in answer.body for answer in found[:20])  # type: ignore[attr-defined]
    assert {type(error) for error in found[20:]} <= {QueryTimeout, Busy}


def rows(number: int, first: int = 0) -> str:
    """A query that makes a million rows and shows so many of them; only its numbers tell it from others of its kind."""
    lists = (f"VALUES ?{name} {{ {' '.join(map(str, range(first, first + 100)))} }}" for name in "abc")
    return f"SELECT * {{ {' '.join(lists)} }} LIMIT {number}"


@pytest.fixture
def ended(engine: Engine) -> Iterator[list[str]]:
    """Why workers were ended."""
    reasons: list[str] = []
    usual, engine.on_kill = engine.on_kill, reasons.append
    yield reasons
    engine.on_kill = usual


@contextlib.contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Nothing else may enter the slow lane."""
    assert engine._slow.try_enter()
    try:
        yield
    finally:
        engine._slow.leave()


@pytest.mark.parametrize("way", ["thread", "loop"])
def test_what_others_hold_up_stays_in_the_fast_lane(engine: Engine, ended: list[str], way: str) -> None:
    """Lanes part long work from short: who waits for a processor, not for itself, is not long."""

    async def asked(text: str) -> Answer:
        if way == "loop":
            return await engine.run_soon(query(text), "a", THREADS)
        return await asyncio.to_thread(engine.run, query(text), "a")

    async def held_up(text: str) -> bytes:
        await asked(f"{text} before")
        resting = [worker.pid for kept in engine._pool._idle.values() for worker in kept]
        for pid in resting:
            os.kill(pid, signal.SIGSTOP)
        task = asyncio.ensure_future(asked(text))
        await asyncio.sleep(4 * engine.settings.quantum)
        early = task.done()
        for pid in resting:
            os.kill(pid, signal.SIGCONT)
        assert resting and not early
        return (await task).body

    with full(engine):
        assert b"true" in alone(held_up(f"ASK {{ }} # held up, {way}"))
    assert ended == []


def test_a_kind_that_took_its_client_long_goes_to_the_slow_lane_at_once(engine: Engine, ended: list[str]) -> None:
    def asked(first: int, client: str, gone: int) -> None:
        with full(engine):
            answer = THREADS.submit(engine.run, Query(rows(600_000, first)), client)
            begin = time.monotonic()
            while len(ended) < gone and time.monotonic() < begin + 20:
                time.sleep(0.02)
            time.sleep(0.3)
            assert ended == ["demoted"] * gone, (first, client)
        assert answer.result(30).size > 1_000_000

    asked(0, "long", 1)
    asked(1, "long", 1)
    asked(2, "other", 2)


def test_a_kind_that_is_quick_again_is_short_again(engine: Engine) -> None:
    assert engine.run(Query(rows(600_000, 7)), "again").size > 1_000_000
    assert engine.run(Query(rows(1, 8)), "again").size < 500  # in the slow lane, where it turns out to be short
    with full(engine):
        assert THREADS.submit(engine.run, Query(rows(1, 9)), "again").result(10).size < 500


def test_what_takes_long_finds_a_warm_worker_unless_that_has_kept_much_memory(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    born: list[Worker] = []
    fresh = engine._pool.fresh
    monkeypatch.setattr(engine._pool, "fresh", lambda: born.append(fresh()) or born[-1])
    for first in range(20, 24):
        engine.run(Query(rows(600_000, first)), "warm")
    before = len(born)
    for first in range(24, 27):
        engine.run(Query(rows(600_000, first)), "warm")
    assert len(born) == before
    monkeypatch.setattr("server.pool.KEPT", -1)
    for first in range(27, 32):
        engine.run(Query(rows(600_000, first)), "warm")
    assert len(born) >= before + 2, "of the places' three that were kept each serves once more"


def test_who_stops_waiting_takes_the_query_and_the_place_along(engine: Engine) -> None:
    async def leave() -> None:
        task = asyncio.create_task(engine.run_soon(query(f"{LONG} # left"), "c", THREADS))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    for _ in range(5):
        alone(leave())
    assert b"true" in outcome(engine, "ASK { } # after", "c")  # type: ignore[operator]
    assert engine._fast.try_enter() and engine._fast.try_enter(), "all places are free again"
    engine._fast.leave()
    engine._fast.leave()


def test_a_worker_that_ends_while_it_rests_is_replaced(engine: Engine) -> None:
    async def meet() -> bytes:
        await engine.run_soon(query("ASK { } # before"), "a", THREADS)
        resting = list(engine._pool._idle[True])
        assert resting and all(worker.watched for worker in resting)
        for worker in resting:
            os.kill(worker.pid, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert not any(worker.watched for worker in resting), "a closed channel would keep the loop busy"
        return (await engine.run_soon(query("ASK { } # after"), "a", THREADS)).body

    assert b"true" in alone(meet())


def test_the_reply_to_one_query_is_not_taken_for_the_reply_to_the_next(engine: Engine) -> None:
    """Were it so, the loop would wait for the second one with everybody else behind it."""

    async def at_once() -> int:
        beats = [0]

        async def beat() -> None:
            while True:
                await asyncio.sleep(0.02)
                beats[0] += 1

        beating = asyncio.ensure_future(beat())
        await engine.run_soon(query("ASK { } # quick"), "at once", THREADS)
        with pytest.raises((QueryTimeout, Busy)):  # nothing between: the same worker, in the same step of the loop
            await engine.run_soon(query(f"{LONG} # at once"), "at once", THREADS)
        beating.cancel()
        return beats[0]

    assert alone(at_once()) > 10


def test_threads_and_the_loop_take_no_worker_from_each_other_at_work(engine: Engine) -> None:
    async def meet() -> list[bytes]:
        loop = asyncio.get_running_loop()
        soon = [engine.run_soon(query(f"ASK {{ }} # {n}, loop"), "a", THREADS) for n in range(20)]
        late = [loop.run_in_executor(THREADS, engine.run, query(f"ASK {{ }} # {n}, thread"), "b") for n in range(20)]
        return [answer.body for answer in await asyncio.gather(*soon, *late)]

    assert all(b"true" in body for body in alone(meet()))


def test_coroutines_wait_for_their_turn_and_go_when_it_does_not_come() -> None:
    async def queue() -> list[str]:
        gate, order = Gate(1, 4), list[str]()

        async def visit(client: str, seconds: float, patience: float = 5.0) -> None:
            with Place(gate) as place:
                await place.enter_soon(client, patience)
                order.append(client)
                await asyncio.sleep(seconds)

        first = [asyncio.create_task(visit(client, 0.05)) for client in "aab"]
        await asyncio.sleep(0.01)
        with pytest.raises(Busy):
            await visit("c", 0.0, patience=0.01)
        given_up = asyncio.create_task(visit("d", 0.0))
        await asyncio.sleep(0.01)
        given_up.cancel()
        await asyncio.gather(*first)
        await visit("e", 0.0)
        return order

    assert alone(queue()) == ["a", "a", "b", "e"]


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS), max_size=5), st.booleans())
def test_forms_are_read_as_the_standard_library_reads_them(fields: list[tuple[str, str]], plain: bool) -> None:
    quoted = str if plain else quote_plus
    text = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields)
    try:
        found = pairs(text)
    except BadRequest:
        assert plain
        return
    assert found == parse_qsl(text, keep_blank_values=True)


@pytest.mark.parametrize("text", ["query=%ff", "query=%c3%28", "query=a%80b", "%e2%28=1"])
def test_what_is_no_utf_8_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        pairs(text)


def test_a_request_that_nobody_foresaw_ends_its_worker_alone(engine: Engine) -> None:
    """What goes wrong in a fork must not unwind into its parents: they would clear the server away."""
    worker = engine._pool.fresh()
    worker.send({"do": "no such action", "deadline": 5.0})
    assert worker.ready(30.0)
    with pytest.raises(Hangup):
        worker.reply()
    assert b"true" in b"".join(engine.run(Query("ASK {}"), "a").chunks())
    assert outcome(engine, "SELECT (1 AS ?x) {}") == b"".join(engine.run(Query("SELECT (1 AS ?x) {}"), "a").chunks())
