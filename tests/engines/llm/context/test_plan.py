"""What of a conversation is sent: it fits, it is said what does not, and the beginning stays the same."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.engines.llm import ChatRequest, Counts, Message, Role, Tool, ToolCall, assistant, system, tool_result, user
from fabula.engines.llm.context import fitted
from fabula.engines.llm.context.estimate import tokens_of, tokens_of_request
from fabula.engines.llm.errors import ContextTooLong

PROSE = "The lamp went out and the rain began to knock at the window of the old house. "
ПРОЗА = "Лампа погасла, и дождь начал стучать в окно старого дома. "


def talk(turns: int, words: str = PROSE) -> tuple[Message, ...]:
    said = [message for n in range(turns) for message in (user(f"{n}: {words}"), assistant(f"{n}: {words * 2}"))]
    return (system("You are a storyteller."), *said, user("And then?"))


def asked(messages: tuple[Message, ...], tools: tuple[Tool, ...] = ()) -> ChatRequest:
    return ChatRequest("tale", messages, tools=tools, max_tokens=200)


def test_what_fits_is_sent_whole() -> None:
    plan = fitted(asked(talk(3)), 4096, Counts())
    assert (plan.request.messages, plan.dropped) == (talk(3), ())
    assert (plan.request.window, plan.request.max_tokens) == (4096, 200)


@given(st.integers(0, 120), st.sampled_from([PROSE, ПРОЗА]), st.sampled_from([1024, 2048, 4096]))
def test_it_always_fits_and_nothing_is_lost_from_sight(turns: int, words: str, window: int) -> None:
    messages = talk(turns, words)
    counts = Counts()
    plan = fitted(asked(messages), window, counts)
    sent = plan.request.messages
    assert counts.tokens("tale", tokens_of_request(plan.request)) + plan.reply_tokens <= window
    assert (sent[0], sent[-1]) == (messages[0], messages[-1])
    assert sorted(map(id, (*sent, *plan.dropped))) == sorted(map(id, messages))
    assert not plan.dropped or sent[1].role is Role.USER


def test_the_beginning_stays_the_same_for_many_turns() -> None:
    counts = Counts()
    starts = [fitted(asked(talk(turns)), 2048, counts).request.messages[1] for turns in range(20, 60)]
    changes = sum(one != other for one, other in pairwise(starts))
    assert 3 <= changes <= 10


def test_what_is_pinned_stays_in_its_place() -> None:
    messages = list(talk(40))
    messages[5] = user("My name is Ann.", pinned=True)
    plan = fitted(asked(tuple(messages)), 1024, Counts())
    assert plan.request.messages[:2] == (messages[0], messages[5])


def test_the_newest_turn_keeps_its_tools_together() -> None:
    call = ToolCall("1", "look", {"at": "sea"})
    messages = (*talk(30)[:-1], user("Look!"), assistant("", call), tool_result(call, "Waves."))
    assert fitted(asked(messages), 1024, Counts()).request.messages[-3:] == messages[-3:]


def test_too_much_that_must_be_sent_is_refused_with_numbers() -> None:
    with pytest.raises(ContextTooLong, match=r"about \d+ tokens, and there is room for \d+"):
        fitted(asked((user(PROSE * 200),)), 1024, Counts())
    tools = tuple(Tool(f"t{n}", PROSE, {"type": "object"}) for n in range(60))
    with pytest.raises(ContextTooLong):
        fitted(asked(talk(1), tools=tools), 1024, Counts())


def test_a_longer_reply_than_half_the_window_is_shortened() -> None:
    request = ChatRequest("tale", talk(1), max_tokens=5000)
    assert fitted(request, 2048, Counts()).reply_tokens == 1024


def test_other_scripts_cost_more() -> None:
    latin, cyrillic, chinese = tokens_of("a" * 100), tokens_of("ж" * 100), tokens_of("海" * 100)
    assert latin < cyrillic < chinese
    assert tokens_of("") == 0
    assert tokens_of("🌊") >= 1


def test_the_servers_count_corrects_the_estimate() -> None:
    counts = Counts()
    assert counts.tokens("tale", 1000) == 1150
    for _ in range(3):
        counts.learn("tale", 1000, 1500)
    assert counts.tokens("tale", 1000) == 1500
    counts.learn("tale", 1000, 1400)
    assert 1400 < counts.tokens("tale", 1000) < 1500
    counts.learn("tale", 10, 500)
    counts.learn("other", 1000, 0)
    assert counts.tokens("other", 1000) == 1150


def test_what_a_template_adds_is_not_taken_for_the_price_of_words() -> None:
    """85 tokens of its own with every prompt, as templates have them that name a date and rules."""
    counts = Counts()
    for estimated in (80, 150, 900, 1000, 4000):
        assert not counts.was_cut("tale", estimated, estimated + 85, 8192)
        counts.learn("tale", estimated, estimated + 85)
        assert counts.tokens("tale", 1000) <= 1150
    assert counts.was_cut("tale", 4200, 2048, 8192)
    assert counts.was_cut("tale", 4000, 2048, 8192)


def test_a_prompt_that_was_cut_is_seen_and_teaches_nothing() -> None:
    counts = Counts()
    assert counts.was_cut("tale", 4000, 1900, 4096)
    assert not counts.was_cut("tale", 4000, 3500, 4096)
    counts.learn("tale", 1000, 1000)
    assert counts.was_cut("tale", 4000, 2048, 4096)
    assert counts.was_cut("tale", 3000, 4096, 4096)
    assert not counts.was_cut("tale", 20, 1, 4096)
