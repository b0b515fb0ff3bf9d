"""`python -m bench.memory`: the memory that 5 000 labels take beyond the first, in megabytes.

In a process of its own, because the peak memory of a process never decreases.
"""

import resource
from collections.abc import Iterable

from flask import Flask

from app import formats, language
from app.labels.printing import LabelContent, labels_in_pieces
from bench.made_up import face

MANY = 5_000
KILOBYTES_IN_A_MEGABYTE = 1024


def main() -> None:
    """Print the growth of the peak memory."""
    app = Flask("app")
    language.init_app(app)
    formats.init_app(app)
    with app.app_context():
        _write(face(rank) for rank in range(1))
        before = _most_used()
        _write(face(rank) for rank in range(MANY))
        print((_most_used() - before) / KILOBYTES_IN_A_MEGABYTE)


def _write(faces: Iterable[LabelContent]) -> None:
    for _piece in labels_in_pieces(faces, "Bench"):
        pass


def _most_used() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
