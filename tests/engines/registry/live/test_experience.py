"""What was learnt of an engine is its own again after a restart, and a damaged file only costs that."""

from pathlib import Path

from fabula.core.background import Background
from fabula.engines.gpu import Arbiter, Device, Experience, Rules, TenantKind
from fabula.engines.registry.live.experience import FILE, Notebook
from fabula.engines.registry.live.tenancy import Tenancy
from fabula.engines.registry.live.tenants import PlainTextTenant

CARD = Device("card", "Card", 24_000)


async def lived(folder: Path, engine: str, seen: list[tuple[str, int, float]]) -> list[Experience]:
    """One life of an application: what is known at its beginning; then it sees something, and ends."""
    background = Background()
    arbiter = Arbiter(Rules(monitor_enabled=False), background)
    notebook = Notebook(arbiter, folder)
    await notebook.open(background)
    tenancy = Tenancy(arbiter, engine, notebook)
    tenancy.begin(CARD, "Ollama", TenantKind.LANGUAGE, PlainTextTenant(), slots=1)
    known = [line for line in arbiter.learnt() if line.tenant == tenancy.id]
    arbiter.learn(Experience(tenant=tenancy.id, what=what, peak_mb=mb, seconds=s) for what, mb, s in seen)
    await notebook.write()
    await background.close()
    return known


async def test_it_is_known_again_under_the_same_engine_alone(tmp_path: Path) -> None:
    assert await lived(tmp_path, "here", [("llama", 9000, 4.0)]) == []
    [known] = await lived(tmp_path, "here", [])
    assert (known.what, known.peak_mb, known.seconds) == ("llama", 9000, 4.0)
    assert await lived(tmp_path, "elsewhere", []) == []
    assert len(await lived(tmp_path, "here", [])) == 1


async def test_a_damaged_file_is_learnt_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    assert await lived(tmp_path, "here", [("llama", 9000, 4.0)]) == []
    assert len(await lived(tmp_path, "here", [])) == 1


async def test_the_card_goes_with_its_last_engine(tmp_path: Path) -> None:
    background = Background()
    arbiter = Arbiter(Rules(monitor_enabled=False), background)
    notebook = Notebook(arbiter, tmp_path)
    first, second = Tenancy(arbiter, "one", notebook), Tenancy(arbiter, "two", notebook)
    for tenancy in (first, second):
        tenancy.begin(CARD, "Ollama", TenantKind.LANGUAGE, PlainTextTenant(), slots=1)

    async def close() -> None:
        pass

    await first.end(close)
    assert len(arbiter.state().devices) == 1
    await second.end(close)
    assert arbiter.state().devices == []
    await background.close()
