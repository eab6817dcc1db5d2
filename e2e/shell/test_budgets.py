"""What the page may weigh, how still it stands, and that it opens without its server."""

import gzip
from typing import cast

from playwright.sync_api import Response, expect

from e2e.conftest import MoveIn, OpenPage
from e2e.kit.house import House
from e2e.kit.people import expect_home
from e2e.kit.watch import SILENT, Watch

FIRST_PAGE_BYTES = 250_000
LAYOUT_SHIFT = 0.02

WATCH_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
}"""


def test_the_first_page_is_light(open_page: OpenPage, house: House) -> None:
    mira = house.admit("mira")
    page = open_page("about:blank")
    scripts: dict[str, Response] = {}
    page.on("response", lambda answer: scripts.update({answer.url: answer}) if ".js" in answer.url else None)
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Sign in")).to_be_enabled()
    page.get_by_label("Name or e-mail").fill(mira.name)
    page.wait_for_load_state("load")
    kept = [url for url in cast(list[str], page.evaluate(SCRIPTS_OF_THE_PAGE))]
    weight = sum(len(gzip.compress(page.request.get(url).body())) for url in kept)
    assert 50_000 < weight <= FIRST_PAGE_BYTES, f"{weight} bytes in {len(kept)} scripts"
    assert {answer.headers.get("content-encoding", "") for answer in scripts.values()} & {"br", "gzip"}


SCRIPTS_OF_THE_PAGE = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.initiatorType === "script" || entry.name.endsWith(".js")).map((entry) => entry.name)
  .filter((name, index, all) => all.indexOf(name) === index && !name.endsWith("/sw.js"))"""


def test_home_stands_still_while_it_comes(open_page: OpenPage, move_in: MoveIn) -> None:
    page = open_page()
    page.context.add_init_script(f"({WATCH_SHIFTS})()")
    move_in(page, "mira")
    for path in ("/", "/runs", "/sign-in"):
        page.goto(path)
        expect(page.get_by_role("heading").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        shifts = cast(list[float], page.evaluate("window.shifts"))
        assert sum(shifts) < LAYOUT_SHIFT, f"{path} moved by {sum(shifts):.3f}"


def test_the_shell_opens_without_its_server(open_page: OpenPage, move_in: MoveIn, watch: Watch) -> None:
    page = open_page()
    mira = move_in(page, "mira")
    assert page.evaluate("navigator.serviceWorker.ready.then((found) => found.active.scriptURL)").endswith("/sw.js")
    manifest = page.request.get("/manifest.webmanifest").json()
    assert manifest["name"] == "Fabula"
    assert all(page.request.get(icon["src"]).ok for icon in manifest["icons"])

    page.reload()
    expect_home(page, mira)
    assert page.evaluate(NOT_KEPT) == []
    watch.expect(SILENT)
    page.context.set_offline(True)
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page.reload()
    expect(page.get_by_role("heading", name="Fabula does not answer")).to_be_visible()
    page.context.set_offline(False)
    expect_home(page, mira)


NOT_KEPT = """async () => {
  const used = [...document.scripts, ...document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload]")];
  const files = used.map((one) => one.src || one.href).filter(Boolean);
  const kept = await Promise.all(files.map((file) => caches.match(file)));
  return files.length > 1 ? files.filter((_, index) => !kept[index]) : ["nothing is used"];
}"""


def test_the_page_cannot_be_made_to_run_foreign_script(open_page: OpenPage, move_in: MoveIn, watch: Watch) -> None:
    page = open_page()
    move_in(page, "mira")
    policy = page.request.get("/").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert watch.unexpected() == []

    watch.expect("Content Security Policy")
    ran = page.evaluate(
        """async () => {
          const script = document.createElement("script");
          script.textContent = "window.foreign = true";
          document.body.append(script);
          const reached = await fetch("http://127.0.0.1:9/").then(() => true, () => false);
          return Boolean(window.foreign) || reached;
        }"""
    )
    assert ran is False
    assert _told_by_console(watch) >= 1


def _told_by_console(watch: Watch) -> int:
    return sum("Content Security Policy" in fault for fault in watch.faults)
