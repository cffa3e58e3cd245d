"""This room spares time: it takes first versions of protocols with nothing out of the ordinary, checks and
sums them together. It does not decide: what it does not take, and every precinct of which anything else is
told or found, goes to the reference (histories), and a check without it finds the same.
"""

from hattama.verification.quick.ordinary import Quick, Shown
