"""A writer and a reader of the storage contract, as much of them as the pipeline calls."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from types import SimpleNamespace

from indexer.article import Article, id_digest
from indexer.storage.records import ArticleVersion, Changes, Manifest, SpaceManifest


class FakeIndex:
    """An index that lives as long as the test; `committed` holds its versions."""

    def __init__(self):
        empty = SimpleNamespace(
            articles={}, spaces={}, vectors={}, active="", signatures={}, groups={}, phases={},
            reports=[], away={}, history=[],
        )  # fmt: skip
        self.committed = [empty]

    def writer(self, *_):
        return FakeWriter(self)

    def reader(self, *_):
        return FakeReader(self)


class FakeReader:
    def __init__(self, index: FakeIndex):
        self._index, self._state = index, index.committed[-1]
        languages: dict[str, int] = {}
        for article in self._state.articles.values():
            languages[article.language] = languages.get(article.language, 0) + 1
        spaces = {
            name: SpaceManifest(space, {"all": len(self._state.vectors[name])}, {})
            for name, space in self._state.spaces.items()
        }
        self.manifest = Manifest(
            str(len(index.committed) - 1), len(self._state.articles), languages, "1",
            active=self._state.active, spaces=spaces, phases=dict(self._state.phases),
        )  # fmt: skip

    def changes(self, since: str) -> Changes:
        before = self._index.committed[int(since or 0)].articles
        now = self._state.articles
        added = tuple(i for i in now if i not in before)
        updated = tuple(
            i for i in now if i in before and before[i].fingerprint() != now[i].fingerprint()
        )
        gone = [i for i in before if i not in now]
        away = self._state.away
        return Changes(
            added,
            updated,
            tuple(i for i in gone if away.get(i, ("",))[0] != "forgotten"),
            tuple(id_digest(i) for i in gone if away.get(i, ("",))[0] == "forgotten"),
        )

    def ids(self):
        return list(self._state.articles)

    def find(self, ids):
        return [self._state.articles.get(i) for i in ids]

    def versions(self, article_id):
        found = [a for a in self._state.history if a.id == article_id]
        return [ArticleVersion(article, "", "") for article in reversed(found)]

    def reports(self, limit=20):
        return self._state.reports[::-1][:limit]

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class FakeWriter:
    def __init__(self, index: FakeIndex):
        self.index, self.state = index, deepcopy(index.committed[-1])
        self.run_away: set[str] = set()
        self.run_versions: set[tuple[str, bytes]] = set()

    @property
    def version(self):
        return str(len(self.index.committed) - 1) if len(self.index.committed) > 1 else ""

    def put(self, articles: Sequence[Article]):
        return [self._put(article) for article in articles]

    def _put(self, article):
        state, held = self.state, self.state.articles.get(article.id)
        why, print_ = state.away.get(article.id, ("", b""))
        if why in {"suppressed", "forgotten"} or (why and print_ == article.fingerprint()):
            return why
        mark = (article.id, article.fingerprint())
        if held is not None and held.fingerprint() == article.fingerprint():
            state.articles[article.id] = article
            return "unchanged"
        if mark in state.__dict__.setdefault("at_once", set()):
            return "unchanged"
        if held is not None and (held.id, held.fingerprint()) in self.run_versions:
            state.at_once.add((held.id, held.fingerprint()))
        self.run_versions.add(mark)
        state.away.pop(article.id, None)
        state.articles[article.id] = article
        state.history.append(article)
        for vectors in state.vectors.values():
            vectors.pop(article.id, None)
        return "indexed" if held is None else "updated"

    def _remove(self, ids, why):
        found = []
        for article_id in ids:
            article = self.state.articles.pop(article_id, None)
            found.append(article is not None)
            if article is not None or why == "suppressed":
                self.state.away[article_id] = (why, article.fingerprint() if article else b"")
            for kept in (self.state.signatures, self.state.groups, *self.state.vectors.values()):
                kept.pop(article_id, None)
        return found

    def delete(self, ids):
        return self._remove(ids, "deleted")

    def suppress(self, ids):
        return self._remove(ids, "suppressed")

    def forget(self, ids):
        found = self._remove(ids, "forgotten")
        self.state.history = [a for a in self.state.history if a.id not in ids]
        return found

    def readmit(self, ids):
        return [self.state.away.pop(i, None) is not None for i in ids]

    def find(self, ids):
        return [self.state.articles.get(i) for i in ids]

    def origins(self, prefix):
        return {i: a.origin for i, a in self.state.articles.items() if a.origin.startswith(prefix)}

    def put_space(self, space):
        self.state.spaces[space.name] = space
        self.state.vectors.setdefault(space.name, {})

    def set_vectors(self, space, articles):
        for article in articles:
            held = self.state.articles.get(article.id)
            if held is not None and held.fingerprint() == article.fingerprint:
                self.state.vectors[space][article.id] = article

    def without_vectors(self, space):
        return [i for i in self.state.articles if i not in self.state.vectors.get(space, {})]

    def activate(self, space):
        self.state.active = space
        self.state.spaces = {n: s for n, s in self.state.spaces.items() if n == space}
        self.state.vectors = {n: v for n, v in self.state.vectors.items() if n == space}

    def drop_space(self, space):
        assert space != self.state.active
        del self.state.spaces[space], self.state.vectors[space]

    def set_signatures(self, signatures):
        self.state.signatures |= {s.id: s for s in signatures}

    def _grouped(self, signature):
        return type(signature)(
            signature.id, signature.signature, signature.bands,
            self.state.groups.get(signature.id, ""),
        )  # fmt: skip

    def signatures_with_bands(self, bands):
        wanted = set(bands)
        found = self.state.signatures.values()
        return [self._grouped(s) for s in found if wanted.intersection(s.bands)]

    def signatures_in_groups(self, groups):
        found = self.state.signatures.values()
        return [s for s in map(self._grouped, found) if s.group in set(groups)]

    def set_groups(self, groups: Mapping[str, str]):
        self.state.groups |= groups

    def set_phase(self, name, version):
        self.state.phases[name] = version

    def report(self, report):
        self.state.reports.append(report)

    def commit(self):
        self.index.committed.append(self.state)
        self.state = deepcopy(self.state)
        return self.version

    def open_reader(self):
        return FakeReader(self.index)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
