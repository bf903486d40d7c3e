"""Pen digits are read from their file as they were drawn, and split by who drew them."""

import hashlib

import pytest

from rnndemo.digits import pendigits

HEAD = '.INCLUDE        dene.doc\n.LEXICON "0" "1" "2" "3"\n.HIERARCHY      DIGIT\n'


def segment(label, writer, strokes):
    """One digit in UNIPEN text, as the file has it."""
    lines = [f'.SEGMENT DIGIT    0 ? "{label}"', f".COMMENT {label} {writer}  224"]
    for stroke in strokes:
        lines += [".PEN_DOWN", *(f" {x}  {y}" for x, y in stroke), ".PEN_UP", ".DT 100"]
    return "\n".join(lines) + "\n.PEN_UP\n.DT 100\n\n"


def text(writers):
    return HEAD + "".join(segment(w % 10, w, [[(10, 400), (20, 100)]]) for w in writers)


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    """A folder with one digit of each of thirty writers, and no way to the network."""
    content = text(range(1, 31)).encode()
    (tmp_path / "pendigits").mkdir()
    (tmp_path / "pendigits" / "pendigits-train").write_bytes(content)
    monkeypatch.setattr(pendigits, "SHA256", hashlib.sha256(content).hexdigest())

    def offline():
        raise OSError("no network")

    monkeypatch.setattr(pendigits, "_download", offline)
    return tmp_path


def test_a_digit_keeps_its_strokes_its_label_and_its_writer_with_y_down():
    (digit,) = pendigits.parse(HEAD + segment(7, 12, [[(267, 333), (267, 336)], [(100, 500), (90, 0)]]))
    assert (digit.label, digit.writer) == (7, 12)
    assert [stroke.tolist() for stroke in digit.strokes] == [[[267, 167], [267, 164]], [[100, 0], [90, 500]]]


def test_a_pen_that_only_touched_draws_no_stroke():
    (digit,) = pendigits.parse(HEAD + segment(1, 2, [[], [(5, 5)], [(0, 0), (0, 9)]]))
    assert len(digit.strokes) == 1


def test_a_segment_without_a_writer_is_refused():
    with pytest.raises(ValueError, match="names no digit or no writer"):
        pendigits.parse(HEAD + '.SEGMENT DIGIT 0 ? "3"\n.PEN_DOWN\n 1 2\n 3 4\n.PEN_UP\n')


def test_no_writer_is_in_both_parts(data_dir):
    train, validation = (
        {digit.writer for digit in pendigits.load(data_dir, part)} for part in ("train", "validation")
    )
    assert len(train) == 25
    assert validation == set(pendigits.VALIDATION_WRITERS)
    assert train | validation == set(range(1, 31))


def test_another_part_is_refused(data_dir):
    with pytest.raises(ValueError, match='"train" or "validation"'):
        pendigits.load(data_dir, "test")


def test_a_missing_file_is_named_with_its_remedy(data_dir):
    with pytest.raises(OSError, match="--data-dir DIR"):
        pendigits.load(data_dir / "elsewhere", "train")


def test_a_changed_file_is_refused(data_dir):
    path = data_dir / "pendigits" / "pendigits-train"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(OSError, match="missing or damaged"):
        pendigits.load(data_dir, "train")


def test_a_download_is_kept_for_the_next_time(data_dir, monkeypatch):
    content = (data_dir / "pendigits" / "pendigits-train").read_bytes()
    monkeypatch.setattr(pendigits, "_download", lambda: content)
    fresh = data_dir / "fresh"
    assert len(pendigits.load(fresh, "train")) == 25
    assert (fresh / "pendigits" / "pendigits-train").read_bytes() == content
