"""Audits and recounts at the desk: steps in their order, orders, sheets to count on, counts typed."""
