"""Figures worked out from the review log: of a learner, of questions, of predictions."""
