"""The small files beside the pages: health, the browser's search box, rules for robots."""

from http import HTTPStatus

from flask import Response, jsonify, render_template

from search.engine import SearchEngine

ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /*?\n"


class Site:
    """Answers for one archive."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def healthz(self) -> Response:
        """Say whether searches work (one is tried), what the archive holds, and of its vectors.

        Status 503 where they don't, or where a newer version of the index can't be opened.
        """
        problem = self._engine.problem()
        if problem:
            response = jsonify(status="failing", reason=problem)
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            response.headers["Cache-Control"] = "no-store"
            return response
        found = self._engine.statistics()
        response = jsonify(
            status="ok",
            articles=found.articles,
            vectors=found.vectors,
            dense=not found.dense,
            reason=found.dense,
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    def opensearch(self) -> Response:
        """Describe the search to browsers, in the visitor's language."""
        return Response(
            render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml"
        )

    def robots(self) -> Response:
        """Let robots read the articles and leave searches alone."""
        return Response(ROBOTS, mimetype="text/plain")
