"""The web application, its API and the command line. Everything that knows a request, a session or the environment."""
