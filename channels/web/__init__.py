"""The contact form and the progress page. A way in only: the answer leaves by text, email or telephone."""

from channels.contract import Channel, Hooks, Opened, Traits
from channels.web.asking import AskForLink
from channels.web.inbound import ContactForm
from channels.web.progress import ProgressPages
from channels.web.settings import WebSettings


def open_web(settings: WebSettings, hooks: Hooks) -> Opened:
    """Mounted at the root: `/report` and `/progress/<token>` are addresses people are given."""
    routes = ContactForm(settings, hooks).blueprint()
    ProgressPages(settings, hooks).add_to(routes)
    AskForLink(hooks).add_to(routes)
    return Opened(routes=routes, url_prefix="")


channel = Channel(
    name="web",
    traits=Traits(label="Web form", icon="web", two_way=False),
    settings=WebSettings,
    open=open_web,
)
