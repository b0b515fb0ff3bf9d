"""`python -m bench`: measure, print the table, and write it to results.json and README.md."""

from bench import activating, drawing, forecasts, imports, lists, paper, portfolio, report
from bench.ground import grounds

SUBJECTS = (drawing, paper, lists, portfolio, imports, activating, forecasts)


def main() -> None:
    """Measure every subject. A goal that is missed shows as `no`; it is not an error."""
    with grounds() as places:
        rows = [row for subject in SUBJECTS for row in report.print_rows(subject.rows(places))]
    report.write(rows)


main()
