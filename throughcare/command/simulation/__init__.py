"""A plausible history of a whole network, made inside PostgreSQL: no row passes through Python."""
