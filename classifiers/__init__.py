"""What is this about, and can it wait? The classifiers, in the order they read. ADD ONE HERE."""

from classifiers.circumstances import Circumstances
from classifiers.emergency import Emergency
from classifiers.entities import Entities
from classifiers.language import Language
from classifiers.place import Place
from classifiers.repairs import Repairs
from classifiers.safeguarding import Safeguarding
from classifiers.since import SinceWhen
from classifiers.topics import Topics

PIPELINE = (  # classes; `pipeline.Pipeline.build(landlord)` makes them
    Emergency,  # first: it must not wait for a model
    Safeguarding,
    Language,
    Circumstances,
    Repairs,
    Topics,
    Entities,
    Place,
    SinceWhen,
)
