"""Tools, schemas and pictures through the official client."""

import base64
import io
import json

from PIL import Image
from pydantic import BaseModel

from fabula.engines.builtin.storyteller import Storyteller
from tests.engines.builtin.storyteller.test_protocol import DEMO, OfficialClient


class Hero(BaseModel):
    name: str
    age: int
    tags: list[str]


def get_weather(city: str) -> str:
    """Get the weather for a city.

    Args:
        city: The city's name.
    """
    return f"{city}: clear"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 120), (200, 30, 30)).save(out, "JPEG")
    return out.getvalue()


async def test_a_python_function_is_called_and_its_result_told(client: OfficialClient) -> None:
    turns = [{"role": "user", "content": "What is the weather in Paris?"}]
    asked = await client.chat(DEMO, turns, tools=[get_weather])
    (call,) = asked.message.tool_calls
    assert (call.function.name, call.function.arguments) == ("get_weather", {"city": "Paris"})
    result = {"role": "tool", "tool_name": "get_weather", "content": get_weather(**call.function.arguments)}
    told = await client.chat(DEMO, [*turns, asked.message, result], tools=[get_weather])
    assert "Paris: clear" in told.message.content
    assert not told.message.tool_calls


async def test_tool_calls_come_in_a_stream_too(client: OfficialClient) -> None:
    turns = [{"role": "user", "content": "What is the weather in Paris?"}]
    parts = [part async for part in await client.chat(DEMO, turns, tools=[get_weather], stream=True)]
    assert [call.function.name for part in parts for call in part.message.tool_calls or ()] == ["get_weather"]


async def test_a_schema_is_followed_streamed_or_not(client: OfficialClient) -> None:
    turns = [{"role": "user", "content": "Hero: Anna, a sailor, 27 years old"}]
    schema = Hero.model_json_schema()
    whole = await client.chat(DEMO, turns, format=schema, options={"temperature": 0})
    streamed = await client.chat(DEMO, turns, format=schema, options={"temperature": 0}, stream=True)
    assert "".join([part.message.content async for part in streamed]) == whole.message.content
    assert Hero.model_validate_json(whole.message.content).name == "Anna"
    generated = await client.generate(DEMO, "Hero: Anna", format="json")
    assert isinstance(json.loads(generated.response), dict)


async def test_a_picture_is_looked_at(client: OfficialClient) -> None:
    vision = "fabula-demo-vision"
    chat = await client.chat(vision, [{"role": "user", "content": "What is it?", "images": [picture()]}])
    assert "portrait picture of 80 × 120 pixels" in chat.message.content
    assert "red (100%)" in chat.message.content
    told = await client.generate(vision, "Опиши картинку", images=[base64.b64encode(picture()).decode()])
    assert "Вертикальное изображение 80 × 120" in told.response


async def test_a_picture_fills_the_description_of_a_schema(client: OfficialClient) -> None:
    schema = {"type": "object", "properties": {"description": {"type": "string"}}, "required": ["description"]}
    turns = [{"role": "user", "content": "Describe", "images": [picture()]}]
    answer = await client.chat("fabula-demo-vision", turns, format=schema)
    assert "80 × 120" in json.loads(answer.message.content)["description"]


async def test_what_was_received_can_be_looked_up(storyteller: Storyteller, client: OfficialClient) -> None:
    await client.chat(DEMO, [{"role": "user", "content": "Hi"}], options={"num_ctx": 2048})
    received = storyteller.received[-1]
    assert (received.path, received.body["options"]) == ("/api/chat", {"num_ctx": 2048})
