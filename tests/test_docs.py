"""What people can set, call or meet is documented, or this fails."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer import Typer

from fabula.app.application import create_app
from fabula.app.cli import cli
from fabula.app.commands.config import reference
from fabula.core.events import EventKind, event_kinds

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LONGEST_RULES = 60


def verbs(of: Typer, path: tuple[str, ...] = ("fabula",)) -> Iterator[str]:
    for command in of.registered_commands:
        assert command.callback is not None
        yield " ".join((*path, command.name or command.callback.__name__.strip("_").replace("_", "-")))
    for group in of.registered_groups:
        assert group.typer_instance is not None
        name = group.name if isinstance(group.name, str) else str(group.typer_instance.info.name)
        yield from verbs(group.typer_instance, (*path, name))


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "AGENTS.md", *sorted(DOCS.rglob("*.md"))]


def test_the_page_of_settings_is_what_the_code_says() -> None:
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == reference(), "run: make api"


@pytest.mark.parametrize("verb", sorted(verbs(cli)))
def test_every_command_is_documented(verb: str) -> None:
    assert f"`{verb}`" in (DOCS / "commands.md").read_text(encoding="utf-8")


def product_events() -> list[EventKind]:
    """Every announced kind; importing the application announces them. Tests announce some of their own."""
    assert create_app
    return [kind for kind in event_kinds.all() if not kind.name.startswith("test.")]


@pytest.mark.parametrize("kind", product_events(), ids=lambda kind: kind.name)
def test_every_kind_of_event_is_documented_with_its_meaning(kind: EventKind) -> None:
    assert f"| `{kind.name}` | {kind.meaning} |" in (DOCS / "runs-and-events.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_rules_stay_short() -> None:
    assert len((ROOT / "AGENTS.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_RULES
