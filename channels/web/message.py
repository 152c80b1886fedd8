"""A filled-in form as the message the router takes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from channels.web import answers
from router import addresses
from router.values import InboundMessage, IncomingFile


def from_answers(
    submission: str,
    told: Mapping[str, str],
    files: Sequence[Mapping[str, Any]],
    contents: Sequence[bytes],
    at: datetime,
) -> InboundMessage:
    """Builds the message. Its key is the draft's submission and a hash of what it says.

    Pressing send twice gives the same key, so it is kept once. Should a first try have been kept although we had
    to say that it was not, and the tenant then changed a word, the key differs and the change is not lost.
    """
    raw = canonical(told, files)
    key = f"{submission}-{hashlib.sha256(raw).hexdigest()[:16]}"
    written, party = answers.reply_to(told)
    needs = answers.needs_in_words(told)
    text = told["problem"].strip()
    if needs:
        text += "\n\nAbout the household: " + "; ".join(needs) + "."
    return InboundMessage(
        channel="web",
        provider_id=key,
        dedupe_key=key,
        sender=written,
        party=party,
        recipient="",
        text=text,
        raw=raw,
        received_at=at,
        reply_by=told.get("reply_by", "") if party else "",
        reply_to=party,
        attachments=tuple(
            IncomingFile(name=str(file["name"]), content_type=str(file["type"]), content=content)
            for file, content in zip(files, contents, strict=True)
        ),
        facts=facts(told),
    )


def facts(told: Mapping[str, str]) -> dict[str, str]:
    """What the form asked, for the desk. A number or address typed under a way not chosen is told as well."""
    numbers = [addresses.phone(told.get(name, "")) for name in ("phone_text", "phone_call")]
    if told.get("reply_by") == "voice":
        numbers.reverse()
    return {
        "name": told.get("name", ""),
        "address": told.get("address", ""),
        "postcode": told.get("postcode", ""),
        "phone": next((number for number in numbers if number), ""),
        "email": addresses.mailbox(told.get("email", "")),
        "needs": told.get("needs", ""),
        "language": told.get("language", ""),
        "area": told.get("place", ""),
    }


def canonical(told: Mapping[str, str], files: Sequence[Mapping[str, Any]]) -> bytes:
    """Every answer as bytes that are the same each time; photos by their hash."""
    whole = {"answers": dict(told), "photos": [{"name": file["name"], "sha256": file["sha256"]} for file in files]}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
