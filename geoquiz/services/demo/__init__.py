"""A made-up class, or a whole school, with a history on the banks that are here: to look at and to measure with."""

from geoquiz.services.demo.classes import MOST_STUDENTS, Taught, make_class, teach
from geoquiz.services.demo.learners import Answerable, Made, make_learner, subjects_of
from geoquiz.services.demo.school import MOST_CLASSES, School, make_school

__all__ = ["MOST_CLASSES", "MOST_STUDENTS", "Answerable", "Made", "School", "Taught", "make_class", "make_learner", "make_school",
           "subjects_of", "teach"]
