import pytest

from indexer.language.conjugation import conjugated, feminine_present


@pytest.mark.parametrize(
    ("past", "forms"),
    [
        ("استخدم", ("استخدمت", "يستخدم")),
        ("أعلن", ("أعلنت", "يعلن")),
        ("انخفض", ("انخفضت", "ينخفض")),
        ("قال", ("قالت", "يقول")),
        ("سار", ("سارت", "يسير")),
        ("نال", ("نالت", "ينال")),
        ("أراد", ("أرادت", "يريد")),
        ("استقال", ("استقالت", "يستقيل")),
        ("وصل", ("وصلت", "يصل")),
        ("دعا", ("دعت", "يدعو")),
        ("قدم", ("قدمت", "يقدم")),
        ("اختار", ("اختارت", "يختار")),
    ],
)
def test_the_forms_that_news_writes_are_derived(past, forms):
    assert conjugated(past) == forms


@pytest.mark.parametrize("past", ["رد", "تغلب على", ""])
def test_of_two_letters_and_of_expressions_nothing_is_derived(past):
    assert conjugated(past) == feminine_present(past) == ()


def test_the_feminine_present_begins_with_another_letter():
    assert feminine_present("أعلن") == ("تعلن",)
