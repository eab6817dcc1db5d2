"""Search answers with clean sources, or says why it has none; it never raises."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import date

import pytest
from pydantic import SecretStr

from fabula.core.settings import load_settings
from fabula.engines.websearch import (
    SearchFailed,
    SearchKeyRefused,
    SearchLimited,
    SearchNotSetUp,
    SearchTooSlow,
    Source,
    WebSearch,
    web_search,
)
from fabula.engines.websearch.engines import Engine, SearXng, Tavily
from tests.engines.websearch.standin import KEY, PAGES, Standin

TIDES = Source("Tides & lamps", "https://sea.example/tides", "The tide turns twice a day.", 0.9, date(2026, 3, 1))


@pytest.fixture
async def standin() -> AsyncGenerator[Standin]:
    async with Standin() as standin:
        yield standin


@pytest.fixture(params=["tavily", "searxng"])
def engine(request: pytest.FixtureRequest, standin: Standin) -> Engine:
    return Tavily(standin.url, SecretStr(KEY)) if request.param == "tavily" else SearXng(standin.url + "/")


@pytest.fixture
async def search(engine: Engine) -> AsyncGenerator[WebSearch]:
    search = WebSearch(engine, within_s=5)
    yield search
    await search.close()


async def test_sources_are_clean_distinct_and_safe(search: WebSearch) -> None:
    findings = await search.find("  when does\n the tide turn? ")
    assert (findings.query, findings.failure) == ("when does the tide turn?", None)
    first, second = findings.sources
    assert replace(first, score=None) == replace(TIDES, score=None)
    assert (second.title, second.url, second.published) == ("lamp.example", "http://lamp.example/", date(2026, 3, 2))
    assert second.extract.endswith("long…")
    assert len(second.extract) <= 1200
    assert first.score is not None
    assert second.score == pytest.approx(first.score / 2)


async def test_only_so_many_are_kept(search: WebSearch, standin: Standin) -> None:
    standin.pages = [{**PAGES[0], "url": f"https://sea.example/{number}"} for number in range(30)]
    assert len((await search.find("tide", 3)).sources) == 3


async def test_tavily_is_asked_by_its_api(standin: Standin) -> None:
    search = WebSearch(Tavily(standin.url, SecretStr(KEY)))
    await search.find("x" * 1000, 50)
    await search.close()
    assert standin.asked == [{"query": "x" * 400, "max_results": 20, "search_depth": "basic"}]


async def test_the_same_question_is_answered_from_memory_for_a_while(engine: Engine, standin: Standin) -> None:
    now = 0.0
    search = WebSearch(engine, remember_s=60, clock=lambda: now)
    first = await search.find("The tide")
    again = await search.find("the  TIDE")
    assert (first.is_remembered, again.is_remembered, again.sources) == (False, True, first.sources)
    now = 61.0
    assert not (await search.find("the tide")).is_remembered
    assert len(standin.asked) == 2
    await search.close()


async def test_memory_is_bounded(engine: Engine, standin: Standin) -> None:
    search = WebSearch(engine)
    for number in range(300):
        await search.find(f"question {number}")
    assert not (await search.find("question 0")).is_remembered
    assert (await search.find("question 299")).is_remembered
    await search.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, SearchKeyRefused), (403, SearchKeyRefused), (429, SearchLimited), (432, SearchLimited), (500, SearchFailed)],
)
async def test_a_refusal_is_a_value_with_a_reason(
    search: WebSearch, standin: Standin, status: int, kind: type[SearchFailed]
) -> None:
    standin.status = status
    findings = await search.find("tide")
    assert findings.failure is not None
    assert type(findings.failure) is kind
    assert f"({status}: not now)" in findings.failure.message
    assert findings.sources == ()
    standin.status = 200
    assert (await search.find("tide")).sources, "a failure is not remembered"


async def test_a_wrong_key_is_told_and_never_shown(standin: Standin) -> None:
    search = WebSearch(Tavily(standin.url, SecretStr("tvly-wrong")))
    findings = await search.find("tide")
    await search.close()
    assert type(findings.failure) is SearchKeyRefused
    assert "invalid API key" in findings.failure.message
    assert "tvly-wrong" not in repr(search) + repr(findings) + repr(Tavily(standin.url, SecretStr("tvly-wrong")))


@pytest.mark.parametrize("raw", [b"<html>", b"[]", b'{"results": 3}', b"", b"x" * 5_000_000])
async def test_what_cannot_be_read_is_a_failure(search: WebSearch, standin: Standin, raw: bytes) -> None:
    standin.raw = raw
    assert type((await search.find("tide")).failure) is SearchFailed


async def test_odd_entries_are_left_out(search: WebSearch, standin: Standin) -> None:
    standin.raw = b'{"results": [3, {"url": 5}, {"url": "https://a b"}, {"url": "https://u:p@x.example"}, {"url": "https://ok.example"}]}'
    assert [source.url for source in (await search.find("tide")).sources] == ["https://ok.example"]


async def test_silence_ends_in_time(engine: Engine, standin: Standin) -> None:
    standin.silent_s = 30
    search = WebSearch(engine, within_s=0.2)
    assert type((await search.find("tide")).failure) is SearchTooSlow
    await search.close()


async def test_nobody_there_is_a_failure() -> None:
    search = WebSearch(SearXng("http://127.0.0.1:9"))
    assert type((await search.find("tide")).failure) is SearchFailed
    await search.close()


async def test_the_settings_choose_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type((await web_search(load_settings()).find("tide")).failure) is SearchNotSetUp
    monkeypatch.setenv("SEARXNG_URL", "http://127.0.0.1:9")
    assert web_search(load_settings()).engine == "SearXNG"
    monkeypatch.setenv("TAVILY_API_KEY", KEY)
    assert web_search(load_settings()).engine == "Tavily"
