"""What the telephone asks for."""

from pydantic import Field

from channels.twilio_client import TwilioSettings


class VoiceSettings(TwilioSettings):
    """The Twilio account and our number, and how long a caller waits."""

    hold_minutes: int = Field(
        default=10, ge=1, le=60, description="How many minutes a caller waits in line before we take a message."
    )
    hold_seconds: int = Field(
        default=7, ge=2, le=30, description="Seconds between two words about the caller's place in line."
    )
    voicemail_seconds: int = Field(
        default=118, ge=10, le=3600, description="The longest message; Twilio transcribes none of 120 seconds or more."
    )
    voice_transcribe: bool = Field(default=True, description="Have Twilio write down what was said in a message?")
    voice_name: str = Field(default="Polly.Amy-Neural", description="Which of Twilio's voices speaks.")
    ring_seconds: int = Field(default=30, ge=5, le=120, description="How long a phone rings when we ring back.")
