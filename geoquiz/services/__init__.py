"""Use cases: each function is one transaction and returns plain values; services do not call services."""
