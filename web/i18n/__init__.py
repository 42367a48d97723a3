"""The interface in Arabic and English: its sentences, plurals, numbers and dates."""

from web.i18n.direction import direction
from web.i18n.negotiation import LANGUAGES, choose_language
from web.i18n.translator import Interface

__all__ = ["LANGUAGES", "Interface", "choose_language", "direction"]
