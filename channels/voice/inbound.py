"""The telephone, inward. A call is a chain of questions from Twilio; every answer is a TwiML document.

What was said is kept before the caller hears that it was. When it cannot be kept the answer is 503,
and Twilio goes to the number's fallback address, which should lead to a voicemail on another machine.
Which call it is and how long it has held travel in our own signed addresses; nothing is remembered here.
"""

import logging
import re
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from channels.contract import Hooks
from channels.twilio_messages import clean
from channels.twilio_signature import guard
from channels.voice.outbound import CallBacks
from channels.voice.script import ASKED_AT_MOST, Script
from channels.voice.settings import VoiceSettings
from router import addresses
from router.errors import CannotKeep
from router.values import CallReport, InboundMessage, IncomingFile, Whereabouts

log = logging.getLogger(__name__)

CHOICES = {"1": "A repair (chosen on the keypad).", "2": "Something else (chosen on the keypad)."}
PERSON = "I want to speak to a person."
"""What the key 0 says, or somebody who says nothing to the times they are offered."""
SILENT_AT_MOST = 3
KEYS = frozenset("0123456789*#")
LEAVE_A_MESSAGE = "3"
UNPLACED_SECONDS = 30
"""How long a caller out of hours waits for their words to be read, so that safety words can still be said."""

_CALL = re.compile(r"CA[0-9a-f]{32}")
_RECORDING = re.compile(r"RE[0-9a-f]{32}")


