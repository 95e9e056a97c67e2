"""The panel's display as pictures: for guide pages, reports and recordings. A secret is in none of them."""
