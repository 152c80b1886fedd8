"""Only Twilio gets in: the whole matrix of near misses, over a real app, and raw paths over a real socket."""

import base64
import hashlib
import http.client
import logging
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from flask import Blueprint, Flask, request
from werkzeug.datastructures import MultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import BaseWSGIServer, make_server

from channels.twilio_client import TwilioSettings
from channels.twilio_signature import LARGEST_BODY, guard, sign
from tests.channels.twilio_stand_in import ACCOUNT, PUBLIC, TOKEN, new_sid, settings

PATH = "/channels/sms/inbound"
FORM = {"AccountSid": ACCOUNT, "MessageSid": new_sid(), "From": "+447700900001", "To": "+442079460000", "Body": "hello"}
CONTENT_TYPE = "application/x-www-form-urlencoded"


def an_app(**changed: str) -> Flask:
    app = Flask(__name__)
    routes = Blueprint("sms", __name__)
    guard(routes, TwilioSettings(**(settings() | changed)))

    @routes.post("/inbound")
    @routes.post("/in bound")
    def inbound() -> dict[str, object]:
        return {"form": request.form.to_dict(flat=False), "bytes": len(request.get_data())}

    app.register_blueprint(routes, url_prefix="/channels/sms")
    return app


def post(
    body: str | bytes, signature: str | None, target: str = PATH, content_type: str = CONTENT_TYPE, **changed: str
) -> int:
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    answer = an_app(**changed).test_client().post(target, data=body, content_type=content_type, headers=headers)
    if answer.status_code == 403:
        assert answer.data == b""
    return answer.status_code


GENUINE: list[tuple[str, str, str, str]] = [  # what, our PUBLIC_URL, what Twilio signed, what arrives
    ("plain", PUBLIC, PUBLIC + PATH, PATH),
    ("port that goes without saying", PUBLIC, f"{PUBLIC}:443{PATH}", PATH),
    ("we say the port, Twilio does not", f"{PUBLIC}:443", PUBLIC + PATH, PATH),
    ("an odd port", "http://desk.example:8000", f"http://desk.example:8000{PATH}", PATH),
    ("an odd port left out", "http://desk.example:8000", f"http://desk.example{PATH}", PATH),
    ("http for a test at home", "http://127.0.0.1:8000", f"http://127.0.0.1:8000{PATH}", PATH),
    ("our address ends in a slash", f"{PUBLIC}/", PUBLIC + PATH, PATH),
    ("name and password are not signed", "https://u:p@desk.frontdoor.example", PUBLIC + PATH, PATH),
    ("behind a path", f"{PUBLIC}/contact", f"{PUBLIC}/contact{PATH}", PATH),
    ("query in odd order", PUBLIC, f"{PUBLIC}{PATH}?b=2&a=1", f"{PATH}?b=2&a=1"),
    ("query with %20", PUBLIC, f"{PUBLIC}{PATH}?a=x%20y", f"{PATH}?a=x%20y"),
    ("query with +", PUBLIC, f"{PUBLIC}{PATH}?a=x+y", f"{PATH}?a=x+y"),
    ("query empty", PUBLIC, f"{PUBLIC}{PATH}?", f"{PATH}?"),
    ("query repeated", PUBLIC, f"{PUBLIC}{PATH}?a=1&a=1&a=", f"{PATH}?a=1&a=1&a="),
    ("query lower-case escapes", PUBLIC, f"{PUBLIC}{PATH}?a=%c3%a9", f"{PATH}?a=%c3%a9"),
]
FORGED: list[tuple[str, str, str]] = [  # what, what was signed, what arrives
    ("other scheme", PUBLIC.replace("https", "http") + PATH, PATH),
    ("other host", f"https://evil.example{PATH}", PATH),
    ("other port", f"{PUBLIC}:8443{PATH}", PATH),
    ("other path", f"{PUBLIC}/channels/whatsapp/inbound", PATH),
    ("trailing slash signed", f"{PUBLIC}{PATH}/", PATH),
    ("query added", PUBLIC + PATH, f"{PATH}?ref=1"),
    ("query taken away", f"{PUBLIC}{PATH}?ref=1", PATH),
    ("query changed", f"{PUBLIC}{PATH}?ref=1", f"{PATH}?ref=2"),
    ("query re-ordered", f"{PUBLIC}{PATH}?a=1&b=2", f"{PATH}?b=2&a=1"),
    ("%20 became +", f"{PUBLIC}{PATH}?a=x%20y", f"{PATH}?a=x+y"),
    ("escapes changed case", f"{PUBLIC}{PATH}?a=%C3%A9", f"{PATH}?a=%c3%a9"),
    ("escapes undone", f"{PUBLIC}{PATH}?a=a", f"{PATH}?a=%61"),
]


