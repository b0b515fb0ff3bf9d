import pytest

from tests.hostile.sweep import OWNER, Sweep


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "form",
    [
        "step demonstration",
        "step port_paye",
        "step advisor",
        "step advisor by name",
        "letter",
        "la_poste checklist",
        "la_poste reminder",
    ],
)
def test_all(app_in_production, form):
    s = Sweep(app_in_production)
    if form.replace(" ", "__") not in vars(
        __import__("tests.hostile.targets", fromlist=["Makers"]).Makers
    ):
        raise AssertionError(s.forms)
    s.send(form, OWNER, lambda every: every)
    s.assert_nothing_is_broken()
