"""What Schemathesis does not know of our GraphQL, with the reason."""

import json
from pathlib import Path

import graphql
import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

# a positive document may be refused with one of these: what they say of a value, the types of
# GraphQL cannot
REFUSALS = {
    "invalid_parameter": "`first` and `last` have bounds and exclude each other",
    "invalid_cursor": "a cursor that no list gave",
    "unauthenticated": "a working view or a mutation without a credential",
    "forbidden": "a role that may not",
    "not_found": "an id that leads nowhere",
    "graphql_limit": "a document that costs too much",
}
# numbers narrower than Int and Float; an error that has a path is of a value, not of the document
NARROW = "graphql_validation"


# Schemathesis reads it by an introspection that does not ask for `@oneOf`
SCHEMA = graphql.build_schema(Path("../schema.graphql").read_text())


@schemathesis.hook
def map_body(context, body):
    """Of a `@oneOf` input, leaves one member (GraphQL, September 2025, 3.10.1): the generator fills
    any number of them. A document that is wrong on purpose is wrong in another way too, and stays
    as it is."""
    errors = graphql.validate(SCHEMA, body)
    if not errors or not all("OneOf Input Object" in error.message for error in errors):
        return body
    types = graphql.TypeInfo(SCHEMA)
    return graphql.visit(body, graphql.TypeInfoVisitor(types, OneMember(types)))


class OneMember(graphql.Visitor):
    """Leaves one member of each `@oneOf` input."""

    def __init__(self, types):
        super().__init__()
        self.types = types

    def enter_object_value(self, node, *_):
        kind = graphql.get_named_type(self.types.get_input_type())
        if not (graphql.is_input_object_type(kind) and kind.is_one_of):
            return None
        given = [one for one in node.fields if not isinstance(one.value, graphql.NullValueNode)]
        return nodes_of(given[:1] or [field(next(iter(kind.fields)), nodes.String("0"))])


def nodes_of(fields):
    return graphql.ObjectValueNode(fields=tuple(fields))


def field(name, value):
    return graphql.ObjectFieldNode(name=graphql.NameNode(value=name), value=value)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops a failure that is a refusal of the newsroom: it is named, and nothing was done."""
    if type(failure).__name__ not in ("GraphQLServerError", "GraphQLClientError"):
        return True
    answer = json.loads(response.content)
    has_credential = "Authorization" in response.request.headers
    return not all(is_refusal(error, has_credential) for error in answer["errors"])


def is_refusal(error, has_credential):
    code = error.get("extensions", {}).get("code")
    if code == "unauthenticated" and has_credential:
        return False
    return code in REFUSALS or (code == NARROW and bool(error.get("path")))


schemathesis.graphql.scalar("NaiveDate", st.dates().map(str).map(nodes.String))
schemathesis.graphql.scalar(
    "JSON",
    st.one_of(
        st.none().map(lambda _: nodes.Null),
        st.integers(-9, 9).map(nodes.Int),
        st.text(max_size=9).map(nodes.String),
        st.text("abc", min_size=1, max_size=3).map(lambda key: nodes_of([field(key, nodes.Int(1))])),
    ),
)
