"""The screens' own small house, for every test beside this file."""

from tests.queues.house import browser, house, landlord, model_house

__all__ = ["browser", "house", "landlord", "model_house"]
