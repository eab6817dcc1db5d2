"""Bytes from anywhere become a workflow, or a sentence that says why not."""

import json
import struct
import time
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from fabula.engines.comfy.formats import (
    Definitions,
    FormatError,
    Kind,
    NotAWorkflow,
    NotJson,
    NoWorkflowInside,
    WorkflowTooLarge,
    read_workflow,
    to_graph,
)
from tests.engines.comfy.formats.samples import golden_info, golden_pairs

EDITOR = golden_pairs()["plain"]["workflow"]
GRAPH = golden_pairs()["plain"]["output"]


def png(chunks: dict[str, str], *, packed: bool = False, international: bool = False) -> bytes:
    texts = PngImagePlugin.PngInfo()
    for name, text in chunks.items():
        if international:
            texts.add_itxt(name, text, zip=packed)
        else:
            texts.add_text(name, text, zip=packed)
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=texts)
    return out.getvalue()


def webp(tags: dict[int, str]) -> bytes:
    exif = Image.Exif()
    for tag, text in tags.items():
        exif[tag] = text
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", exif=exif)
    return out.getvalue()


def test_both_formats_are_recognised() -> None:
    assert read_workflow(json.dumps(GRAPH)).kind is Kind.API
    assert read_workflow(json.dumps(EDITOR).encode("utf-8-sig")).kind is Kind.EDITOR


def test_an_api_graph_inside_a_request_or_beside_remarks_is_found() -> None:
    assert read_workflow(json.dumps({"prompt": GRAPH, "client_id": "x"})).data == GRAPH
    assert read_workflow(json.dumps(GRAPH | {"_comment": "mine"})).data == GRAPH


@pytest.mark.parametrize(("packed", "international"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_png_gives_its_workflow_and_the_graph_that_made_it(packed: bool, international: bool) -> None:
    texts = {"prompt": json.dumps(GRAPH), "workflow": json.dumps(EDITOR), "parameters": "steps: 20"}
    workflow = read_workflow(png(texts, packed=packed, international=international))
    assert (workflow.kind, workflow.data, workflow.also_api) == (Kind.EDITOR, EDITOR, GRAPH)


def test_a_png_with_the_graph_alone_is_enough() -> None:
    assert read_workflow(png({"prompt": json.dumps(GRAPH)})).data == GRAPH


def test_a_damaged_workflow_in_a_picture_leaves_the_graph() -> None:
    workflow = read_workflow(png({"prompt": json.dumps(GRAPH), "workflow": '{"nodes": ['}))
    assert (workflow.kind, workflow.data) == (Kind.API, GRAPH)


def test_a_webp_gives_what_its_exif_carries() -> None:
    workflow = read_workflow(webp({0x010F: f"workflow:{json.dumps(EDITOR)}", 0x0110: f"prompt:{json.dumps(GRAPH)}"}))
    assert (workflow.kind, workflow.data, workflow.also_api) == (Kind.EDITOR, EDITOR, GRAPH)


def test_a_picture_without_a_workflow_says_so() -> None:
    for picture in (png({}), webp({0x010F: "a camera"}), b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n\0\0"):
        with pytest.raises(NoWorkflowInside):
            read_workflow(picture)


def test_a_bomb_in_a_png_stays_small() -> None:
    body = b"workflow\0\0" + zlib.compress(b"[" * 50_000_000, 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    with pytest.raises(FormatError):
        read_workflow(b"\x89PNG\r\n\x1a\n" + chunk)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotJson),
        (b"hello", NotJson),
        (b'{"1": {"class_type": "A", "inputs": {"x": NaN}}}', NotJson),
        (b'{"1": {"class_type": "A", "inputs": {"x": Infinity}}}', NotJson),
        (b"\xff\xfe\x00", NotJson),
        (b"[1, 2]", NotAWorkflow),
        (b"{}", NotAWorkflow),
        (b'{"nodes": 3, "links": []}', NotAWorkflow),
        (b'{"1": {"class_type": "A", "inputs": []}}', NotAWorkflow),
        (b'{"1": {"class_type": "A", "inputs": {}}, "2": {"inputs": {}}}', NotAWorkflow),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, WorkflowTooLarge),
        (b"[" * 100_000, WorkflowTooLarge),
        (b" " * 50_000_000, WorkflowTooLarge),
        (b'{"a":' * 100 + b'"\\"' * 1_000_000, NotJson),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_what_is_no_workflow_is_refused_quickly_with_the_way_out(data: bytes, error: type[FormatError]) -> None:
    started = time.monotonic()
    with pytest.raises(error) as failure:
        read_workflow(data)
    assert failure.value.message
    assert failure.value.way_out
    assert time.monotonic() - started < 5


def test_too_many_nodes_are_refused() -> None:
    graph: dict[str, Any] = {str(number): {"class_type": "A", "inputs": {}} for number in range(5_001)}
    with pytest.raises(WorkflowTooLarge):
        read_workflow(json.dumps(graph))


def test_the_api_format_stays_as_it_is_and_needs_no_server() -> None:
    graph = to_graph(read_workflow(json.dumps(GRAPH)), None).graph
    assert graph == GRAPH
    assert to_graph(read_workflow(json.dumps(graph)), Definitions(golden_info())).graph == GRAPH


def test_an_editor_file_without_a_server_takes_the_graph_beside_it_or_says_what_is_missing() -> None:
    texts: dict[str, Any] = {"prompt": json.dumps(GRAPH), "workflow": json.dumps(EDITOR)}
    assert to_graph(read_workflow(png(texts)), None).graph == GRAPH
    with pytest.raises(NotAWorkflow, match="only a server's node definitions"):
        to_graph(read_workflow(json.dumps(EDITOR)), None)
