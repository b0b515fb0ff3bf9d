"""Turning values into paper: documents, barcodes and texts that fit. Knows no noun of the trade."""
