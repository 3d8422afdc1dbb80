"""The answers of a running server against the schemas that the contract promises for them."""

import json
import sys
import urllib.request

import jsonschema_rs

KINDS = ["authors", "topics", "sections", "organizations", "experts", "quotes", "lists"]
INCLUDES = ["", "?include=quotes", "?include=section,authors,topics,quotes.expert"]
ALONE = ["/v1/editors-picks", "/v1/trending", "/v1/corrections", "/v1/site"]


class Server:
    """A server, with what its contract says."""

    def __init__(self, base: str, token: str):
        self.base, self.token = base, token
        self.contract = self.read("/openapi.json")
        self.validators: dict[tuple[str, bool], jsonschema_rs.Draft202012Validator] = {}
        self.answers = 0
        self.faults: set[str] = set()

    def read(self, path: str, working: bool = False):
        headers = {"authorization": f"Bearer {self.token}"} if working else {}
        request = urllib.request.Request(self.base + path, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def validator(self, operation: str, working: bool) -> jsonschema_rs.Draft202012Validator:
        """The schema of one view: where there are two, the public one stands first."""
        if (operation, working) not in self.validators:
            answer = self.contract["paths"][operation]["get"]["responses"]["200"]
            schema = answer["content"]["application/json"]["schema"]
            one = schema["anyOf"][1 if working else 0] if "anyOf" in schema else schema
            whole = {**one, "components": self.contract["components"]}
            self.validators[operation, working] = jsonschema_rs.Draft202012Validator(
                whole, validate_formats=True
            )
        return self.validators[operation, working]

    def check(self, operation: str, path: str, working: bool = False):
        answer = self.read(path, working)
        self.answers += 1
        for fault in self.validator(operation, working).iter_errors(answer):
            place = "/".join(map(str, fault.schema_path))
            self.faults.add(f"{operation}: {place}: {fault.message[:120]}")
        return answer

    def walk(self):
        for kind in KINDS:
            one = next(
                path
                for path in self.contract["paths"]
                if path.startswith(f"/v1/{kind}/{{") and path.count("/") == 3
            )
            self.check(f"/v1/{kind}", f"/v1/{kind}?limit=100&view=working", working=True)
            for thing in self.check(f"/v1/{kind}", f"/v1/{kind}?limit=100")["data"]:
                self.check(one, f"/v1/{kind}/{thing['id']}")
                self.check(one, f"/v1/{kind}/{thing['id']}?view=working", working=True)
        self.articles()
        for path in ALONE:
            self.check(path, path)
        self.check("/v1/site", "/v1/site?view=working", working=True)
        self.check("/v1/me", "/v1/me", working=True)

    def articles(self):
        one = "/v1/articles/{article}"
        self.check("/v1/articles", "/v1/articles?limit=100&view=working", working=True)
        self.check("/v1/articles", "/v1/articles?limit=5&include=section,authors,topics")
        for article in self.check("/v1/articles", "/v1/articles?limit=100")["data"]:
            path = f"/v1/articles/{article['id']}"
            for include in INCLUDES:
                self.check(one, path + include)
            self.check(one, path + "?view=working", working=True)
            self.check(one + "/related", path + "/related")
        for quote in self.read("/v1/quotes?limit=20")["data"]:
            self.check("/v1/quotes/{id}/uses", f"/v1/quotes/{quote['id']}/uses")


def main(base: str, token: str) -> int:
    server = Server(base, token)
    server.walk()
    for fault in sorted(server.faults):
        print(fault)
    print(f"{server.answers} answers, {len(server.faults)} kinds of fault")
    return 1 if server.faults or server.answers < 100 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
