"""Version of the client, told to the server in User-Agent."""

VERSION = "0.1.0"
