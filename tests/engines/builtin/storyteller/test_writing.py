"""What the storyteller writes reads the prompt, keeps to its language, and does not repeat itself."""

import re

import pytest

from fabula.engines.builtin.storyteller.phrases import sections
from fabula.engines.builtin.storyteller.writer import gone_on
from fabula.engines.builtin.storyteller.writing import Written
from fabula.engines.builtin.storyteller.writing.words import transliterated
from tests.engines.builtin.storyteller.asking import KEEPER, WITCH, asked, told

SENTENCE = re.compile(r"[^.!?…]{12,}[.!?…]")


def test_the_same_prompt_and_seed_have_the_same_answer_and_another_seed_another() -> None:
    stories = {told("Write a story about a dragon", seed=seed) for seed in range(10)}
    assert told("Write a story about a dragon", seed=3) == told("Write a story about a dragon", seed=3)
    assert len(stories) == 10


@pytest.mark.parametrize(
    ("text", "letters"),
    [("Write a story about the sea", "[a-z]"), ("Напиши рассказ про море", "[а-яё]"), ("Привет! Как дела?", "[а-яё]")],
)
def test_answers_in_the_language_of_the_last_message(text: str, letters: str) -> None:
    answer = told(text)
    foreign = "[а-яё]" if letters == "[a-z]" else "[a-z]"
    assert len(re.findall(letters, answer)) > 10 * len(
        re.findall(foreign, answer.replace("Ollama", "").replace("Fabula", ""))
    )


def test_a_wish_for_another_language_is_heard() -> None:
    assert re.search("[а-я]{4}", told("Tell a story about a cat, in Russian please"))


def test_a_story_is_about_what_was_asked_for() -> None:
    assert "about a dragon and a librarian" in told("Write a story about a dragon and a librarian in a castle")
    assert "про кота и потерянный ключ" in told("Напиши рассказ про кота и потерянный ключ")


def test_a_story_knows_its_hero_and_its_place() -> None:
    story = told("Tell a story about a robot named Pixel on a space station")
    assert "Pixel" in story.split("\n\n", 1)[1]
    assert any(line in story for line in sections("en")["place.space"].lines)


def test_a_choice_has_its_consequence() -> None:
    story = told("Write a story in a castle")
    after = told("Write a story in a castle", story, "Open the chest")
    assert after.split(". ")[0] + "." in "".join(sections("en")["act.open"].lines).replace("[you|{hero}]", "you")


@pytest.mark.parametrize(
    ("choice", "act"),
    [("Атаковать скелета", "fight"), ("Помочь незнакомцу", "help"), ("Бежать к воротам", "run"), ("Молчать", "hide")],
)
def test_a_russian_choice_has_its_consequence(choice: str, act: str) -> None:
    after = told(choice, system="Ты ведущий приключения в подземелье.")
    beginnings = [line.split("]")[-1].split(".")[0] for line in sections("ru")[f"act.{act}"].lines]
    assert any(beginning in after for beginning in beginnings)


def test_a_long_conversation_does_not_repeat_its_sentences() -> None:
    turns = ["Начни историю в лесу"]
    for choice in ("Пойти дальше", "Спросить незнакомца", "Взять ключ", "Посмотреть на карту"):
        turns += [told(*turns), choice]
    said = [sentence for text in [*turns[1::2], told(*turns)] for sentence in SENTENCE.findall(text)]
    assert len(said) - len(set(said)) <= 1


def test_a_character_says_who_it_is_in_the_first_person() -> None:
    answer = told("Hello, who are you?", system=KEEPER)
    assert "Mira, a shy lighthouse keeper" in answer
    assert "Аграфена, ворчливая ведьма" in told("Кто ты?", system=WITCH)


@pytest.mark.parametrize(
    ("text", "kind"), [("I feel so sad today", "sad"), ("Thank you, Mira", "thanks"), ("Good night!", "bye")]
)
def test_a_character_answers_to_the_moment(text: str, kind: str) -> None:
    answer = told(text, system=KEEPER)
    assert any(line in answer for line in sections("en")[kind].lines)


