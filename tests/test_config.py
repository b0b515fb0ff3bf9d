"""The settings, read from the environment."""

from pathlib import Path

import pytest

from app.config import Config, MissingSetting, database_url

NEEDED = {"SECRET_KEY": "only-for-tests"}


@pytest.mark.parametrize("env", [{}, {"SECRET_KEY": ""}, {"SECRET_KEY": "  "}])
def test_without_a_secret_key_the_program_does_not_start(env: dict[str, str]) -> None:
    with pytest.raises(MissingSetting, match="SECRET_KEY is not set"):
        Config(env)


@pytest.mark.parametrize("named", ["", "production", "Development", "staging", "dev"])
def test_it_is_production_unless_development_is_named(named: str) -> None:
    config = Config(NEEDED | {"SILLAGE_ENV": named})
    assert not config.DEVELOPMENT
    assert not config.DEMONSTRATION


def test_development_is_named() -> None:
    assert Config(NEEDED | {"SILLAGE_ENV": "development"}).DEVELOPMENT


def test_the_environment_is_read_when_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    assert Config().SECRET_KEY == "from the environment"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@host/db", "postgresql://u:p@host/db"),
        ("postgresql://u:p@host/db", "postgresql://u:p@host/db"),
        ("sqlite:////tmp/postgres://x.db", "sqlite:////tmp/postgres://x.db"),
    ],
)
def test_the_address_hosts_hand_out_is_rewritten(given: str, used: str) -> None:
    assert database_url(given) == used
    assert used == Config(NEEDED | {"DATABASE_URL": given}).SQLALCHEMY_DATABASE_URI


def test_the_database_is_a_file_of_the_instance_by_default(tmp_path: Path) -> None:
    config = Config(NEEDED | {"INSTANCE_PATH": str(tmp_path)})
    assert f"sqlite:///{tmp_path}/sillage.db" == config.SQLALCHEMY_DATABASE_URI
    assert f"sqlite:///{tmp_path}/jobs.db" == config.HUEY_URL


@pytest.mark.parametrize("typed", ["many", "-1", "1.5", "²", "0x10"])
@pytest.mark.parametrize("name", ["MAIL_PORT", "BATCH_LIMIT", "PORT", "PROXIES"])
def test_a_number_that_is_none_is_named(name: str, typed: str) -> None:
    with pytest.raises(MissingSetting, match=f"{name} must be a whole number, not '{typed}'"):
        Config(NEEDED | {name: typed})


@pytest.mark.parametrize(("typed", "read"), [("yes", True), ("1", True), ("no", False)])
def test_a_flag_is_read(typed: str, read: bool) -> None:
    assert Config(NEEDED | {"MAIL_USE_TLS": typed}).MAIL_USE_TLS is read


def test_cookies_are_secure_where_the_address_is() -> None:
    assert Config(NEEDED | {"PUBLIC_URL": "https://sillage.example/"}).SESSION_COOKIE_SECURE
    assert not Config(NEEDED).SESSION_COOKIE_SECURE


def test_the_public_address_loses_its_last_slash() -> None:
    assert Config(NEEDED | {"PUBLIC_URL": "https://a.example/"}).PUBLIC_URL == "https://a.example"


def test_the_domains_of_advisors_are_a_tidy_list() -> None:
    config = Config(NEEDED | {"ADVISOR_MAIL_DOMAINS": " Sendcloud.com, ,other.example "})
    assert config.ADVISOR_MAIL_DOMAINS == ("sendcloud.com", "other.example")


def test_a_mailbox_needs_its_address() -> None:
    assert Config(NEEDED | {"INBOUND_ADDRESS": "reponses@sillage.test"}).INBOUND_ADDRESS == ""
    for address in ("", "reponses"):
        with pytest.raises(MissingSetting, match="INBOUND_ADDRESS"):
            Config(NEEDED | {"IMAP_HOST": "imap.test", "INBOUND_ADDRESS": address})


def test_the_safety_of_a_mailbox_is_one_of_three() -> None:
    known = NEEDED | {"IMAP_HOST": "imap.test", "INBOUND_ADDRESS": "reponses@sillage.test"}
    assert Config(known).IMAP_TLS == "yes"
    assert Config(known | {"IMAP_TLS": "STARTTLS"}).IMAP_TLS == "starttls"
    with pytest.raises(MissingSetting, match="IMAP_TLS must be yes, starttls or no, not 'ssl'"):
        Config(known | {"IMAP_TLS": "ssl"})


def test_a_document_is_smaller_than_what_a_page_takes() -> None:
    config = Config(NEEDED)
    assert config.UPLOAD_MEGABYTES * 1024 * 1024 < config.MAX_CONTENT_LENGTH
