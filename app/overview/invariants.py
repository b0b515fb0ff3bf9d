"""The data's invariants, each as a query that finds the rows which break it."""

from collections.abc import Iterator

from sqlalchemy import text

from app.extensions import db

# Each query returns one row per breach, with one column that identifies it.
INVARIANTS = {
    "a tracking number is issued once": """
        SELECT tracking_number FROM label GROUP BY tracking_number HAVING count(*) > 1""",
    "a label's number lies in a range issued here": """
        SELECT label.tracking_number FROM label JOIN number_range ON number_range.id = range_id
        WHERE serial < first_free_serial OR serial >= next_serial OR issuer <> 'sillage'""",
    "ranges never overlap": """
        WITH held AS (SELECT id, first_position,
            coalesce(first_position + released_serial - first_serial, last_position + 1) AS ending
            FROM number_range WHERE released_serial IS NULL OR released_serial > first_serial)
        SELECT one.id FROM held AS one JOIN held AS other
        ON one.id < other.id AND one.first_position < other.ending
        AND one.ending > other.first_position""",
    "draws move the range on without a gap": """
        SELECT number_range.id FROM number_range LEFT JOIN number_draw
        ON range_id = number_range.id GROUP BY number_range.id, next_serial, first_free_serial
        HAVING next_serial - first_free_serial <> coalesce(sum(count), 0)""",
    "every drawn number is on a label": """
        SELECT number_draw.id FROM number_draw JOIN number_range
        ON number_range.id = number_draw.range_id AND issuer = 'sillage'
        LEFT JOIN label ON label.range_id = number_draw.range_id
        AND serial BETWEEN number_draw.first_serial AND number_draw.first_serial + count - 1
        WHERE purpose <> 'lost with a restore'
        GROUP BY number_draw.id, count HAVING count(label.id) <> count""",
    "numbers lost with a restore are noted as such, and on no label": """
        SELECT number_draw.id FROM number_draw LEFT JOIN number_loss
        ON number_loss.range_id = number_draw.range_id
        AND number_loss.first_serial = number_draw.first_serial
        AND last_serial = number_draw.first_serial + count - 1
        WHERE purpose = 'lost with a restore' AND (number_loss.id IS NULL OR EXISTS (
            SELECT 1 FROM label WHERE label.range_id = number_draw.range_id AND serial
            BETWEEN number_draw.first_serial AND number_draw.first_serial + count - 1))""",
    "a shipment has at most one live label": """
        SELECT shipment_id FROM label WHERE voided_at IS NULL
        GROUP BY shipment_id HAVING count(*) > 1""",
    "a label stands on at most one live slip": """
        SELECT label_id FROM deposit_item WHERE released_at IS NULL
        GROUP BY label_id HAVING count(*) > 1""",
    "a shipment knows whether it has a live label": """
        SELECT shipment.id FROM shipment LEFT JOIN label ON shipment_id = shipment.id
        AND voided_at IS NULL WHERE (labelled_at IS NULL) <> (label.id IS NULL)""",
    "a label knows whether it stands on a slip": """
        SELECT label.id FROM label LEFT JOIN deposit_item ON label_id = label.id
        AND released_at IS NULL WHERE (listed_at IS NULL) <> (deposit_item.id IS NULL)""",
    "a voided label stands on no slip": """
        SELECT id FROM label WHERE voided_at IS NOT NULL AND listed_at IS NOT NULL""",
    "slip numbers have no gap but those lost with a restore": """
        SELECT coclico FROM (
            SELECT coclico, year, number AS first_number, number AS last_number FROM deposit_slip
            UNION ALL SELECT coclico, year, first_number, last_number FROM slip_loss
        ) AS given GROUP BY coclico, year
        HAVING max(last_number) <> sum(last_number - first_number + 1) OR min(first_number) <> 1""",
    # Seven ticks: `onboarding.checklist.TICKED`.
    "an activated contract was verified": """
        SELECT contract.id FROM contract LEFT JOIN checklist_mark ON contract_id = contract.id
        WHERE activated_at IS NOT NULL
        GROUP BY contract.id HAVING count(checklist_mark.id) < 7""",
    "an account is activated once a merchant": """
        SELECT tracking_account FROM contract WHERE activated_at IS NOT NULL
        GROUP BY merchant_id, tracking_account HAVING count(*) > 1""",
    "an active contract has its numbers": """
        SELECT id FROM contract WHERE activated_at IS NOT NULL
        AND (coclico IS NULL OR tracking_account IS NULL OR contract_number IS NULL)""",
    "a recorded renewal has a range of its contract": """
        SELECT renewal.id FROM renewal LEFT JOIN number_range ON number_range.id = range_id
        AND number_range.contract_id = renewal.contract_id
        WHERE recorded_at IS NOT NULL AND number_range.id IS NULL""",
    "a contract has at most one open renewal": """
        SELECT contract_id FROM renewal WHERE recorded_at IS NULL AND abandoned_at IS NULL
        GROUP BY contract_id HAVING count(*) > 1""",
}


def breaches() -> Iterator[tuple[str, str]]:
    """Yield each breach: the invariant, and what breaks it."""
    for name, query in INVARIANTS.items():
        for (found,) in db.session.execute(text(query)):
            yield name, str(found)
