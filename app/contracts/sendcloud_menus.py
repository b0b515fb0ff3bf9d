"""Where things are on Sendcloud's own pages, in its words: French whatever the reader's language. Pure.

Source: the vendor's help article on Lettre Suivie (seen 2026); the second way to the contracts is that of
its newer articles.
"""

# The two ways to the list of contracts, by the version of the pages.
CONTRACTS = (
    "Réglages > Transporteurs & Prix > Mes contrats",
    "Mes Envois > Transporteurs > Mes contrats",
)
RANGE_FIRST = "Début de votre réserve de numéros de suivi"
RANGE_LAST = "Fin de votre réserve de numéros de suivi"
# The way to a deposit slip, for labels that are made there.
DEPOSIT_SLIP = "Étiquettes créées > Action > Création du bordereau de dépôt"
