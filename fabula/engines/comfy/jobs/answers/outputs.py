"""What a job made, as its history tells it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from pydantic import JsonValue

from fabula.engines.comfy.values import FolderKind, Medium, OutputFile, Outputs, OutputText
from fabula.engines.comfy.wire.shapes import JsonObject, a_list, a_text, members

ENDINGS = {
    Medium.IMAGE: ("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "avif", "jxl", "exr", "hdr", "svg"),
    Medium.GIF: ("gif", "apng"),
    Medium.VIDEO: ("mp4", "webm", "mov", "mkv", "avi", "m4v"),
    Medium.AUDIO: ("wav", "mp3", "flac", "ogg", "opus", "m4a", "aac"),
    Medium.MESH: ("glb", "gltf", "obj", "stl", "ply", "fbx", "usdz", "splat", "ksplat", "spz"),
}
BY_ENDING = {ending: medium for medium, endings in ENDINGS.items() for ending in endings}
BY_KEY = {"images": Medium.IMAGE, "gifs": Medium.GIF, "video": Medium.VIDEO, "audio": Medium.AUDIO, "3d": Medium.MESH}
TEXT_KEYS = {"text", "texts", "string", "strings"}


def read_outputs(by_node: JsonValue) -> Outputs:
    """Files and texts of every node; `{node: {key: [...]}}`, where the keys differ from node to node."""
    files: list[OutputFile] = []
    texts: list[OutputText] = []
    other: dict[str, JsonObject] = {}
    for node, made in members(by_node):
        for key, value in made.items():
            found = list(_files(node, key, value))
            said = list(_texts(value)) if key in TEXT_KEYS else []
            files += found
            texts += [OutputText(node, text) for text in said]
            if not found and not said and key != "animated" and value:
                other.setdefault(node, {})[key] = value
    return Outputs(tuple(files), tuple(texts), other or None)


def _files(node: str, key: str, value: JsonValue) -> Iterator[OutputFile]:
    for item in a_list(value):
        if not isinstance(item, dict):
            continue
        name = PurePosixPath(a_text(item.get("filename")).replace("\\", "/")).name
        if name:
            yield OutputFile(name, a_text(item.get("subfolder")), _folder(item), node, _medium(name, key))


def _folder(item: JsonObject) -> FolderKind:
    kind = a_text(item.get("type"))
    return FolderKind(kind) if kind in list(FolderKind) else FolderKind.OUTPUT


def _medium(name: str, key: str) -> Medium:
    ending = name.rpartition(".")[2].lower()
    return BY_ENDING.get(ending) or BY_KEY.get(key, Medium.OTHER)


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in a_list(value):
        if isinstance(item, str):
            yield item
