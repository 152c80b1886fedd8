"""What the sandbox must be told. It reads no environment of its own."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """Where things are and who we pretend to be.

    `port` and `mailbox_port` may be 0: any free port. `smtp_port` is where the product listens for mail,
    `mailbox_port` where the sandbox does. `pace` stretches every pause a telephone or a network makes:
    1.0 is life, 0.02 is a test. `patience` is how many seconds at least a caller may take to begin to speak.
    """

    account_sid: str
    auth_token: str
    number: str
    whatsapp_number: str
    public_url: str
    host: str
    port: int
    smtp_port: int
    mailbox_port: int
    mail_domain: str
    mail_addresses: tuple[str, ...]
    data_dir: Path
    smtp_host: str = "127.0.0.1"
    landlord_name: str = ""
    pace: float = 1.0
    patience: float = 25.0

    @property
    def folder(self) -> Path:
        """Where the sandbox keeps its journal, photos and mails."""
        return folder_in(self.data_dir)

    @property
    def whatsapp_address(self) -> str:
        """Our WhatsApp sender as Twilio spells it."""
        return "whatsapp:" + self.whatsapp_number.removeprefix("whatsapp:")

    @property
    def public_base(self) -> str:
        """The product's address without a trailing slash."""
        return self.public_url.rstrip("/")


def folder_in(data_dir: Path) -> Path:
    """The sandbox's folder in the product's."""
    return data_dir / "sandbox"
