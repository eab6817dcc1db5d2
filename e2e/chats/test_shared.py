"""A chat comes in from another program, is shared, read by a stranger and taken back."""

import json
from pathlib import Path

from playwright.sync_api import FilePayload, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.watch import Watch

SAMPLE = Path(__file__).parents[2] / "tests" / "data" / "chats" / "open_webui.json"
JSON = {"Content-Type": "application/json"}
EXPORT = FilePayload(name="chats.json", mimeType="application/json", buffer=SAMPLE.read_bytes())


def test_a_stranger_reads_what_was_shared_until_it_is_taken_back(
    open_page: OpenPage, move_in: MoveIn, portray: Portray, watch: Watch
) -> None:
    page = open_page()
    move_in(page, "mira")
    came = page.request.post("/api/chats/import", multipart={"file": EXPORT}).json()
    chat = came["chats"][0]["id"]
    link = page.request.post(f"/api/chats/{chat}/shares", data=json.dumps({}), headers=JSON).json()

    stranger = open_page(link["url"])
    expect(stranger.get_by_role("heading", name="Kites")).to_be_visible()
    expect(stranger.get_by_role("region", name="Question")).to_contain_text("How do I fly one?")
    expect(stranger.get_by_role("region", name="Answer")).to_contain_text("Run and let g")
    expect(stranger.get_by_role("img", name="picture.png")).to_be_visible()
    expect(stranger.get_by_text("wind.txt")).to_be_visible()
    expect(stranger.get_by_text("mira")).to_be_hidden()
    portray(stranger, "shared-chat")

    watch.expect("404 .*/api/shared/")
    assert page.request.delete(f"/api/chats/{chat}/shares/{link['id']}").status == 204
    stranger.reload()
    expect(stranger.get_by_role("heading", name="This link leads nowhere")).to_be_visible()
