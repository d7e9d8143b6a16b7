"""Who works with the application: roles, passwords, and for how long a login holds. Pure: no database, no clock."""
