"""Security tests: attack payloads fed to every input of the application."""
