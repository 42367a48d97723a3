"""What a writer changes, when readers see it, and what stays away."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from indexer.article import Relation, id_digest
from indexer.base.errors import IndexLockedError, VersionError
from indexer.storage.query import EVERYTHING, Filters, Term, VectorQuery
from indexer.storage.records import ArticleSignature, Changes

from .conftest import SPACE, article, day, ids, vectors


def test_an_article_comes_back_as_it_went_in(backend):
    whole = article(
        1, published=date(2024, 5, 21), author="A. Writer", category="world", visits=3,
        relations=(Relation("teaser", "عنوان", "u", date(2024, 1, 2), "أول"),), origin="file:///x",
    )  # fmt: skip
    assert backend.put(whole) == ["indexed"]
    with backend.open_reader() as reader:
        assert reader.find(["a1", "none"])[0].article == whole
        assert reader.find(["none"]) == [None]
        assert reader.documents([reader.find(["a1"])[0].doc])[0].article == whole
        with pytest.raises(KeyError):
            reader.documents([987_654])


def test_nothing_counts_before_a_commit(backend):
    backend.put(article(1))
    with backend.open_writer() as writer:
        writer.put([article(2)])
        with backend.open_reader() as reader:
            assert ids(reader, "drone") == ["a1"]
    with backend.open_reader() as reader:
        assert ids(reader, "drone") == ["a1"]
    assert backend.put(article(2)) == ["indexed"]


def test_the_same_article_is_unchanged_even_with_other_counters(backend):
    backend.put(article(1, visits=5))
    assert backend.put(article(1, visits=9)) == ["unchanged"]
    with backend.open_reader() as reader:
        assert reader.find(["a1"])[0].article.visits == 9


def test_an_old_reader_goes_on_seeing_its_version(backend):
    backend.put(article(1))
    before = backend.open_reader()
    assert backend.put(article(1, "Rain"), article(2)) == ["updated", "indexed"]
    with backend.open_writer() as writer:
        writer.delete(["a2"])
        writer.commit()
        writer.put([article(number) for number in range(3, 9)])
        writer.commit()
    assert before.find(["a1"])[0].article.body == "Drones over the harbour"
    assert ids(before, "drone") == ["a1"]
    assert ids(before, "rain") == []
    assert not before.is_current()
    before.close()
    before.close()
    with backend.open_reader() as now:
        assert now.is_current()
        assert ids(now, "rain") == ["a1"]


def test_two_records_of_one_id_do_not_take_turns(backend):
    records = [article(1), article(1, "Rain")]
    assert backend.put(*records) == ["indexed", "updated"]
    assert backend.put(*records) == ["unchanged", "unchanged"]


def test_a_second_writer_is_refused(backend):
    with backend.open_writer() as writer:
        writer.put([article(1)])
        with pytest.raises(IndexLockedError):
            backend.open_writer()


def remove(backend, how, *names):
    with backend.open_writer() as writer:
        done = getattr(writer, how)(names)
        writer.commit()
    return done


def test_a_deleted_article_comes_back_when_its_content_has_changed(backend):
    backend.put(article(1), article(2))
    assert remove(backend, "delete", "a1", "none") == [True, False]
    with backend.open_reader() as reader:
        assert ids(reader, EVERYTHING) == ["a2"]
    assert backend.put(article(1)) == ["deleted"]
    assert backend.put(article(1, "Rain")) == ["indexed"]
    with backend.open_reader() as reader:
        assert set(ids(reader, EVERYTHING)) == {"a1", "a2"}


def test_deleting_and_adding_in_one_run_works(backend):
    backend.put(article(1))
    with backend.open_writer() as writer:
        writer.delete(["a1"])
        assert writer.put([article(1)]) == ["indexed"]
        writer.commit()
    with backend.open_reader() as reader:
        assert ids(reader, "drone") == ["a1"]


@pytest.mark.parametrize("how", ["suppress", "forget"])
def test_suppressed_and_forgotten_articles_stay_away(backend, how):
    backend.put(article(1), article(2))
    assert remove(backend, how, "a1") == [True]
    outcome = {"suppress": "suppressed", "forget": "forgotten"}[how]
    assert backend.put(article(1), article(1, "Rain")) == [outcome, outcome]
    with backend.open_reader() as reader:
        assert ids(reader, EVERYTHING) == ["a2"]
        assert bool(reader.versions("a1")) == (how == "suppress")
    assert remove(backend, "readmit", "a1", "a2") == [True, False]
    assert backend.put(article(1)) == ["indexed"]


def test_changes_are_told_from_any_version_on(backend):
    with backend.open_writer() as writer:
        writer.put([article(1), article(2), article(3), article(4)])
        first = writer.commit()
        writer.put([article(2, "Rain"), article(5)])
        second = writer.commit()
        writer.delete(["a1"])
        writer.suppress(["a3"])
        writer.forget(["a4"])
        writer.put([article(6)])
        third = writer.commit()
    with backend.open_reader() as reader:
        assert reader.manifest.version == third
        assert reader.changes(third) == Changes()
        assert reader.changes("").added == ("a2", "a5", "a6")
        assert set(reader.changes("").removed) <= set()
        since = reader.changes(second)
        assert (since.added, since.updated) == (("a6",), ())
        assert set(since.removed) == {"a1", "a3"}
        assert since.forgotten == (id_digest("a4"),)
        assert reader.changes(first).updated == ("a2",)
        with pytest.raises(VersionError):
            reader.changes("never")


def test_versions_of_an_article_are_kept(backend):
    backend.put(article(1))
    backend.put(article(1, "Rain"))
    with backend.open_reader() as reader:
        new, old = reader.versions("a1")
        assert (new.article.body, old.article.body) == ("Rain", "Drones over the harbour")
        assert new.last == ""
        assert old.last == new.first


def test_ids_come_newest_first(backend):
    backend.put(article(1, published=day(3)), article(2), article(3, published=day(9)), article(4))
    with backend.open_reader() as reader:
        assert reader.ids() == ["a3", "a1", "a4", "a2"]


def test_reports_and_phases_are_kept_with_their_version(backend):
    for number in (1, 2):
        with backend.open_writer() as writer:
            writer.put([article(number)])
            writer.report({"run": number})
            writer.set_phase("vectors", str(number))
            writer.commit()
    with backend.open_reader() as reader:
        assert [one["run"] for one in reader.reports()] == [2, 1]
        assert reader.manifest.phases == {"vectors": "2"}


def test_a_writer_sees_its_own_changes(backend):
    backend.put(article(1, origin="file:///a/1"))
    with backend.open_writer() as writer:
        writer.put([article(2, origin="file:///b/2"), article(1, "Rain", origin="file:///a/1")])
        found = writer.find(["a1", "a2", "a3"])
        assert [one and one.body for one in found] == ["Rain", "Drones over the harbour", None]
        assert writer.origins("file:///b") == {"a2": "file:///b/2"}


ONE, TWO, THREE = article(1, published=day(1)), article(2, published=day(2)), article(3, "Rain")


@pytest.fixture
def embedded(backend):
    with backend.open_writer() as writer:
        writer.put([ONE, TWO, THREE, article(4, language="ar")])
        writer.put_space(SPACE)
        made = [vectors(ONE, (1, 0, 0, 0), (0, 1, 0, 0)), vectors(TWO, (1, 1, 0, 0)),
                vectors(article(4, language="ar"), (0, 0, 1, 0))]  # fmt: skip
        writer.set_vectors("test", made)
        assert writer.without_vectors("test") == ["a3"]
        writer.activate("test")
        writer.commit()
    return backend


def nearest(reader, vector, **more):
    array = np.array(vector, np.float32)
    (found,) = reader.search_vectors([VectorQuery(array / np.linalg.norm(array), 10, **more)])
    names = [one.article.id for one in reader.documents(found.docs.tolist())]
    return dict(zip(names, found.scores.tolist(), strict=True)), found.total


def test_an_article_is_as_near_as_its_nearest_passage(embedded):
    with embedded.open_reader() as reader:
        found, total = nearest(reader, (0, 1, 0, 0))
        assert list(found) == ["a1", "a2", "a4"]
        assert total == 3
        assert found["a1"] == pytest.approx(1, abs=0.01)
        assert found["a2"] == pytest.approx(0.707, abs=0.01)
        docs = np.array([one.doc for one in reader.find(["a1", "a3"])])
        (first, second), none = reader.passage_vectors(docs)
        assert (first.start, second.start, none) == (0, 1, ())
        np.testing.assert_allclose(second.vector, [0, 1, 0, 0], atol=0.01)


def test_vector_searches_are_narrowed(embedded):
    with embedded.open_reader() as reader:
        assert list(nearest(reader, (1, 0, 0, 0), languages=frozenset({"ar"}))[0]) == ["a4"]
        assert set(nearest(reader, (1, 0, 0, 0), filters=Filters(first=day(2)))[0]) == {"a2"}
        assert set(nearest(reader, (1, 0, 0, 0), must=Term("rain"))[0]) == set()
        with pytest.raises(KeyError):
            nearest(reader, (1, 0, 0, 0), space="nowhere")


def test_the_spread_of_similarities_comes_from_moments_over_passages(embedded):
    query = np.array([0.6, 0.8, 0, 0], np.float32)
    with embedded.open_reader() as reader:
        space = reader.manifest.vectors
        assert dict(space.articles) == {"en": 2, "ar": 1}
        docs = np.array([one.doc for one in reader.find(["a1", "a2"])])
        every = [p.vector @ query for one in reader.passage_vectors(docs) for p in one]
        assert space.moments["en"].count == 3
        assert space.moments["en"].spread(query) == pytest.approx(
            (np.mean(every), np.std(every)), abs=1e-6
        )


def test_vectors_of_a_changed_or_removed_article_do_not_count(embedded):
    with embedded.open_writer() as writer:
        writer.put([replace(TWO, body="Rain")])
        writer.delete(["a4"])
        stale = vectors(TWO, (0, 0, 0, 1))
        writer.set_vectors("test", [stale])
        assert set(writer.without_vectors("test")) == {"a2", "a3"}
        writer.commit()
    with embedded.open_reader() as reader:
        assert set(nearest(reader, (1, 1, 1, 1))[0]) == {"a1"}
        assert dict(reader.manifest.vectors.articles) == {"en": 1}
        assert reader.manifest.vectors.moments["en"].count == 2


def test_a_space_is_built_beside_the_active_one_and_takes_over(embedded):
    other = replace_space("other")
    with embedded.open_writer() as writer:
        writer.put_space(other)
        writer.set_vectors("other", [vectors(THREE, (1, 0, 0, 0))])
        writer.commit()
        with embedded.open_reader() as reader:
            assert reader.manifest.active == "test"
            assert set(reader.manifest.spaces) == {"test", "other"}
            assert set(nearest(reader, (1, 0, 0, 0), space="other")[0]) == {"a3"}
        writer.activate("other")
        writer.commit()
    with embedded.open_reader() as reader:
        assert (reader.manifest.active, set(reader.manifest.spaces)) == ("other", {"other"})
        assert set(nearest(reader, (1, 0, 0, 0))[0]) == {"a3"}


def replace_space(name):
    import msgspec

    return msgspec.structs.replace(SPACE, name=name)


def test_signatures_are_found_by_band_and_by_group(backend):
    with backend.open_writer() as writer:
        writer.put([ONE, TWO, THREE])
        writer.set_signatures(
            [ArticleSignature("a1", b"x", (5, 6)), ArticleSignature("a2", b"y", (6, 2**62))]
        )
        assert {one.id for one in writer.signatures_with_bands([6])} == {"a1", "a2"}
        assert [one.id for one in writer.signatures_with_bands([2**62])] == ["a2"]
        writer.set_groups({"a1": "g", "a2": "g"})
        assert {one.id for one in writer.signatures_in_groups(["g"])} == {"a1", "a2"}
        writer.commit()
    with backend.open_writer() as writer:
        (one,) = writer.signatures_with_bands([5])
        assert (one.signature, one.bands, one.group) == (b"x", (5, 6), "g")
        writer.set_groups({"a1": "", "a2": ""})
        writer.commit()
    with backend.open_reader() as reader:
        first, second = reader.find(["a1", "a2"])
        assert first.group != second.group


def test_threads_share_a_reader(embedded):
    def search():
        for _ in range(10):
            assert ids(reader, "drone")
            assert nearest(reader, (1, 0, 0, 0))[0]
            assert reader.find(["a1"])[0].article == ONE

    with embedded.open_reader() as reader, ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(search) for _ in range(8)]:
            future.result()
