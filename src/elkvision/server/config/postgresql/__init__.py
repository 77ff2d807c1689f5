"""Django's backend for PostgreSQL, which takes what people's logs may hold."""
