"""The nodes that the painter knows: those that usual workflows are made of."""

from fabula.engines.builtin.painter.nodes.spec import Kind


def all_kinds() -> list[Kind]:
    from fabula.engines.builtin.painter.nodes import (
        conditioning,
        images,
        latents,
        loaders,
        primitives,
        sampling,
        saving,
    )

    modules = (sampling, loaders, conditioning, latents, images, saving, primitives)
    return [kind for module in modules for kind in module.KINDS]
