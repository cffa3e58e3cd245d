"""What every test shares. The core is tested where Django is not installed, so nothing here needs it."""

import os

from hypothesis import HealthCheck, settings

# Quick while writing; thorough before a change lands. The same examples every time in `ci`, so that a red run
# can be had again; chance looks for new ones at the desks of those who write.
settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile(
    "ci",
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "quick")
