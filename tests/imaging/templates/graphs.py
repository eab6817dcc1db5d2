"""Small graphs that the tests of templates share."""

from typing import Any

from fabula.engines.comfy.formats import Definitions, Graph, is_link
from fabula.imaging.templates import Template, find
from tests.engines.comfy.formats.samples import golden_info

Json = dict[str, Any]


def node(kind: str, **inputs: Any) -> Json:
    return {"class_type": kind, "inputs": inputs, "_meta": {"title": kind}}


def classic(**changes: Json) -> Graph:
    """Checkpoint, LoRA, two prompts, a sampler, a picture."""
    return {
        "1": node("CheckpointLoaderSimple", ckpt_name="tiny-random-sd15.safetensors"),
        "2": node(
            "LoraLoader",
            model=["1", 0],
            clip=["1", 1],
            lora_name="random-lora.safetensors",
            strength_model=0.8,
            strength_clip=1.0,
        ),
        "3": node("CLIPTextEncode", text="a lighthouse", clip=["2", 1]),
        "4": node("CLIPTextEncode", text="blurry", clip=["2", 1]),
        "5": node("EmptyLatentImage", width=512, height=768, batch_size=1),
        "6": node(
            "KSampler",
            seed=7,
            steps=20,
            cfg=6.5,
            sampler_name="euler",
            scheduler="simple",
            denoise=1.0,
            model=["2", 0],
            positive=["3", 0],
            negative=["4", 0],
            latent_image=["5", 0],
        ),
        "7": node("VAEDecode", samples=["6", 0], vae=["1", 2]),
        "8": node("SaveImage", images=["7", 0], filename_prefix="out"),
    } | changes


def template(graph: Graph | None = None, *, known: bool = False) -> Template:
    graph = classic() if graph is None else graph
    found = find(graph, definitions() if known else None)
    return Template("t", "Test", 1, graph, found.inputs, found.outputs, found.style, found.purpose)


def definitions() -> Definitions:
    return Definitions(golden_info())


def renumbered(graph: Graph, names: dict[str, str]) -> Graph:
    """The same graph with other numbers of nodes."""

    def moved(value: Any) -> Any:
        return [names[value[0]], value[1]] if is_link(value) and value[0] in names else value

    return {
        names[node_id]: {**each, "inputs": {name: moved(value) for name, value in each["inputs"].items()}}
        for node_id, each in graph.items()
    }
