"""The least that asks the panel's first question with questionary."""

import questionary

questionary.text("What is your name?").unsafe_ask()
