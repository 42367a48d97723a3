"""The interface in Arabic and English: its sentences, plurals, numbers and dates."""

from web.interface.choice import LANGUAGES, choose_language
from web.interface.interface import Interface
from web.interface.writing import direction

__all__ = ["LANGUAGES", "Interface", "choose_language", "direction"]
