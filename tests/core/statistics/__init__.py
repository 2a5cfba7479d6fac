"""When a card is asked again."""
