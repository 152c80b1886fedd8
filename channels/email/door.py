"""What the email channel is: traits, settings, a way in by SMTP, a way out by the relay."""

from channels.contract import Channel, Hooks, Opened, Traits
from channels.email.child import ChildReader
from channels.email.listener import Listener
from channels.email.outbound import EmailSender
from channels.email.settings import EmailSettings


def _open(settings: EmailSettings, hooks: Hooks) -> Opened:
    """Nothing is started here: the port opens in `listen`, the child with the first mail read."""
    return Opened(
        sender=EmailSender(settings, hooks.landlord_name),
        reader=ChildReader(settings.reading()),
        listen=Listener(settings, hooks.receive_many, hooks.now).listen,
    )


channel = Channel(
    name="email",
    traits=Traits(label="Email", icon="email", subject=True),
    settings=EmailSettings,
    open=_open,
)
