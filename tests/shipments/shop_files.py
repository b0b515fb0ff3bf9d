"""Makes order files as shops export them, from real French towns and invented people.

The same seed gives the same file. Bad orders are spread evenly; each has one fault.
"""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import StringIO

from app.shipments.postal_places import _places

FIRST_NAMES = (
    "Camille",
    "Léa",
    "Noé",
    "Zoé",
    "Loïc",
    "Maëlle",
    "Agnès",
    "Benoît",
    "Jean-Baptiste",
    "Anne-Sophie",
)
LAST_NAMES = (
    "Martin",
    "Lefèvre",
    "Le Goff",
    "N'Diaye",
    "D'Hondt",
    "Lœuvre",
    "Guérin",
    "Petit",
    "Nguyen",
    "Garcia",
)
STREETS = (
    "rue de la République", "avenue du Général de Gaulle", "rue de l'Église", "place de la Mairie",
    "chemin des Vignes", "impasse des Lilas", "rue du 11 Novembre 1918", "route de Saint-Étienne",
    "allée des Châtaigniers", "quai Voltaire", "lieu-dit Les Quatre Chemins", "Grande Rue", "cours Mirabeau",
)  # fmt: skip
COMPLEMENTS = (
    "",
    "",
    "",
    "Bât. B",
    "Appt 12 – 3e étage",
    "Résidence Les Cèdres, escalier C",
    "Chez M. Renaud",
    "BP 40123",
)
COMPANIES = ("", "", "", "SARL Les Cèdres Bleus", "Boulangerie & Fils", "Atelier Nº 7")
GRAMS = (18, 45, 80, 101, 180, 240, 350, 499, 620, 980)


@dataclass(frozen=True)
class Sold:
    """An order as a shop knows it, with the grams of each of its articles, one of each."""

    reference: str
    first_name: str
    last_name: str
    company: str
    street: str
    complement: str
    postcode: str
    town: str
    country: str
    grams: tuple[str, ...]
    email: str
    fault: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


FAULTS: dict[str, Callable[[Sold], Sold]] = {
    "postcode cut short": lambda o: replace(o, postcode="750"),
    "no town": lambda o: replace(o, town=""),
    "nobody": lambda o: replace(o, first_name="", last_name="", company=""),
    "too heavy": lambda o: replace(o, grams=("3001", *o.grams[1:])),
    "no weight": lambda o: replace(o, grams=("léger", *o.grams[1:])),
    "not served": lambda o: replace(o, postcode="98800", town="Nouméa"),
    "abroad": lambda o: replace(o, country="DE", postcode="69123", town="Heidelberg"),
    "unknown country": lambda o: replace(o, country="Belgien"),
    "long street": lambda o: replace(
        o, street="12 rue du Maréchal des Logis-Chef Jean-Baptiste Philippe de la Grande Armée"
    ),
    "damaged letters": lambda o: replace(o, last_name="Lef?vre"),
    "escaped letters": lambda o: replace(o, street="12 rue de l\\u00c9glise"),
    "weight of two readings": lambda o: replace(o, grams=("1.500", *o.grams[1:])),
    "no street": lambda o: replace(o, street="#N/A", complement=""),
    "town that is a number": lambda o: replace(o, town="12345"),
}


