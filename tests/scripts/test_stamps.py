"""A step is done again exactly when what it is made from has changed."""

from pathlib import Path

from steps.stamps import digest, digest_of_tree, is_fresh, remember


def test_what_was_remembered_is_fresh_until_it_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "stamps" / "one"
    source.write_text("a")
    assert not is_fresh(stamp, digest(source))
    remember(stamp, digest(source))
    assert is_fresh(stamp, digest(source))
    source.write_text("b")
    assert not is_fresh(stamp, digest(source))


def test_texts_do_not_run_together() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_a_tree_changes_with_contents_names_and_files_but_not_with_what_is_made(tmp_path: Path) -> None:
    def now() -> str:
        return digest_of_tree(tmp_path, without=frozenset({"made"}))

    seen = [now()]
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a").write_text("1")
    seen.append(now())
    (tmp_path / "src" / "a").write_text("2")
    seen.append(now())
    (tmp_path / "src" / "a").rename(tmp_path / "src" / "b")
    seen.append(now())
    assert len(set(seen)) == len(seen)
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "x").write_text("3")
    assert now() == seen[-1]
