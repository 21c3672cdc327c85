import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

// Walks articles by cursor to the end, in the types of the document.

type Article = components["schemas"]["ArticleSelection"];

const base = process.argv[2];
if (!base) throw new Error("usage: walk BASE");
const client = createClient<paths>({
  baseUrl: base,
  querySerializer: { array: { style: "form", explode: false } }, // comma lists
});
const chosen = { "filter_by[status][in]": ["draft", "published"] as ("draft" | "published")[] };

async function walk(): Promise<Article[]> {
  const rows: Article[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { data, error } = await client.GET("/articles/cursor", {
      params: { query: { ...chosen, cursor, items_per_page: 50, order_by: ["-views", "title"], facets: ["false"] } },
    });
    if (error) throw new Error(`${error.code}: ${error.detail}`);
    if (typeof data === "string") throw new Error("a stream, where a page was asked for");
    rows.push(...data.items);
    if (data.pagination.next_cursor === null) return rows;
    cursor = data.pagination.next_cursor;
  }
}

const rows = await walk();
const { data: first } = await client.GET("/articles/offset", { params: { query: { ...chosen, items_per_page: 1 } } });
const total = typeof first === "string" ? null : first?.pagination.total_count;
const once = new Set(rows.map((row) => row.id)).size;
if (rows.length === 0 || once !== rows.length || rows.length !== total) {
  throw new Error(`walked ${rows.length} rows, ${once} of them once, of ${total}`);
}
console.log(`TypeScript: ${rows.length} articles by cursor`);
