const defaultQuery = `{
  articles(first: 5) {
    nodes { id slug headline standfirst publishedAt credits { author { name } } }
  }
}
`;
// an address may bring a request: ?query=…&variables=…
const address = new URLSearchParams(location.search);
ReactDOM.createRoot(document.getElementById("explorer")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery,
    query: address.get("query") ?? undefined,
    variables: address.get("variables") ?? undefined,
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: true,
  }),
);
