"""Settings of the email door. A field's name in capitals is its environment variable."""

from pydantic import BaseModel, Field

from channels.email.reading import Reading


class EmailSettings(BaseModel):
    """Where mail comes in, whom we accept it for, and the relay it leaves by."""

    smtp_host: str = Field("127.0.0.1", description="The address the mail listener binds to.")
    smtp_port: int = Field(8025, ge=0, le=65535, description="The port for SMTP; 0 lets the system choose one.")
    lmtp_port: int = Field(
        0, ge=0, le=65535, description="A second port that speaks LMTP, for a mail server in front; 0 turns it off."
    )
    mail_domain: str = Field("frontdoor.example", min_length=1, description="The domain we accept mail for.")
    mail_addresses: tuple[str, ...] = Field(
        ("repairs", "housing"), min_length=1, description="The local parts we accept mail for; the first one writes."
    )
    mail_relay_url: str = Field(
        "smtp://127.0.0.1:25",
        description="The relay for mail going out: smtp://, smtp+starttls:// or smtps://, with user and password.",
    )
    secret_key: str = Field("", description="The key that signs reply addresses and our own Message-IDs.")
    mail_auth_server: str = Field(
        "", description="The authserv-id of your own mail server, whose Authentication-Results we believe; '' for none."
    )
    mail_size_limit: int = Field(25 * 2**20, ge=1000, description="The largest mail accepted, in bytes.")
    mail_memory_limit: int = Field(
        200 * 2**20, ge=2**20, description="Bytes of mail held at one time before senders are asked to try later."
    )
    smtp_connections: int = Field(500, ge=1, description="Connections open at one time.")
    smtp_connections_per_address: int = Field(100, ge=1, description="Connections open at one time from one address.")
    smtp_command_seconds: float = Field(300, gt=0, description="How long a client may take for one command.")
    smtp_data_seconds: float = Field(
        120, gt=0, description="How long a client may take for each 64 KiB of a mail (about 500 bytes a second)."
    )
    smtp_session_seconds: float = Field(3600, gt=0, description="How long one connection may last.")
    mail_relay_seconds: float = Field(30, gt=0, description="How long to wait for each answer of the relay.")
    mail_read_seconds: float = Field(10, gt=0, description="How long the reading of one mail may take.")

    def reading(self) -> Reading:
        """What the reading child needs to know, as a plain value that crosses to it."""
        return Reading(
            domain=self.mail_domain,
            addresses=self.mail_addresses,
            secret=self.secret_key,
            auth_server=self.mail_auth_server,
            seconds=self.mail_read_seconds,
        )
