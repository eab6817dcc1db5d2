"""An admin sees to the engines: channels, models, picture servers, cards. Built-in engines stand in for real ones."""

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import MoveIn, OpenPage, Portray
from e2e.kit.engines import script, stand_in

pytestmark = pytest.mark.own_house
NOBODY = "http://127.0.0.1:9"


def test_a_channel_is_tried_added_and_its_models_are_seen_to(
    open_page: OpenPage, move_in: MoveIn, portray: Portray
) -> None:
    page = open_page()
    move_in(page, "mira")
    with stand_in("storyteller", "--control") as address:
        page.goto("/settings/models")
        _add_a_channel(page, address, portray)
        _install_a_model(page, address, portray)
        _choose_for_chat(page, "fabula-demo-large")
        page.get_by_role("button", name="Load: fabula-demo-vision").first.click()
        expect(page.get_by_role("button", name="Unload: fabula-demo-vision")).to_be_visible()
        portray(page, "models")
    expect(page.get_by_text("does not answer").first).to_be_visible()


def _add_a_channel(page: Page, address: str, portray: Portray) -> None:
    page.get_by_role("button", name="Add channel").click()
    drawer = page.get_by_role("dialog", name="Add channel")
    save = drawer.get_by_role("button", name="Save channel")
    drawer.get_by_label("Address").fill(NOBODY)
    drawer.get_by_role("button", name="Test", exact=True).click()
    expect(drawer.get_by_text("cannot be reached")).to_be_visible()
    expect(save).to_be_disabled()
    drawer.get_by_label("Address").fill(address)
    drawer.get_by_role("button", name="Test again").click()
    expect(drawer.get_by_text("It works")).to_be_visible()
    portray(page, "channel-new")
    save.click()
    expect(drawer).to_be_hidden()
    channels = page.get_by_role("list", name="Channels").get_by_role("listitem")
    expect(channels.first.get_by_text("answers", exact=True)).to_be_visible()


def _install_a_model(page: Page, address: str, portray: Portray) -> None:
    script(address, pull_s=60)
    _ask_for(page, "fabula-demo-large")
    row = page.get_by_role("row", name="fabula-demo-large")
    expect(row.get_by_role("progressbar")).to_be_visible()
    portray(page, "model-installing")
    row.get_by_role("button", name="Cancel").click()
    expect(row).to_be_hidden()
    script(address, pull_s=0)
    _ask_for(page, "fabula-demo-large")
    expect(page.get_by_role("button", name="Load: fabula-demo-large")).to_be_visible()


def _ask_for(page: Page, model: str) -> None:
    page.get_by_role("button", name="Install a model").click()
    drawer = page.get_by_role("dialog", name="Install a model")
    drawer.get_by_label("Model").fill(model)
    drawer.get_by_role("button", name="Install", exact=True).click()
    expect(drawer).to_be_hidden()


def _choose_for_chat(page: Page, model: str) -> None:
    page.get_by_role("combobox", name="Chat").click()
    page.get_by_role("option", name=model).first.click()
    expect(page.get_by_role("combobox", name="Chat")).to_have_value(model)
    page.reload()
    expect(page.get_by_role("combobox", name="Chat")).to_have_value(model)


def test_a_picture_server_is_tried_added_and_drained(open_page: OpenPage, move_in: MoveIn, portray: Portray) -> None:
    page = open_page()
    move_in(page, "mira")
    with stand_in("painter") as address:
        page.goto("/admin/engines")
        expect(page.get_by_text("draws now")).to_be_visible()
        page.get_by_label("Name").fill("atelier")
        page.get_by_label("Address").fill(address)
        page.get_by_role("button", name="Test", exact=True).click()
        expect(page.get_by_text("The picture came back")).to_be_visible()
        portray(page, "server-tested", ("desktop",))
        page.get_by_role("button", name="Add server").click()
        server = page.get_by_role("list", name="Picture servers").get_by_role("listitem").first
        expect(server.get_by_text("ready", exact=True)).to_be_visible()
        expect(page.get_by_text("stands by")).to_be_visible()
        server.get_by_role("button", name="Drain").click()
        expect(server.get_by_text("drained, at rest")).to_be_visible()
        portray(page, "servers")
        server.get_by_role("button", name="Take work again").click()
        expect(server.get_by_text("ready", exact=True)).to_be_visible()

        page.goto("/admin/gpu")
        expect(page.get_by_role("img", name="Memory held over the last")).to_be_visible()
        expect(page.get_by_role("region", name="atelier")).to_be_visible()
        portray(page, "gpu")


def test_everybody_may_look_at_the_models(open_page: OpenPage, move_in: MoveIn) -> None:
    move_in(open_page(), "mira")
    page = open_page()
    move_in(page, "anton")
    page.get_by_title("Engines").click()
    told = page.get_by_role("dialog")
    expect(told.get_by_text("Storyteller, demo engine")).to_be_visible()
    expect(told.get_by_role("link", name="Channels and models")).to_be_hidden()
    page.goto("/settings/models")
    expect(page.get_by_text("fabula-demo-vision").first).to_be_visible()
    expect(page.get_by_role("button", name="Add channel")).to_be_hidden()
    for path in ("/admin/engines", "/admin/gpu"):
        page.goto(path)
        expect(page.get_by_role("heading", name="This part is for administrators")).to_be_visible()
