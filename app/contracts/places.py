"""Where mail may be handed over. Pure.

Single items (*égrené*) are handed in from Métropole only, Corsica and Monaco included (La Poste's
tables of 2015): elsewhere the zones would be others. `shipments/zones.py` knows where mail goes.
"""

import re

# 01 to 95 with Corsica (20), and Monaco.
_METROPOLE = re.compile("(?:0[1-9]|[1-8][0-9]|9[0-5])[0-9]{3}|980[0-9]{2}")


def is_in_metropole(postcode: str) -> bool:
    """Whether mail handed in at this postcode of five digits is handed in in Métropole."""
    return _METROPOLE.fullmatch(postcode) is not None
