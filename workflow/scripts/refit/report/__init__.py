"""The report: chapters as pieces of HTML, and the page that holds them all."""

MOST_MODELS_ON_A_PAGE = 60
"""Where there are more, each has a page of its own only, so that the report opens at once."""
