"""Small things asked beside a reply: of the model that writes it, with the window that it is loaded with."""

from contextlib import aclosing

from fabula.engines.llm import ChatRequest, Text, system, user
from fabula.play.chats.replying.prompting.models import Mouth

LONGEST_ANSWER = 2000


async def asked(
    mouth: Mouth, task: str, given: str, *, owner: str, purpose: str, max_tokens: int = 120, within_s: float = 30.0
) -> str:
    """The model's short answer, without what it thought."""
    request = ChatRequest(
        mouth.model,
        (system(task), user(given)),
        max_tokens=max_tokens,
        window=mouth.window,
        thinking=False,
        within_s=within_s,
        owner=owner,
        purpose=purpose,
    )
    said = ""
    async with aclosing(mouth.chosen.models.stream(request)) as events:
        async for event in events:
            if isinstance(event, Text):
                said += event.text
                if len(said) > LONGEST_ANSWER:
                    break
    return said.strip()
