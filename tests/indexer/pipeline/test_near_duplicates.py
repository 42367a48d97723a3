"""Near-duplicates: what is one text told again, and what is another text to the same template."""

import random

import pytest

from indexer.pipeline.near_duplicates import Signature, bands, components, near, signature

WORDS = (
    "harbour", "council", "minister", "ship", "grain", "talk", "border", "rain", "court", "river",
    "election", "teacher", "bridge", "market", "army", "hospital", "village", "price", "strike",
    "museum", "island", "airport", "letter", "witness", "engine", "winter",
)  # fmt: skip


def story(seed, length=220):
    """Make a text of its own: random words never form the runs of another one."""
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) + chosen.choice(["", "s", "ed"]) for _ in range(length))


def same(first, second):
    return near(signature("", first), signature("", second))


def edited(text, seed):
    """Make a reprint of a text as newsrooms do: a byline, typos, a cut end, a word changed."""
    chosen, words = random.Random(seed), text.split()
    for _ in range(chosen.randrange(4)):
        words[chosen.randrange(len(words))] = "teh"
    cut = chosen.randrange(len(words) // 8)
    return " ".join(["By", "our", "correspondent", *words[: len(words) - cut]])


def test_reprints_are_near_and_other_texts_are_not():
    texts = [story(seed) for seed in range(60)]
    found = [same(text, edited(text, seed)) for seed, text in enumerate(texts)]
    assert sum(found) / len(found) >= 0.95
    assert not any(same(one, other) for one in texts[:20] for other in texts[20:40])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Al Ahly beat Zamalek 3-1 in Cairo on 12 May before a crowd of 52000. Both sides had "
            "chances early on. The referee showed 4 yellow cards. The next round is on 19 May.",
            "Al Ahly beat Ismaily 2-0 in Cairo on 14 May before a crowd of 31000. Both sides had "
            "chances early on. The referee showed 6 yellow cards. The next round is on 21 May.",
        ),
        (
            "The dollar stood at 30.85 pounds on Monday, the euro at 33.62 and the rial at 8.22, "
            "according to the central bank, which publishes its rates at noon on every day.",
            "The dollar stood at 30.91 pounds on Tuesday, the euro at 33.48 and the rial at 8.24, "
            "according to the central bank, which publishes its rates at noon on every day.",
        ),
    ],
)
def test_reports_written_to_one_template_are_different_articles(first, second):
    assert not same(first, second)
    assert same(first, first + " Reporting by our correspondent.")


def test_vocalisation_and_spelling_do_not_hide_a_reprint():
    plain = (
        "شوهدت ثلاث مسيرات فوق ميناء طرابلس عند الفجر وسالت سلطة المرفا عمن ارسلها الى المدينة " * 3
    )
    other = plain.replace("مسيرات", "مُسَيَّرات").replace("الى", "إلى").replace("سالت", "سألت")
    assert same(plain, other)


def test_short_texts_are_signed_with_their_titles():
    assert signature("Rain in Tripoli", "Photo: Reuters") != signature("Snow", "Photo: Reuters")
    assert not near(signature("Rain in Tripoli", "Photo"), signature("Snow in Aleppo", "Photo"))


def test_a_signature_comes_back_from_its_bytes():
    for text in ("", "one", story(1, 30), story(2, 900) + " 3.52 18:40 2024"):
        signed = signature("", text)
        assert Signature.from_bytes(signed.to_bytes()) == signed
        assert len(signed.to_bytes()) <= 442
    assert bands(signature("", "")) == ()


def chain(length):
    """Make texts of which only neighbours are near, each without a part of the one before."""
    words = story(9, 400).split()
    return {f"c{n}": " ".join(words[n * 30 : n * 30 + 200]) for n in range(length)}


def test_components_do_not_depend_on_the_order():
    texts = {f"s{n}": story(n) for n in range(30)} | chain(6)
    texts |= {f"s{n}x{k}": edited(story(n), k) for n in range(10) for k in range(3)}
    signed = {key: signature("", text) for key, text in texts.items()}
    expected = sorted(components(signed))
    for seed in range(5):
        keys = list(signed)
        random.Random(seed).shuffle(keys)
        assert sorted(components({key: signed[key] for key in keys})) == expected


def test_comparing_changed_articles_alone_gives_the_same_components():
    texts = {f"s{n}x{k}": edited(story(n), k) for n in range(8) for k in range(4)}
    signed = {key: signature("", text) for key, text in texts.items()}
    whole = sorted(components(signed))
    before = components({key: one for key, one in signed.items() if not key.endswith("3")})
    fresh = {key for key in signed if key.endswith("3")}
    assert sorted(components(signed, changed=fresh, together=before)) == whole


def test_thousands_of_reprints_cost_no_square(monkeypatch):
    compared = []

    def counted(first, second):
        compared.append(first)
        return near(first, second)

    monkeypatch.setattr("indexer.pipeline.near_duplicates.near", counted)
    one = signature("", story(1))
    assert len(components({f"r{n:04}": one for n in range(3000)})) == 1
    assert len(compared) < 6000
