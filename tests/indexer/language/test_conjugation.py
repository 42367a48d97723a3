import pytest

from indexer.language.conjugation import conjugated, other_persons


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
        ("أخذ", ("أخذت", "يأخذ", "يؤخذ")),
        ("أكد", ("أكدت", "يأكد", "يؤكد")),
    ],
)
def test_the_forms_that_news_writes_are_derived(past, forms):
    assert conjugated(past) == forms


@pytest.mark.parametrize("past", ["رد", "تغلب على", ""])
def test_of_two_letters_and_of_expressions_nothing_is_derived(past):
    assert conjugated(past) == other_persons(past) == ()


@pytest.mark.parametrize(
    ("past", "forms"),
    [
        ("أعلن", ("تعلن", "يعلنون", "أعلن", "نعلن")),
        ("عانى", ("تعانى", "يعانون", "أعانى", "نعانى")),
        ("دعا", ("تدعو", "يدعون", "أدعو", "ندعو")),
    ],
)
def test_other_persons_are_derived(past, forms):
    assert other_persons(past) == forms
