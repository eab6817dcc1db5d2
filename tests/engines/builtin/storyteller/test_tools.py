"""Tools are called when the wish is theirs, with arguments from the wish."""

import pytest

from fabula.engines.builtin.storyteller.writer import write
from fabula.engines.builtin.storyteller.writing import Call, Prompt, ToolOffer, Turn
from tests.engines.builtin.storyteller.asking import asked


def tool(name: str, description: str, argument: str) -> ToolOffer:
    return ToolOffer(
        name, description, {"type": "object", "properties": {argument: {"type": "string"}}, "required": [argument]}
    )


SEARCH = tool("web_search", "Search the web for current information", "query")
WEATHER = tool("get_weather", "Get the weather for a city", "city")
IMAGE = tool("generate_image", "Generate a picture from a prompt", "prompt")
CALCULATOR = tool("calculator", "Evaluate an expression", "expression")
ALL = (SEARCH, WEATHER, IMAGE, CALCULATOR)


@pytest.mark.parametrize(
    ("wish", "call"),
    [
        ("What is the weather in Paris?", Call("get_weather", {"city": "Paris"})),
        ("Какая погода в Москве?", Call("get_weather", {"city": "Москва"})),
        ("Найди в интернете новости про Марс", Call("web_search", {"query": "новости про Марс"})),
        ("Нарисуй рыжего кота на крыше", Call("generate_image", {"prompt": "ginger cat on roof"})),
        ("посчитай 23*(7+1)", Call("calculator", {"expression": "23*(7+1)"})),
    ],
)
def test_the_fitting_tool_is_called(wish: str, call: Call) -> None:
    answer = asked(wish, tools=ALL)
    assert (answer.calls, answer.text) == ((call,), "")


@pytest.mark.parametrize("wish", ["Hello there", "I love you", "Расскажи сказку"])
def test_no_tool_is_called_for_what_none_of_them_does(wish: str) -> None:
    assert asked(wish, tools=ALL).calls == ()


def test_a_result_is_told_and_not_asked_for_again() -> None:
    turns = (Turn("user", "Weather in Paris?"), Turn("assistant", ""), Turn("tool", '{"temp": 21, "sky": "clear"}'))
    answer = write(Prompt(turns, tools=ALL))
    assert answer.calls == ()
    assert "temp: 21" in answer.text
    assert "sky: clear" in answer.text
