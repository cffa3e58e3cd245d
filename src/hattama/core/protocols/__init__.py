"""This room knows one protocol: its form, its figures, its control relations, two entries compared; it does not know other protocols, files or tables."""
