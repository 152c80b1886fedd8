"""The same server storing nothing: gunicorn and Flask check Twilio's signature, answer, and forget."""

import os

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator

app = Flask(__name__)
_validator = RequestValidator(os.environ["TOKEN"])
_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@app.post("/channels/sms/inbound")
def receive() -> Response:
    """What the signature costs, and nothing else."""
    signature = request.headers.get("X-Twilio-Signature", "")
    if not _validator.validate(os.environ["URL"], request.form, signature):
        abort(403)
    return Response(_ANSWER, mimetype="text/xml")
