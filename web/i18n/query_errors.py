"""What can be wrong with a query, in Arabic; English is that of `search.query.messages`."""

ARABIC: dict[str, tuple[str, str]] = {
    "too_many_words": (
        "في السؤال أكثر من {limit} من الكلمات والأنماط المختلفة",
        "قلِّلها، أو ابحث عنها بوصفها كلمات عادية",
    ),
    "too_long": ("السؤال أطول من أن يُقرأ ما بعد هذا الموضع منه", "قلِّل الكلمات"),
    "too_deep": ("الأقواس متداخلة أكثر من {limit} مرة", "احذف بعضها"),
    "dates_crossed": (
        "لا يوم يقع بعد {first} وقبل {last} معًا",
        "بدِّل بين التاريخين، أو احذف أحدهما",
    ),
    "range_reversed": ("تنتهي المدة ({last}) قبل أن تبدأ ({first})", "هل قصدت: {example}"),
    "no_date": ("تعذّرت قراءة {text} تاريخًا", "اكتبه كما في هذه الأمثلة: {example}"),
    "no_language": (
        "لا لغة اسمها {name}",
        "اكتب رمز اللغة أو اسمها بالعربية أو الإنجليزية: {example}",
    ),
    "field_after_field": (
        "يلي الحقلَ {field}: حقلٌ آخر، {other}:",
        "اجعل لكل كلمة حقلًا واحدًا: {example}",
    ),
    "field_without_word": ("لا كلمة بعد {field}:", "ألصق الكلمة بالنقطتين: {example}"),
    "field_without_value": ("لا قيمة بعد {field}:", "اكتب {example}"),
    "field_with_brackets": ("لا أقواس بعد {field}:", "اكتب {example}"),
    "field_unknown": (
        "لا حقل اسمه {field}:",
        "إن لم يكن حقلًا فاترك مسافة بعد النقطتين: {example} — الحقول: {fields}",
    ),
    "field_misspelt": ("لا حقل اسمه {field}:", "هل قصدت: {example} — الحقول: {fields}"),
    "sign_after_field": ("الإشارة {sign} بعد {field}:", "اكتبها قبل الحقل: {example}"),
    "filter_joined": (
        "يضيّق {field}: البحث كلّه فلا يجتمع مع {operator}",
        "اذكر ما تريده مرة واحدة: {example} — وتفصل الفواصل بين عدة قيم",
    ),
    "quotation_empty": (
        "لا كلمة بين {opening} و{closing}",
        "اكتب كلمات بينهما، مثل {example}، أو احذف علامتي الاقتباس",
    ),
    "quotation_unclosed": ("الاقتباس الذي تبدأه {opening} لا نهاية له", "أغلقه: {example}"),
    "slop_unreadable": (
        "يلي ~ بعد الاقتباس عددٌ من الكلمات لا يزيد على {limit}",
        "اكتب كم كلمة قد تفصل بينها: {example}",
    ),
    "slop_of_one_word": (
        "تحتاج ~{number} إلى كلمتين أو أكثر داخل علامتي الاقتباس",
        'اكتب "{word}"، أو {word}~ لما يشبهها في الإملاء',
    ),
    "sign_without_word_after": ("لا كلمة بعد {sign}", "اكتب كلمة هناك"),
    "sign_without_word_before": ("لا كلمة قبل {sign}", "اكتب كلمة هناك"),
    "sign_alone": ("لا كلمة بعد {sign}", "ألصقها بكلمة: {example}"),
    "star_alone": (
        "علامة * لا حرف معها",
        "تقوم مقام حروف من الكلمة: إيران* تجد إيران وإيراني وإيرانيين",
    ),
    "tilde_alone": (
        "لا كلمة ولا اقتباس قبل ~ مباشرة",
        'ألصقها بما قبلها: زيلينسكي~ أو "هجوم المسيرات"~5',
    ),
    "tilde_with_wildcard": ("لا تجتمع ~ مع * أو ?", "اكتب {plain}~ أو {word}"),
    "edits_unreadable": (
        "يلي ~ بعد الكلمة 1 أو 2، لا {number}",
        "اكتب {word}~ أو {word}~2",
    ),
    "not_one_word": (
        "تكون {sign} مع كلمة واحدة من حروف وأرقام، وليست {text} كذلك",
        "خذ جزءًا منها، مثل إيران*، أو ضعها بين علامتي اقتباس",
    ),
    "without_haraka": (
        "يطلب {field}: كلمات بحركاتها، ولا حركة في {text}",
        "اكتب كلمة بالحركات التي تريدها: {example}",
    ),
    "vocalised_pattern": (
        "يطلب {field}: كلمات بحركاتها، و{text} نمط",
        "اكتب كلمة بالحركات التي تريدها: {example}",
    ),
    "bracket_unopened": ("القوس ) يغلق قوسًا لم يُفتح", "احذفه، أو افتح قوسًا قبله"),
    "bracket_unclosed": ("القوس ( لم يُغلق", "أغلقه، أو احذفه"),
    "brackets_empty": ("لا شيء بين ( و)", "اكتب كلمة هناك"),
}
"""By key, what is wrong and what to do."""
