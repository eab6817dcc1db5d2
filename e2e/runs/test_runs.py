"""Runs as people see them: live, in two tabs, cancelled, and through a power cut."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import MoveIn, OpenPage
from e2e.kit.runs import CountUp, expect_state, run_of
from e2e.kit.server import Server
from e2e.kit.watch import SILENT, Watch

LONG_STEP_MS = 60_000


def test_a_run_is_followed_live_in_every_tab(open_page: OpenPage, move_in: MoveIn, count_up: CountUp) -> None:
    page = open_page()
    move_in(page, "mira")
    tab = page.context.new_page()
    tab.goto("/runs")
    expect(tab.get_by_text("Nothing here")).to_be_visible()
    stranger = open_page()
    move_in(stranger, "anton")

    tray = _open_tray(page)
    expect(tray.get_by_text("What Fabula makes for you shows here")).to_be_visible()
    run = count_up(page, steps=1000, pause_ms=100)
    row = tray.get_by_role("list", name="Now").get_by_role("listitem")
    expect(row).to_contain_text("Demo counter")
    _expect_progress(row)
    _expect_progress(tab.get_by_role("list", name="Under way").get_by_role("listitem"))

    page.reload()
    _expect_progress(_open_tray(page).get_by_role("list", name="Now").get_by_role("listitem"))

    tab.get_by_role("button", name="Cancel: Demo counter").click()
    expect_state(page, run, "cancelled")
    finished = page.get_by_role("list", name="Finished")
    expect(finished.get_by_text("Cancelled")).to_be_visible()
    expect(tab.get_by_text("Cancelled")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("button", name="Under way")).to_have_text("Under way")

    assert stranger.request.get(f"/api/runs/{run}").status == 404
    expect(_open_tray(stranger).get_by_text("What Fabula makes for you shows here")).to_be_visible()

    page.get_by_role("button", name="Retry: Demo counter").click()
    again = page.get_by_role("list", name="Now").get_by_role("listitem")
    _expect_progress(again)
    again.get_by_role("button", name="Cancel: Demo counter").click()
    expect(finished.get_by_text("Cancelled")).to_have_count(2)
    page.get_by_role("button", name="Clear finished").click()
    expect(finished).to_be_hidden()
    expect(tab.get_by_text("Nothing here")).to_be_visible()


def test_cancelling_does_not_wait_for_the_step_to_end(open_page: OpenPage, move_in: MoveIn, count_up: CountUp) -> None:
    page = open_page()
    move_in(page, "mira")
    run = count_up(page, steps=900, pause_ms=LONG_STEP_MS, tokens=1)
    expect_state(page, run, "running")
    asked = time.monotonic()
    assert page.request.post(f"/api/runs/{run}/cancel").ok
    expect_state(page, run, "cancelled")
    assert time.monotonic() - asked < LONG_STEP_MS / 1000 / 2


def test_times_stand_in_one_column_on_a_phone(open_phone: OpenPage, move_in: MoveIn, count_up: CountUp) -> None:
    page = open_phone()
    move_in(page, "mira")
    expect_state(page, count_up(page, steps=1, pause_ms=1), "done")
    cancelled = count_up(page, steps=900, pause_ms=LONG_STEP_MS, tokens=1)
    assert page.request.post(f"/api/runs/{cancelled}/cancel").ok
    expect_state(page, cancelled, "cancelled")
    page.goto("/runs")
    expect(page.get_by_role("button", name="Retry: Demo counter")).to_be_visible()
    times = page.get_by_role("list", name="Under way").get_by_role("time")
    expect(times).to_have_count(2)
    assert len({_right_of(time) for time in times.all()}) == 1


def _right_of(one: Locator) -> int:
    box = one.bounding_box()
    assert box
    return round(box["x"] + box["width"])


@pytest.mark.own_house
def test_a_killed_server_takes_its_runs_up_again(
    open_page: OpenPage, move_in: MoveIn, count_up: CountUp, server: Server, watch: Watch
) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/runs")
    steps = 60
    run = count_up(page, steps=steps, pause_ms=150)
    _expect_progress(page.get_by_role("list", name="Under way").get_by_role("listitem"))

    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    watch.expect(SILENT)
    server.kill()
    page.get_by_role("navigation").get_by_role("link", name="Home").click()
    expect(page.get_by_role("status").filter(has_text="Fabula does not answer")).to_be_visible()
    page.get_by_role("navigation").get_by_role("button", name="Under way").click()
    server.start()
    expect(page.get_by_role("list", name="Finished").get_by_text("Done")).to_be_visible(timeout=90_000)
    ended = run_of(page, run)
    assert ended["state"] == "done"
    assert ended["result"] == {"steps": steps, "total": steps * (steps + 1) // 2}
    _expect_dense_log(page, run, steps)


def _open_tray(page: Page) -> Locator:
    page.get_by_role("navigation").get_by_role("button", name="Under way").click()
    tray = page.get_by_role("dialog", name="Under way")
    expect(tray).to_be_visible()
    return tray


def _expect_progress(row: Locator) -> None:
    """The bar moves by itself."""
    bar = row.get_by_role("progressbar")
    before = bar.get_attribute("aria-valuenow")
    assert before
    expect(bar).not_to_have_attribute("aria-valuenow", before)


def _expect_dense_log(page: Page, run: str, steps: int) -> None:
    """Every step happened once, and the numbers of the log have no gap."""
    log = page.request.get(f"/api/runs/{run}/events", timeout=20_000).text()
    seqs = [int(seq) for seq in re.findall(r"^id: (\d+)\.0\r?\nevent: event", log, re.M)]
    assert seqs == list(range(1, len(seqs) + 1))
    assert re.findall(r'"number":\s*(\d+)', log) == [str(number) for number in range(1, steps + 1)]
    assert log.count("run.resumed") >= 1
    assert log.count("run.finished") == 1
