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
        if self.times is not None:
            first = next((one for one in self.held if one.kind == self.kind), None)
            return letters.what_for(self.kind, self.times.need.get("repairs") or [], first)
        visit = self.visit or self.past
        return letters.what_for(self.kind, visit.repairs if visit is not None else [], visit)
