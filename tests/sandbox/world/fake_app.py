"""A tiny app with the command line of the real one: `fake_app.py MOOD COMMAND ...`.

Moods: good; stubborn (does not end when asked); dies (ends at its start); poor (cannot add a company).
"""

import json
import os
import signal
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

MOOD, COMMAND = [*sys.argv[1:3], "", ""][:2]
SETTINGS = {name.removeprefix("LATARNIK_"): value for name, value in os.environ.items()}
DATABASE = Path(SETTINGS.get("DATA_DIR", ".")) / "latarnik.sqlite3"


class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


def call(method: str, **arguments) -> object:
    address = f"{SETTINGS['TELEGRAM_API']}/bot{SETTINGS['TELEGRAM_TOKEN']}/{method}"
    body = json.dumps(arguments).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["result"]


def answer(update: dict) -> None:
    if "callback_query" in update:
        call("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="Zrobione")
        return
    said = update["message"]
    text = said.get("text", "plik")
    markup = {"inline_keyboard": [[{"text": "Tak", "callback_data": "yes"}]]}
    call("sendMessage", chat_id=said["chat"]["id"], text=f"Słyszę: {text}", reply_markup=markup)


def talk() -> None:
    offset = 0
    while True:
        for update in call("getUpdates", offset=offset, timeout=20):
            offset = update["update_id"] + 1
            answer(update)


def run() -> None:
    if MOOD == "dies":
        sys.exit("LATARNIK_MAIL_FROM is not set: the address of letters.")
    if MOOD == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=talk, daemon=True).start()
    HTTPServer(("127.0.0.1", int(SETTINGS["WEB_PORT"])), Health).serve_forever()


def add_company() -> None:
    if MOOD == "poor":
        sys.exit("--nip: 9990001137 is already there.")
    with DATABASE.open("a") as database:
        database.write("company\n")
    print(json.dumps({"company": "1", "nip": "9990001137", "invite": "zaproszenie", "link": ""}))  # noqa: T201 - as the real command does


if __name__ == "__main__":
    {"migrate": DATABASE.touch, "company": add_company, "ksef": dict, "run": run}[COMMAND]()
