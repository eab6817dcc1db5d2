"""Runs are accepted, done, cancelled, repeated; what goes wrong is said to whom it concerns."""

import asyncio
import logging

import pytest
from pydantic import BaseModel, JsonValue
from sqlalchemy import text

from fabula.core.errors import Invalid
from fabula.core.events import EventKind, Nothing
from fabula.core.runs import RunContext, kind
from fabula.core.runs.demo.counter import Counting, counter
from fabula.core.runs.errors import KeyReused, KindUnknown, StepFailed, TooManyRuns
from tests.core.runs.conftest import Desk
from tests.core.runs.counting import faults

pytestmark = pytest.mark.every_database


class Word(BaseModel):
    """Input of the kinds below."""

    word: str = ""


@kind("test.echo", title="Echo", input=Word)
async def echo(run: RunContext[Word]) -> JsonValue:
    return {"word": run.input.word, "owner": run.owner}


@kind("test.sleeper", title="Sleeper", input=Word)
async def sleeper(run: RunContext[Word]) -> JsonValue:
    run.write("zzz")
    await asyncio.sleep(60)
    return None


@kind("test.stubborn", title="Stubborn", input=Word)
async def stubborn(run: RunContext[Word]) -> JsonValue:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        return "finished all the same"
    return None


class NoInk(Invalid):
    """The pen is empty."""


@kind("test.refuser", title="Refuser", input=Word)
async def refuser(run: RunContext[Word]) -> JsonValue:
    raise NoInk("The pen is empty.", hint="Fill it.")


@kind("test.broken", title="Broken", input=Word, retryable=False)
async def broken(run: RunContext[Word]) -> JsonValue:
    raise ZeroDivisionError("secret of the inside")


async def test_a_run_goes_its_whole_way(admin: Desk) -> None:
    started = await admin.start(counter, Counting(steps=3, pause_ms=0, tokens=2), title="Three", href="/there")
    assert (started.state, started.last_seq, started.title) == ("queued", 1, "Three")
    run = await admin.until(started.id)
    assert faults(run, await admin.log(started.id)) == []
    assert run["started_at"] is not None
    assert run["finished_at"] is not None
    assert (run["live"]["done"], run["live"]["total"], run["live"]["unit"]) == (3, 3, "steps")
    assert (run["href"], run["retryable"], run["demo"]) == ("/there", False, False)


async def test_a_start_that_is_rolled_back_never_runs(admin: Desk) -> None:
    admin.offer(echo)
    async with admin.database.writing() as session:
        started = await admin.runs.start(session, echo, Word(word="x"), owner=admin.owner)
        await session.rollback()
    await asyncio.sleep(0.1)
    assert (await admin.http.get(f"/api/runs/{started.id}")).status_code == 404


async def test_the_same_key_answers_with_the_first_run(admin: Desk, person: Desk) -> None:
    admin.offer(echo)
    first = await admin.start(echo, Word(word="x"), key="k")
    await admin.until(first.id)
    again = await admin.start(echo, Word(word="x"), key="k")
    assert (again.id, again.state) == (first.id, "done")
    other = await admin.start(echo, Word(word="x"), key="K")
    theirs = await person.start(echo, Word(word="x"), key="k")
    assert len({first.id, other.id, theirs.id}) == 3
    with pytest.raises(KeyReused):
        await admin.start(echo, Word(word="y"), key="k")


async def test_many_starts_with_one_key_at_once_make_one_run(admin: Desk) -> None:
    admin.offer(echo)
    runs = await asyncio.gather(*(admin.start(echo, Word(word="x"), key="k") for _ in range(10)))
    assert len({run.id for run in runs}) == 1
    await admin.until(runs[0].id, "done")


async def test_an_unknown_kind_is_not_accepted(admin: Desk) -> None:
    with pytest.raises(KindUnknown):
        await admin.start(echo, Word())


async def test_a_running_run_is_cancelled_within_a_second(admin: Desk) -> None:
    admin.offer(sleeper)
    run = await admin.start(sleeper, Word())
    await admin.once(run.id, lambda run: run["live"]["text"] == "zzz")
    began = asyncio.get_running_loop().time()
    answer = await admin.http.post(f"/api/runs/{run.id}/cancel")
    assert answer.status_code == 200
    ended = await admin.until(run.id)
    assert asyncio.get_running_loop().time() - began < 1
    assert (ended["state"], ended["live"]["text"], ended["retryable"]) == ("cancelled", "zzz", True)
    assert [entry[1] for entry in await admin.log(run.id)] == ["run.created", "run.started", "run.cancelled"]
    assert (await admin.http.post(f"/api/runs/{run.id}/cancel")).json()["state"] == "cancelled"


async def test_a_run_cancelled_before_it_began_never_begins(admin: Desk) -> None:
    admin.offer(echo)
    async with admin.database.writing() as session:
        run = await admin.runs.start(session, echo, Word(), owner=admin.owner)
        cancelled = await admin.runs.cancel(session, admin.owner, run.id)
    assert cancelled.state == "cancelled"
    await asyncio.sleep(0.2)
    assert (await admin.get(run.id))["state"] == "cancelled"
    assert await admin.log(run.id) == [
        (1, "run.created", {"kind": "test.echo", "title": "Echo"}),
        (2, "run.cancelled", {}),
    ]


