"""The Flask edge: guard, forms, pages. One area per audience."""
