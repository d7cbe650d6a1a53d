"""The report: chapters as pieces of HTML, and the page that holds them all."""
