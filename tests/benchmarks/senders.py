"""The load: mails by SMTP, signed texts by webhook. Their processor time is nobody's but theirs."""

import asyncio
import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks import corpus
from tests.benchmarks.house import House, NotMeasured

PATH = "/channels/sms/inbound"
SBIN = "/usr/sbin:/usr/bin:/bin"


# --- mail ---------------------------------------------------------------------------------------


async def _session(port: int, mails: "asyncio.Queue[bytes]", each: int) -> int:
    """Send from the queue, `each` mails a connection. Returns how many were accepted."""
    accepted = 0
    while not mails.empty():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def say(words: bytes, reader: asyncio.StreamReader = reader,
                      writer: asyncio.StreamWriter = writer) -> bytes:  # fmt: skip
            if words:
                writer.write(words)
            line = await reader.readline()
            while line[3:4] == b"-":
                line = await reader.readline()
            return line

        await say(b"")
        await say(b"EHLO mail.example\r\n")
        for _ in range(each):
            if mails.empty():
                break
            mail = mails.get_nowait()
            sender = mail.partition(b"From: ")[2].partition(b"<")[2].partition(b">")[0] or b"tenant@mail.example"
            await say(b"MAIL FROM:<" + sender + b">\r\n")
            await say(f"RCPT TO:<{corpus.TO}>\r\n".encode())
            await say(b"DATA\r\n")
            answer = await say(mail.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            accepted += answer.startswith(b"250")
        writer.write(b"QUIT\r\n")
        writer.close()
    return accepted


def send_mails(port: int, mails: Sequence[bytes], connections: int = 10, each: int = 1) -> int:
    """All of them, on this many connections at a time, `each` a connection. Returns how many got a 250."""

    async def run() -> int:
        waiting: asyncio.Queue[bytes] = asyncio.Queue()
        for mail in mails:
            waiting.put_nowait(mail)
        return sum(await asyncio.gather(*(_session(port, waiting, each) for _ in range(connections))))

    return asyncio.run(run())


def mail_rate(port: int, count: int, connections: int = 10) -> float:
    """Mails of 2 KB accepted a second, a fresh connection for each. Postfix's own generator when it is there."""
    source = shutil.which("smtp-source", path=SBIN)
    began = time.monotonic()
    if source:  # it gives every mail a Message-Id of its own
        command = [source, "-s", str(connections), "-m", str(count), "-l", "2048", "-f", "tenant@mail.example",
                   "-t", corpus.TO, f"127.0.0.1:{port}"]  # fmt: skip
        subprocess.run(command, check=True, timeout=180)
        return count / (time.monotonic() - began)
    body = b"It drips.\r\n" * 190
    head = f"From: <tenant@mail.example>\r\nTo: <{corpus.TO}>\r\nSubject: the tap\r\n"
    mails = [f"{head}Message-ID: <{time.monotonic_ns()}.{n}@mail.example>\r\n\r\n".encode() + body
             for n in range(count)]  # fmt: skip
    began = time.monotonic()
    accepted = send_mails(port, mails, connections)
    if accepted != count:
        raise NotMeasured(f"{accepted} of {count} mails were accepted")
    return count / (time.monotonic() - began)


# --- texts --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signed:
    """One webhook as Twilio sends it: a signature and a form body."""

    signature: str
    body: str
    sid: str


class Texter:
    """Makes signed texts, each with an id and a number of its own, so that each is a case."""

    def __init__(self, url: str, account: str, token: str, number: str, seed: int = 3) -> None:
        self.url, self.account, self.token, self.number = url, account, token, number
        self._random = random.Random(seed)
        self._made = 0
        self._mark = f"{os.getpid():06x}{time.monotonic_ns() & 0xFFFFFFFFFF:010x}"

    @classmethod
    def of(cls, house: House) -> "Texter":
        demo = house.demo
        return cls(f"http://127.0.0.1:{house.ports['PORT']}{PATH}", demo["twilio_account_sid"],
                   demo["twilio_auth_token"], demo["twilio_number"])  # fmt: skip

    def texts(self, count: int) -> list[Signed]:
        return [self._text() for _ in range(count)]

    def _text(self) -> Signed:
        self._made += 1
        sid = f"SM{self._mark}{self._made:016x}"
        sender = f"+447700900{self._made % 1000:03d}"  # all of Ofcom's range for drama
        form = {
            "ToCountry": "GB", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "FromZip": "",
            "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "",
            "Body": corpus.sentence(self._random)[1], "FromCountry": "GB", "To": self.number,
            "MessagingServiceSid": "MG" + "0" * 32, "ToZip": "", "NumSegments": "1", "MessageSid": sid,
            "AccountSid": self.account, "From": sender, "ApiVersion": "2010-04-01",
        }  # fmt: skip
        said = self.url + "".join(key + form[key] for key in sorted(form))
        signature = base64.b64encode(hmac.new(self.token.encode(), said.encode(), hashlib.sha1).digest()).decode()
        return Signed(signature, urlencode(form), sid)


def post(connection: http.client.HTTPConnection, text: Signed) -> int:
    """Send one and return the status."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
               "X-Twilio-Signature": text.signature, "User-Agent": "TwilioProxy/1.1"}  # fmt: skip
    connection.request("POST", PATH, text.body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def send_texts(port: int, texts: Sequence[Signed], connections: int = 16) -> tuple[int, list[float]]:
    """All of them from this many threads. Returns (how many were accepted, seconds each took)."""
    waiting, took, accepted, lock = iter(texts), list[float](), [0], threading.Lock()

    def run() -> None:
        while True:
            with lock:
                text = next(waiting, None)
            if text is None:
                return
            began = time.monotonic()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                status = post(connection, text)
            except OSError:
                status = 0
            finally:
                connection.close()
            with lock:
                took.append(time.monotonic() - began)
                accepted[0] += status // 100 == 2

    threads = [threading.Thread(target=run) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted[0], took


_LUA = """
local all, i = {}, tonumber(os.getenv('START') or '0')
function init(args)
  for line in io.lines(os.getenv('TEXTS')) do
    local s, b = line:match('^(%S+)\\t(.*)$')
    all[#all + 1] = wrk.format('POST', '@PATH@', {['Content-Type'] = 'application/x-www-form-urlencoded; charset=utf-8',
      ['X-Twilio-Signature'] = s, ['User-Agent'] = 'TwilioProxy/1.1', ['Host'] = os.getenv('HOSTPORT')}, b)
  end
