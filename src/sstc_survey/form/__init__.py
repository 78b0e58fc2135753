"""The logic of a questionnaire: which entries there are with these answers, and what each holds.

Its modules are imported one by one: a tally needs the entries, and rarely what works expressions out.
"""
