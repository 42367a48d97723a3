"""Whole addresses come from the settings or a trusted proxy, never out of the request."""

import msgspec
import pytest

from indexer.base.errors import SettingsError
from indexer.base.settings import load_settings
from web.app import create_app

FORGED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "proxy.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/archive",
    "Forwarded": "host=evil.example",
}
PAGES = ("/opensearch.xml", "/article/{id}", "/article/{id}?q=a&ui=ar", "/cite/{id}?format=ris")


@pytest.fixture
def answers(sample_engine, sample_settings):
    """Returns the texts of all pages that hold whole addresses."""

    def ask(**settings):
        changed = msgspec.structs.replace(sample_settings, **settings)
        client = create_app(sample_engine, changed).test_client()
        with sample_engine.lease() as reader:
            article_id = reader.ids()[0]
        paths = [path.format(id=article_id) for path in PAGES]
        return [client.get(path, headers=FORGED).get_data(as_text=True) for path in paths]

    return ask


@pytest.mark.parametrize("base", ["https://archive.example", "https://archive.example/search/"])
def test_the_setting_goes_before_all(answers, base):
    for text in answers(base_url=base):
        assert base.rstrip("/") in text
        assert "evil.example" not in text
        assert "proxy.example" not in text


def test_no_request_is_believed(answers):
    for text in answers(host="127.0.0.1"):
        assert "http://127.0.0.1:80/" in text
        assert "evil.example" not in text
        assert "proxy.example" not in text


def test_a_trusted_proxy_is_believed(answers):
    for text in answers(proxies=1):
        assert "https://proxy.example/archive/" in text
        assert "evil.example" not in text


@pytest.mark.parametrize("wrong", ["archive.example", "ftp://x", "http://", "https://u:p@x", "x y"])
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(SettingsError):
        load_settings(base_url=wrong)
