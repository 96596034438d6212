"""The composition root: settings, wiring, workers and the command line; sees every room, seen by none."""
