"""This room knows what machine and settings must be like for the site to run, and looks at each; it does not
know pages or how its answers are printed, and changes nothing.

Its door: `examination` (all checks in order), `patient` (what is looked at).
"""
