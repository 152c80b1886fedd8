"""What the contact form needs to be told."""

from pydantic import BaseModel, Field


class WebSettings(BaseModel):
    """`secret_key` signs the cookie of a half-filled form; `public_url` says whether that cookie is for https only."""

    secret_key: str = Field(min_length=1)
    public_url: str = ""
    draft_hours: int = Field(24, ge=1, le=168, description="How many hours a half-filled form stays with its visitor.")
