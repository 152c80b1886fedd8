"""`python -m config.sandbox`: the process of the pretend phone and mailbox. Refuses to stand beside real Twilio."""

import logging
import signal
import sys
import threading

from config import landlord_files
from config.sandbox.options import SandboxSettings
from config.sandbox.sandbox import Sandbox
from config.settings import Settings, load
from router.errors import BadSetting

log = logging.getLogger("config.sandbox")


def options(settings: Settings) -> SandboxSettings:
    """What the sandbox must be told, out of the house's settings. Raises BadSetting unless the sandbox is on."""
    if settings.standing != "sandbox":
        raise BadSetting("TWILIO_ACCOUNT_SID is set: the sandbox never runs beside a real account; unset one of them")
    landlord = landlord_files.load(settings.landlord_dir)
    return SandboxSettings(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token,
        number=settings.twilio_number,
        whatsapp_number=settings.twilio_whatsapp_number,
        public_url=settings.public_url,
        host=settings.host,
        port=settings.sandbox_port,
        smtp_port=settings.smtp_port,
        mailbox_port=settings.sandbox_smtp_port,
        mail_domain=settings.mail_domain,
        mail_addresses=landlord.mail_addresses,
        data_dir=settings.data_dir,
        landlord_name=landlord.name,
    )


def main() -> int:
    """Run until told to stop. Exit status 2 for a setting that is wrong, 1 for a port that is taken."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd writes every line of a dialogue
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with Sandbox(options(load())) as sandbox:
            log.info("handset at %s/handset, mailbox on port %d", sandbox.url, sandbox.mailbox_port)
            stopped.wait()
    except BadSetting as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except OSError as taken:
        print(f"the sandbox cannot start: {taken}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
