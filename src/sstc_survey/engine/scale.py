"""The scale of a range: its values, and where a number is on it."""

from __future__ import annotations

from fractions import Fraction

from sstc_survey.questionnaire import Range


class Scale:
    """The values of a range from its start to its end, in fractions of what is written: 0.3 is three steps of 0.1."""

    def __init__(self, question: Range) -> None:
        self.start, end, step = (Fraction(repr(number)) for number in (question.start, question.end, question.step))
        self.step = step if end >= self.start else -step
        self.length = int((end - self.start) / self.step) + 1

    def place(self, number: str) -> Fraction:
        """Return how many steps a number is from the start: a whole number for each value of the scale."""
        return (Fraction(number) - self.start) / self.step

    def value(self, place: int) -> Fraction:
        """Return the value so many steps from the start."""
        return self.start + self.step * place

    def values(self, maximum: int) -> list[float]:
        """Return the first values, so many at most: a scale may have more of them than fit in memory."""
        return [float(self.value(place)) for place in range(min(self.length, maximum))]
