"""Zones of Lettre Suivie, at every edge of the postcodes."""

from datetime import date

import pytest

from app.shipments.zones import Zone, country_code, in_force_from, territory_of, zone_of


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("00999", Zone.METROPOLE),
        ("01000", Zone.METROPOLE),
        ("20000", Zone.METROPOLE),
        ("20620", Zone.METROPOLE),
        ("75001", Zone.METROPOLE),
        ("95999", Zone.METROPOLE),
        ("96000", Zone.NOT_SERVED),
        ("97099", Zone.NOT_SERVED),
        ("97100", Zone.OM1),
        ("97133", Zone.OM1),
        ("97150", Zone.OM1),
        ("97200", Zone.OM1),
        ("97300", Zone.OM1),
        ("97400", Zone.OM1),
        ("97500", Zone.OM1),
        ("97600", Zone.OM1),
        ("97699", Zone.OM1),
        ("97700", Zone.NOT_SERVED),
        ("97701", Zone.OM1),
        ("97899", Zone.OM1),
        ("97900", Zone.NOT_SERVED),
        ("97999", Zone.NOT_SERVED),
        ("98000", Zone.METROPOLE),
        ("98099", Zone.METROPOLE),
        ("98100", Zone.NOT_SERVED),
        ("98399", Zone.NOT_SERVED),
        ("98400", Zone.OM2),
        ("98500", Zone.NOT_SERVED),
        ("98600", Zone.OM2),
        ("98700", Zone.OM2),
        ("98800", Zone.OM2),
        ("98899", Zone.OM2),
        ("98900", Zone.NOT_SERVED),
        ("99999", Zone.NOT_SERVED),
    ],
)
def test_a_postcode_has_the_zone_of_la_postes_table(postcode: str, zone: Zone) -> None:
    assert zone_of(postcode) is zone


@pytest.mark.parametrize("postcode", ["", "7500", "750011", "7500A", "AD500", "٧٥٠٠١", "²5001"])
def test_what_is_not_five_digits_is_in_no_zone(postcode: str) -> None:
    assert zone_of(postcode) is Zone.NOT_SERVED


@pytest.mark.parametrize(
    ("postcode", "country", "zone"),
    [
        ("97400", "RE", Zone.OM1),
        ("97133", "BL", Zone.OM1),
        ("97133", "GP", Zone.OM1),
        ("97150", "MF", Zone.OM1),
        ("98000", "MC", Zone.METROPOLE),
        ("98000", "FR", Zone.METROPOLE),
        ("98800", "NC", Zone.OM2),
        ("75001", "MC", Zone.NOT_SERVED),
        ("75001", "RE", Zone.NOT_SERVED),
        ("75001", "AD", Zone.NOT_SERVED),
        ("75001", "DE", Zone.NOT_SERVED),
    ],
)
def test_a_country_that_is_not_the_postcodes_own_is_not_served(
    postcode: str, country: str, zone: Zone
) -> None:
    assert zone_of(postcode, country) is zone


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "FR"),
        ("FR", "FR"),
        (" fra ", "FR"),
        ("FRANCE", "FR"),
        ("France métropolitaine", "FR"),
        ("La Réunion", "RE"),
        ("REUNION", "RE"),
        ("Saint Pierre et Miquelon", "PM"),
        ("St. Pierre & Miquelon", "PM"),
        ("Monaco", "MC"),
        ("Nouvelle-Calédonie", "NC"),
        ("Andorre", None),
        ("Allemagne", None),
        ("DE", None),
    ],
)
def test_a_country_is_understood_as_shops_write_it(written: str, code: str | None) -> None:
    assert country_code(written) == code


def test_a_territory_says_its_name() -> None:
    territory = territory_of("97133")
    assert territory is not None
    assert territory.name == "Saint-Barthélemy"


def test_every_territory_name_is_a_country_its_own_postcodes_accept() -> None:
    for postcode in ("75001", "98000", "97133", "97150", "97110", "97200", "97300", "97400",
                     "97500", "97600", "97701", "98400", "98600", "98700", "98800"):  # fmt: skip
        territory = territory_of(postcode)
        assert territory is not None
        assert country_code(territory.name) in territory.countries


def test_the_rules_are_dated() -> None:
    assert in_force_from() == date(2015, 1, 1)