def test_facts_are_left_to_real_models_and_small_sums_are_right() -> None:
    assert "Ollama" in told("What is the capital of France?")
    assert "Ollama" in told("Почему небо голубое?")
    assert told("Сколько будет 12*12?").startswith("12 × 12 = 144")
    assert told("What is 7 - 9?").startswith("7 − 9 = -2")
    assert "demo storyteller" in told("How many moons has Mars?", system=KEEPER)


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Рыжая девушка в красном платье стоит под дождём", "red-haired young woman in red dress, standing under rain"),
        ("рядом стоит Мира с фонарём", "Mira standing beside with lantern"),
        ("маленькая девочка держит зонтик, идёт снег", "small girl, holding umbrella, snow falling"),
        ("чёрный кот на крыше", "black cat on roof"),
        ("за окном идёт снег, на подоконнике спит кот", "snow falling behind window, cat sleeping on windowsill"),
        ("портрет моей мамы у окна, тёплый свет лампы", "portrait of my mother by window, warm light of lamp"),
        ("карпы кои в пруду, вид сверху", "carp of koi in pond, from above"),
        ("рыжий кот на столе, за окном шторм", "ginger cat on table, storm behind window"),
        ("чашка кофе на фоне города, крупный план", "cup of coffee in front of city, close-up"),
    ],
)
def test_russian_descriptions_become_english_phrases(russian: str, english: str) -> None:
    assert told(f"Составь промпт для картинки: {russian}").startswith(english)


def test_an_image_prompt_writes_unknown_things_in_latin_letters_and_leaves_out_the_rest() -> None:
    prompt = told("Сделай промпт: взъерошенный кракозябр укоризненно бормочет в лесу, рядом Кузьма")
    assert prompt.startswith("krakozyabr in forest, beside Kuzma")
    assert transliterated("Щукин") == "Shchukin"


@pytest.mark.parametrize(
    "wish", ["Маяк на краю скалы, ночь, луч над водой", "An old harbour, рядом Кузьма и кот", "Кракозябр", "бормочет"]
)
def test_an_image_prompt_has_no_russian_letters(wish: str) -> None:
    prompt = told(f"Write a prompt for a picture: {wish}")
    assert not re.search("[А-Яа-яЁё]", prompt)
    assert len(prompt.split(", ")[0]) > 3


def test_titles_and_summaries_come_from_the_text() -> None:
    title = told("Расскажи про историю парусных кораблей", "…", "Придумай название для этого чата")
    assert title == "История парусных кораблей"
    text = "The lamp is old. A girl finds a letter in the lamp. The letter is about the lamp. Rain falls. She reads it."
    summary = told(f"Summarize: {text}")
    assert all(sentence in text for sentence in SENTENCE.findall(summary))
    assert len(summary) < len(text)


TITLES = "You give conversations a title. Answer with the title alone."


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Tell me of a lighthouse by the sea", "Lighthouse by the sea"),
        ("Write me a story about a keeper who saw a ship in the fog", "Story about a keeper who saw"),
        ("What did the keeper see?", "What did the keeper see"),
        ("Привет! Расскажи сказку про рыжего кота и старую мельницу", "Сказка про рыжего кота"),
        ("Придумай короткую историю о маяке", "Короткая история о маяке"),
        ("Расскажи про кота и потерянный ключ", "Про кота и потерянный ключ"),
        ("Напиши код на Python, который считает слова в файле", "Код на Python"),
        ("Make a prompt for a picture of a fox", "Prompt for a picture"),
        ("Hello", "A first hello"),
        ("Привет!", "Знакомство"),
    ],
)
def test_a_chat_is_named_after_what_the_person_wanted(said: str, title: str) -> None:
    answer = "Ветер гудит." if re.search("[а-я]", said) else "The wind hums: a title of its own."
    assert told(f"User: {said}\n\nAssistant: {answer}", system=TITLES) == title


def test_the_number_of_sentences_and_choices_is_heard() -> None:
    assert len(told("Придумай 4 варианта действий").splitlines()) == 4
    assert len(SENTENCE.findall(told("Write a story in 20 sentences"))) >= 20
    assert "\n" not in told("Опиши сцену в одном предложении: таверна")


def test_poems_jokes_and_names_are_at_hand() -> None:
    poem = told("Напиши стихотворение про осень")
    assert len(poem.splitlines()) == 9
    assert "осень" in poem.lower() or "лист" in poem.lower()
    assert told("Tell me a joke") in sections("en")["joke"].lines
    assert len(set(told("Придумай имя для героини").split(", "))) == 5


def test_thinking_is_about_the_message() -> None:
    answer = asked("Где ключ?", system=WITCH, thinks=True)
    assert "Где ключ?" in answer.thinking
    assert answer.text


def test_both_languages_can_say_the_same_things() -> None:
    assert set(sections("en")) - {"sensed", "negative"} == set(sections("ru"))


def test_every_line_is_fit_to_be_said() -> None:
    lines = [line for language in ("en", "ru") for one in sections(language).values() for line in one.lines]
    assert [line for line in lines if line != line.strip() or line.count("[") != line.count("]")] == []


def test_words_that_were_begun_are_not_said_again() -> None:
    whole = Written("Let us make a story of it.")
    assert gone_on(whole, "Let us make").text == " a story of it."
    assert gone_on(whole, "Let us see").text == whole.text
