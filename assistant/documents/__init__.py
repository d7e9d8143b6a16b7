"""Policy documents: read, repaired, cut into clauses with permanent addresses, dated."""
