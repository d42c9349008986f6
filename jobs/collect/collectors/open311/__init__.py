"""Open311: reports of inhabitants."""