end
function request() i = i + 1; return all[(i - 1) % #all + 1] end
function done(s, l, r)
  io.write(string.format('\\nRES {"sent":%d,"seconds":%.3f,"refused":%d,"broken":%d,"p50":%.3f,"p99":%.3f}\\n',
    s.requests, s.duration / 1e6, s.errors.status,
    s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout, l:percentile(50) / 1e3, l:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second, and milliseconds each took."""

    per_second: float
    p50: float
    p99: float


def text_rate(folder: Path, port: int, texter: Texter, seconds: float = 5.0, connections: int = 16) -> Rate:
    """Signed texts answered a second: by wrk when it is there, else by our own client (slower: read ratios only)."""
    count = int(seconds * 2500)
    texts = texter.texts(count)
    wrk = shutil.which("wrk")
    if wrk is None:
        began = time.monotonic()
        accepted, took = send_texts(port, texts[: count // 5], connections)
        if accepted != len(took):
            raise NotMeasured(f"{len(took) - accepted} texts were not accepted")
        took.sort()
        return Rate(
            len(took) / (time.monotonic() - began), 1e3 * took[len(took) // 2], 1e3 * took[int(len(took) * 0.99)]
        )
    (folder / "load.lua").write_text(_LUA.replace("@PATH@", PATH))
    listed = folder / "texts.tsv"
    listed.write_text("".join(f"{text.signature}\t{text.body}\n" for text in texts))
    environment = {**os.environ, "TEXTS": str(listed), "HOSTPORT": f"127.0.0.1:{port}"}
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "10s", "-s", str(folder / "load.lua"),
               f"http://127.0.0.1:{port}"]  # fmt: skip
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120).stdout
    line = next((x for x in said.splitlines() if x.startswith("RES ")), None)
    if line is None:
        raise NotMeasured("wrk said nothing")
    found = json.loads(line[4:])
    if found["refused"] or found["broken"]:
        raise NotMeasured(f"{found['refused']} texts refused, {found['broken']} connections broken")
    return Rate(found["sent"] / found["seconds"], found["p50"], found["p99"])
