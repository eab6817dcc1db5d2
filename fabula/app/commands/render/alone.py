"""Rendering without a running Fabula: a pool over the named servers, in this process."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fabula.app.commands.render.order import DONE, FAILED, Order
from fabula.app.commands.render.showing import Showing
from fabula.core.background import Background
from fabula.core.settings import Settings, load_settings
from fabula.engines.comfy import Patience, ServerAddress
from fabula.engines.comfy.formats import Definitions
from fabula.imaging.renders import ConfiguredServers
from fabula.imaging.renders.errors import NoServer, NoServerFits
from fabula.imaging.renders.pool import Host, Pool
from fabula.imaging.renders.pool.fitting import missing
from fabula.imaging.scripts import Expansion, Items, MappingUnclear, RowsRefused, Table, columns_of, constants_of
from fabula.imaging.scripts.alone import Folder, Running, Tally, Wishes, servers_known
from fabula.imaging.scripts.survey import Survey
from fabula.imaging.templates import Template, TemplateNotFound, with_installed_models
from fabula.imaging.templates.library import understood
from fabula.imaging.templates.shipped import NAMES, shipped

SHIPPED_DEFAULT = "sdxl"


async def render_alone(order: Order, table: Table, showing: Showing) -> int:
    """Look through all rows, then render them; the exit code."""
    settings = load_settings(**({"data": order.data} if order.data else {}))
    async with _pool(order, settings) as pool:
        with Folder.held(order.out) as folder:
            hosts = await servers_known(pool)
            items = _items(order, settings, pool)
            wishes = Wishes(order.only_failed, order.limit, order.stop_after_failures)
            running = Running(pool, folder, items, table.rows, _beside(order), wishes)
            survey = await running.survey()
            lacking = running.missing(survey)
            showing.survey(survey, lacking)
            if order.dry_run:
                return FAILED if survey.bad or all(lacking.values()) else DONE
            _require(order, hosts, survey, lacking)
            return await _render(order, running, folder, survey, showing)


async def _render(order: Order, running: Running, folder: Folder, survey: Survey, showing: Showing) -> int:
    tally = Tally(total=min(survey.items, order.limit or survey.items), skipped=survey.skipped)
    with showing.progress(tally):
        try:
            await running.run(tally)
        except asyncio.CancelledError:
            showing.stopped(tally, folder.report_path)
            raise
    showing.ended(tally, folder.report_path)
    return FAILED if tally.failed or tally.cancelled or tally.is_stopped else DONE


def _require(order: Order, hosts: Sequence[Host], survey: Survey, lacking: dict[str, list[str]]) -> None:
    if survey.bad and not order.skip_bad:
        count = "1 row is wrong" if survey.bad == 1 else f"{survey.bad} rows are wrong"
        hint = "Mend the rows named above, or add --skip-bad to render the others."
        raise RowsRefused(f"{count}; nothing was rendered.", hint=hint)
    if survey.items and not any(host.is_there for host in hosts):
        told = "; ".join(f"{host.server.name}: {host.reason or 'no answer'}" for host in hosts)
        raise NoServer(f"No picture server answers. {told}", hint="Start ComfyUI there, or correct --server.")
    if survey.kinds and all(lacking.values()):
        told = "; ".join(f"{name}: {' '.join(found)}" for name, found in lacking.items())
        raise NoServerFits(f"No picture server can render all of these rows. {told}")


@asynccontextmanager
async def _pool(order: Order, settings: Settings) -> AsyncGenerator[Pool]:
    urls = list(dict.fromkeys(order.servers or settings.comfyui_url))
    if not urls:
        raise MappingUnclear("No picture server is named.", hint="Add --server URL, or set COMFYUI_URL.")
    patience = Patience(hang_s=settings.comfyui_timeout)
    servers = ConfiguredServers([ServerAddress(url, patience=patience) for url in urls], settings.comfyui_concurrency)
    background = Background()
    async with servers.opened():
        pool = Pool(servers, background, missing)
        await pool.open()
        try:
            yield pool
        finally:
            await pool.close()
            await background.close()


def _items(order: Order, settings: Settings, pool: Pool) -> Items:
    def find(name: str) -> Template:
        return template_of(name, settings, pool)

    names = {name for host in pool.hosts for name in (host.id, host.server.name)}
    return Items(
        template=find(order.template),
        columns=columns_of(order.columns),
        key_column=order.key,
        expansion=Expansion.parse(order.grid, order.along),
        constants=constants_of(order.values),
        templates=find,
        has_server=lambda name: name in names,
    )


def template_of(name: str, settings: Settings, pool: Pool) -> Template:
    """A template that comes along, a file with a workflow, or the default of the settings."""
    if name == "default":
        name = settings.comfyui_workflow_path or SHIPPED_DEFAULT
    if found := shipped(name):
        return with_installed_models(found, pool.definitions())
    path = Path(name).expanduser()
    if not path.is_file():
        raise TemplateNotFound(
            f"There is no template and no file “{name}”.", hint=f"Name a workflow's file, or one of {', '.join(NAMES)}."
        )
    infos = [host.info for host in pool.hosts if host.info is not None]
    widest = max(infos, key=len, default=None)
    return understood(path.read_bytes(), Definitions(widest) if widest is not None else None, path.stem)


def _beside(order: Order) -> Path:
    return Path.cwd() if order.rows == "-" else Path(order.rows).resolve().parent
