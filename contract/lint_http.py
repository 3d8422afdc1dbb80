"""What httplint says of an answer to one URL of each kind. A warning or worse fails."""

import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

KINDS = [
    "/v1/articles?limit=2",
    "/v1/articles/leave-the-bald-patch-alone",
    "/v1/authors",
    "/v1/quotes?limit=2",
    "/v1/lists/voices",
    "/v1/trending",
    "/v1/corrections",
    "/v1/site",
    "/v1/nothing",
    "/v1/me",
    "/graphql?query=%7B__typename%7D",
    "/livez",
    "/readyz",
    "/openapi.json",
    "/openapi.yaml",
    "/schema.graphql",
    "/problems/not_found",
    "/.well-known/jwks.json",
]
# what a client did wrong is no fault of the answer that says so
SAID_OF_THE_CLIENT = ("The server didn't understand the request.",)


HTTPLINT = Path(sys.executable).with_name("httplint")


def raw(base: str, path: str) -> bytes:
    """The head and the body of the answer, as they come over the wire."""
    host = urlsplit(base).netloc
    name, port = host.rsplit(":", 1)
    with socket.create_connection((name, int(port)), timeout=30) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def main(base: str) -> int:
    wrong = 0
    for path in KINDS:
        answer = raw(base, path)
        said = subprocess.run([HTTPLINT, "--now"], input=answer, capture_output=True)
        lines = said.stdout.decode().splitlines()
        if not any("[GOOD]" in line for line in lines):
            print(f"{path}: httplint said nothing: {said.stderr.decode()}")
            wrong += 1
        bad = [line for line in lines if "[WARN]" in line or "[BAD]" in line]
        for line in bad:
            if not any(words in line for words in SAID_OF_THE_CLIENT):
                print(f"{path}: {line.strip()}")
                wrong += 1
    print(f"{len(KINDS)} kinds of URL, {wrong} warnings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
