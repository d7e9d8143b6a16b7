"""Citations in a text: read, resolved to clauses, and their quotations and figures checked against the clauses."""
