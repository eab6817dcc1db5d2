"""Many keys in little memory, and none mistaken for another."""

from fabula.imaging.scripts.rows import KeyBook


def test_numbers_stay_with_their_keys_while_the_book_grows() -> None:
    book = KeyBook()
    for number in range(1, 20_001):
        book.put(f"key {number}", number)
    assert len(book) == 20_000
    assert all(book.get(f"key {number}") == number for number in range(1, 20_001))
    assert book.get("key 0") == 0


def test_counting() -> None:
    book = KeyBook()
    assert [book.add("a"), book.add("b"), book.add("a"), book.add("a")] == [1, 1, 2, 3]
