"""Are settings read from the environment, named when they don't fit, and kept secret?"""

import pytest

from app.settings import SettingsError, read_settings

URL = "postgresql://frontline:hush@db/frontline"


def test_without_an_environment_the_defaults_hold() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 2)
    assert str(settings.home) == ".frontline"
    assert settings.database_url is None
    assert not settings.four_eyes
    assert settings.body_limit_bytes == 1024 * 1024


def test_an_empty_variable_is_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTLINE_DATABASE_URL", "")
    monkeypatch.setenv("FRONTLINE_PORT", "")
    assert read_settings().database_url is None
    assert read_settings().port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("WORKERS", "0"),
        ("FOUR_EYES", "perhaps"),
        ("LOG_LEVEL", "loud"),
        ("POOL_SIZE", "-1"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"FRONTLINE_{name}", value)
    with pytest.raises(SettingsError, match=rf"FRONTLINE_{name} can't be used \(not '{value}'\)"):
        read_settings()


@pytest.mark.parametrize("url", ["hush", "mysql://u:hush@db/d", "postgresql://u:hush@db:port/d"])
def test_an_address_of_another_kind_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("FRONTLINE_OWNER_DATABASE_URL", url)
    with pytest.raises(SettingsError, match="FRONTLINE_OWNER_DATABASE_URL") as refusal:
        read_settings()
    assert "hush" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_no_repr_shows_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTLINE_DATABASE_URL", URL)
    settings = read_settings()
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == URL
