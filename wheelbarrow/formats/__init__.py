"""How dates and times are written: the same in every language, and as the API writes them."""
