"""There is one way to an engine: through the registry, behind a lease. Whoever finds another one is named here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import fabula

ROOT = Path(fabula.__file__).parent
OWN = ("engines/llm/", "engines/comfy/", "engines/builtin/")
# What opens a connection to an engine, and where it is at home.
MAKERS = {"Client": "fabula.engines.llm", "ComfyServer": "fabula.engines.comfy"}
BACK_DOORS = ("fabula.engines.llm.wire", "fabula.engines.llm.dialects", "fabula.engines.comfy.wire")
ALLOWED = {
    "engines/registry/live/text.py": "the way itself: every call of this client waits for its lease",
    "engines/registry/live/pictures.py": "the way itself: whoever draws holds the lease of this server",
    "engines/registry/servers/trial.py": "an admin tries a server before it is set up; the picture needs no model",
    "engines/registry/bringing.py": "looks once at the start whether a ComfyUI is there; asks for its version alone",
    "imaging/renders/configured.py": "the command line without a server has nobody to share the card with",
    "app/commands/templates.py": "the command line asks a server which nodes it has",
}
TO_OTHERS = {"imaging/renders/afterwards/posting.py": "tells an address that its owner gave that a picture is done"}
# Calls of the client inside a member of the registry that make an engine work.
WORKING = {"stream", "embed"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if not name.startswith(OWN):
            yield name, ast.parse(file.read_text("utf-8"), str(file))


def imported(tree: ast.Module) -> dict[str, str]:
    """Every name that a module imports, by what it is called there: its full name."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
    return found


def makers_in(tree: ast.Module) -> set[str]:
    """The engines' clients that this module makes."""
    names = imported(tree)
    made: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        full = names.get(called, called)
        maker = full.rpartition(".")[2]
        home = MAKERS.get(maker, "")
        is_attribute = isinstance(node.func, ast.Attribute) and maker == "ComfyServer"
        if home and (full.startswith(home) or is_attribute):
            made.add(maker)
    return made


def test_nobody_else_connects_to_an_engine() -> None:
    found = {name for name, tree in sources() if makers_in(tree)}
    assert found - ALLOWED.keys() == set(), "ask fabula.engines.registry for what is set up, and lease before you call"
    assert ALLOWED.keys() - found == set(), "an exception that is not needed any more"


def test_nobody_goes_around_the_clients() -> None:
    doors = {
        (name, full)
        for name, tree in sources()
        for full in imported(tree).values()
        if full.startswith(BACK_DOORS) or (full.startswith("aiohttp") and name.startswith(("imaging/", "play/")))
        if name not in TO_OTHERS
    }
    assert doors == set()


def test_nobody_takes_the_client_out_of_its_lease() -> None:
    """`member.stream()` waits for the card; `member.client.stream()` would not."""
    found = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in WORKING
        if isinstance(node.value, ast.Attribute) and node.value.attr == "client"
    }
    assert found == {"engines/registry/live/text.py"}


def test_pictures_are_submitted_in_one_place_under_the_pools_lease() -> None:
    found = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "submit"
        if isinstance(node.value, ast.Attribute) and node.value.attr == "client"
    }
    assert found == {"imaging/renders/carrying/job.py"}


def test_answers_in_a_shape_are_asked_for_where_their_steps_are_counted() -> None:
    found = {name for name, tree in sources() if "fabula.engines.llm.structured.structured" in imported(tree).values()}
    assert found == {"engines/registry/models/answers.py"}
