"""Rows become orders: articles are added up, finished orders and totals left out, questions asked."""

import pytest

from app.shipments.faults import FieldProblem, RemarkKind
from app.shipments.grouping import LeftOutReason
from app.shipments.importing import Reading, read_file

HEADER = "N° de commande;Nom;Adresse;CP;Ville;Poids (g)"
LUC = "Luc Essai;3 rue du Bac;75007;Paris"
LEA = "Léa Modèle;12 rue des Lilas;01000;Bourg-en-Bresse"


def read(*rows: str, more: str = "") -> Reading:
    return read_file("\n".join((HEADER + more, *rows)).encode())


def grams(reading: Reading) -> dict[str, int]:
    return {order.reference: order.grams for order in reading.orders}


def problems(reading: Reading) -> list[tuple[int, FieldProblem]]:
    return [(refusal.line, refusal.fault.problem) for refusal in reading.refusals]


def test_the_weights_of_articles_are_multiplied_and_added() -> None:
    reading = read(
        f"1;{LUC};80;Carnet;2", f"2;{LEA};50;Stylo;1", f"1;{LUC};100;Livre;1,0", more=";Article;Qté"
    )
    assert grams(reading) == {"1": 260, "2": 50}
    assert [remark.kind for _, remark in reading.remarks] == [RemarkKind.ARTICLES_ADDED]


def test_further_articles_without_address_belong_to_their_order() -> None:
    reading = read(
        f"1;{LUC};80;Carnet;2", "1;;;;;100;Livre;1", ";;;;;7;Stylo;1", more=";Article;Qté"
    )
    assert grams(reading) == {"1": 267}


def test_an_article_without_weight_is_not_taken_for_nothing() -> None:
    reading = read(f"1;{LUC};80;Carnet", f"1;{LUC};;Livre", more=";Article")
    assert problems(reading) == [(2, FieldProblem.MISSING)]


def test_the_weight_of_the_whole_order_is_taken_once() -> None:
    rows = (f"1;{LUC};300;Carnet;2", f"1;{LUC};300;Livre;1")
    header = HEADER.replace("Poids (g)", "Poids total (g)") + ";Article;Qté"
    reading = read_file("\n".join((header, *rows)).encode())
    assert grams(reading) == {"1": 300}


def test_articles_too_heavy_together_are_refused() -> None:
    reading = read(f"1;{LUC};1600;Carnet;2", more=";Article;Qté")
    assert problems(reading) == [(2, FieldProblem.TOO_HEAVY)]


@pytest.mark.parametrize("quantity", ["deux", "1,5", "-1"])
def test_what_is_no_quantity_is_refused(quantity: str) -> None:
    reading = read(f"1;{LUC};80;Carnet;{quantity}", more=";Article;Qté")
    assert problems(reading) == [(2, FieldProblem.NOT_A_QUANTITY)]


def test_the_articles_of_one_reference_with_two_addresses_are_asked_about() -> None:
    reading = read(f"1;{LUC};80;Carnet", f"1;{LEA};50;Stylo", more=";Article")
    assert grams(reading) == {"1": 80}
    assert problems(reading) == [(3, FieldProblem.REPEATED)]
    [refusal] = reading.refusals
    assert refusal.fault.is_question
    assert "LUC ESSAI" in refusal.fault.choices[0]
    assert "LÉA MODÈLE" in refusal.fault.choices[1]


def test_without_articles_a_reference_with_another_weight_is_asked_about() -> None:
    reading = read(f"1;{LUC};80", f"1;{LUC};100")
    assert grams(reading) == {"1": 80}
    assert problems(reading) == [(3, FieldProblem.REPEATED)]


@pytest.mark.parametrize(
    "total",
    [
        "Total;;;;;160",
        ";;;;Total : 2 commandes;160",
        "TOTAL GENERAL;;;;;160",
        "Sous-total;;;;;160",
        "2;record(s) downloaded;;;;",
        "Seller ID : acme;;;;;",
    ],
)
def test_a_line_of_totals_is_no_order(total: str) -> None:
    reading = read(f"1;{LUC};80", total)
    assert (grams(reading), reading.refusals) == ({"1": 80}, [])
    assert [(one.line, one.reason) for one in reading.left_out] == [(3, LeftOutReason.TOTAL)]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("Annulée", LeftOutReason.CANCELLED), ("cancelled", LeftOutReason.CANCELLED), ("Canceled", LeftOutReason.CANCELLED),
        ("refunded", LeftOutReason.CANCELLED), ("Remboursé", LeftOutReason.CANCELLED), ("wc-cancelled", LeftOutReason.CANCELLED),
        ("voided", LeftOutReason.CANCELLED), ("Expédié", LeftOutReason.SHIPPED), ("fulfilled", LeftOutReason.SHIPPED),
        ("Completed", LeftOutReason.SHIPPED), ("Livré", LeftOutReason.SHIPPED), ("Shipped", LeftOutReason.SHIPPED),
        ("processing", None), ("unfulfilled", None), ("En cours de préparation", None), ("paid", None), ("partial", None),
        ("Paiement accepté", None), ("on-hold", None), ("Unshipped", None), ("", None),
    ],
)  # fmt: skip
def test_finished_orders_are_left_out_and_told(status: str, reason: LeftOutReason | None) -> None:
    reading = read(f"1;{LUC};80;{status}", more=";Statut")
    assert [one.reason for one in reading.left_out] == ([reason] if reason else [])
    assert len(reading.orders) == (0 if reason else 1)


@pytest.mark.parametrize(
    ("heading", "reason"),
    [("Fulfilled at", LeftOutReason.SHIPPED), ("Date Shipped", LeftOutReason.SHIPPED), ("Cancelled at", LeftOutReason.CANCELLED)],
)  # fmt: skip
def test_a_day_of_sending_or_cancelling_says_it_too(heading: str, reason: LeftOutReason) -> None:
    reading = read(f"1;{LUC};80;2026-11-20", f"2;{LUC};80;", more=f";{heading}")
    assert [(one.reference, one.reason) for one in reading.left_out] == [("1", reason)]


def test_one_damaged_row_costs_that_row() -> None:
    reading = read(f'1;{LUC};"80', f"2;{LUC};80", f"3;Luc;{'x' * 200_000};75007;Paris;80",
                   f"4;{LUC};80;too;many", f"5;{LUC};8\x000", f"6;{LUC};80")  # fmt: skip
    assert set(grams(reading)) == {"2", "6"}
    assert problems(reading) == [
        (2, FieldProblem.OPEN_QUOTATION),
        (4, FieldProblem.CELL_TOO_LONG),
        (5, FieldProblem.TOO_MANY_CELLS),
        (6, FieldProblem.CONTROL_CHARACTERS),
    ]
