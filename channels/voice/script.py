"""What callers and agents hear. The landlord's wording comes first, ours where there is none.

Nothing a caller said is ever spoken back, so no words of theirs can reach the XML.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from channels.contract import Hooks
from channels.twilio_messages import clean
from channels.voice import spoken
from channels.voice.settings import VoiceSettings
from router.values import Whereabouts

LANGUAGE = "en-GB"
ASKED_AT_MOST = 2
WORDS = MappingProxyType(
    {
        "voice_greeting": "Hello, this is {landlord}. If anyone is in danger, hang up and call 999. "
        "In a few words, how can we help?",
        "voice_menu": "Sorry, we did not catch that. In a few words, how can we help? "
        "Or press 1 for a repair, 2 for something else, or 3 to leave a message.",
        "voice_hold": "Thank you. We have noted that. One moment, please.",
        "voice_position": "You are number {position} in the line. Press 1 to leave a message and we ring you back, "
        "or stay on the line. If you are in danger, say so now, or hang up and call 999.",
        "voice_waiting": "You are in the line. Press 1 to leave a message and we ring you back, or stay on the line. "
        "If you are in danger, say so now, or hang up and call 999.",
        "voice_coming": "Someone is coming to the phone.",
        "voice_voicemail_offer": "We could not answer you in time. Please leave a message and we will ring you back.",
        "voice_voicemail": "Please leave your name, your address and what is wrong after the tone. "
        "Press the hash key when you have finished.",
        "voice_voicemail_thanks": "Thank you. We have your message and will ring you back. Goodbye.",
        "voice_closed": "We are closed now. We open {opening}.",
        "voice_told": "We are telling somebody of it now, day or night. If anyone is in danger, hang up and call 999.",
        "voice_number_again": "The number again: {number}.",
        "voice_leave": "We are telling somebody of it now, day or night. "
        "We end this call now, so that you can get help. Goodbye.",
        "voice_goodbye": "Thank you for ringing. Goodbye.",
        "voice_times": "We can come at one of these times.",
        "voice_times_other": "We can offer you these times.",
        "voice_times_again": "Sorry, we did not understand.",
        "voice_times_choice": "Press {number} for {time}.",
        "voice_times_end": "Or say which one suits you, or that none does. Press 0 to speak to a person.",
        "voice_times_sure": "{time}. Is that right? Press 1 for yes, or 2 for no. Press 0 to speak to a person.",
        "voice_times_noted": "Thank you. One moment, please.",
        "voice_times_person": "A person will find a time with you.",
        "voice_times_none_free": "Sorry, no time is free for that. A person will find one with you.",
        "voice_booked": "That is booked: {time}. An adult must be in.",
        "voice_booked_else": "That is booked: {time}. {where}",
        "voice_moved": "That is moved. It is now {time}. An adult must be in.",
        "voice_moved_else": "That is moved. It is now {time}. {where}",
        "voice_not_needed": "Thank you. No visit is booked. If there is nothing else you may hang up now.",
        "voice_booked_text": "We have texted you the details.",
        "voice_anything_else": "If there is anything else, press 0 to speak to a person.",
        "voice_visit": "Somebody will come on {time}. An adult must be in.",
        "voice_visit_else": "You have an appointment: {time}. {where}",
        "voice_cancelled": "That is cancelled.",
        "voice_cancelled_else": "That is cancelled. If there is nothing else you may hang up now.",
        "voice_settled": "Thank you. There is nothing more that you need do now.",
        "voice_own": "We know this number as that of one of our own people. What you said is with the office, who will "
        "ring you back. If anyone is in danger, hang up and call 999. Goodbye.",
        "voice_agent_whisper": "This is a call back to a tenant. Press 1 to be joined to them.",
        "voice_agent_refused": "You have not been joined. Goodbye.",
        "voice_agent_unanswered": "The tenant could not be reached. Goodbye.",
    }
)
"""Keys of `replies.toml`, and what is said when the landlord has no words for one."""

_TIME_HINTS = (
    "the first one, the second one, the third one, one, two, three, Monday, Tuesday, Wednesday, Thursday, Friday, "
    "Saturday, morning, afternoon, evening, none of those, any time, yes, no, speak to a person"
)
_HINTS = (
    "gas leak, smell of gas, flood, burst pipe, no heating, no hot water, no electricity, fire, mould, locked out, "
    "heart attack, stroke, not breathing, collapsed, ambulance"
)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


class Script:
    """Each method gives one whole TwiML document."""

    def __init__(self, settings: VoiceSettings, hooks: Hooks) -> None:
        self._settings = settings
        self._hooks = hooks

    # --- asking ----------------------------------------------------------------------------------

    def ask(self, step: int) -> str:
        """ "In a few words, how can we help?", for the first time or once more; then voicemail."""
        response = VoiceResponse()
        self._gather_need(response, step)
        if step < ASKED_AT_MOST:
            self._gather_need(response, step + 1)
        self._record(response)
        return str(response)

    def _gather_need(self, response: VoiceResponse, step: int) -> None:
        gather = Gather(
            input="speech dtmf", action=self.address("heard", step=step), method="POST", language=LANGUAGE,
            num_digits=1, timeout=5, speech_timeout="auto", hints=_HINTS, profanity_filter="false",
        )  # fmt: skip
        self._say(gather, self.words("voice_greeting" if step <= 1 else "voice_menu"))
        response.append(gather)

    # --- holding ---------------------------------------------------------------------------------

    def hold(self, since: int) -> str:
        """Noted; the line is first asked after one second."""
        response = VoiceResponse()
        is_open = self._hooks.open_now().open  # nobody is told to wait for a person who is not there
        self._say(response, self.words("voice_hold" if is_open else "voice_times_noted"))
        self._again(response, since, 1)
        return str(response)

    def wait(self, since: int, safety: Iterable[str], seconds: int, told: str = "", words: str = "",
             silent: int = 0) -> str:  # fmt: skip
        """Safety words, then what there is to say, a pause, and the question again."""
        response = VoiceResponse()
        self._say_all(response, safety)
        self._say(response, words)
        self._again(response, since, seconds, told, silent)
        return str(response)

    def place(self, since: int, place: Whereabouts, told: str = "") -> str:
        """Safety words, the place in line, and the offer to leave a message. The gather is the pause: what is said
        in it is heard, for a danger may begin while they wait.

        `told`: what was said once and need not be said again.
        """
        response = VoiceResponse()
        self._say_all(response, place.say)
        if not told and place.booked is not None:
            key = "voice_visit_else" if place.where else "voice_visit"
            self._say(response, self.words(key, time=spoken.time(place.booked), where=place.where))
        if not told:
            self._say(response, self._became(place))
        gather = Gather(
            input="speech dtmf", action=self.address("leave", since=since, turn=place.turn), method="POST",
            language=LANGUAGE, num_digits=1, timeout=self._settings.hold_seconds, speech_timeout="auto", hints=_HINTS,
            profanity_filter="false",
        )  # fmt: skip
        number = self.words("voice_position", position=str(place.position)) if place.position else ""
        self._say(gather, number or self.words("voice_waiting"))
        response.append(gather)
        self._again(response, since, 0, "place")
        return str(response)

    # --- choosing a time -------------------------------------------------------------------------

    def choose(self, since: int, place: Whereabouts, silent: int) -> str:
        """Safety words, the times, and how to answer: by key or in words. `silent`: how often nothing came back."""
        response = VoiceResponse()
        self._say_all(response, place.say)
        gather = Gather(
            input="speech dtmf", method="POST", language=LANGUAGE, num_digits=1, timeout=6, speech_timeout="auto",
            hints=_TIME_HINTS, profanity_filter="false",
            action=self.address("chosen", since=since, turn=place.turn, silent=silent,
                                **({"sure": 1} if place.told == "sure" else {})),
        )  # fmt: skip
        self._say_all(gather, self._times(place, silent))
        response.append(gather)
        self._again(response, since, 0, silent=silent + 1)
        return str(response)

    def _times(self, place: Whereabouts, silent: int) -> Iterable[str]:
        if place.told == "sure":
            yield self.words("voice_times_sure", time=spoken.time(place.times[0]))
            return
        first = "voice_times_other" if place.where else "voice_times"  # nobody comes to them
        opening = {"again": "voice_times_again", "other": "voice_times_other"}.get(place.told, first)
        yield "" if silent else place.first
        yield self.words("voice_times_again" if silent else opening)
        yield place.where
        for offered in place.times:
            yield self.words("voice_times_choice", number=str(offered.number), time=spoken.time(offered))
        yield self.words("voice_times_end")

    def noted(self, since: int) -> str:
        """An answer is kept; what came of it is asked in a second."""
        response = VoiceResponse()
        self._say(response, self.words("voice_times_noted"))
        self._again(response, since, 1)
        return str(response)

    def settled(self, since: int, place: Whereabouts) -> str:
        """Nobody need speak to them: what is booked, a person for whoever wants one all the same, and goodbye."""
        response = VoiceResponse()
        self._say_all(response, place.say)
        if place.booked is None:
            if place.told == "cancelled" or not place.texted:
                self._say(response, self.words("voice_cancelled" if place.told == "cancelled" else "voice_settled"))
        else:
            key = "voice_moved" if place.told == "moved" else "voice_booked"
            key = f"{key}_else" if place.where else key
            self._say(response, self.words(key, time=spoken.time(place.booked), where=place.where))
        if place.texted:
            self._say(response, self.words("voice_booked_text"))
        gather = Gather(
            input="dtmf", action=self.address("chosen", since=since, turn=place.turn, only=0), method="POST",
            num_digits=1, timeout=4,
        )  # fmt: skip
        self._say(gather, self.words("voice_anything_else"))
        response.append(gather)
        self._say(response, self.words("voice_goodbye"))
        response.hangup()
        return str(response)

    def _again(self, response: VoiceResponse, since: int, seconds: int, told: str = "", silent: int = 0) -> None:
        if seconds:
            response.pause(length=seconds)
        more: dict[str, str | int] = {"told": told} if told else {}
        if silent:
            more["silent"] = silent
        response.redirect(self.address("hold", since=since, **more), method="POST")

    # --- taking a message --------------------------------------------------------------------------

    def voicemail(self, safety: Iterable[str] = (), why: str = "") -> str:
        """Safety words first, then why we take a message, then the tone."""
        response = VoiceResponse()
        self._say_all(response, safety)
        self._say(response, why)
        self._record(response)
        return str(response)

    def closed(self) -> str:
        """That nobody is there, and when somebody will be."""
        opening = self._hooks.open_now()
        return self.words("voice_closed", opening=opening.opens) if opening.opens else opening.words

    def at_night(self, place: Whereabouts) -> str:
        """Nobody is there: what came of what they said, and when somebody will be. Of an emergency somebody is told
        now, so when we open is no answer; of one that only some may see nothing is said but its safety words."""
        if place.pressing or place.say:
            return self.words("voice_told") if place.reference else ""
        return f"{self._became(place)} {self.closed()}".strip()

    def _became(self, place: Whereabouts) -> str:
        """That their visit is cancelled, that they have none, that a person finds a time, or does so because none is
        free; '' of anything else."""
        key = {"person": "voice_times_person", "cancelled": "voice_cancelled_else",
               "not_needed": "voice_not_needed", "none_free": "voice_times_none_free"}.get(place.told)  # fmt: skip
        return self.words(key) if key else ""

    def goodbye(self, heard: bool) -> str:
        """The end: with thanks for a message when there was one."""
        response = VoiceResponse()
        self._say(response, self.words("voice_voicemail_thanks" if heard else "voice_goodbye"))
        response.hangup()
        return str(response)

    def _record(self, response: VoiceResponse) -> None:
        self._say(response, self.words("voice_voicemail"))
        written = {"transcribe": True, "transcribe_callback": self.address("transcript")}
        response.record(
            action=self.address("goodbye"), method="POST", max_length=self._settings.voicemail_seconds,
            finish_on_key="#", play_beep=True, timeout=10,
            recording_status_callback=self.address("recording"), recording_status_callback_method="POST",
            recording_status_callback_event="completed", **(written if self._settings.voice_transcribe else {}),
        )  # fmt: skip
        self._say(response, self.words("voice_goodbye"))  # reached when nothing was recorded
        response.hangup()

    def end_for_safety(self, place: Whereabouts) -> str:
        """Safety words, and the end: people are told of it already, and nobody is kept indoors by a line or a tone.
        Where a person may be harmed nothing is said beside them: somebody may be listening."""
        response = VoiceResponse()
        self._say_all(response, place.say)
        if place.end == "leave":
            self._say_all(response, (self.words("voice_number_again", number=number) for number in place.numbers))
            self._say(response, self.words("voice_leave"))
        response.hangup()
        return str(response)

    # --- ringing back ------------------------------------------------------------------------------

    def whisper(self, ref: str) -> str:
        """For the agent: who is to be rung is not said. An answering machine presses nothing."""
        response = VoiceResponse()
        gather = Gather(
            input="dtmf", action=self.address("bridge", ref=ref), method="POST", num_digits=1, timeout=10,
            action_on_empty_result=True,
        )  # fmt: skip
        self._say(gather, self.words("voice_agent_whisper"))
        response.append(gather)
        response.hangup()
        return str(response)

    def join(self, ref: str, number: str) -> str:
        """Ring the tenant from our own number."""
        response = VoiceResponse()
        dial = response.dial(
            action=self.address("bridged", ref=ref), method="POST", timeout=self._settings.ring_seconds,
            caller_id=self._settings.twilio_number,
        )  # fmt: skip
        dial.number(number)
        return str(response)

    def end(self, key: str = "") -> str:
        """One sentence, if any, and the end."""
        response = VoiceResponse()
        self._say(response, self.words(key) if key else "")
        response.hangup()
        return str(response)

    # --- words and addresses -----------------------------------------------------------------------

    def words(self, key: str, **given: str) -> str:
        """The landlord's words or ours. Only the names we know are filled in; other braces stay."""
        text = str(self._hooks.replies.get(key) or WORDS[key])
        known = {"landlord": self._hooks.landlord_name, "phone": self._hooks.landlord_phone} | given
        for name, value in known.items():
            text = text.replace("{" + name + "}", value)
        return text

    def address(self, place: str, **query: str | int) -> str:
        """One of our own steps, as Twilio will call and sign it."""
        return address(self._settings, place, query)

    def _say_all(self, where: TwiML, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self._say(where, sentence)

    def _say(self, where: TwiML, text: str) -> None:
        text = _NOT_XML.sub("", clean(text)).strip()
        if text:
            where.append(Say(text, voice=self._settings.voice_name, language=LANGUAGE))


def address(settings: VoiceSettings, place: str, query: Mapping[str, str | int]) -> str:
    """`https://.../channels/voice/<place>?...`; ids and times only, never a number."""
    base = f"{settings.public_url.rstrip('/')}/channels/voice/{place}"
    return f"{base}?{urlencode(query)}" if query else base
