"""Settings come from the environment, a file, or the names of older set-ups; what is wrong is named."""

from pathlib import Path

import pytest

from fabula.core.errors import StartFailed
from fabula.core.settings import Settings, load_settings


def test_the_database_is_a_file_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    assert load_settings(data=tmp_path).database_address == f"sqlite:///{tmp_path / 'fabula.db'}"


def test_names_of_older_set_ups_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "older")
    monkeypatch.setenv("DB_USE_MYSQL", "true")
    monkeypatch.setenv("DB_HOST", "db.home")
    monkeypatch.setenv("DB_USER", "ann")
    monkeypatch.setenv("DB_PASSWORD", "p@ss/word")
    monkeypatch.setenv("DB_NAME", "ollama_chat")
    settings = load_settings()
    assert settings.jwt_secret.get_secret_value() == "older"
    assert settings.database_address == "mysql://ann:p%40ss%2Fword@db.home:3306/ollama_chat"


def test_fabulas_own_name_wins_over_an_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "older")
    monkeypatch.setenv("FABULA_JWT_SECRET", "own")
    assert load_settings().jwt_secret.get_secret_value() == "own"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fabula.toml"
    file.write_text('port = 7000\nhost = "0.0.0.0"\n')
    monkeypatch.setattr(Settings, "toml_files", [file])
    monkeypatch.setenv("FABULA_PORT", "8000")
    settings = load_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 8000)


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABULA_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2")
    assert load_settings().trusted_proxies == ("10.0.0.1", "10.0.0.2")


@pytest.mark.parametrize(
    ("name", "value"), [("FABULA_PORT", "many"), ("FABULA_PORT", "70000"), ("FABULA_LOG_LEVEL", "loud")]
)
def test_a_wrong_value_is_refused_by_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(StartFailed) as refused:
        load_settings()
    assert name.removeprefix("FABULA_").lower() in refused.value.message.lower()


def test_a_broken_file_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fabula.toml"
    file.write_text("port = = 1")
    monkeypatch.setattr(Settings, "toml_files", [file])
    with pytest.raises(StartFailed, match="A setting is wrong"):
        load_settings()


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABULA_JWT_SECRET", "very-secret")
    monkeypatch.setenv("FABULA_DB_PASSWORD", "very-secret")
    assert "very-secret" not in repr(load_settings())
