"""`python -m bench`: measure, print the table, write results.json and the table of README.md."""

from bench import activating, drawing, forecasts, imports, lists, paper, portfolio, report
from bench.ground import grounds

SUBJECTS = (drawing, paper, lists, portfolio, imports, activating, forecasts)


def main() -> None:
    """Measure every subject. A goal that is not kept is told by `no`, never by a failure."""
    with grounds() as places:
        rows = [row for subject in SUBJECTS for row in report.told(subject.rows(places))]
    report.write(rows)


main()
