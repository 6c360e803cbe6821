"""A folder of page files → one JSON file each: what both commands call."""

import json
from collections.abc import Iterator
from pathlib import Path

from newsroom.text.decoding import ReadingError, decode
from newsroom.text.schema import page_json


def read_folder(source: Path, target: Path) -> Iterator[tuple[str, int | ReadingError]]:
    """Read every .txt file of a folder and write its reading to `target` under the same name with
    .json.

    Yields each file's name with the number of its articles, or with the reason why it could not be
    read.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.txt")):
        try:
            reading = page_json(decode(path.read_bytes(), path.name), path.name)
        except ReadingError as error:
            yield path.name, error
            continue
        written = json.dumps(reading, ensure_ascii=False, indent=1) + "\n"
        (target / f"{path.stem}.json").write_text(written, encoding="utf-8")
        yield path.name, len(reading["articles"])
