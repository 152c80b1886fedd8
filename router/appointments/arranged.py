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
    asked: Appointment | None = None
    """A time of another matter that we had asked about ('is that right?') when these times overtook the question, and
    that this message says yes to."""
    sure: bool = False
    """Of several visits of the case this one is meant past a doubt: they named it when asked."""

    @property
    def kind(self) -> str:
        """The kind of appointment that it is about; '' where nothing says so."""
        if self.times is not None:
            return str(self.times.need.get("kind", ""))
        return next((each.kind for each in (self.visit, self.past) if each is not None), "")

    @property
    def repairs(self) -> list[str]:
        """The names of what is to be mended."""
        if self.times is not None:
            return list(self.times.need.get("repairs") or [])
        visit = self.visit or self.past
        return list(visit.repairs) if visit is not None else []

    def named(self, letters: Letters) -> str:
        """'repair visit (dripping tap)'."""
        if self.times is not None:
            first = next((one for one in self.held if one.kind == self.kind), None)
            return letters.what_for(self.kind, self.repairs, first)
        return letters.what_for(self.kind, self.repairs, self.visit or self.past)