class Served:
    """The app behind a real socket, since a test client may tidy an address."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(self, target: str, signature: str, body: str, **headers: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(
                "POST", target, body, {"Content-Type": CONTENT_TYPE, "X-Twilio-Signature": signature, **headers}
            )
            return line.getresponse().status
        finally:
            line.close()


Serve = Callable[[Flask], Served]


@pytest.fixture
def serve() -> Iterator[Serve]:
    started: list[tuple[BaseWSGIServer, threading.Thread]] = []

    def start(app: Flask) -> Served:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        started.append((server, thread))
        return Served(server.server_port)

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("what", "ours", "signed", "target"), GENUINE, ids=[row[0] for row in GENUINE])
def test_what_twilio_signed_comes_in(what: str, ours: str, signed: str, target: str, serve: Serve) -> None:
    signature = sign(signed, FORM, TOKEN)
    assert serve(an_app(public_url=ours)).post(target, signature, urlencode(FORM)) == 200


@pytest.mark.parametrize(("what", "signed", "target"), FORGED, ids=[row[0] for row in FORGED])
def test_a_signature_for_another_address_does_not(what: str, signed: str, target: str, serve: Serve) -> None:
    assert serve(an_app()).post(target, sign(signed, FORM, TOKEN), urlencode(FORM)) == 403


def test_a_proxy_and_its_headers_change_nothing(serve: Serve) -> None:
    app = an_app()
    app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1, x_prefix=1)  # type: ignore[method-assign]  # as Flask's own documentation does it
    served = serve(app)
    told = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/x"}
    assert served.post(PATH, sign(PUBLIC + PATH, FORM, TOKEN), urlencode(FORM), Host="evil.example", **told) == 200
    assert served.post(PATH, sign(f"http://evil.example/x{PATH}", FORM, TOKEN), urlencode(FORM), **told) == 403


def test_the_path_is_taken_raw(serve: Serve) -> None:
    raw = "/channels/sms/in%20bound"
    served = serve(an_app())
    assert served.post(raw, sign(PUBLIC + raw, FORM, TOKEN), urlencode(FORM)) == 200
    assert served.post(raw, sign(PUBLIC + raw.replace("%20", " "), FORM, TOKEN), urlencode(FORM)) == 403


@pytest.mark.parametrize("signature", [None, "", "x", "é", "=" * 5000, base64.b64encode(b"0" * 20).decode()])
def test_no_or_a_nonsense_signature_is_refused(signature: str | None) -> None:
    assert post(urlencode(FORM), signature) == 403


def test_another_token_is_refused() -> None:
    assert post(urlencode(FORM), sign(PUBLIC + PATH, FORM, "other token")) == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"AccountSid": "AC" + "1" * 32},
        {"AccountSid": ""},
        {"AccountSid": ACCOUNT + "ApiVersion"},
        {"MessageSid": "SM123"},
        {"MessageSid": "SM" + "g" * 32},
        {"MessageSid": FORM["MessageSid"] + "NumMedia0"},
        {"MessageSid": FORM["MessageSid"] + "\n"},
        {"CallSid": "CA1"},
    ],
)
def test_a_valid_signature_with_the_wrong_shape_is_refused(changed: dict[str, str]) -> None:
    form = FORM | changed
    assert post(urlencode(form), sign(PUBLIC + PATH, form, TOKEN)) == 403


@pytest.mark.parametrize("cut", ["B", "Bo", "Bodyi", "Bodyi can"])
def test_a_name_cut_at_another_letter_is_refused(cut: str) -> None:
    """Signed alike, since name and value are joined without a mark; the words of the message would be lost."""
    form = FORM | {"Body": "i can smell gas"}
    whole = "Body" + form["Body"]
    again = {name: value for name, value in form.items() if name != "Body"} | {cut: whole.removeprefix(cut)}
    signature = sign(PUBLIC + PATH, form, TOKEN)
    assert post(urlencode(form), signature) == 200
    assert sign(PUBLIC + PATH, again, TOKEN) == signature
    assert post(urlencode(again), signature) == 403


@pytest.mark.parametrize("words", ["Can i smell gas", "Help. |Fire in my flat", "Burning smell "])
def test_words_that_are_given_as_a_name_are_refused(words: str) -> None:
    """Of `Body=Fire` a form with `Body=` and `Fire=` is signed alike: the words come next in order."""
    body, _, name = words.rpartition("|")
    form = FORM | {"Body": body + name}
    again = FORM | {"Body": body, name: ""}
    signature = sign(PUBLIC + PATH, form, TOKEN)
    assert post(urlencode(form), signature) == 200
    assert sign(PUBLIC + PATH, again, TOKEN) == signature
    assert post(urlencode(again), signature) == 403


def test_a_name_that_twilio_may_add_is_taken() -> None:
    form = FORM | {"ClientData": "x", "Body": "Fire", "ButtonText": "", "SipHeader_X-Ref": "7"}
    assert post(urlencode(form), sign(PUBLIC + PATH, form, TOKEN)) == 200


@pytest.mark.parametrize("gone", ["AccountSid", "MessageSid"])
def test_a_form_that_lacks_an_id_is_refused(gone: str) -> None:
    form = {name: value for name, value in FORM.items() if name != gone}
    assert post(urlencode(form), sign(PUBLIC + PATH, form, TOKEN)) == 403


def test_two_accounts_at_once_are_refused() -> None:
    form = MultiDict([*FORM.items(), ("AccountSid", "AC" + "1" * 32)])
    assert post(urlencode(list(form.items(multi=True))), sign(PUBLIC + PATH, form, TOKEN)) == 403


def test_a_repeated_key_keeps_both_values() -> None:
    pairs = [*FORM.items(), ("X", "one"), ("X", "two")]
    assert post(urlencode(pairs), sign(PUBLIC + PATH, MultiDict(pairs), TOKEN)) == 200


@pytest.mark.parametrize("value", ["", "é🔥", "a\x00b", "\u202eright to left", "a&b=c+d%20", "x" * 65536, "\r\n\r\n"])
def test_any_value_may_be_signed(value: str) -> None:
    form = FORM | {"Body": value, "BrandNewParameter": value}
    assert post(urlencode(form), sign(PUBLIC + PATH, form, TOKEN)) == 200


def test_bytes_that_are_not_utf8_are_no_fault_of_ours() -> None:
    body = urlencode(FORM) + "&X=%ff%fe"
    assert post(body, sign(PUBLIC + PATH, FORM | {"X": "\ufffd\ufffd"}, TOKEN)) == 200
    assert post(urlencode(FORM).encode() + b"&X=\xff", sign(PUBLIC + PATH, FORM, TOKEN)) == 403


def test_json_is_refused_even_with_a_good_body_hash() -> None:
    body = '{"AccountSid": "' + ACCOUNT + '"}'
    target = f"{PATH}?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signature = sign(PUBLIC + target, {}, TOKEN)
    assert post(body, signature, target, "application/json") == 403
    assert post(body.replace("AC", "AD"), signature, target, "application/json") == 403
    assert post(body, signature, target) == 403  # dressed up as a form


@pytest.mark.parametrize("kind", ["", "multipart/form-data; boundary=x", "text/plain", "application/xml"])
def test_only_a_form_is_read(kind: str) -> None:
    assert post(urlencode(FORM), sign(PUBLIC + PATH, FORM, TOKEN), content_type=kind) == 403


def test_a_flood_is_not_read() -> None:
    assert post(b"x" * (LARGEST_BODY + 1), "x") == 413


def test_the_log_line_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        post(urlencode(FORM), "wrong", f"{PATH}?from=%2B447700900001")
    [line] = [record.getMessage() for record in caplog.records if record.name == "channels.twilio_signature"]
    assert "wrong signature" in line
    assert "7700900001" not in caplog.text and "hello" not in caplog.text
