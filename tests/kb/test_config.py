"""Configuration: the environment wins over the file, and what cannot be used is refused by name."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guidance.store import migrate, open_store, schema_versions, system_clock
from kb.config import NAMES, ConfigError, load


def from_file(folder: Path, text: str, **environ: str) -> dict[str, str]:
    path = folder / "kb.toml"
    path.write_text(text)
    return {"KB_CONFIG": str(path), **environ}


def test_with_nothing_told_it_is_this_machine_alone() -> None:
    found = load({})
    assert (found.host, found.port, found.secret_key, found.secure_cookies) == ("127.0.0.1", 5000, "", False)
    assert found.data == Path("data").absolute()
    assert str(found.database_url) == f"sqlite:///{found.data / 'kb.sqlite'}"
    assert found.index_folder == found.data / "index"
    assert found.now is system_clock


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environ = from_file(
        tmp_path, 'KB_PORT = 8001\nhost = "0.0.0.0"\ntrusted_hosts = ["a.example", "b.example"]', KB_PORT="8002"
    )
    found = load(environ)
    assert (found.port, found.host, found.trusted_hosts) == (8002, "0.0.0.0", ("a.example", "b.example"))


def test_an_empty_variable_is_as_if_it_were_not_there() -> None:
    assert load({"KB_PORT": "", "KB_DATA": "", "KB_NOW": ""}).port == 5000


@pytest.mark.parametrize("told", ["0", "65536", "x", "-1", "1.5", "80 80"])
def test_a_port_is_a_number_within_bounds(told: str) -> None:
    with pytest.raises(ConfigError, match="KB_PORT must be a whole number from 1 to 65535"):
        load({"KB_PORT": told})


@pytest.mark.parametrize("told", ["0", "65", "many"])
def test_so_are_the_workers(told: str) -> None:
    with pytest.raises(ConfigError, match="KB_WORKERS must be a whole number from 1 to 64"):
        load({"KB_WORKERS": told})


@pytest.mark.parametrize("testing", [{}, {"KB_TESTING": "0"}, {"KB_TESTING": "yes"}])
def test_a_fixed_clock_works_in_tests_only(testing: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="KB_NOW sets a fixed clock and only works together with KB_TESTING=1"):
        load({"KB_NOW": "2021-02-01T12:00:00Z", **testing})


@pytest.mark.parametrize("told", ["2021-02-01T12:00:00Z", "2021-02-01T12:00:00", "2021-02-01T14:00:00+02:00"])
def test_a_fixed_clock_stands_still(told: str) -> None:
    now = load({"KB_NOW": told, "KB_TESTING": "1"}).now
    assert now() == now() == datetime(2021, 2, 1, 12, tzinfo=UTC)


def test_a_fixed_clock_that_is_no_instant_is_refused() -> None:
    with pytest.raises(ConfigError, match="KB_NOW must be an instant such as"):
        load({"KB_NOW": "tomorrow", "KB_TESTING": "1"})


@pytest.mark.parametrize("text", ["port = ", "\xff", 'colour = "red"', "[server]\nport = 1"])
def test_a_file_that_cannot_be_used_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "kb.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"kb\.toml"):
        load({"KB_CONFIG": str(path)})


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="which cannot be read"):
        load({"KB_CONFIG": str(tmp_path / name)})


@pytest.mark.parametrize("told", ["true", '"1"', "1"])
def test_a_switch_in_the_file_may_be_written_as_toml_writes_it(told: str, tmp_path: Path) -> None:
    assert load(from_file(tmp_path, f"secure_cookies = {told}")).secure_cookies
    assert load(from_file(tmp_path, f"testing = {told}\nnow = 2021-02-01T12:00:00Z")).now().year == 2021


@pytest.mark.parametrize("told", ["true", "yes", "on"])
def test_a_switch_that_is_neither_on_nor_off_is_refused_rather_than_off(told: str) -> None:
    with suppress(ConfigError):
        assert load({"KB_SECURE_COOKIES": told}).secure_cookies


@pytest.mark.parametrize("folder", ["with space", "100%", "%20", "naïve", "a;b", "what?", "a#b"])
def test_the_data_folder_may_have_any_name(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir()
    config = load({"KB_DATA": str(tmp_path / folder)})
    store = open_store(config.database_url, config.now, must_exist=False)
    migrate(store)
    store.close()
    store = open_store(config.database_url, config.now)
    assert len(set(schema_versions(store))) == 1
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == [folder]
    assert (tmp_path / folder / "kb.sqlite").is_file()


def test_every_setting_of_the_design_is_known() -> None:
    told = "DATA DATABASE_URL SECRET_KEY HOST PORT WORKERS NOW TRUSTED_HOSTS DEMO_PASSWORD TESTING"
    assert set(told.split()) <= NAMES


# Mail

SERVER = {
    "KB_SMTP_HOST": "mail.example",
    "KB_MAIL_FROM": "guidance@example.org",
    "KB_PUBLIC_URL": "https://guidance.example",
}


def test_a_mail_server_is_asked_for_in_safety_on_the_usual_port() -> None:
    found = load(SERVER).mail_server
    assert found is not None
    assert (found.host, found.port, found.security, found.user) == ("mail.example", 587, "starttls", "")


@pytest.mark.parametrize("security, port", [("starttls", 587), ("tls", 465), ("none", 25), ("TLS", 465)])
def test_the_port_of_a_mail_server_hangs_on_how_it_is_secured(security: str, port: int) -> None:
    found = load(SERVER | {"KB_SMTP_SECURITY": security}).mail_server
    assert found is not None
    assert found.port == port


def test_without_a_mail_server_there_is_no_mail_and_the_address_of_the_site_may_be_told() -> None:
    assert load({}).mail_server is None
    assert load({"KB_PUBLIC_URL": "https://guidance.example", "KB_MAIL_FROM": "a@example.org"}).mail_server is None


@pytest.mark.parametrize(
    "told, words",
    [
        ({"KB_SMTP_HOST": "", "KB_SMTP_PORT": "25"}, "KB_SMTP_PORT is set, but KB_SMTP_HOST"),
        ({"KB_SMTP_SECURITY": "ssl"}, "KB_SMTP_SECURITY must be one of starttls, tls, none"),
        ({"KB_SMTP_PORT": "0"}, "KB_SMTP_PORT must be a whole number"),
        ({"KB_MAIL_FROM": ""}, "KB_MAIL_FROM must be the address"),
        ({"KB_MAIL_FROM": "guidance"}, "KB_MAIL_FROM must be the address"),
        ({"KB_MAIL_FROM": "a@example.org\nBcc: b@example.org"}, "KB_MAIL_FROM must be the address"),
        ({"KB_MAIL_FROM": "a@example.org, b@example.org"}, "KB_MAIL_FROM must be the address"),
        ({"KB_PUBLIC_URL": ""}, "KB_PUBLIC_URL must be the address of the site"),
        ({"KB_PUBLIC_URL": "guidance.example"}, "KB_PUBLIC_URL must be the address of the site"),
        ({"KB_PUBLIC_URL": "https://a.example/?x=1"}, "KB_PUBLIC_URL must be the address of the site"),
        ({"KB_PUBLIC_URL": "https://a.example/\r\nBcc: b"}, "KB_PUBLIC_URL must be the address of the site"),
        ({"KB_SMTP_USER": "me"}, "KB_SMTP_USER and KB_SMTP_PASSWORD belong together"),
        ({"KB_SMTP_PASSWORD": "secret"}, "KB_SMTP_USER and KB_SMTP_PASSWORD belong together"),
        ({"KB_SMTP_USER": "me", "KB_SMTP_PASSWORD": "s", "KB_SMTP_SECURITY": "none"}, "in the clear"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_refused_by_name(told: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        load(SERVER | told)


def test_the_address_of_the_site_may_have_a_port_and_a_path_and_ends_in_no_stroke() -> None:
    found = load(SERVER | {"KB_PUBLIC_URL": "http://[::1]:8000/guidance/"}).mail_server
    assert found is not None
    assert found.public_url == "http://[::1]:8000/guidance"


def test_a_password_is_not_shown_where_settings_are() -> None:
    told = {"KB_SMTP_USER": "me", "KB_SMTP_PASSWORD": "do not show this"}
    assert "do not show this" not in repr(load(SERVER | told))
