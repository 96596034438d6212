"""Everything an installation decides, by name; `reading_settings` reads them from the environment and their file."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _environment(text: object) -> object:
    return "prod" if text == "production" else text


Environment = Annotated[Literal["test", "demo", "prod"], BeforeValidator(_environment)]
MailSecurity = Literal["none", "starttls", "tls"]


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(/\S*)?", text):
        raise ValueError("it is no address that begins with https:// or http://")
    parts = urlsplit(text)
    if parts.scheme == "http" and not _on_this_machine(parts.hostname):
        raise ValueError("http:// sends secrets in the clear and is for this machine only; write https://")
    return text


def _on_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _bot_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:\S+", token.get_secret_value()):
        raise ValueError("it is no token of BotFather, digits:letters")
    return token


def _networks(text: str) -> str:
    for each in text.replace(",", " ").split():
        ip_network(each)
    return text


Networks = Annotated[str, AfterValidator(_networks)]
Address = Annotated[str, AfterValidator(_address)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """Everything an installation decides; README and .env.example list the same names."""

    model_config = SettingsConfigDict(
        env_prefix="LATARNIK_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    settings_file: Path = Field(
        default=Path(".env"), description="file with these settings; counts in the environment alone"
    )
    data_dir: Path = Field(default=Path("data"), description="folder of the database and the key file")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy address; default: SQLite in the data folder"
    )
    secret_key: SecretStr | None = Field(
        default=None, description="base64 of 32 bytes that encrypt secrets at rest"
    )
    secret_key_file: Path | None = Field(
        default=None, description="file with that key, mode 600; default: in the data folder"
    )

    telegram_token: BotToken | None = Field(default=None, description="the bot's token from BotFather")
    telegram_api: Address = Field(default="https://api.telegram.org", description="address of the Bot API")
    telegram_bot: str = Field(default="", description="the bot's user name, for invitation links")
    telegram_webhook: bool = Field(
        default=False,
        description="Telegram pushes to /telegram under LATARNIK_PUBLIC_ADDRESS instead of being asked",
    )
    telegram_limits: bool = Field(
        default=True, description="keep Telegram's limits (30 messages a second, one a second in a chat)"
    )

    ksef_environment: Environment = Field(
        default="test",
        description="test, demo or production; the books belong to it from their first company on",
    )
    ksef_api: Address | None = Field(
        default=None, description="address of the KSeF API with /v2, instead of the environment's"
    )
    ksef_qr: Address | None = Field(
        default=None, description="address behind KOD I, instead of the environment's"
    )
    lighthouse_api: Address | None = Field(
        default=None, description="address of the lighthouse, instead of the environment's"
    )
    lighthouse_every: float = Field(default=60, gt=0, description="seconds between looks at the lighthouse")
    network_probe: Address | None = Field(
        default=None,
        description="address asked, when KSeF and the lighthouse are silent, whether it is our own connection",
    )
    register_api: Address = Field(
        default="https://wl-api.mf.gov.pl", description="address of the tax-payer register"
    )
    rates_api: Address = Field(
        default="https://api.nbp.pl/api", description="address of the exchange rates of the NBP"
    )
    vies_api: Address = Field(
        default="https://ec.europa.eu/taxation_customs/vies/rest-api",
        description="address of VIES, which knows the VAT numbers of the Union",
    )

    smtp_host: str | None = Field(default=None, description="mail server for letters out")
    smtp_port: Port = Field(default=587, description="its port")
    smtp_security: MailSecurity = Field(
        default="starttls", description="none (loopback only), starttls or tls"
    )
    smtp_user: str | None = Field(default=None, description="log-in name there")
    smtp_password: SecretStr | None = Field(default=None, description="password there")
    mail_from: str | None = Field(default=None, description="address in From of every letter")
    mail_from_name: str = Field(default="Latarnik", description="words before that address")

    imap_host: str | None = Field(default=None, description="mail server for letters in")
    imap_port: Port = Field(default=993, description="its port")
    imap_security: MailSecurity = Field(default="tls", description="none (loopback only), starttls or tls")
    imap_user: str | None = Field(default=None, description="log-in name there, the mailbox's address")
    imap_password: SecretStr | None = Field(default=None, description="password there")
    mail_poll_every: float = Field(
        default=60, gt=0, description="seconds between looks at the mailbox besides IDLE"
    )
    microsoft_client: str | None = Field(
        default=None,
        description="application id registered with Microsoft, for mailboxes of Microsoft 365 and Outlook",
    )
    microsoft_login: Address = Field(
        default="https://login.microsoftonline.com/common/oauth2/v2.0",
        description="address where Microsoft hands out tokens",
    )
    dns_resolver: str | None = Field(
        default=None, description="host:port of a resolver for the keys of senders; else the machine's own"
    )
    mail_per_minute: int = Field(
        default=60,
        ge=0,
        description="letters a minute to one recipient domain, counted for all processes; 0 counts none",
    )
    mail_per_day: int = Field(
        default=0,
        ge=0,
        description="letters a day out of the installation's mailbox; 0: what is known of its provider",
    )
    dkim_selector: str | None = Field(
        default=None,
        description="signs letters by DKIM under that name; only where your mail server does not",
    )
    dkim_key_file: Path | None = Field(default=None, description="file with its private key (PEM)")
    mail_tidy: bool = Field(
        default=True, description="move letters that were taken to the folder Przetworzone"
    )
    mail_trusted_authserv: str | None = Field(
        default=None,
        description="authserv-id of your mail server; without it only signed e-mails (DKIM) make drafts",
    )

    clock_url: Address | None = Field(default=None, description="sandbox only: where the time comes from")
    web_port: int = Field(
        default=0, ge=0, le=65535, description="port of the health page on 127.0.0.1; 0 switches it off"
    )
    public_address: Address | None = Field(
        default=None,
        description="https:// address whose /dostep/ leads to that port; without it keys are handed in on the server alone",
    )
    trusted_proxy: Networks = Field(
        default="",
        description="address of the server before LATARNIK_WEB_PORT, whose X-Forwarded-For is believed, 127.0.0.1 as a rule; without it visitors are not told apart and nobody is slowed down",
    )
    operator_chat: str | None = Field(
        default=None,
        pattern=r"^-?\d+$",
        description="number of the Telegram chat that hears of stuck work; without it the owners of all companies do",
    )
    watch_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="port of /live, /ready and /metrics, for any role; 0 switches it off",
    )
    watch_host: str = Field(
        default="127.0.0.1", description="address it listens on; nobody from outside may reach it"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="how much is logged"
    )
    log_file: Path | None = Field(
        default=None,
        description="file of the logs, 30 days of them; one for each process; without it they go to stderr",
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="for people or for machines"
    )

    @model_validator(mode="after")
    def _mail_secret_on_the_way(self) -> Self:
        for name, host, security in (
            ("smtp", self.smtp_host, self.smtp_security),
            ("imap", self.imap_host, self.imap_security),
        ):
            if security == "none" and host and not _on_this_machine(host):
                raise ValueError(f"LATARNIK_{name.upper()}_SECURITY=none is for this machine only")
        return self

    @model_validator(mode="after")
    def _page_is_served(self) -> Self:
        if self.public_address and not self.web_port:
            raise ValueError("LATARNIK_PUBLIC_ADDRESS leads nowhere without LATARNIK_WEB_PORT")
        if self.telegram_webhook and not self.public_address:
            raise ValueError("LATARNIK_TELEGRAM_WEBHOOK needs LATARNIK_PUBLIC_ADDRESS")
        return self

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'latarnik.sqlite3').absolute()}"

    @property
    def proxies(self) -> list[IPv4Network | IPv6Network]:
        """Servers whose word about who asks is taken."""
        return [ip_network(each) for each in self.trusted_proxy.replace(",", " ").split()]

    @property
    def spool(self) -> Path:
        """Where packages for and from KSeF lie, encrypted or without a name, while they are handled."""
        return self.data_dir / "spool"

    @property
    def key_file(self) -> Path:
        """Where the key is, unless the environment holds it."""
        return self.secret_key_file or self.data_dir / "secret.key"