def sold(count: int, seed: int, bad_every: int = 20) -> Iterator[Sold]:
    """Yield orders; every `bad_every`-th one is bad, and each kind of fault comes in turn."""
    chance = random.Random(seed)
    places = [place for place in _places() if not place[0].startswith(("984", "986", "987", "988"))]
    faults = list(FAULTS.items())
    for number in range(1, count + 1):
        postcode, town = chance.choice(places)
        order = Sold(
            reference=f"S{seed}-{number:05d}",
            first_name=chance.choice(FIRST_NAMES),
            last_name=chance.choice(LAST_NAMES),
            company=chance.choice(COMPANIES),
            street=f"{chance.randint(1, 240)}{chance.choice(('', '', ' bis'))} {chance.choice(STREETS)}",
            complement=chance.choice(COMPLEMENTS),
            postcode=postcode,
            town=town.title() if chance.random() < 0.7 else town,
            country="FR",
            grams=tuple(str(chance.choice(GRAMS)) for _ in range(chance.choice((1, 1, 1, 2, 3)))),
            email=f"client{number}@example.com",
        )
        if number % bad_every == 0:
            fault, spoil = faults[(number // bad_every) % len(faults)]
            order = replace(spoil(order), fault=fault)
        yield order


@dataclass
class ShopFile:
    """A file, the orders in it, and the line on which each begins."""

    content: bytes
    orders: list[Sold]
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """How a shop writes: its headings, and the cells that it fills, by heading.

    `first` are the cells of an order's first row, `further` those of its other rows, `None` if an
    order has one row. `total`: the one row has the weight of all articles.
    """

    headings: str
    first: Callable[[Sold, int], dict[str, str]]
    further: Callable[[Sold, int], dict[str, str]] | None = None
    delimiter: str = ","
    encoding: str = "utf-8"


def shop_file(layout: Layout, count: int, seed: int) -> ShopFile:
    """Write a file of orders as a shop does."""
    headings = layout.headings.split(",")
    text = StringIO(newline="")
    writer = csv.DictWriter(text, headings, delimiter=layout.delimiter, restval="")
    writer.writeheader()
    made = ShopFile(b"", list(sold(count, seed)))
    line = 2
    for order in made.orders:
        made.lines[order.reference] = line
        writer.writerow(layout.first(order, 0))
        line += 1
        for rank in range(1, len(order.grams) if layout.further else 1):
            assert layout.further
            writer.writerow(layout.further(order, rank))
            line += 1
    made.content = text.getvalue().encode(layout.encoding)
    return made


def total(order: Sold) -> str:
    """The grams of an order in one row, as written: a fault in the first article is kept."""
    first, *others = order.grams
    return str(int(first) + sum(map(int, others))) if first.isdigit() else first


def _kilograms(order: Sold) -> str:
    grams = total(order)
    if order.fault == "weight of two readings":
        return "1,500 g"
    return f"{int(grams) / 1000:.3f}" if grams.isdigit() else grams


# Headings: https://help.shopify.com/manual/fulfillment/managing-orders/exporting-orders
# From the second article on, Shopify leaves the address empty.
SHOPIFY = Layout(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Total,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem sku,Billing Name,Billing Street,Billing Address1,Billing City,Billing Zip,Billing Country,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Notes,"
    "Cancelled at,Weight (g)",
    lambda o, n: {
        "Name": o.reference, "Email": o.email, "Financial Status": "paid", "Paid at": "2026-11-20 10:11:12 +0100",
        "Fulfillment Status": "unfulfilled", "Lineitem quantity": "1", "Lineitem name": "Carnet", "Billing Name": "Paul Autre",
        "Billing Street": "1 rue du Payeur", "Billing Address1": "1 rue du Payeur", "Billing City": "Lyon", "Billing Zip": "'69003",
        "Billing Country": "FR", "Shipping Name": o.name, "Shipping Street": f"{o.street}, {o.complement}",
        "Shipping Address1": o.street, "Shipping Address2": o.complement, "Shipping Company": o.company, "Shipping City": o.town,
        "Shipping Zip": f"'{o.postcode}", "Shipping Country": o.country, "Weight (g)": o.grams[0],
    },
    lambda o, n: {
        "Name": o.reference, "Email": o.email, "Lineitem quantity": "1", "Lineitem name": "Stylo", "Weight (g)": o.grams[n],
    },
)  # fmt: skip

# Headings: https://woocommerce.com/document/ordercustomer-csv-export/
WOOCOMMERCE = Layout(
    "order_id,order_number,order_date,status,shipping_total,order_total,billing_first_name,billing_last_name,billing_company,"
    "billing_email,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,"
    "shipping_first_name,shipping_last_name,shipping_company,shipping_address_1,shipping_address_2,shipping_postcode,"
    "shipping_city,shipping_state,shipping_country,customer_note,order_weight",
    lambda o, n: {
        "order_id": f"9{o.reference[-5:]}", "order_number": o.reference, "status": "processing", "billing_first_name": "Paul",
        "billing_last_name": "Autre", "billing_email": o.email, "billing_address_1": "1 rue du Payeur", "billing_postcode": "69003",
        "billing_city": "Lyon", "billing_country": "FR", "shipping_first_name": o.first_name, "shipping_last_name": o.last_name,
        "shipping_company": o.company, "shipping_address_1": o.street, "shipping_address_2": o.complement,
        "shipping_postcode": o.postcode, "shipping_city": o.town, "shipping_country": o.country, "order_weight": _kilograms(o),
    },
)  # fmt: skip

# Headings: https://help.etsy.com/hc/en-us/articles/360000343328, the list of orders.
ETSY = Layout(
    "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,Street 1,Street 2,"
    "Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Order Total,Status,Buyer,Weight (g)",
    lambda o, n: {
        "Sale Date": "11/20/26", "Order ID": o.reference, "Full Name": o.name, "First Name": o.first_name, "Last Name": o.last_name,
        "Number of Items": str(len(o.grams)), "Street 1": o.street, "Street 2": o.complement, "Ship City": o.town,
        "Ship Zipcode": o.postcode, "Ship Country": "France" if o.country == "FR" else o.country, "Status": "Paid",
        "Weight (g)": total(o),
    },
)  # fmt: skip


def _etsy_item(o: Sold, n: int) -> dict[str, str]:
    return {
        "Sale Date": "11/20/26", "Item Name": f"Carnet {n}", "Quantity": "1", "Ship Name": o.name, "Ship Address1": o.street,
        "Ship Address2": o.complement, "Ship City": o.town, "Ship Zipcode": o.postcode,
        "Ship Country": "France" if o.country == "FR" else o.country, "Order ID": o.reference, "Weight (g)": o.grams[n],
    }  # fmt: skip


# The same page, the list of sold items: a row for each, all with the address.
ETSY_ITEMS = Layout(
    "Sale Date,Item Name,Buyer,Quantity,Price,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,"
    "Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Weight (g)",
    _etsy_item,
    _etsy_item,
)


def _ebay(o: Sold, n: int) -> dict[str, str]:
    return {
        "Order Number": o.reference, "Buyer Name": "Paul Autre", "Buyer Email": o.email, "Buyer Address 1": "1 rue du Payeur",
        "Buyer City": "Lyon", "Buyer Zip": "69003", "Buyer Country": "France", "Ship To Name": o.name, "Ship To Address 1": o.street,
        "Ship To Address 2": o.complement, "Ship To City": o.town, "Ship To Zip": o.postcode,
        "Ship To Country": "France" if o.country == "FR" else o.country, "Item Title": f"Carnet {n}", "Quantity": "1",
        "Weight (g)": o.grams[n],
    }  # fmt: skip


# Headings: the orders report of the Seller Hub, https://www.ebay.com/help/selling/listings/listing-tips/reports
EBAY = Layout(
    "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Buyer Address 1,Buyer Address 2,Buyer City,"
    "Buyer State,Buyer Zip,Buyer Country,Ship To Name,Ship To Phone,Ship To Address 1,Ship To Address 2,Ship To City,Ship To State,"
    "Ship To Zip,Ship To Country,Item Number,Item Title,Custom Label,Quantity,Sold For,Shipped On Date,Tracking Number,Weight (g)",
    _ebay,
    _ebay,
)


def _amazon(o: Sold, n: int) -> dict[str, str]:
    return {
        "order-id": o.reference, "order-item-id": f"{n}", "buyer-email": o.email, "buyer-name": "Paul Autre", "sku": f"C-{n}",
        "product-name": "Carnet", "quantity-to-ship": "1", "quantity-purchased": "1", "recipient-name": o.name,
        "ship-address-1": o.street, "ship-address-2": o.complement, "ship-city": o.town, "ship-postal-code": o.postcode,
        "ship-country": o.country, "weight (g)": o.grams[n],
    }  # fmt: skip


# Headings: https://www.amazon.ca/gp/help/customer/display.html?nodeId=200350680 (tab-delimited)
AMAZON = Layout(
    "order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,"
    "quantity-purchased,quantity-shipped,quantity-to-ship,ship-service-level,recipient-name,ship-address-1,ship-address-2,"
    "ship-address-3,ship-city,ship-state,ship-postal-code,ship-country,weight (g)",
    _amazon,
    _amazon,
    delimiter="\t",
    encoding="cp1252",
)


def _prestashop(o: Sold, n: int) -> dict[str, str]:
    return {
        "id_order": str(int(o.reference[-5:])), "reference": o.reference, "email": o.email, "firstname": o.first_name,
        "lastname": o.last_name, "company": o.company, "address1": o.street, "address2": o.complement, "postcode": o.postcode,
        "city": o.town, "iso_code": o.country, "product_name": f"Carnet {n}", "product_reference": f"C-{n}", "product_quantity": "1",
        "product_weight": "1,500 g" if o.grams[n] == "1.500" else f"{int(o.grams[n]) / 1000:.6f}" if o.grams[n].isdigit() else o.grams[n],
        "order_state": "Paiement accepté",
    }  # fmt: skip


# The names of the fields: https://devdocs.prestashop-project.org/9/webservice/resources/addresses/
PRESTASHOP = Layout(
    "id_order,reference,date_add,order_state,email,firstname,lastname,company,address1,address2,postcode,city,iso_code,phone,"
    "phone_mobile,product_name,product_reference,product_quantity,product_weight",
    _prestashop,
    _prestashop,
    delimiter=";",
)


def _sendcloud(o: Sold, n: int) -> dict[str, str]:
    number, _, street = o.street.partition(" ")
    return {
        "Name": o.name, "Company Name": o.company, "Address": street, "House number": number, "Address 2": o.complement,
        "City": o.town, "Postal Code": o.postcode, "Country": o.country, "Email": o.email, "Order Number": o.reference,
        "Weight": _kilograms(o),
    }  # fmt: skip


# Headings: https://support.sendcloud.com/hc/en-us/articles/360025142831 (the template of the upload)
SENDCLOUD = Layout(
    "Name,Company Name,Address,House number,Address 2,City,Postal Code,Country,Email,Telephone,Order Number,Weight,"
    "Service Point ID,Shipment Type",
    _sendcloud,
)

LAYOUTS = {
    "Shopify": SHOPIFY,
    "WooCommerce": WOOCOMMERCE,
    "Etsy": ETSY,
    "Etsy, articles": ETSY_ITEMS,
    "eBay": EBAY,
    "Amazon": AMAZON,
    "PrestaShop": PRESTASHOP,
    "Sendcloud": SENDCLOUD,
}
