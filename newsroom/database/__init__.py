"""The database backend of the default set-up: a PostgreSQL that starts when it is first needed."""
