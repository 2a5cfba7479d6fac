"""Reading what Anki, its relatives and strangers of ill will write."""
