"""The phase between: signs new and changed articles, and keeps the groups of near-duplicates.

Groups are the connected components of the similarity graph. Where some articles have changed, they
and the members of their groups are compared with all that could be joined with them; groups that
only others are in can grow together, but not fall apart. So the groups come out as if the whole
archive had been compared, in whatever order it arrived.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from indexer.article import Article, id_digest
from indexer.base.interrupts import held_back
from indexer.pipeline.near_duplicates import Signature, bands, components, signature
from indexer.pipeline.phases import Run
from indexer.storage.backend import IndexWriter
from indexer.storage.records import ArticleSignature

BATCH = 2_000  # articles signed and grouped at once
COMMIT_SECONDS = 300.0


class NearDuplicatesPhase:
    """Groups articles that tell the same text, from the changes since it last ran."""

    name = "near-duplicates"

    def run(self, run: Run) -> None:
        """Sign and group what has changed; see `Phase`.

        Interrupted, it begins with the same changes again: signing an article twice does no harm.
        """
        seen = run.writer.version
        changes = run.changes(self.name)
        changed = [*changes.added, *changes.updated]
        if changed:
            run.progress.phase(self.name, len(changed))
        for ids in _batches(changes.removed):
            with held_back():
                self._note(run, regroup(run.writer, _neighbours(run.writer, ids)))
        for ids in _batches(changed):
            with held_back():
                articles = [article for article in run.writer.find(ids) if article is not None]
                fresh = signed(articles)
                run.writer.set_signatures(fresh)
                self._note(run, regroup(run.writer, fresh))
                run.pending = True
            run.progress.advance(len(ids))
            if run.since_commit > COMMIT_SECONDS:
                run.commit()
        if seen and (changed or changes.removed or changes.forgotten):
            run.writer.set_phase(self.name, seen)
            run.pending = True
        if run.pending:
            run.commit()

    @staticmethod
    def _note(run: Run, groups: set[str]) -> None:
        run.report.groups += len(groups)
        run.pending = run.pending or bool(groups)


def signed(articles: Iterable[Article]) -> list[ArticleSignature]:
    """Return what near-duplicates of these articles are found by."""
    found = []
    for article in articles:
        one = signature(article.title, article.body)
        found.append(ArticleSignature(article.id, one.to_bytes(), bands(one)))
    return found


def regroup(writer: IndexWriter, signatures: Sequence[ArticleSignature]) -> set[str]:
    """Find the groups anew that these articles are in, belong into, or have left.

    Only what may have changed is compared: these articles, and the members of the groups that they
    are in, with all that have a band of theirs. Other groups stay whole, and may grow together.

    Args:
        writer: the archive.
        signatures: of articles that have changed, or that were in a group with removed ones.

    Returns:
        Names of the groups that have members, of articles whose group is another now.
    """
    changed = {one.id: one for one in _present(writer, signatures)}
    disturbed = {one.group for one in changed.values() if one.group}
    changed |= {one.id: one for one in writer.signatures_in_groups(sorted(disturbed))}
    keys = {band for one in changed.values() for band in one.bands}
    concerned = changed | {one.id: one for one in writer.signatures_with_bands(sorted(keys))}
    others = sorted({one.group for one in concerned.values() if one.group} - disturbed)
    concerned |= {one.id: one for one in writer.signatures_in_groups(others)}
    together: dict[str, list[str]] = {group: [] for group in others}
    for one in concerned.values():
        if one.group in together:
            together[one.group].append(one.id)
    texts = {key: Signature.from_bytes(one.signature) for key, one in concerned.items()}
    moved: dict[str, str] = {}
    for members in components(texts, changed=changed, together=together.values()):
        name = id_digest(members[0]) if len(members) > 1 else ""
        moved |= {member: name for member in members if concerned[member].group != name}
    if moved:
        writer.set_groups(moved)
    return {name for name in moved.values() if name}


def groups_of(writer: IndexWriter, ids: Sequence[str]) -> list[ArticleSignature]:
    """Return the signatures of the other members of these articles' groups, before they go."""
    articles = [article for article in writer.find(ids) if article is not None]
    keys = [band for one in signed(articles) for band in one.bands]
    wanted = set(ids)
    own = [one for one in writer.signatures_with_bands(keys) if one.id in wanted]
    groups = sorted({one.group for one in own if one.group})
    return [one for one in writer.signatures_in_groups(groups) if one.id not in wanted]


def _present(
    writer: IndexWriter, signatures: Sequence[ArticleSignature]
) -> Iterator[ArticleSignature]:
    """Yield the signatures of articles that there are, with the groups that they are in now."""
    keys = sorted({band for one in signatures for band in one.bands})
    wanted = {one.id for one in signatures}
    found = {one.id: one for one in writer.signatures_with_bands(keys) if one.id in wanted}
    alone = {one.id: one for one in signatures if not one.bands}
    return iter((alone | found).values())


def _neighbours(writer: IndexWriter, ids: Sequence[str]) -> list[ArticleSignature]:
    """Return the signatures of articles in groups that removed ones may have been in."""
    with writer.open_reader() as reader:
        last = [versions[0].article for key in ids if (versions := reader.versions(key))]
    keys = sorted({band for one in signed(last) for band in one.bands})
    return [one for one in writer.signatures_with_bands(keys) if one.group]


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    left = iter(ids)
    while batch := list(islice(left, BATCH)):
        yield batch
