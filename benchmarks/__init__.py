"""What is fast, and how that is known: each module measures one thing."""
