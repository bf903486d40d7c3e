"""The living cell: one step of a recurrent cell, drawn with the numbers of the visitor's digit."""
