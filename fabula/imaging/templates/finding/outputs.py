"""Outputs: the nodes that give something back, and of what kind."""

from fabula.engines.comfy.formats import Definitions, Graph, class_of, title_of
from fabula.imaging.templates.template import Output

KINDS = {
    "SaveImage": "picture",
    "SaveImageAdvanced": "picture",
    "PreviewImage": "picture",
    "SaveImageWebsocket": "picture",
    "SaveAnimatedWEBP": "animation",
    "SaveAnimatedPNG": "animation",
    "SaveVideo": "video",
    "SaveWEBM": "video",
    "VHS_VideoCombine": "video",
    "SaveAudio": "audio",
    "SaveAudioMP3": "audio",
    "SaveAudioOpus": "audio",
    "SaveAudioAdvanced": "audio",
    "PreviewAudio": "audio",
    "PreviewAny": "text",
    "SaveText": "text",
    "SaveSVGNode": "file",
    "SaveGLB": "file",
    "SaveLatent": "file",
}
HINTS = (
    ("video", "video"),
    ("audio", "audio"),
    ("webp", "animation"),
    ("gif", "animation"),
    ("image", "picture"),
    ("text", "text"),
)


def outputs_of(graph: Graph, definitions: Definitions | None = None) -> list[Output]:
    """Every node that gives something back: known by its class, or by what the server says."""
    return [
        Output(node_id, class_of(node), title_of(node), _kind(class_of(node)), class_of(node).startswith("Preview"))
        for node_id, node in graph.items()
        if is_output(class_of(node), definitions)
    ]


def is_output(class_type: str, definitions: Definitions | None) -> bool:
    definition = definitions.get(class_type) if definitions is not None else None
    return definition.is_output if definition is not None else class_type in KINDS


def _kind(class_type: str) -> str:
    if class_type in KINDS:
        return KINDS[class_type]
    return next((kind for word, kind in HINTS if word in class_type.lower()), "file")
