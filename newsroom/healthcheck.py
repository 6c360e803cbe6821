"""Ask the site in this container whether it is well: `python -m newsroom.healthcheck`."""

import os
import sys
import urllib.request
from collections.abc import Mapping


def host_to_ask_for(environ: Mapping[str, str]) -> str:
    """Return a name that the site answers to: it refuses every other, also from inside."""
    first = environ.get("NEWSROOM_ALLOWED_HOSTS", "").split(",")[0].strip()
    return "localhost" if first in {"", "*"} else first.removeprefix(".")


def main() -> int:
    """Return 0 when the site and its database answer, else 1."""
    asking = urllib.request.Request(
        "http://127.0.0.1:8000/healthz", headers={"Host": host_to_ask_for(os.environ)}
    )
    try:
        with urllib.request.urlopen(asking, timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except OSError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
