"""What Latarnik serves over HTTP: for now its health, to the machine it runs on."""
