"""A table becomes pictures: dropped, its columns placed, tried dry, drawn row by row."""

import re

from playwright.sync_api import expect

from e2e.conftest import MoveIn, OpenPage, Portray

DRAWN_MS = 120_000
TABLE = """название;описание;seed;width;height
mak;Поле маков, полдень;4471;512;768
kit;Кит в ночном небе;4472;768;512
koi;Карпы кои в пруду;4473;512;512
"""


def test_a_table_becomes_pictures(open_page: OpenPage, move_in: MoveIn, portray: Portray) -> None:
    page = open_page()
    move_in(page, "mira")
    page.goto("/images/scripts")
    expect(page.get_by_role("button", name="Choose or drop a table")).to_be_visible()
    portray(page, "scripts-empty")

    page.locator("input[type=file]").set_input_files(
        {"name": "herbs.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    expect(page.get_by_role("complementary", name="Dry run").get_by_text("3 rows are left out")).to_be_visible()
    portray(page, "scripts-map")
    page.get_by_role("combobox", name="Where название goes").click()
    page.get_by_role("option", name="Its name").click()
    page.get_by_role("button", name="Draw 3 pictures").click()

    rows = page.get_by_role("region", name="Rows")
    expect(rows.get_by_text("Done")).to_have_count(3, timeout=DRAWN_MS)
    expect(rows.get_by_role("row").filter(has_text="koi")).to_contain_text("4473")
    expect(page.get_by_role("progressbar", name="3 of 3 done")).to_be_visible()
    portray(page, "scripts")
    address = page.url
    page.goto("/runs")
    page.get_by_role("link", name=re.compile("^Open: ")).last.click()
    expect(page).to_have_url(address)
    report = page.request.get(f"/api/scripts/{page.url.rsplit('/', 1)[1]}/report").text()
    assert report.count('"state": "done"') + report.count('"state":"done"') == 3
