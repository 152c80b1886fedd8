"""The sound of a pretend recording: a beep, then a murmur as long as the words would take."""

import io
import math
import struct
import wave

RATE = 8000  # Hz, as telephones are
WORDS_A_SECOND = 2.5


def spoken_seconds(words: str) -> int:
    """How long somebody takes to say this, in whole seconds; at least 1 for anything at all."""
    return max(1, round(len(words.split()) / WORDS_A_SECOND)) if words.strip() else 0


def recording(words: str, longest: int = 30) -> bytes:
    """A WAV file: half a second of beep, then a soft hum with one swell for each word, at most `longest` s."""
    seconds = min(longest, spoken_seconds(words))
    samples = [0.4 * math.sin(2 * math.pi * 880 * n / RATE) for n in range(RATE // 2)]
    for n in range(seconds * RATE):
        swell = math.sin(math.pi * n * WORDS_A_SECOND / RATE) ** 2
        samples.append(0.25 * swell * math.sin(2 * math.pi * 170 * n / RATE))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *(int(sample * 32767) for sample in samples)))
    return file.getvalue()
