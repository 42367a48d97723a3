"""Pasted texts: by POST to the interface, and by the page's box."""

import pytest

ENGLISH = (
    "Officials in Kyiv said that Iranian drones, which Russia calls Geran, hit power stations "
    "before dawn. “We counted twenty of them,” a spokesman said - and added that Tehran denies "
    "selling any to Moscow since the war began. Ukraine has asked its allies for air defences "
    "against the drones, and engineers who took one apart found parts of many countries in it. "
)
ARABIC = (
    "قال مسؤولون في كييف إن مسيّرات «شاهد» الإيرانية قصفت محطات الكهرباء قبل الفجر، وإن روسيا "
    "تسميها «غيران». ونفت طهران أنها باعت أيًا منها لموسكو منذ بدء الحرب، بينما طلبت أوكرانيا "
    "من حلفائها دفاعات جوية، وفكّك مهندسون مسيّرة منها فوجدوا فيها قطعًا من دول كثيرة - ومحركًا "
    "«لا اسم له». "
    "وكانت المسيّرات تحلّق فوق النهر على علو منخفض قبل أن تصل إلى أهدافها في العاصمة وحولها."
)


@pytest.mark.parametrize("text", [ENGLISH, ARABIC])
@pytest.mark.parametrize("how", ["data", "json"])
def test_a_posted_text_finds_what_it_is_about_in_both_languages(client, text, how):
    found = client.post("/api/v1/search", **{how: {"q": text}})
    assert found.status_code == 200
    hits = found.json["hits"]
    assert {hit["language"] for hit in hits[:4]} == {"ar", "en"}
    assert all("Kyiv" in hit["title"] or "كييف" in hit["title"] for hit in hits[:2])
    assert any("condensed" in notice for notice in found.json["notices"])


def test_a_posted_text_may_be_longer_than_one_in_an_address(client):
    long = ENGLISH * 40
    assert 4_000 < len(long) < 20_000
    assert client.post("/api/v1/search", data={"q": long}).json["hits"]
    assert client.get("/api/v1/search", query_string={"q": long}).status_code == 400
    refused = client.post("/api/v1/search", data={"q": ENGLISH * 80})
    assert refused.status_code == 400
    assert "20000" in refused.json["error"]["remedy"]


def test_parameters_are_read_from_the_body_as_from_the_address(client):
    asked = {"q": "drones", "limit": 1, "language": "ar"}
    posted = client.post("/api/v1/search", json=asked).json
    got = client.get("/api/v1/search", query_string=asked).json
    assert posted["hits"] == got["hits"]
    assert len(posted["hits"]) == 1
    wrong = client.post("/api/v1/search", json={"q": "drones", "lmit": 1})
    assert (wrong.status_code, "lmit" in wrong.json["error"]["message"]) == (400, True)


def test_the_box_leads_to_an_address_that_can_be_shared(client, read):
    sent = client.post("/", data={"text": ARABIC})
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    assert page.status_code == 200
    titles = [hit.text for hit in read(page).all("h2")]
    assert any("كييف" in title or "Kyiv" in title for title in titles[:2])


def test_expand_0_searches_the_words_as_they_stand(client):
    query = {"q": "earthquake", "mode": "lexical"}
    with_it = client.get("/api/v1/search", query_string=query).json
    without = client.get("/api/v1/search", query_string={**query, "expand": "0"}).json
    assert {hit["language"] for hit in with_it["hits"]} == {"ar", "en"}
    assert {hit["language"] for hit in without["hits"]} == {"en"}
    assert [one["kind"] for one in with_it["expansions"]] == ["translation"]
    assert without["expansions"] == []
