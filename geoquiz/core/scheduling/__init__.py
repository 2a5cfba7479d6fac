"""When a card is asked again: the learner's day, memory, rating and the queue."""
