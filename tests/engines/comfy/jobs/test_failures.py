"""Causes of failures are recognised, and their words are fit for a person."""

import pytest

from fabula.engines.comfy.errors import FaultKind
from fabula.engines.comfy.jobs.answers.failures import read_failure
from fabula.engines.comfy.jobs.answers.plain import plain


@pytest.mark.parametrize(
    ("kind", "message", "expected"),
    [
        ("torch.OutOfMemoryError", "Allocation on device", FaultKind.OUT_OF_MEMORY),
        ("RuntimeError", "CUDA out of memory. Tried to allocate 2.00 GiB", FaultKind.OUT_OF_MEMORY),
        ("RuntimeError", "MPS backend out of memory", FaultKind.OUT_OF_MEMORY),
        ("RuntimeError", "[enforce fail] DefaultCPUAllocator: can't allocate memory", FaultKind.OUT_OF_MEMORY),
        ("OSError", "[Errno 28] No space left on device", FaultKind.DISK_FULL),
        ("FileNotFoundError", "[Errno 2] No such file or directory: '/m/loras/x.safetensors'", FaultKind.MISSING_MODEL),
        ("FileNotFoundError", "[Errno 2] No such file or directory: '/m/input/x.png'", FaultKind.MISSING_FILE),
        ("SafetensorError", "Error while deserializing header: HeaderTooLarge", FaultKind.NODE_ERROR),
        ("ValueError", "the moon is in the wrong place", FaultKind.NODE_ERROR),
    ],
)
def test_a_cause_is_recognised(kind: str, message: str, expected: FaultKind) -> None:
    fault = read_failure({"exception_type": kind, "exception_message": message, "node_id": "3", "node_type": "X"})
    assert fault.kind is expected
    assert fault.hint


def test_a_failure_without_a_word_still_says_something() -> None:
    assert read_failure({"exception_type": "some.module.Strange"}).reason == "Strange"
    assert read_failure({}).reason


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("No such file: '/home/anna/ComfyUI/input/note.txt'\n", "No such file: 'note.txt'"),
        ("in /opt/Comfy/nodes.py, line 3", "in nodes.py, line 3"),
        ("failed at ~/models/a.ckpt", "failed at a.ckpt"),
        (r"cannot open C:\Users\Anna\ComfyUI\models\x.safetensors now", "cannot open x.safetensors now"),
        (r"cannot open 'C:\Program Files\x y\m.ckpt'", "cannot open 'm.ckpt'"),
        ("see https://example.org/a/b for more", "see https://example.org/a/b for more"),
        ("ratio 3/4 of 1/2", "ratio 3/4 of 1/2"),
    ],
)
def test_paths_of_the_host_stay_there(said: str, shown: str) -> None:
    assert plain(said) == shown


def test_long_words_are_cut() -> None:
    assert len(plain("word " * 10_000)) <= 600
