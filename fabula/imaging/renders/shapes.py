"""The shape of a graph: which models it loads and what it is built of; prompts, seeds and numbers do not matter."""

from hashlib import sha256

from pydantic_core import to_json

from fabula.engines.comfy import Graph
from fabula.imaging.renders.scheduling import Shape

MODEL_FILES = (".safetensors", ".sft", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".onnx")
MODEL_INPUTS = frozenset(
    {"ckpt_name", "unet_name", "clip_name", "vae_name", "lora_name", "control_net_name", "model_name"}
)
SIZES = frozenset({"width", "height", "batch_size", "steps", "length", "frames"})

MOST_AT_ONCE = 1000


def pictures_in(graph: Graph) -> int:
    """How many pictures a graph makes at once, as far as it says so."""
    most = 1
    for node in graph.values():
        inputs = node.get("inputs")
        size = inputs.get("batch_size") if isinstance(inputs, dict) else None
        most = max(most, size) if isinstance(size, int) else most
    return min(MOST_AT_ONCE, most)


def _is_model(name: str, value: str) -> bool:
    return value.lower().endswith(MODEL_FILES) or name in MODEL_INPUTS


def shape_of(graph: Graph) -> Shape:
    """Graphs of one shape can run on the same servers and take much the same time."""
    models, skeleton = set[str](), list[object]()
    for node_id in sorted(graph):
        node = graph[node_id]
        inputs = node.get("inputs")
        told: list[object] = [node_id, node.get("class_type")]
        if isinstance(inputs, dict):
            for name, value in sorted(inputs.items()):
                if isinstance(value, str) and _is_model(name, value):
                    models.add(value)
                    told.append([name, value])
                elif isinstance(value, list) or name in SIZES:
                    told.append([name, value])
        skeleton.append(told)
    return Shape(sha256(to_json(skeleton)).hexdigest()[:16], frozenset(models))
