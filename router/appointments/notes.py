"""The lines that stand on a visit for whoever comes: what the tenant wrote, what a colleague added."""

WISH = "Asked for another time: "
"""In front of what they wrote who want another time than the visit has: it counts until the time is another."""


def once_moved(note: str) -> str:
    """The same without the wishes for another time: they have one now."""
    return "\n".join(line for line in note.splitlines() if not line.startswith(WISH))
