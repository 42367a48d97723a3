"""Arabic stems: paradigms meet, and words that only look inflected stay whole."""

import pytest

from indexer.language.analyzer import analyze, layers
from indexer.language.arabic import stem
from indexer.language.folding import fold
from indexer.language.gazetteer import names
from indexer.language.paradigms import known_names

WHOLE_WORDS = (
    "وزير وارسو ولد واشنطن بغداد بيروت باريس بطل بيان كتاب كامل لبنان لندن لجنة فلسطين فريق فيلم "
    "برلمان رمضان إنسان التزام ألبانيا إلغاء ألعاب إلكترونية التهاب شارون"
)


def stem_of(word: str) -> str:
    return layers(word).stem


@pytest.mark.parametrize(
    "paradigm",
    [
        "طائرة الطائرة طائرات والطائرات بالطائرات وللطائرات طائراتها طائرته",
        "وزير الوزير للوزير وزراء والوزراء وزرائه بوزير",
        "كتاب وكتاب كتابه الكتاب كتب",
        "جديد جديدة الجديدة والجديد جديدا",
        "مسلم مسلمين المسلمون للمسلمين",
        "سياسي سياسية السياسيين والسياسية",
        "انتخاب انتخابات الانتخابات انتخابي الانتخابية",
        "حزب الأحزاب أحزابهم بحزب",
        "يقول سيقول وسيقول",
        "الله لله والله بالله",
    ],
)
def test_forms_of_a_paradigm_meet_in_one_stem(paradigm):
    assert len({stem_of(word) for word in paradigm.split()}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        "إيران الإيرانية إيرانيون الإيرانيين لإيران بالإيراني ايران",
        "روسيا الروسية روسي الروس وروسيا",
        "سوريا سورية السوريين السوري",
        "العراق عراقي العراقية بالعراق",
        "السعودية سعودي السعوديون",
        "النمسا نمساوي النمساوية",
        "ألمانيا الألمانية الألمان لألمانيا",
        "أمريكا أميركا الأميركي والأمريكية",
        "اليابان اليابانية ياباني",
        "موسكو بموسكو وموسكو",
        "واشنطن لواشنطن وواشنطن",
    ],
)
def test_a_country_meets_its_nisba(forms):
    assert len({stem_of(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "word",
    WHOLE_WORDS.split(),
)
def test_letters_of_the_word_itself_are_no_clitics(word):
    assert stem(fold(word)).clitics == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("رئيس", "رئيسي"),
        ("رسم", "رسمي"),
        ("طائرة", "طائر"),
        ("جامع", "جامعة"),
        ("عليا", "علي"),
        ("لبنان", "لبن"),
        ("تركي", "ترك"),
        ("جدة", "جدي"),
    ],
)
def test_different_words_keep_different_stems(first, second):
    assert stem_of(first) != stem_of(second)


def test_every_place_of_one_word_meets_itself_behind_a_conjunction():
    for name in names():
        for written in name.arabic:
            if name.is_place and fold(written).isalpha():
                bare = written[2:] if written.startswith("ال") and len(written) > 4 else written
                forms = {stem_of(form) for form in (written, "و" + written)}
                assert forms == {known_names()[fold(bare)]}, written


def test_clitics_are_counted_in_letters_of_the_folded_word():
    assert stem("والطاءرات").clitics == 3
    assert stem("للرءيس").clitics == 2
    assert stem("للبنان").clitics == 1
    assert stem("وزير").clitics == 0


def test_word_pairs(shared):
    wrong = []
    pairs = (shared / "data/language/word_pairs.tsv").read_text(encoding="utf-8").splitlines()
    for first, second, relation in (line.split("\t") for line in pairs if line[0] != "#"):
        same = {token.stem for token in analyze(first)} == {token.stem for token in analyze(second)}
        if same != (relation != "different"):
            wrong.append((first, second, relation))
    assert not [pair for pair in wrong if pair[2] in {"same", "different"}]
    assert len(wrong) <= 3
