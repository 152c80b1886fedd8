"""A message in the shape of Twilio's JSON."""

from datetime import datetime
from email.utils import format_datetime

from config.sandbox.journal import Json


def resource(
    account: str, at: datetime, sid: str, sender: str, to: str, body: str, status: str, direction: str
) -> Json:
    """A message as Twilio's lists show it."""
    now, uri = rfc2822(at), f"/2010-04-01/Accounts/{account}/Messages/{sid}"
    return {
        "sid": sid, "account_sid": account, "from": sender, "to": to, "body": body,
        "status": status, "direction": direction, "num_segments": str(segments(body)), "num_media": "0",
        "date_created": now, "date_sent": now, "date_updated": now, "error_code": None, "error_message": None,
        "price": None, "price_unit": "GBP", "api_version": "2010-04-01", "messaging_service_sid": None,
        "uri": uri + ".json", "subresource_uris": {"media": uri + "/Media.json"},
    }  # fmt: skip


def rfc2822(at: datetime) -> str:
    """A moment as Twilio writes it in its JSON."""
    return format_datetime(at)


def segments(body: str) -> int:
    """In how many parts a text travels; near enough for a stand-in (the product counts for itself)."""
    single, joined, length = (160, 153, len(body)) if body.isascii() else (70, 67, len(body.encode("utf-16-le")) // 2)
    return 1 if length <= single else -(-length // joined)
