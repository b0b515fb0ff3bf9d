"""Printing: PDF and ZPL documents, barcodes, and text that fits its place.

A template is laid out once by WeasyPrint and compiled into a form (`compiling`); its values are
then stamped on as many pages as wanted, without laying out again (`stamping`). The package knows
nothing of shipments or labels.
"""
