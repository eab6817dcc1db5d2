"""Workflows become templates: brought, looked at, tried."""

import json

from playwright.sync_api import FilePayload, Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.watch import Watch

DRAWN_MS = 120_000


def test_a_workflow_is_brought_and_tried(open_page: OpenPage, move_in: MoveIn, portray: Portray, watch: Watch) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/library")
    expect(page.get_by_role("link", name="Flux", exact=True)).to_be_visible()
    portray(page, "templates")

    graph = page.request.get("/api/templates/sd15/export?form=api").json()
    graph["1"]["inputs"]["ckpt_name"] = "fabula-demo-sd15.safetensors"
    content = json.dumps(graph).encode()
    bring(page, "quay.json", content)
    expect(page.get_by_role("complementary", name="Inputs")).to_be_visible()
    expect(page.get_by_text("Painter has everything")).to_be_visible()
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_role("link", name="Open the picture")).to_be_visible(timeout=DRAWN_MS)
    portray(page, "template")

    page.goto("/library")
    watch.expect("400 .*/api/templates")
    bring(page, "no.json", b"{}")
    expect(page.get_by_role("alert")).to_be_visible()


def bring(page: Page, name: str, content: bytes) -> None:
    """Choose a file, as the button would let a person do."""
    file: FilePayload = {"name": name, "mimeType": "application/json", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
