"""`python -m newsroom.text IN OUT`: read the page files of a folder into JSON, with no database and
no settings."""

import sys
from pathlib import Path

from newsroom.text.decoding import ReadingError
from newsroom.text.reading import read_folder


def main(arguments: list[str]) -> int:
    """Read a folder, print one line a page; 1 when a page was refused or the folder is not
    there."""
    if len(arguments) != 2 or not Path(arguments[0]).is_dir():
        print("usage: python -m newsroom.text IN_DIR OUT_DIR", file=sys.stderr)
        return 2
    refused = 0
    for name, result in read_folder(Path(arguments[0]), Path(arguments[1])):
        refused += isinstance(result, ReadingError)
        print(
            f"{name}: {result}"
            if isinstance(result, ReadingError)
            else f"{name}: {result} articles"
        )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
