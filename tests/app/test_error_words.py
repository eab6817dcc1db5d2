"""What the server tells a person at the page can be told in Russian: failures, news of the GPU, findings, names."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fabula
from fabula.core.errors import FabulaError
from fabula.engines.gpu.phrases import SENTENCES
from fabula.imaging.templates import Fault
from fabula.imaging.templates.shipped import all_shipped

WORDS = Path(__file__).parents[2] / "web" / "src" / "i18n"

# What only programs, the command line or the code itself meet.
NOT_AT_THE_PAGE = {
    *("server_runs", "web_app_not_built", "key_refused", "method_not_allowed", "metrics_forbidden", "start_failed"),
    *("message_malformed", "too_many_topics", "topic_not_found", "language_unknown", "sign_in_expired"),
    *("no_thumbnail", "range_not_satisfiable", "upload_malformed", "cursor_malformed", "key_reused", "run_lost"),
    *(
        "step_failed",
        "order_unclear",
        "webhook_refused",
        "chat_unnamed",
        "cursor_unclear",
        "place_unknown",
        "one_cursor",
        "template_name_unclear",
    ),
}

# What news carries beside what its English sentence says.
BESIDE = {"engine", "wish", "what", "card", "wait_s"}


def test_every_failure_of_the_page_has_russian_words() -> None:
    words = _russian("ru")
    told = words["errors"].keys() | words["faults"].keys()
    codes = {error.code() for error in _leaves(FabulaError)}
    assert codes - told - NOT_AT_THE_PAGE == set()
    assert words["faults"].keys() - codes == set(), "these codes are gone"


def test_news_of_the_gpu_and_findings_about_servers_have_russian_words() -> None:
    words = _russian("ru") | _russian("ru.care")
    told = {f"{room}.{rest}": text for room, found in words["news"].items() for rest, text in found.items()}
    assert told.keys() == SENTENCES.keys()
    for code, text in told.items():
        blanks = set(re.findall(r"{{(\w+)}}", text))
        assert blanks <= BESIDE | set(re.findall(r"{(\w+)", SENTENCES[code])), code
    assert words["findings"].keys() - {"where"} == set(Fault)


def test_templates_that_come_along_have_russian_names() -> None:
    words = _russian("ru")
    assert words["shipped"].keys() == {template.id for template in all_shipped()}


def _russian(part: str) -> dict[str, Any]:
    return json.loads((WORDS / f"{part}.json").read_text(encoding="utf-8"))


def _leaves(error: type[FabulaError]) -> Iterator[type[FabulaError]]:
    for module in pkgutil.walk_packages(fabula.__path__, "fabula."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    yield from _below(error)


def _below(error: type[FabulaError]) -> Iterator[type[FabulaError]]:
    for child in error.__subclasses__():
        if child.__module__.startswith("fabula."):
            yield child
            yield from _below(child)
