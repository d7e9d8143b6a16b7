"""Running an installation, on real processes: several servers and workers, stopping, crashes, outages, what it logs."""
