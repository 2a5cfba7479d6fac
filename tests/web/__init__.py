"""Visits to the pages, as a browser makes them."""
