"""Results as JSON: the shapes that every front end and the machine-readable contract share."""
