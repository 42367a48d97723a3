"""From an article to the words that the keyword engines index."""

from indexer.article import Article
from indexer.language.analyzer import layers
from indexer.language.vocalised import vocalised_words
from indexer.storage.local.keyword.port import KeywordDocument


def keyword_document(row: int, article: Article, *, grouped: bool = False) -> KeywordDocument:
    """Analyse an article for the keyword index.

    Args:
        row: the article's row in the store.
        article: the article.
        grouped: whether it is in a duplicate group of two or more.
    """
    timestamp = article.timestamp
    return KeywordDocument(
        row=row,
        title=layers(article.title),
        body=layers(article.body),
        author=layers(article.author),
        source_text=layers(article.source),
        language=article.language,
        title_language=article.title_language,
        source=article.source,
        author_name=article.author,
        category=article.category,
        day=timestamp.toordinal() if timestamp else None,
        vocalised_title=_vocalised(article.title),
        vocalised_body=_vocalised(article.body),
        grouped=grouped,
    )


def _vocalised(text: str) -> str:
    return " ".join(dict.fromkeys(vocalised_words(text)))
