"""What the search reads of an article: its pairs as PostgreSQL receives them."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text.entries import gram_vector, grams


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="法院审理a1𠀀,。 \n\t\u3000", max_size=40))
def test_the_vector_of_pairs_holds_them_all_once_and_sorted(text):
    vector = gram_vector(text)

    (count,) = struct.unpack_from(">i", vector)
    entries = vector[4:].decode().split("\0\0\0")
    assert entries.pop() == ""
    assert len(entries) == count
    assert entries == sorted(grams(text))
