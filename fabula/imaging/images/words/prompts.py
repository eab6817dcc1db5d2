"""How a prompt is asked for, in which shape it comes, and what stands in for it."""

from pydantic import BaseModel, Field, field_validator

from fabula.imaging.images.words.tidying import is_english, tidy, without_junk
from fabula.imaging.images.words.wanted import Wanted
from fabula.imaging.templates import Style

ANY_LANGUAGE = (
    "You write the prompt for a picture. The person's wish may be in any language, most often in Russian; you answer "
    "in English. Keep names, and keep words that are to be read in the picture as they are. "
)
IN_SENTENCES = (
    "The image model reads natural language, like Flux. Write one to four whole, natural sentences that say what is to "
    "be seen: the subject with its looks, colours and materials, what is around it, the composition, the light and the "
    "style. Never write lists of keywords, weights in brackets, or words that only praise, such as masterpiece, best "
    "quality, 8k, photorealistic or highly detailed. "
)
IN_TAGS = (
    "The image model reads tags, like Stable Diffusion. Write 12 to 35 short English tags separated by commas, what "
    "matters most first: subject, looks, colours, surroundings, composition, light, style, quality; no sentences. "
    "`negative` holds, as tags too, what must not be there: usual faults, and what contradicts the wish. "
)
OF_AN_EDIT = (
    "The person has a picture that is to be changed, and you are told what it shows now. Describe the finished "
    "picture: the change in its place, and all that the wish does not touch as it was, so that it stays. Do not name "
    "what was there before the change, and do not describe the work of changing. "
)
OF_A_PART = (
    "Only a masked part of the picture is drawn anew: describe what fills that part, fitting to what is around. "
)


class Sentences(BaseModel):
    """A prompt in whole sentences."""

    prompt: str = Field(min_length=3, max_length=4000, description="The prompt: whole English sentences.")

    @field_validator("prompt")
    @classmethod
    def _in_english(cls, value: str) -> str:
        return _english(without_junk(tidy(value)))

    def said(self) -> tuple[str, str]:
        return self.prompt, ""


class Tags(BaseModel):
    """A prompt in tags, and what is to be avoided."""

    prompt: str = Field(min_length=3, max_length=4000, description="The prompt: English tags separated by commas.")
    negative: str = Field(max_length=2000, description="Tags of what must not be there.")

    @field_validator("prompt")
    @classmethod
    def _in_english(cls, value: str) -> str:
        return _english(tidy(value))

    def said(self) -> tuple[str, str]:
        return self.prompt, tidy(self.negative)


def _english(value: str) -> str:
    if not is_english(value):
        raise ValueError("write it in English")
    return value


def shape_of_prompt(style: Style) -> type[Sentences] | type[Tags]:
    return Tags if style is Style.TAGS else Sentences


def asking_for(wanted: Wanted) -> str:
    """What the model is to do."""
    manner = IN_TAGS if wanted.style is Style.TAGS else IN_SENTENCES
    kind = OF_AN_EDIT if wanted.is_edit else ""
    return (ANY_LANGUAGE + manner + kind + (OF_A_PART if wanted.is_part else "")).strip()


def plain_prompt(wanted: Wanted) -> str:
    """A prompt without a model: the person's words, and what is known of the picture."""
    wish = tidy(wanted.wish)
    if not wanted.seen or wanted.is_part:
        return wish
    return f"{wish}, {wanted.seen}" if wanted.style is Style.TAGS else f"{wish.rstrip('.')}. {wanted.seen}"
