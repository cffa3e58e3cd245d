"""The faces of registers at the desk, made from packs."""
