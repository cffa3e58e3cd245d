"""From where on a figure of the site asks for somebody: one list for the page, the doctor and the alerts."""

from __future__ import annotations

LAG_ATTENTION = 60
LAG_WRONG = 300
"""Seconds that an accepted act may wait for its checkpoint. A second is usual."""

FOLLOWING_SECONDS = 900
"""Seconds after a checkpoint in which manifest, states, open data and witnesses have had time to follow."""

JOB_ATTENTION = 600
JOB_WRONG = 3600
"""Seconds that the first job of the queue may wait."""

FREE_ATTENTION = 15
FREE_WRONG = 5
"""Per cent of the file system, and of its inodes, that are free."""

FREE_BYTES_WRONG = 2 * 1024**3
"""Bytes that must be free however large the disk is: some thousand scans."""

BACKUP_ATTENTION = 26 * 3600
BACKUP_WRONG = 72 * 3600
"""Seconds since the last backup was finished. A daily one may be late by two hours."""

ERROR_SECONDS = 3600
"""For so long after an error the operator is told of it."""
