"""Uploads an order file as a browser does, and reads the result."""

from io import BytesIO

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.extensions import db
from app.shipments.models import Shipment, ShipmentImport
from tests.page_client import PageClient

HEADER = "Référence;Nom;Adresse;Code postal;Ville;Poids (g)"
GOOD = "CMD-1;Zoé Lefèvre;8 rue de l'Église;33000;Bordeaux;120"


def upload(client: PageClient, content: bytes | str, name: str = "commandes.csv") -> TestResponse:
    """Upload a file with this content."""
    body = content if isinstance(content, bytes) else content.encode()
    return client.send("/shipments/imports", {"file": (BytesIO(body), name)})


def count(model: type[Shipment] | type[ShipmentImport]) -> int:
    """Return how many shipments there are, of all merchants."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0
