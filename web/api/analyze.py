"""The endpoint that shows what the analysis makes of a text, and how it is read as a query."""

from flask import Response, request

from indexer.base.settings import Settings
from indexer.language.options import choose
from search.query.analysis import analyze_text
from web.analysis import analysis_as_dict
from web.api.answer import answer, check_names
from web.parameters import ParameterError, check_length, flag

ANALYZE_PARAMETERS = ("q", "plain")


class AnalyzeApi:
    """Analyses texts as the archive's are; it asks no index.

    Raises:
        SettingsError: this process already analyses otherwise.
    """

    def __init__(self, settings: Settings) -> None:
        choose(settings)
        self._settings = settings

    def answer(self) -> Response:
        """Answer with the analysis of the url's text, whose offsets count from its first sign."""
        check_names(ANALYZE_PARAMETERS)
        text = request.args.get("q", "")
        if not text.strip():
            raise ParameterError("there is nothing to analyse", "q", "Give a text")
        check_length(text)
        plain = flag("plain", request.args.get("plain", ""))
        analysis = analyze_text(text, plain=plain, day_first=self._settings.day_first)
        return answer(analysis_as_dict(analysis))
