"""What a case has that somebody may answer to."""

from dataclasses import dataclass, field

from router.appointments.letters import Letters
from router.model import Appointment, Case, TimesOffered


@dataclass
class Arranged:
    """Open times, a visit, times that are over, a visit that is over. Beside a visit, `over` are the times it was
    chosen from."""

    case: Case
    times: TimesOffered | None = None
    held: list[Appointment] = field(default_factory=list)
    visit: Appointment | None = None
    over: TimesOffered | None = None
    past: Appointment | None = None

    @property
    def kind(self) -> str:
        """The kind of appointment that it is about; '' where nothing says so."""
        if self.times is not None:
            return str(self.times.need.get("kind", ""))
        return next((each.kind for each in (self.visit, self.past) if each is not None), "")

    def named(self, letters: Letters) -> str:
        """'repair visit (dripping tap)'."""
        visit = self.visit or self.past
        repairs = visit.repairs if self.times is None and visit is not None else []
        if self.times is not None:
            repairs = self.times.need.get("repairs") or []
        return letters.what_for(self.kind, repairs)
