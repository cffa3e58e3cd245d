"""This room knows papers drawn by a public seed and read again; it does not know outcomes."""
