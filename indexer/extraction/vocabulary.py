"""The words by which archive pages label their dates, counters, bylines and teasers."""

from enum import Enum


class Label(Enum):
    """What a label on a page announces."""

    ADDED = "added"
    PUBLISHED = "published"
    UPDATED = "updated"
    VISITS = "visits"
    COMMENTS = "comments"
    SITE = "site"  # a counter of the whole site
    SOURCE = "source"
    AUTHOR = "author"


DATES = frozenset({Label.ADDED, Label.PUBLISHED, Label.UPDATED})
COUNTERS = frozenset({Label.VISITS, Label.COMMENTS, Label.SITE})

PHRASES: dict[Label, tuple[str, ...]] = {
    Label.ADDED: (
        "تاريخ الإضافة", "تاريخ الإدراج", "تاريخ الإدخال", "أضيف في", "أضيف بتاريخ", "أضيف يوم",
        "أضيفت في", "أضيفت بتاريخ", "تمت الإضافة", "تمت الإضافة في", "أضيف", "أضيفت",
        "Added", "Added on", "Added at", "Date added", "Archived", "Archived on", "Entered on",
    ),
    Label.PUBLISHED: (
        "تاريخ النشر", "نشر في", "نشر بتاريخ", "نشر يوم", "نشر", "نشرت في", "نشرت بتاريخ",
        "نشرت", "تم النشر", "تم النشر في", "تم النشر بتاريخ", "التاريخ",
        "Published", "Published on", "Published at", "First published", "First published on",
        "Date published", "Publication date", "Publish date", "Posted", "Posted on", "Date",
        "Originally published", "Originally published on",
    ),
    Label.UPDATED: (
        "آخر تحديث", "تاريخ التحديث", "تم التحديث", "تم التحديث في", "حدث في", "حدث بتاريخ",
        "Updated", "Updated on", "Last updated", "Last updated on", "Last update",
        "Last modified", "Modified", "Modified on",
    ),
    Label.VISITS: (
        "عدد الزيارات", "الزيارات", "عدد المشاهدات", "المشاهدات", "مشاهدات", "عدد القراءات",
        "القراءات", "عدد القراء", "عدد مرات القراءة",
        "Visits", "Views", "Page views", "Hits", "Reads", "Number of visits", "Times read",
    ),
    Label.COMMENTS: (
        "التعليقات", "عدد التعليقات", "تعليقات", "الردود", "عدد الردود",
        "Comments", "Number of comments", "Replies",
    ),
    Label.SITE: (
        "عدد الزوار", "الزوار", "زوار الموقع", "عدد زوار الموقع", "المتواجدون الآن",
        "المتواجدون حاليا", "المتواجدون", "المتصلون الآن", "الزوار الآن", "الموجودون الآن",
        "إجمالي الزيارات", "مجموع الزيارات", "إجمالي الزوار", "مجموع الزوار", "زيارات الموقع",
        "Total visits", "Total views", "Total hits", "Visitors", "Total visitors", "Online",
        "Online now", "Users online", "Visitors online", "Visitors online now", "Now online",
        "Currently online", "Guests online",
    ),
    Label.SOURCE: (
        "المصدر", "مصدر", "نقلا عن", "Source", "Sources", "Via",
    ),
    Label.AUTHOR: (
        "بقلم", "بقلم الكاتب", "بقلم الكاتبة", "كتب", "كتبت", "كتبه", "كتبها", "الكاتب",
        "الكاتبة", "إعداد", "تحرير",
        "By", "Written by", "Author", "Authors", "Reported by", "Edited by",
    ),
}  # fmt: skip
"""How each label may be written; harakat, tatweel, hamza and case don't matter."""

NEEDS_COLON = frozenset(
    {"المصدر", "مصدر", "Source", "Sources", "Via", "الكاتب", "الكاتبة", "إعداد", "تحرير"}
    | {"Author", "Authors", "كتب", "كتبت", "كتبه", "كتبها", "نقلا عن"}
)
"""Labels that are ordinary words too: they need their colon, or a page's header around them."""

STAFF = (
    "وكالات", "الوكالات", "هيئة التحرير", "أسرة التحرير", "التحرير",
    "Agencies", "News agencies", "Staff", "Staff writer", "Editorial board", "The editors",
)  # fmt: skip
"""Who signs where no person does; such a line may stand without a label."""

READ_MORE = (
    "تتمة", "التتمة", "اقرأ المزيد", "إقرأ المزيد", "المزيد", "قراءة المزيد", "اقرأ أكثر",
    "أكمل القراءة", "تابع القراءة", "متابعة القراءة",
    "Read more", "Read on", "More", "Continue reading", "Continue", "Full story",
)  # fmt: skip
"""How a cut teaser ends."""

RELATED_HEADINGS = (
    "اقرأ أيضا", "مواضيع ذات صلة", "موضوعات ذات صلة", "مقالات ذات صلة", "أخبار ذات صلة",
    "ذات صلة", "في الموضوع نفسه", "مقالات أخرى", "مواضيع أخرى", "شاهد أيضا", "قد يعجبك أيضا",
    "Related", "Read also", "Read next", "Related articles", "Related stories", "See also",
    "You may also like", "More on this story", "Also read", "Further reading",
)  # fmt: skip
"""Headings over teasers."""
