"""The commands of `python -m tidemark`: options, JSON and exit codes are those of the `tidemark` command."""