async def test_who_finishes_in_spite_of_a_cancel_is_done(admin: Desk) -> None:
    admin.offer(stubborn)
    run = await admin.start(stubborn, Word())
    await admin.until(run.id, "running")
    await asyncio.sleep(0.1)
    await admin.http.post(f"/api/runs/{run.id}/cancel")
    ended = await admin.until(run.id)
    assert (ended["state"], ended["result"]) == ("done", "finished all the same")
    answer = await admin.http.post(f"/api/runs/{run.id}/cancel")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "run_ended")


async def test_a_known_failure_reaches_the_person_with_the_way_out(admin: Desk) -> None:
    admin.offer(refuser)
    run = await admin.until((await admin.start(refuser, Word())).id)
    assert run["state"] == "failed"
    assert run["error"] == {
        "code": "no_ink",
        "message": "The pen is empty.",
        "who": "user",
        "hint": "Fill it.",
        "details": {},
        "request_id": run["id"],
    }
    [(_, last, data)] = (await admin.log(run["id"]))[-1:]
    assert (last, data) == ("run.failed", {"error": run["error"]})


async def test_a_fault_of_the_inside_is_logged_but_not_told(admin: Desk, caplog: pytest.LogCaptureFixture) -> None:
    admin.offer(broken)
    with caplog.at_level(logging.ERROR):
        run = await admin.until((await admin.start(broken, Word())).id)
    assert (run["state"], run["error"]["code"], run["error"]["who"]) == ("failed", "run_broke", "admin")
    assert "secret" not in str(run)
    assert "secret of the inside" in caplog.text


async def test_what_failed_can_be_repeated_as_a_new_run(admin: Desk) -> None:
    admin.offer(refuser)
    admin.offer(broken)
    failed = await admin.until((await admin.start(refuser, Word(word="x"), title="Mine")).id)
    answer = await admin.http.post(f"/api/runs/{failed['id']}/retry")
    again = answer.json()
    assert (answer.status_code, again["state"], again["title"], again["input"]) == (
        200,
        "queued",
        "Mine",
        {"word": "x"},
    )
    assert again["id"] != failed["id"]
    await admin.until(again["id"], "failed")
    final = await admin.until((await admin.start(broken, Word())).id)
    answer = await admin.http.post(f"/api/runs/{final['id']}/retry")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_retryable")


async def test_a_failed_step_can_be_answered_by_the_handler(admin: Desk) -> None:
    tries: list[int] = []

    async def attempt() -> JsonValue:
        tries.append(1)
        raise NoInk("The pen is empty.")

    @kind("test.catcher", title="Catcher", input=Word)
    async def catcher(run: RunContext[Word]) -> JsonValue:
        try:
            await run.step("write", attempt)
        except StepFailed as error:
            return error.info.code
        return None

    admin.offer(catcher)
    run = await admin.until((await admin.start(catcher, Word())).id)
    assert (run["state"], run["result"], tries) == ("done", "no_ink", [1])


async def test_only_announced_events_and_no_steps_within_steps(admin: Desk) -> None:
    @kind("test.sloppy", title="Sloppy", input=Word)
    async def sloppy(run: RunContext[Word]) -> JsonValue:
        problems: list[str] = []

        async def outer() -> JsonValue:
            try:
                await run.step("inner", outer)
            except RuntimeError as error:
                problems.append(str(error))
            return None

        await run.step("outer", outer)
        try:
            await run.emit(EventKind("test.unheard_of", "Nobody announced it.", Nothing), Nothing())
        except ValueError as error:
            problems.append(str(error))
        return list(problems)

    admin.offer(sloppy)
    run = await admin.until((await admin.start(sloppy, Word())).id)
    assert run["result"] == [
        "the step inner was begun inside another step",
        "the event kind test.unheard_of is not announced",
    ]


async def test_a_deleted_person_takes_their_runs_along(admin: Desk, person: Desk) -> None:
    person.offer(sleeper)
    run = await person.start(sleeper, Word())
    await person.until(run.id, "running")
    assert (await admin.http.delete(f"/api/admin/users/{person.owner}")).status_code == 204
    assert (await admin.http.get(f"/api/runs/{run.id}")).status_code == 404


async def test_unfinished_runs_of_one_person_are_bounded(admin: Desk) -> None:
    admin.offer(echo)
    same = "created_at, owner_id, kind, title, demo, hidden, cancelling, input, live"
    same += ", live_seq, live_rev, last_seq, epoch, fruitless"
    copy = text(f"INSERT INTO runs (id, state, {same}) SELECT :id, 'queued', {same} FROM runs WHERE id = :first")
    async with admin.database.writing() as session:
        first = await admin.runs.start(session, echo, Word(), owner=admin.owner)
        for number in range(2000):
            await session.execute(copy, {"id": f"{number}", "first": first.id})
        with pytest.raises(TooManyRuns):
            await admin.runs.start(session, echo, Word(), owner=admin.owner)
        await session.rollback()
