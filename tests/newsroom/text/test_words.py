"""Words, folding and sentences: offsets hold, and nothing is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text.sentences import sentences
from newsroom.text.words import bigrams, cut, cut_for_search, fold, fold_shapes

texts = st.text(alphabet="他说:“来了。快走!”真的?…轉發ＡＢ１，。 \n\u3000aİß", max_size=60)


@settings(max_examples=300, deadline=None)
@given(st.one_of(texts, st.text(max_size=40)))
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)
    assert len(fold_shapes(text)) == len(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="轉發體國薴苧ＡＢ１，。“：；　 a一", max_size=60))
def test_a_text_is_folded_as_its_characters_are(text):
    assert fold_shapes(text) == "".join(map(fold_shapes, text))
    assert fold(text) == "".join(map(fold, text))


def test_folding_makes_width_script_and_case_alike():
    assert fold("轉載３版，ＡＰＰ") == fold("转载3版,app")


def test_bigrams_find_every_word_of_two_characters():
    assert set(bigrams("平安浙江")) == {"平安", "安浙", "浙江"}
    assert bigrams("平 安") == []


def test_words_joined_are_the_text():
    text = "杭州市中级人民法院公开审理了此案。"

    assert "".join(cut(text)) == text
    assert "法院" in cut_for_search(text)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_sentences_cover_all_that_is_not_blank_in_order(text):
    spans = sentences(text)

    places = [place for start, end in spans for place in range(start, end)]
    assert places == sorted(set(places))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(places))


def test_a_quotation_stays_with_its_sentence():
    text = "他说:“今天来了。明天再来!”说完就走了。第二天,雨停了。"

    assert [text[start:end] for start, end in sentences(text)] == [
        "他说:“今天来了。明天再来!”说完就走了。",
        "第二天,雨停了。",
    ]


def test_two_sentences_in_full_width_are_two():
    text = "真的吗？是的！"

    assert [text[start:end] for start, end in sentences(text)] == ["真的吗？", "是的！"]
