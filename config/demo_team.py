"""The rest of the demo landlord's people: who answers which queue, in which languages and hours. All made up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_OFFICE = "mon-fri 08:00-18:00"


@dataclass(frozen=True)
class Colleague:
    """One agent of the demo. `levels`: skills with a level above 1, or that none of their queues asks for."""

    name: str
    local: str
    queues: tuple[str, ...]
    levels: Mapping[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    hours: str = _OFFICE
    restricted: bool = False


TEAM = (
    Colleague("Piotr Zawada", "piotr", ("repairs_emergency", "repairs_gas_heating", "repairs_plumbing",
                                        "repairs_customer_care"),
              {"triage": 3, "emergency": 3, "gas_heating": 4}, ("en", "pl")),
    Colleague("Marcus Bellweather", "marcus", ("repairs_emergency", "repairs_electrical", "repairs_communal",
                                               "building_safety"),
              {"triage": 4, "emergency": 4, "electrical": 4, "building_safety": 3},
              hours="mon-thu 07:00-17:00"),
    Colleague("Shabana Mirzada", "shabana", ("repairs_emergency", "homelessness", "repairs_gas_heating"),
              {"triage": 3, "emergency": 4, "homelessness": 3}, ("en", "ur", "pa"),
              "mon-fri 16:00-24:00, sat-sun 08:00-20:00"),
    Colleague("Colin Threlkeld", "colin", ("repairs_emergency", "homelessness", "repairs_electrical"),
              {"triage": 2, "emergency": 3}, ("en",), "mon-fri 00:00-08:00, sat-sun 20:00-24:00"),
    Colleague("Nusrat Jahanara", "nusrat", ("repairs_damp_mould", "repairs_building", "repairs_customer_care"),
              {"hazard_triage": 4, "building": 3}, ("en", "bn"), "mon-wed 08:00-18:00"),
    Colleague("Gwilym Reesdale", "gwilym", ("repairs_roofing", "repairs_glazing", "repairs_joinery",
                                            "repairs_building", "repairs_damp_mould"),
              {"roofing": 4, "joinery": 3, "hazard_triage": 2}, ("en", "cy")),
    Colleague("Joseph Karimba", "joseph", ("repairs_drainage", "repairs_plumbing", "repairs_pest", "repairs_communal"),
              {"drainage": 4, "pest": 3}, ("en", "sw", "fr")),
    Colleague("Leila Haddow", "leila", ("repairs_glazing", "repairs_roofing", "repairs_joinery",
                                      "repairs_drainage", "repairs_customer_care"),
              {"glazing": 3}, ("en", "ar"), "mon-fri 09:00-14:30"),
    Colleague("Dev Chowdhary", "dev", ("general", "repairs_customer_care", "repairs_pest"),
              {"general": 3, "repairs_general": 3}, ("en", "bn", "hi")),
    Colleague("Zofia Malinka", "zofia", ("general", "repairs_customer_care", "rents"),
              {"income": 2, "general": 3}, ("en", "pl", "uk")),
    Colleague("Imran Qadir", "imran", ("homelessness", "allocations", "tenancy"),
              {"homelessness": 4, "allocations": 3}, ("en", "ur")),
    Colleague("Farah Siddall", "farah", ("rents", "leasehold", "general"),
              {"income": 4, "leasehold": 2}, ("en", "ur"), "mon-fri 09:30-14:30"),
    Colleague("Milena Novotna", "milena", ("allocations", "leasehold", "info_governance"),
              {"leasehold": 4, "info_governance": 2}, ("en", "cs", "pl")),
    Colleague("Helen Oakenshaw", "helen", ("complaints", "info_governance", "general"),
              {"complaints": 4, "info_governance": 3}, hours="mon-thu 08:30-16:30"),
    Colleague("Anwen Pryce", "anwen", ("complaints", "building_safety", "adaptations"),
              {"building_safety": 3, "complaints": 2}, ("en", "cy"), "wed-fri 08:00-18:00"),
    Colleague("Patrick Slowey", "patrick", ("estates", "repairs_pest", "repairs_communal", "asb"),
              {"estates": 4, "communal": 3}),
    Colleague("Ruth Amankwa", "ruth", ("sheltered", "adaptations", "safeguarding"),
              {"sheltered": 4, "adaptations": 4, "safeguarding": 3}, ("en", "tw"), restricted=True),
    Colleague("Tess Hallorane", "tess", ("safeguarding", "homelessness", "sheltered"),
              {"safeguarding": 4, "homelessness": 2, "triage": 2}, ("en", "ro"), "tue-sat 10:00-20:00",
              restricted=True),
)  # fmt: skip
"""Every queue has at least two people, Amina and the supervisor left out."""
