const defaultQuery = `{
  articles(first: 5) {
    nodes { id slug headline standfirst publishedAt credits { author { name } } }
  }
}
`;
ReactDOM.createRoot(document.getElementById("explorer")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery,
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: true,
  }),
);
