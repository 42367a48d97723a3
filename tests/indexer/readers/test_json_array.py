"""Arrays are cut into elements wherever the chunks of the stream end."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import json_array
from indexer.readers.json_array import ArrayCutOff, elements

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=6), st.integers(1, 40), st.booleans())
def test_elements_are_those_that_a_json_parser_finds(values, chunk, spaced):
    source = json.dumps(values, ensure_ascii=False, indent=2 if spaced else None).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_array, "_CHUNK", chunk)
        found = list(elements(io.BytesIO(source), 10**6))
    assert [json.loads(item) for item in found if item is not None] == values


def test_a_large_element_is_dropped_and_the_next_is_whole():
    source = json.dumps([{"a": 1}, {"b": "x" * 5000}, {"c": 2}]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_array, "_CHUNK", 64)
        found = list(elements(io.BytesIO(source), 1000))
    assert found == [b'{"a": 1}', None, b'{"c": 2}']


def test_a_cut_array_gives_what_is_whole_and_says_so():
    stream = elements(io.BytesIO(b'[{"a": 1}, {"b": "]'), 1000)
    assert next(stream) == b'{"a": 1}'
    with pytest.raises(ArrayCutOff):
        next(stream)
