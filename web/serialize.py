"""Answers and articles as plain dictionaries: what the JSON interface and `--json` put out."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from indexer.article import Article, iso
from indexer.storage.query import Aggregation, Buckets, DateHistogram
from search.notices import Notice
from search.request import Explanation, Fragment, Hit, SearchResponse
from web.histogram import Histogram


def response_as_dict(response: SearchResponse) -> dict[str, Any]:
    """Return an answer as JSON can carry it; `docs/http-api.md` explains every key."""
    return {
        "query": response.request.query,
        "mode": response.request.mode,
        "sort": response.request.sort,
        "retrievers": list(response.retrievers),
        "language": response.language,
        "total": response.total,
        "total_relation": response.total_relation,
        "took_ms": response.took_ms,
        "partial": response.partial,
        "expansions": [
            {"word": one.word, "others": list(one.others), "kind": one.kind}
            for one in response.expansions
        ],
        "suggestion": response.suggestion or None,
        "notices": [str(notice) for notice in response.notices],
        "facets": {
            _facet_name(asked): buckets_as_dict(buckets)
            for asked, buckets in zip(response.request.aggregations, response.facets, strict=False)
        },
        "hits": [hit_as_dict(hit) for hit in response.hits],
    }


def related_as_dict(article_id: str, hits: Sequence[Hit]) -> dict[str, Any]:
    """Return the related coverage of an article, with the reason where there is none."""
    notices = [] if hits else [str(Notice.of("nothing_related"))]
    return {"id": article_id, "hits": [hit_as_dict(hit) for hit in hits], "notices": notices}


def buckets_as_dict(buckets: Buckets) -> dict[str, Any]:
    """Return the counts of a result set by one field."""
    return {
        "buckets": [{"value": one.value, "count": one.count} for one in buckets.buckets],
        "other": buckets.other,
        "missing": buckets.missing,
    }


def histogram_as_dict(histogram: Histogram) -> dict[str, Any]:
    """Return the articles over time, empty times among them."""
    return {
        "step": histogram.step,
        "bars": [
            {
                "value": bar.value,
                "first": bar.first.isoformat(),
                "last": bar.last.isoformat(),
                "count": bar.count,
                "share": bar.share,
            }
            for bar in histogram.bars
        ],
        "missing": histogram.undated,
    }


def _facet_name(asked: Aggregation) -> str:
    return asked.interval if isinstance(asked, DateHistogram) else asked.field


def hit_as_dict(hit: Hit) -> dict[str, Any]:
    """Return one hit: what names its article, why it is here, and a snippet as safe HTML."""
    article = hit.article
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "published": iso(article.published) or None,
        "added": iso(article.added) or None,
        "source": article.source,
        "author": article.author,
        "score": float(hit.score),
        "retrievers": {
            name: {"rank": int(retriever.rank), "score": float(retriever.score)}
            for name, retriever in hit.retrievers.items()
        },
        "snippet": str(marked(hit.snippet)),
        "relevance": hit.relevance,
        "duplicates": list(hit.duplicates),
        "reranked": hit.reranked,
        "explanation": hit.explanation and explanation_as_dict(hit.explanation),
    }


def explanation_as_dict(explanation: Explanation) -> dict[str, Any]:
    """Return what a hit's score is made of, and which words met."""
    return {
        "parts": [{"name": name, "value": float(value)} for name, value in explanation.parts],
        "terms": [
            {
                "query": term.query,
                "written": term.written,
                "layer": term.layer,
                "place": term.place,
                "kind": term.kind,
            }
            for term in explanation.terms
        ],
    }


def article_as_dict(article: Article) -> dict[str, Any]:
    """Return the whole of an article, its relations included."""
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "language": article.language,
        "title_language": article.title_language,
        "url": article.url,
        "published": iso(article.published) or None,
        "added": iso(article.added) or None,
        "source": article.source,
        "author": article.author,
        "category": article.category,
        "visits": article.visits,
        "comments": article.comments,
        "relations": [
            {
                "kind": relation.kind,
                "title": relation.title,
                "url": relation.url,
                "published": iso(relation.published) or None,
                "excerpt": relation.excerpt,
            }
            for relation in article.relations
        ],
    }


def error_as_dict(
    code: str, message: str, where: str = "", remedy: str = "", position: int = -1
) -> dict[str, Any]:
    """Return what every error says; `position` counts characters of the query from 0."""
    error: dict[str, Any] = {"code": code, "message": message, "where": where, "remedy": remedy}
    if position >= 0:
        error["position"] = position
    return error


def marked(fragments: Iterable[Fragment]) -> Markup:
    """Return fragments as HTML: all text escaped, what matched within `<mark>`."""
    parts = (
        Markup("<mark>{}</mark>").format(part.text) if part.marked else escape(part.text)
        for part in fragments
    )
    return Markup().join(parts)
