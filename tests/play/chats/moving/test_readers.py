"""Exports of other programs become the chats that they were."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.play.chats.moving.drafts import Draft, DraftMessage, ordered, shown_end
from fabula.play.chats.moving.readers.values import as_moment, as_text
from tests.play.chats.moving.outlines import SAMPLES, items_of, outline


def draft_of(name: str, place: int = 0) -> Draft:
    item = items_of(SAMPLES / name)[place]
    assert isinstance(item, Draft)
    return item


def test_chatgpt_keeps_its_branches_thoughts_code_and_pictures() -> None:
    assert [outline(item) for item in items_of(SAMPLES / "chatgpt.json")] == [
        [
            "# Маяк",
            "> user: 'Что на картинке?' +picture lighthouse.png (file-aaaaaaaaaa) +text notes.pdf (file-bbbbbbbbbb)",
            "  > assistant: 'Маяк у моря.' thinks 'A tower by the sea.' by o3",
            "    - user: 'How high?'",
            "      - assistant: '40 m.' by gpt-4o",
            "    > user: 'Count its steps.'",
            "      > assistant: '```python\\nprint(20 * 10)\\n```\\n\\n```\\n200\\n```\\n\\nTwo hundred.' by gpt-4o",
        ],
        ["# A circle", "> user: 'first'", "  > assistant: 'second'"],
        ["refused Nothing said: there is no message in it."],
        ["refused chatgpt.json: 4: this is no chat of a program that is known here."],
    ]
    chat = draft_of("chatgpt.json")
    assert chat.created_at == datetime(2024, 4, 30, 18, 0, 0, 250_000, tzinfo=UTC)
    assert chat.messages[0].created_at == datetime(2024, 4, 30, 18, 0, 1, tzinfo=UTC)


def test_open_webui_keeps_its_tree_reasoning_sources_and_files() -> None:
    assert [outline(item) for item in items_of(SAMPLES / "open_webui.json")] == [
        [
            "# Kites",
            "> user: 'How do I fly one?' +picture picture (70 bytes) +text wind.txt (North, 5 m/s)"
            " +picture picture (missing)",
            "  - assistant: 'With wind.' thinks 'Wind first.\\nThen string.' by llama3.2:3b",
            "    - user: 'Thanks'",
            "  > assistant: 'Run and let g' by qwen3 cut",
        ],
        ["# Old one", "> user: 'one'", "  > assistant: 'two'"],
    ]
    chat = draft_of("open_webui.json")
    assert (chat.is_pinned, chat.system_prompt) == (True, "You fly kites.")
    assert chat.active_at == datetime(2025, 1, 1, 1, tzinfo=UTC)
    assert chat.messages[1].search == {
        "queries": [],
        "sources": [{"number": 1, "title": "Kites", "url": "https://example.org/kites", "snippet": ""}],
        "error": None,
    }


def test_swipes_of_sillytavern_become_branches() -> None:
    assert [outline(item) for item in items_of(SAMPLES / "sillytavern.jsonl")] == [
        [
            "# Captain Rook",
            "- assistant: 'Who goes there?' by mistral",
            "> assistant: 'Welcome aboard!' thinks 'Be kind.' by llama3",
            "  > user: 'Where do we sail?' +picture map.png (map.png)",
            "    > assistant: 'North.'",
            "    - assistant: 'South.'",
            "- assistant: 'Ahoy.' thinks 'Be kind.' by llama3",
        ]
    ]
    chat = draft_of("sillytavern.jsonl")
    assert chat.created_at == datetime(2024, 5, 10, 18, 22, 33, 120_000, tzinfo=UTC)
    assert [message.created_at for message in chat.messages[:2]] == [
        datetime(2024, 5, 10, 18, 21, tzinfo=UTC),
        datetime(2024, 5, 10, 18, 22, tzinfo=UTC),
    ]


def test_our_own_format_comes_back_whole() -> None:
    chat = draft_of("fabula.json")
    assert outline(chat) == [
        "# Лес",
        "> user: 'Кто там?' +picture forest.png (files/abc.png)",
        "  > assistant: 'Медве' thinks 'hm' by qwen3:8b stopped",
        "  - assistant: 'Лиса.'",
    ]
    assert chat.folder == "Stories"
    assert chat.parameters == {"temperature": 0.5}
    assert [(version.cause, version.content) for version in chat.messages[0].versions] == [
        ("written", "Кто?"),
        ("edited", "Кто там?"),
    ]
    search = chat.messages[1].search
    assert search is not None
    assert [source["number"] for source in search["sources"]] == [1]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (1714500000.25, datetime(2024, 4, 30, 18, 0, 0, 250_000, tzinfo=UTC)),
        (1714500000250, datetime(2024, 4, 30, 18, 0, 0, 250_000, tzinfo=UTC)),
        ("1714500000", datetime(2024, 4, 30, 18, tzinfo=UTC)),
        ("2024-5-1@7h2m3s", datetime(2024, 5, 1, 7, 2, 3, tzinfo=UTC)),
        ("2024-05-01 @07h 02m 03s 4ms", datetime(2024, 5, 1, 7, 2, 3, 4000, tzinfo=UTC)),
        ("June 19, 2023 2:20pm", datetime(2023, 6, 19, 14, 20, tzinfo=UTC)),
        ("2024-05-01T10:00:00+03:00", datetime(2024, 5, 1, 7, tzinfo=UTC)),
        ("2024-05-01T10:00:00", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("yesterday", None),
        (True, None),
        (None, None),
        (-5, None),
        (1e308, None),
        ("9999-99-99@99h99m99s", None),
        ([1], None),
    ],
)
def test_moments_are_read_however_they_are_written(written: object, moment: datetime | None) -> None:
    assert as_moment(written) == moment


def test_what_no_database_takes_is_left_out_of_texts() -> None:
    assert as_text("a\x00b\ud800c") == "ab\ufffdc"


@given(st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30)), max_size=60))
def test_whatever_parents_are_named_the_result_is_a_tree(links: list[tuple[int, int | None]]) -> None:
    messages = [DraftMessage(str(key), None if up is None else str(up), "user", "") for key, up in links]
    draft = Draft("x", messages, shown="7")
    placed = ordered(draft)
    assert {place.message.key for place in placed} == {message.key for message in messages}
    assert len({place.message.key for place in placed}) == len(placed)
    for index, place in enumerate(placed):
        assert place.parent is None or place.parent < index
        assert place.depth == (1 if place.parent is None else placed[place.parent].depth + 1)
    assert (shown_end(draft, placed) is None) == (not placed)


def test_a_very_deep_chat_is_walked_without_recursion() -> None:
    messages = [DraftMessage(str(key), str(key - 1) if key else None, "user", "") for key in range(20_000)]
    placed = ordered(Draft("x", messages))
    assert placed[-1].depth == 20_000
