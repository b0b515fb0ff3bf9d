"""Where mail may be deposited. Pure.

Single items (*égrené*) are deposited in Métropole only, Corsica and Monaco included (La Poste's
tables of 2015): from elsewhere other zones would apply. `shipments/zones.py` has the destinations.
"""

import re

# 01 to 95 with Corsica (20), and Monaco.
_METROPOLE = re.compile("(?:0[1-9]|[1-8][0-9]|9[0-5])[0-9]{3}|980[0-9]{2}")


def is_in_metropole(postcode: str) -> bool:
    """Whether this postcode of five digits is in Métropole."""
    return _METROPOLE.fullmatch(postcode) is not None
