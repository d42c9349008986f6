"""The line locator agrees with tomllib: each value in these documents is its own line number."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from jobs.settings.lines import MAX_DEPTH, MAX_PARTS, KeyPath, Lines, too_deep

BARE = st.text("abz09_-", min_size=1, max_size=4)
KEY_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=4).filter(
    lambda text: "'" not in text
)
NOISE = st.sampled_from(
    [
        "",
        "# [not.a] = table",
        "   ",
        'x{n} = """[[a]]\n key = 1 # no\n""" # yes',
        "x{n} = '''\n[b]\n'''''",
        'x{n} = "a \\" = # [[c]] \'"',
        "x{n} = 'a \" [d] \\'",
        'x{n} = """\\\n   joined ""  \\""" x"""""',
        "x{n} = 1979-05-27 07:32:00.5",
        "x{n} = [ 'a', # ]\n '''b\n]''' ,\n ]",
        "x{n} = -1_000.5e+3",
    ]
)


@st.composite
def keys(draw: st.DrawFn) -> tuple[str, str]:
    """Return a key as text and as TOML: bare, in single or in double quotes."""
    form = draw(st.sampled_from(["bare", "single", "double"]))
    if form == "bare":
        text = draw(BARE)
        return text, text
    text = draw(KEY_TEXT)
    if form == "single":
        return text, f"'{text}'"
    return text, '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'


class Writer:
    """Writes TOML whose every number is the line it stands on."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines = [""]
        self.count = 0

    @property
    def line(self) -> int:
        """Line that is written now."""
        return len(self.lines)

    def put(self, text: str) -> None:
        """Write *text*, which may hold line ends."""
        first, *rest = text.split("\n")
        self.lines[-1] += first
        self.lines.extend(rest)

    def noise(self) -> None:
        """Write a line whose insides look like keys and headers."""
        self.count += 1
        self.put(self.draw(NOISE).replace("{n}", f"noise{self.count}") + "\n")

    def key(self, name: str) -> None:
        """Write a dotted key that ends in a name used once."""
        parts = [name, *(toml for _, toml in self.draw(st.lists(keys(), max_size=2)))]
        self.put(self.draw(st.sampled_from([".", " . ", ".\t"])).join(parts))

    def pair(self) -> None:
        """Write a key and its value."""
        self.count += 1
        self.key(f"key{self.count}")
        self.put(self.draw(st.sampled_from(["=", " = ", "\t=  "])))
        self.value(depth=0)

    def value(self, depth: int) -> None:
        """Write a number, array or inline table."""
        form = self.draw(st.sampled_from(["number", "number", "array", "inline"]))
        if form == "number" or depth > 2:
            self.put(str(self.line))
        elif form == "array":
            self.array(depth)
        else:
            self.inline(depth)

    def array(self, depth: int) -> None:
        """Write an array over one or more lines."""
        self.put("[")
        for _ in range(self.draw(st.integers(0, 3))):
            self.put(self.draw(st.sampled_from(["", "\n", " # ],\n \n  "])))
            self.value(depth + 1)
            self.put(self.draw(st.sampled_from([",", "\n  ,", ", # x\n"])))
        self.put(self.draw(st.sampled_from(["]", "\n]"])))

    def inline(self, depth: int) -> None:
        """Write an inline table."""
        self.put("{")
        for number in range(self.draw(st.integers(0, 2))):
            self.put("," if number else " ")
            self.count += 1
            self.key(f"in{self.count}")
            self.put(" = ")
            self.value(depth + 1)
        self.put(" }")

    def table(self) -> None:
        """Write a header: a new table, a new array of tables, or one more element of it."""
        form = self.draw(st.sampled_from(["[{}]", "[[{}]]", "[[list]]", "[[list.deep]]"]))
        self.count += 1
        name = f"table{self.count}"
        extra = [toml for _, toml in self.draw(st.lists(keys(), max_size=2))]
        text = form.format(".".join([name, *extra]))
        if text == "[[list.deep]]" and "[[list]]" not in self.lines:
            text = "[[list]]"
        self.put(f"{text}\n")


@st.composite
def documents(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    steps = draw(st.lists(st.sampled_from(["noise", "pair", "pair", "table"]), max_size=12))
    for step in steps:
        getattr(writer, step)()
        if step == "pair":
            writer.put(draw(st.sampled_from(["\n", " # [x] = 1\n"])))
    return "\n".join(writer.lines)


def leaves(value: object, path: KeyPath = ()) -> list[tuple[KeyPath, object]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for i, inner in enumerate(value) for leaf in leaves(inner, (*path, i))]
    return [(path, value)]


@given(documents())
def test_every_value_is_found_on_the_line_it_stands_on(text: str) -> None:
    lines = Lines(text)
    for path, value in leaves(tomllib.loads(text)):
        assert path in lines.known()
        if type(value) is int:
            assert lines.of(path) == value


@given(documents())
def test_every_table_and_list_is_known(text: str) -> None:
    known = Lines(text).known()

    def visit(value: object, path: KeyPath) -> None:
        if isinstance(value, dict | list):
            assert not path or path in known
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            for key, element in inner:
                visit(element, (*path, key))

    visit(tomllib.loads(text), ())


def test_an_unknown_path_gives_the_line_of_what_it_lies_in() -> None:
    lines = Lines("\n[a]\nb = 1\n")

    assert lines.of(("a", "c", 3)) == 2
    assert lines.of(("z",)) == 1
    assert lines.of(()) == 1


def test_elements_of_one_array_of_tables_each_have_their_header() -> None:
    lines = Lines("[[s]]\na = 1\n[s.t]\nb = 2\n\n[[s]]\n[s.t]\nb = 3\n")

    assert lines.of(("s", 0)) == 1
    assert lines.of(("s", 0, "t", "b")) == 4
    assert lines.of(("s", 1)) == 6
    assert lines.of(("s", 1, "t", "b")) == 8


def test_what_tomllib_cannot_bear_is_seen_before_it_is_asked() -> None:
    dots = ".".join(["a"] * (MAX_PARTS + 1))
    deep = "[" * (MAX_DEPTH + 1)

    assert too_deep(f"x = 1\n{dots} = 1") == 2
    assert too_deep(f"x = 1\n[{dots}]") == 2
    assert too_deep(f"x = 1\n\ny = {deep}") == 3
    assert too_deep(f"y = {'{a=' * (MAX_DEPTH + 1)}") == 1


def test_brackets_and_dots_in_texts_and_remarks_are_not_depth() -> None:
    deep, dots = "[" * 99, "a." * 99

    assert too_deep(f"a = '{deep}' # {deep}\nb = '''\n{dots}'''\nc = \"{dots}\"\n# {dots}") == 0
    assert too_deep("x = [1.5, 2.5]\n" * 40) == 0


@given(st.text(st.sampled_from("[]{}='\".,#\\ \n\tab1\x00é"), max_size=200))
def test_any_text_at_all_has_a_depth(text: str) -> None:
    assert too_deep(text) >= 0
