"""Photos, documents and recordings: given only to whoever may see their case, and never as a page of ours."""

import io

from flask import abort, send_file
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages, visible
from queues.context import desk
from router.model import Attachment, Case, Message

pages = staff_pages("files", __name__)

SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")
HEARD = (
    "audio/mpeg",
    "audio/mp3",
    "audio/wav",
    "audio/wave",
    "audio/x-wav",
    "audio/vnd.wave",
    "audio/ogg",
    "audio/mp4",
    "audio/amr",
    "audio/webm",
)
KNOWN = (*SHOWN, *HEARD, "application/pdf", "text/plain")


def look(content_type: str) -> str:
    """How the desk shows a file: 'photo', 'sound' or 'file'."""
    kind = content_type.partition(";")[0].strip().lower()
    return "photo" if kind in SHOWN else "sound" if kind in HEARD else "file"


def _visible_file(session: Session, number: int) -> Attachment:
    query = select(Attachment).join(Message, Message.id == Attachment.message_id).join(Case, Case.id == Message.case_id)
    found = session.scalar(visible(query.where(Attachment.id == number, Attachment.state == "kept"), me()))
    if found is None or not found.sha256:
        abort(404)
    return found


@pages.get("/desk/files/<int(max=2147483647):number>")
@needs("agent")
def give(number: int) -> AnyResponse:
    """The bytes, to be shown inside our page or saved: never opened by the browser as a page of this site."""
    with desk().database.reading() as session:
        file = _visible_file(session, number)
    try:
        content = desk().blobs.get(file.sha256)
    except KeyError:
        abort(404)
    kind = file.content_type.partition(";")[0].strip().lower()
    if kind not in KNOWN:
        kind = "application/octet-stream"
    name = "".join(c for c in file.name if c.isprintable() and c not in '/\\"')[:100] or "file"
    response = send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name, conditional=True)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
