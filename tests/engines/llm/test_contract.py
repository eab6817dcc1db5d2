"""What every provider does alike, over a stand-in that speaks its protocol."""

import asyncio
import time
from contextlib import aclosing

import pytest

from fabula.engines.llm import (
    Finish,
    Outcome,
    Picture,
    Reason,
    Routed,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    Usage,
    Used,
    assistant,
    gathered,
    system,
    tool_result,
    user,
)
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.llm.voices import KEY, MakeClient, Voice, asking

LOOK = Tool("look", "Looks at a thing.", {"type": "object", "properties": {"at": {"type": "string"}}})


async def test_a_reply_comes_in_pieces_and_ends_with_its_cost(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, Answer(voice.said("Море ", "sings", " 🌊."), pace_s=0.05))
    events = [event async for event in make_client(voice).stream(asking())]
    assert events[0] == Routed("home", "tale")
    assert [event for event in events if isinstance(event, Text)] == [Text("Море "), Text("sings"), Text(" 🌊.")]
    usage = next(event for event in events if isinstance(event, Usage))
    assert (usage.prompt_tokens, usage.completion_tokens) == (40, 5)
    assert isinstance(events[-1], Finish)
    assert events[-1].reason is Reason.STOP


async def test_pieces_that_come_together_are_told_together(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, Answer(voice.said("Море ", "sings", " 🌊.")))
    events = [event async for event in make_client(voice).stream(asking())]
    (text,) = [event for event in events if isinstance(event, Text)]
    assert (text.text, text.pieces) == ("Море sings 🌊.", 3)


async def test_pieces_may_be_cut_anywhere(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    whole = b"".join(voice.said("Море ", "поёт 🌊"))
    upstream.says(voice.chat, Answer([whole[at : at + 7] for at in range(0, len(whole), 7)], pace_s=0.001))
    assert (await gathered(make_client(voice).stream(asking()))).text == "Море поёт 🌊"


async def test_thinking_is_told_apart(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said(Thinking("Hm, "), "Blue.")))
    reply = await gathered(make_client(voice).stream(asking(thinking=True)))
    assert ([thought.text for thought in reply.thoughts], reply.text) == (["Hm, "], "Blue.")


async def test_several_tools_are_called_side_by_side(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    calls = (ToolCall("a1", "look", {"at": "море"}), ToolCall("b2", "look", {"at": "sky"}))
    upstream.says(voice.chat, Answer(voice.said("I look.", *calls)))
    reply = await gathered(make_client(voice).stream(asking(tools=(LOOK,))))
    assert [(call.name, call.arguments) for call in reply.tool_calls] == [
        ("look", {"at": "море"}),
        ("look", {"at": "sky"}),
    ]
    assert len({call.id for call in reply.tool_calls} - {""}) == 2
    assert reply.finish
    assert reply.finish.reason is Reason.TOOL_CALLS


async def test_a_conversation_with_pictures_and_tools_is_sent_whole(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, Answer(voice.said("Well.")))
    call = ToolCall("a1", "look", {"at": "sea"})
    messages = (
        system("You are a sailor."),
        user("What is it?", Picture(b"png", "image/png")),
        assistant("", call),
        tool_result(call, "Waves."),
    )
    request = asking(messages=messages, tools=(LOOK,), seed=7, stop=("END",), sampling=Sampling(temperature=0.5))
    await gathered(make_client(voice).stream(request))
    (body,) = upstream.asked(voice.chat)
    sent = str(body)
    for piece in ("You are a sailor.", "What is it?", "cG5n", "look", "Waves.", "END", "0.5"):
        assert piece in sent


async def test_a_cut_reply_says_so(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("And then", reason="length")))
    reply = await gathered(make_client(voice).stream(asking()))
    assert reply.finish
    assert reply.finish.reason is Reason.LENGTH


async def test_the_key_is_sent_and_never_shown(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes.")))
    client = make_client(voice)
    await gathered(client.stream(asking()))
    headers = upstream.seen[0].headers
    assert KEY in (headers.get("x-api-key"), headers.get("Authorization", "").removeprefix("Bearer "))
    assert KEY not in repr(client.channel) + str(client.channel) + client.channel.model_dump_json()


async def test_leaving_a_stream_closes_the_providers_connection(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, Answer(voice.said("One ")[:-1] * 3, silent_s=30))
    async with aclosing(make_client(voice).stream(asking())) as events:
        async for event in events:
            if isinstance(event, Text):
                break
    left = time.monotonic()
    await upstream.until_left()
    assert upstream.left_at[0] - left < 1.0


async def test_cancelling_the_task_closes_it_too(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("One "), first_s=30))
    used: list[Used] = []
    client = make_client(voice, client={"on_use": used.append})
    task = asyncio.get_running_loop().create_task(gathered(client.stream(asking(owner="ann"))))
    await upstream.until_asked()
    cancelled = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await upstream.until_left()
    assert upstream.left_at[0] - cancelled < 1.0
    assert [(use.outcome, use.owner, use.estimated) for use in used] == [(Outcome.CANCELLED, "ann", True)]


async def test_a_connection_serves_again(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes.")))
    client = make_client(voice)
    for _ in range(5):
        await gathered(client.stream(asking()))
    assert len(upstream.connections) == 1


async def test_use_is_reported(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes.")))
    used: list[Used] = []
    await gathered(make_client(voice, client={"on_use": used.append}).stream(asking(owner="ann", purpose="chat")))
    (use,) = used
    assert (use.channel, use.model, use.prompt_tokens, use.completion_tokens) == ("home", "tale", 40, 5)
    assert (use.outcome, use.owner, use.purpose, use.estimated) == (Outcome.DONE, "ann", "chat", False)


async def test_models_are_listed(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    voice.offers(upstream, "tale", "other")
    assert [info.name for info in await make_client(voice).models()] == ["tale", "other"]
    assert [info.name for info in await make_client(voice, models=["tale"]).models()] == ["tale"]


async def test_a_reply_is_done_when_it_says_so(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes.")))
    used: list[Used] = []
    async with aclosing(make_client(voice, client={"on_use": used.append}).stream(asking())) as events:
        async for event in events:
            if isinstance(event, Finish):
                break
    assert [use.outcome for use in used] == [Outcome.DONE]
