"""What the form to create needs: the inputs with every server's choices, and what the servers say to the template."""

from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue

from fabula.engines.comfy.formats import Graph, InputSpec
from fabula.imaging.renders.orders.schemas import FormInput, Options, ServerOption
from fabula.imaging.renders.pool import Host, Pool
from fabula.imaging.renders.scheduling import Rank, Shape
from fabula.imaging.renders.shapes import shape_of
from fabula.imaging.templates import Input, Template, fill, finding_infos, installed_models
from fabula.imaging.templates.standins import spec_of

MOST_CHOICES = 2000


def options_of(template: Template, pool: Pool) -> Options:
    """As things are this moment."""
    models = installed_models(template, pool.definitions())
    graph = fill(template, models)
    shape = shape_of(graph)
    hosts = pool.hosts
    servers = [_server(host, shape, graph, pool) for host in hosts]
    able = [server.expected_s for server in servers if server.can_run and server.expected_s is not None]
    waiting = pool.ahead_of(Rank.INTERACTIVE)
    wait_s = pool.wait_s(shape, graph, waiting)
    return Options(
        template=template.id,
        template_name=template.name,
        revision=template.revision,
        purpose=template.purpose,
        style=template.style,
        description=template.description,
        inputs=[_input(each, template, hosts, models.get(each.name, each.default)) for each in template.inputs],
        servers=servers,
        expected_s=min(able, default=None),
        waiting=waiting,
        wait_s=None if wait_s is None else round(wait_s, 1),
        paused=pool.is_paused,
    )


def _server(host: Host, shape: Shape, graph: Graph, pool: Pool) -> ServerOption:
    missing = host.findings(shape, graph)
    return ServerOption(
        id=host.id,
        name=host.server.name,
        demo=host.server.is_demo,
        is_there=host.is_there,
        reason=host.reason,
        can_run=host.takes_work and not missing,
        missing=finding_infos(missing if host.is_there else ()),
        is_warm=host.is_warm(shape),
        expected_s=round(host.expected(shape), 1) if pool.times.is_known(shape.key) else None,
    )


def _input(given: Input, template: Template, hosts: Sequence[Host], stand_in: Any) -> FormInput:
    specs = [spec for host in hosts if host.definitions and (spec := spec_of(given, template, host.definitions))]
    offered = dict.fromkeys(choice for spec in specs if spec.choices for choice in spec.choices if _is_plain(choice))
    choices = [] if any(spec.takes_file for spec in specs) else list(offered or given.choices)[:MOST_CHOICES]
    return FormInput(
        name=given.name,
        role=given.role,
        type=given.type,
        title=given.title,
        default=_plain(stand_in),
        minimum=_limit(given.minimum, specs, "min"),
        maximum=_limit(given.maximum, specs, "max"),
        step=_limit(given.step, specs, "step"),
        choices=choices,
        is_required=given.is_required,
    )


def _limit(given: float | None, specs: Sequence[InputSpec], name: str) -> float | None:
    if given is not None:
        return given
    told = [value for spec in specs if isinstance(value := spec.options.get(name), int | float)]
    return told[0] if told else None


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _plain(value: Any) -> JsonValue:
    return value if value is None or _is_plain(value) else str(value)
