"""One language of the interface: sentences, plurals, numbers and dates as it writes them."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from indexer.article import Timestamp
from indexer.base.errors import QueryError
from search.notices import Notice, Value
from search.query.messages import MESSAGES
from web.i18n import arabic, english
from web.i18n.direction import UNKNOWN, Direction, direction
from web.i18n.query_errors import ARABIC

_SENTENCES = {"ar": arabic.SENTENCES, "en": english.SENTENCES}
_PLURALS = {"ar": arabic.PLURALS, "en": english.PLURALS}
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


class Interface:
    """What a template says, in one language.

    Args:
        language: `ar` or `en`.
        time_zone: the archive's; its country names the months as people there do: May is أيار
            in Beirut, مايو in Cairo, ماي in Tunis.
        day_first: whether English dates begin with the day.
    """

    def __init__(self, language: str, time_zone: str = "UTC", *, day_first: bool = True) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        # Digits are grouped as in the language at large: a country's own full stop between
        # thousands would read as a decimal point beside English text.
        self._dates = _dated_locale(language, time_zone, day_first)
        # A page of results has hundreds of small numbers and months, mostly the same ones.
        self.number = lru_cache(4_096)(self._number)
        self.period = lru_cache(4_096)(self._period)

    @property
    def direction(self) -> Direction:
        """The direction of the page."""
        return direction(self.language)

    @property
    def other(self) -> str:
        """The other language of the interface."""
        return "en" if self.language == "ar" else "ar"

    def text(self, key: str, **values: object) -> str:
        """Return a sentence with its values, each kept from reordering its neighbours (bidi)."""
        return _SENTENCES[self.language][key].format(**_isolated(values))

    def count(self, key: str, number: int, **values: object) -> str:
        """Return a counted noun: `نتيجتان`, `5 نتائج`, `1,234 results`."""
        forms = _PLURALS[self.language][key]
        category = "zero" if number == 0 else self._locale.plural_form(number)
        form = forms.get(category, forms["other"])
        return form.format(number=self.number(number), **_isolated(values))

    def _number(self, number: float) -> str:
        """Return a number with its digits grouped."""
        return str(format_decimal(number, locale=self._locale))

    def decimal(self, number: float, *, signed: bool = False) -> str:
        """Return a number with two decimals: `0.46`, with its sign where asked for: `+0.46`."""
        pattern = "+#,##0.00;-#,##0.00" if signed else "#,##0.00"
        return str(format_decimal(number, pattern, locale=self._locale))

    def percent(self, share: float) -> str:
        """Return a share of 1 as a percentage: `46%`."""
        return str(format_percent(share, locale=self._locale))

    def date(self, timestamp: Timestamp) -> str:
        """Return a date, with its time of day where it has one."""
        day = str(format_date(timestamp, "long", self._dates))
        if not isinstance(timestamp, datetime):
            return day
        clock = format_time(timestamp.time(), "short", locale=self._dates)
        return self.text("date_and_time", date=day, time=clock)

    def _period(self, value: str) -> str:
        """Return a day, month or year of the calendar: of `2024-05` أيار 2024, of `2024` 2024."""
        year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
        pattern = {4: "y", 7: "MMMM y"}.get(len(value), "d MMMM y")
        return str(format_date(date(year, month, day), pattern, self._dates))

    def notice(self, notice: Notice) -> str:
        """Return what is said to the searcher beside an answer."""
        values = {name: self._value(name, value) for name, value in notice.values}
        return self.text("notice_" + notice.code, **values)

    def query_error(self, error: QueryError) -> tuple[str, str]:
        """Return what is wrong with a query and what to do; as raised where it has no key."""
        messages = ARABIC if self.language == "ar" else MESSAGES
        if error.key not in messages:
            return error.what, error.remedy
        values = {
            name: self.date(value) if isinstance(value, date)
            else self.number(value) if isinstance(value, int) else value
            for name, value in error.values.items()
        }  # fmt: skip
        what, remedy = (one.format(**_isolated(values)) for one in messages[error.key])
        return what, remedy

    def _value(self, name: str, value: Value) -> str:
        if isinstance(value, tuple):
            return str(
                format_list([self.language_name(code) for code in value], locale=self._locale)
            )
        if isinstance(value, str):
            return self.language_name(value) if name == "language" else value
        return (
            str(format_date(value, "EEEE", self._dates)) if name == "weekday" else self.date(value)
        )

    def span(self, first: Timestamp, last: Timestamp) -> str:
        """Return a span of time in months: `أيار 2019 – حزيران 2024`."""
        months = [str(format_date(day, "MMMM y", self._dates)) for day in (first, last)]
        return " – ".join(dict.fromkeys(months))

    def language_name(self, code: str) -> str:
        """Return a language's name in this one; the code itself where it has none."""
        if code in UNKNOWN:
            return self.text("unknown_language")
        try:
            name = Locale.parse(code).get_language_name(self._locale)
        except (UnknownLocaleError, ValueError):
            name = None
        return name or code


def _isolated(values: dict[str, object]) -> dict[str, object]:
    return {
        name: f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}" if isinstance(value, str) else value
        for name, value in values.items()
    }


def _dated_locale(language: str, time_zone: str, day_first: bool) -> Locale:
    if language == "en":
        return Locale.parse("en_GB" if day_first else "en_US")
    country = get_global("zone_territories").get(time_zone, "")
    try:
        return Locale.parse(f"{language}_{country}") if country else Locale.parse(language)
    except UnknownLocaleError:
        return Locale.parse(language)
