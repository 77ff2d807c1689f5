"""xml: the form of the tree, XPath, and documents that nobody should read."""

import pytest
from tests.pipeline.filters.running import after, mistake

FAILED = ["_xmlparsefailure"]
STORE = 'xml {{ source => "message" target => "doc" {} }}'


@pytest.mark.parametrize(
    ("settings", "text", "tree"),
    [
        ("", "<a><b>1</b></a>", {"b": ["1"]}),
        ("", "<a><b>1</b><b>2</b></a>", {"b": ["1", "2"]}),
        ("", '<a k="v" l="w"><b/></a>', {"k": "v", "l": "w", "b": [None]}),
        ("", '<a><b id="1">x</b></a>', {"b": [{"id": "1", "content": "x"}]}),
        ("", "<a>plain</a>", "plain"),
        ("", "<a><b></b><c> </c><d>1</d></a>", {"d": ["1"]}),
        ("", "<a>x<b>1</b>y</a>", {"b": ["1"], "content": ["x", "y"]}),
        ("", "<a><![CDATA[<x> & y]]></a>", "<x> & y"),
        ("", "<n:a xmlns:n='urn:n'><n:b>1</n:b></n:a>", {"xmlns:n": "urn:n", "b": ["1"]}),
        ("", "<?xml version='1.0' encoding='latin-1'?><a><b>é</b></a>", {"b": ["é"]}),
        ("force_array => false", "<a><b>1</b><c>2</c><c>3</c></a>", {"b": "1", "c": ["2", "3"]}),
        ("force_content => true", "<a><b>1</b></a>", {"b": [{"content": "1"}]}),
        ("suppress_empty => false", "<a><b></b><c>1</c></a>", {"b": [{}], "c": ["1"]}),
        ("", "<a>1 &lt; 2 &amp;&#33;</a>", "1 < 2 &!"),
    ],
)
def test_a_document_becomes_a_tree(settings, text, tree):
    assert after(STORE.format(settings), {"message": text})["doc"] == tree


XPATH = 'xml {{ source => "message" store_xml => false {} }}'
DOCUMENT = '<r xmlns:n="urn:n" k="v"><a>1 &amp; 2</a><a>3</a><n:b x="y">z</n:b></r>'


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/r/a/text()", ["1 &amp; 2", "3"]),
        ("/r/a[2]", ["<a>3</a>"]),
        ("/r/@k", ["v"]),
        ("count(/r/a)", ["2.0"]),
        ("name(/*)", ["r"]),
        ("/r/n:b/@x", ["y"]),
        ("boolean(/r/none)", ["false"]),
        ("/r/none", None),
    ],
)
def test_xpath_finds_texts(path, found):
    event = after(XPATH.format(f'xpath => {{ "{path}" => "[out][it]" }}'), {"message": DOCUMENT})
    assert event.get("out", {}).get("it") == found


def test_one_find_is_no_list_where_none_is_forced():
    event = after(
        XPATH.format('xpath => { "/r/@k" => "k" "/r/a/text()" => "a" } force_array => false'), {"message": DOCUMENT}
    )
    assert (event["k"], len(event["a"])) == ("v", 2)


def test_namespaces_can_be_named_or_taken_away():
    named = after(
        XPATH.format('xpath => { "//z:b/text()" => "b" } namespaces => { "z" => "urn:n" }'), {"message": DOCUMENT}
    )
    without = after(XPATH.format('xpath => { "//b/text()" => "b" } remove_namespaces => true'), {"message": DOCUMENT})
    assert named["b"] == without["b"] == ["z"]


def test_xpath_reads_what_it_can_of_a_broken_document_unless_it_is_strict():
    broken = "<r><a>1</a><b>"
    assert after(XPATH.format('xpath => { "/r/a/text()" => "a" }'), {"message": broken})["a"] == ["1"]
    assert (
        after(XPATH.format('xpath => { "/r/a/text()" => "a" } parse_options => "strict"'), {"message": broken})["tags"]
        == FAILED
    )


@pytest.mark.parametrize("value", ["<a>", "no xml", "<a></b>", 5, ["<a/>", "<b/>"], "<a>&undeclared;</a>"])
def test_what_is_no_document_is_tagged(value):
    assert after(STORE.format(""), {"message": value}) == {"message": value, "tags": FAILED}


@pytest.mark.parametrize("fields", [{}, {"message": None}, {"message": "  "}])
def test_nothing_to_read_is_no_failure(fields):
    assert after(STORE.format('add_tag => ["x"]'), fields) == fields


LAUGHS = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'
THIEF = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize("text", [LAUGHS, THIEF, "<a>" * 300 + "</a>" * 300])
def test_a_document_with_entities_of_its_own_or_without_a_bottom_is_refused(text):
    assert after(STORE.format('xpath => { "//a/text()" => "x" }'), {"message": text}) == {
        "message": text,
        "tags": FAILED,
    }


def test_settings_that_cannot_be_are_mistakes():
    assert "a `target` is needed" in mistake('xml { source => "message" }')
    assert "is no XPath" in mistake(XPATH.format('xpath => { "//[" => "x" }'))


def test_one_item_of_a_list_is_read():
    assert after(STORE.format('add_tag => ["x"]'), {"message": ["<a>1</a>"]})["tags"] == ["x"]
