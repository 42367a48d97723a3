from indexer.language.analyzer import analyze, layers
from indexer.language.bilingual import BilingualLexicon, Entry, bilingual_lexicon, entries
from indexer.language.paradigms import function_words


def written(text):
    return [sense.written for sense in bilingual_lexicon().senses(tuple(layers(text).stem.split()))]


def lexicon(*lines):
    return BilingualLexicon.of(
        Entry(tuple(english), kind, tuple(map(tuple, arabic))) for english, kind, arabic in lines
    )


def test_every_line_can_be_looked_up_in_both_directions():
    known = bilingual_lexicon()
    lines = list(entries())
    assert sum(len(line.arabic) for line in lines) >= 12_000
    for line in lines:
        stems = {tuple(layers(form).stem.split()) for forms in line.arabic for form in forms}
        if all(len(one) == 1 and one[0] in function_words() for one in stems):
            continue  # مليون is never taken apart, nor translated
        for form in line.english:
            assert known.senses(tuple(layers(form).stem.split())), line
        for forms in line.arabic:
            assert all(form.strip() == form and form for form in forms), line


def test_no_line_says_the_same_twice():
    heads = [(line.english[0].lower(), line.part_of_speech) for line in entries()]
    assert len(heads) == len(set(heads))
    for line in entries():
        lemmas = [forms[0] for forms in line.arabic]
        assert len(lemmas) == len(set(lemmas)), line


def test_expressions_go_before_words():
    stems = [token.stem for token in analyze("central bank interest rates")]
    length, senses = bilingual_lexicon().longest_at(stems, 2)
    assert length == 2
    assert "أسعار الفائدة" in {form for sense in senses for form in [sense.written]} | {
        "أسعار الفائدة" for sense in senses if ("سعر", "فاءده") in sense.forms
    }


def test_words_are_found_in_their_inflections():
    assert "drone" in written("المسيّرات") or "drone" in written("مسيرة")
    assert written("women") == written("woman")
    assert "suicide bombing" in written("تفجير انتحاري")


def test_a_verb_is_found_by_its_present_and_its_masdar():
    for form in ("يستخدم", "استخدمت", "استخدام"):
        assert "use" in written(form)


def test_a_form_that_is_a_word_of_its_own_keeps_its_meaning():
    known = lexicon(
        (["offer"], "v", [["قدم", "تقديم"]]), (["advance"], "v", [["تقدم"]])
    )  # تقدم is also she offers
    assert [sense.written for sense in known.senses(("تقدم",))] == ["advance"]


def test_the_usual_sense_comes_first_whichever_line_it_is_in():
    known = lexicon(
        (["bank"], "n", [["ضفة", "ضفاف"], ["بنك", "بنوك"]]), (["lender"], "n", [["بنك"]])
    )
    assert [sense.written for sense in known.senses(("بنك",))] == ["lender", "bank"]


def test_what_governs_a_particle_is_found_without_it():
    known = lexicon((["keep"], "v", [["احتفظ ب", "احتفاظ"]]))
    assert known.senses(("احتفظ",))


def test_a_function_word_means_nothing():
    assert bilingual_lexicon().senses(("من",)) == ()


def test_a_compiled_lexicon_is_the_same():
    known = lexicon((["woman", "women"], "n", [["امرأة", "نساء"]]))
    again = BilingualLexicon(known.to_bytes())
    assert again.senses(("woman",)) == known.senses(("woman",)) != ()
    assert again.longest == known.longest == 1
    assert again.longest_at(["old", "woman"], 1)[0] == 1
    assert again.longest_at(["old", "women"], 0) == (0, ())
