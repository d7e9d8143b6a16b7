"""The web application: pages for residents and the HTTP API, on one engine and one store."""