def routes(settings: VoiceSettings, hooks: Hooks, call_backs: CallBacks) -> Blueprint:
    """`POST /channels/voice/answer`, `/status` and the steps between, which our own TwiML names."""
    blueprint = Blueprint("voice", __name__)
    guard(blueprint, settings)
    steps = Steps(settings, hooks, call_backs)

    @blueprint.before_request
    def refuse_without_a_call() -> None:
        if not _CALL.fullmatch(request.form.get("CallSid", "")):
            log.warning("webhook refused: no call's id (%s)", request.endpoint)
            abort(Response(status=403))

    for name in ("answer", "heard", "hold", "chosen", "leave", "voicemail", "goodbye", "bridge", "bridged"):
        blueprint.add_url_rule(f"/{name}", name, _speaking(getattr(steps, name)), methods=["POST"])
    for name in ("recording", "transcript", "status"):
        blueprint.add_url_rule(f"/{name}", name, _silent(getattr(steps, name)), methods=["POST"])

    @blueprint.errorhandler(Exception)
    def refuse_honestly(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.error("call not kept (%s): %s", request.endpoint, type(error).__name__)
        if not isinstance(error, CannotKeep):
            log.debug("a fault of ours", exc_info=error)  # its words may hold a tenant's
        return Response(status=503, headers={"Retry-After": "5"})

    return blueprint


def _speaking(step: Callable[[Mapping[str, str]], str]) -> Callable[[], Response]:
    return lambda: Response(step(request.form), content_type="text/xml; charset=utf-8")


def _silent(step: Callable[[Mapping[str, str]], None]) -> Callable[[], Response]:
    def view() -> Response:
        step(request.form)
        return Response(status=204)

    return view


class Steps:
    """Each method answers one question of Twilio's about one call."""

    def __init__(self, settings: VoiceSettings, hooks: Hooks, call_backs: CallBacks) -> None:
        self._settings = settings
        self._hooks = hooks
        self._call_backs = call_backs
        self._script = Script(settings, hooks)

    def answer(self, form: Mapping[str, str]) -> str:
        """The phone rings: the house knows of the call before the caller hears a word."""
        self._hooks.report_call(read_report(form, "in-progress"))
        return self._script.ask(1)

    def heard(self, form: Mapping[str, str]) -> str:
        """What was said or pressed. Kept first; a retry of this step has the same key."""
        step = _number(request.args.get("step", ""), 1)
        said, pressed = clean(form.get("SpeechResult", "")).strip(), form.get("Digits", "").strip()
        if not said and pressed == LEAVE_A_MESSAGE:
            return self._script.voicemail()
        text = said or CHOICES.get(pressed, "")
        if not text:
            return self._script.ask(step + 1) if step < ASKED_AT_MOST else self._script.voicemail()
        facts = {"confidence": clean(form.get("Confidence", ""))[:10]} if said else {"pressed": pressed}
        self._hooks.receive(self._message(form, f"{form['CallSid']}:heard{step}", text, facts=facts, live=True))
        return self._script.hold(self._now())

    def hold(self, form: Mapping[str, str]) -> str:
        """Where is this caller in line? Safety words come first, whatever else is to be said; some end the call."""
        script, now = self._script, self._now()
        since = min(_number(request.args.get("since", ""), now), now)
        place, held, most = self._whereabouts(form["CallSid"]), now - since, self._settings.hold_minutes * 60
        if place.end:
            return script.end_for_safety(place)
        if place.state == "coming" and held < 2 * most:
            told = request.args.get("told") == "coming"
            words = "" if told else script.words("voice_coming")
            return script.wait(since, place.say, self._settings.hold_seconds, "coming", words)
        if place.state == "choosing" and held < most:
            return self._choose(form, since, place)
        if place.state == "settled" and place.told == "own":
            return script.end("voice_own")
        if place.state == "settled":
            return script.settled(since, place)
        is_open = self._hooks.open_now().open
        if place.state == "unplaced" and held < (most if is_open else UNPLACED_SECONDS):
            return script.wait(since, place.say, 2)
        if not is_open:
            return script.voicemail(place.say, script.at_night(place))
        if place.state != "waiting" or held >= most:
            return script.voicemail(place.say, script.words("voice_voicemail_offer"))
        return script.place(since, place, request.args.get("told", ""))

    def _choose(self, form: Mapping[str, str], since: int, place: Whereabouts) -> str:
        """The times, a few times over. Whoever says nothing to them is put through to a person."""
        silent = _number(request.args.get("silent", ""), 0)
        if silent < SILENT_AT_MOST:
            return self._script.choose(since, place, silent)
        key = f"{form['CallSid']}:chose{place.turn}"
        self._hooks.receive(self._message(form, key, PERSON, facts={"pressed": ""}, live=True))
        return self._script.wait(since, place.say, 1)

    def chosen(self, form: Mapping[str, str]) -> str:
        """What they answered to the times, kept like anything else they say; a retry of this step has the same key."""
        since, turn = _number(request.args.get("since", ""), self._now()), request.args.get("turn", "")[:20]
        said, pressed = clean(form.get("SpeechResult", "")).strip(), form.get("Digits", "").strip()[:1]
        pressed = pressed if pressed in KEYS else ""
        if request.args.get("only") and pressed != "0":
            return self._script.end("voice_goodbye")
        sure = bool(request.args.get("sure"))
        text = said or {"0": PERSON, **({"1": "Yes", "2": "No"} if sure else {})}.get(pressed, pressed)
        if not text:
            return self._script.wait(since, (), 0, silent=_number(request.args.get("silent", ""), 0) + 1)
        facts = {"confidence": clean(form.get("Confidence", ""))[:10]} if said else {"pressed": pressed}
        self._hooks.receive(self._message(form, f"{form['CallSid']}:chose{turn}", text, facts=facts, live=True))
        return self._script.noted(since)

    def leave(self, form: Mapping[str, str]) -> str:
        """While holding: the key 1 leaves a message, any other changes nothing. Words are kept like any others, and
        what they call for is said at the next look; a retry of this step has the same key."""
        since, turn = _number(request.args.get("since", ""), self._now()), request.args.get("turn", "")[:20]
        if form.get("Digits", "").strip() == "1":
            return self._script.voicemail()
        said = clean(form.get("SpeechResult", "")).strip()
        if not said:
            return self._script.wait(since, (), 1)
        facts = {"confidence": clean(form.get("Confidence", ""))[:10]}
        self._hooks.receive(self._message(form, f"{form['CallSid']}:held{turn}", said, facts=facts, live=True))
        return self._script.noted(since)

    def voicemail(self, form: Mapping[str, str]) -> str:
        """Leave a message: also for the fallback address, or a number that takes messages only."""
        return self._script.voicemail()

    def goodbye(self, form: Mapping[str, str]) -> str:
        """After the recording. The recording itself is told to `recording`, once it can be fetched."""
        return self._script.goodbye(heard=bool(form.get("RecordingSid")))

    def recording(self, form: Mapping[str, str]) -> None:
        """A message that was left: the recording is the message, with or without words."""
        sid, url = form.get("RecordingSid", ""), clean(form.get("RecordingUrl", "")).strip()
        if form.get("RecordingStatus", "completed") != "completed" or not _RECORDING.fullmatch(sid) or not url:
            log.info("recording of no use to us")
            return
        files = (recording_file(url),)
        self._hooks.receive(self._message(form, sid, "(voicemail)", attachments=files, facts=_length(form)))

    def transcript(self, form: Mapping[str, str]) -> None:
        """A recording's words, when there are any: one more message on the same case."""
        sid, text = form.get("RecordingSid", ""), clean(form.get("TranscriptionText", "")).strip()
        if form.get("TranscriptionStatus", "completed") != "completed" or not _RECORDING.fullmatch(sid) or not text:
            log.info("no words for a recording")
            return
        self._hooks.receive(self._message(form, f"{sid}:words", text, facts={"transcript": "yes"}))

    def status(self, form: Mapping[str, str]) -> None:
        """What became of a call. Calls that we made ourselves are no tenant's."""
        state = form.get("CallStatus", "").strip().lower()[:20]
        if ref := request.args.get("ref", ""):
            self._call_backs.ended(ref, form["CallSid"], state)
        elif form.get("Direction", "inbound").startswith("outbound"):
            log.info("status of a call of our own")
        else:
            self._hooks.report_call(read_report(form, state))

    def bridge(self, form: Mapping[str, str]) -> str:
        """The agent pressed a key, or none. Only 1 rings the tenant."""
        ref = request.args.get("ref", "")
        number = self._call_backs.accept(ref) if form.get("Digits", "").strip() == "1" else ""
        return self._script.join(ref, number) if number else self._script.end("voice_agent_refused")

    def bridged(self, form: Mapping[str, str]) -> str:
        """The tenant hung up, or never answered."""
        reached = form.get("DialCallStatus", "") in ("completed", "answered")
        self._call_backs.joined(request.args.get("ref", ""), form["CallSid"], reached)
        return self._script.end("" if reached else "voice_agent_unanswered")

    def _whereabouts(self, call: str) -> Whereabouts:
        """A fault of ours never ends the call of somebody whose words are kept: they hold, and we ask again."""
        try:
            return self._hooks.whereabouts(call)
        except Exception as error:  # noqa: BLE001 - see above
            log.error("place in line not known: %s", type(error).__name__)
            return Whereabouts("unplaced")

    def _message(
        self, form: Mapping[str, str], key: str, text: str, *, facts: Mapping[str, str], live: bool = False,
        attachments: tuple[IncomingFile, ...] = (),
    ) -> InboundMessage:  # fmt: skip
        sender = clean(form.get("From", ""))
        party = addresses.phone(sender)
        return InboundMessage(
            channel="voice",
            provider_id=form["CallSid"],
            dedupe_key=key,
            sender=sender,
            party=party,
            recipient=clean(form.get("To", "")),
            text=text,
            raw=request.get_data(),
            received_at=self._hooks.now(),
            reply_by="sms" if party else "",
            reply_to=party,
            attachments=attachments,
            call_id=form["CallSid"],
            live=live,
            facts=facts,
        )

    def _now(self) -> int:
        """Whole seconds since 1970, UTC."""
        return int(self._hooks.now().timestamp())


def read_report(form: Mapping[str, str], state: str) -> CallReport:
    """Twilio's word about a call; a withheld number is nobody's."""
    return CallReport(
        call_id=form["CallSid"],
        state=state,
        party=addresses.phone(clean(form.get("From", ""))),
        recipient=clean(form.get("To", "")),
        seconds=_number(form.get("CallDuration", ""), 0),
    )


def recording_file(url: str) -> IncomingFile:
    """The recording as MP3, for a job to fetch."""
    url = url.removesuffix(".json").removesuffix(".wav").removesuffix(".mp3")
    return IncomingFile(name="voicemail.mp3", content_type="audio/mpeg", url=f"{url}.mp3")


def _length(form: Mapping[str, str]) -> dict[str, str]:
    seconds = _number(form.get("RecordingDuration", ""), -1)
    return {"seconds": str(seconds)} if seconds >= 0 else {}


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else otherwise
