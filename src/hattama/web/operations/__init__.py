"""This room knows keeping the site: settings, doctor, watching, backups, stores, the copy as files; it is
not known by any capability, and does not know what protocols mean.
"""
