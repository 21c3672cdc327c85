import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpError, changes, createClient } from "./client.js";
import { dataProvider as reactAdmin } from "./react-admin.js";
import { dataProvider as refine } from "./refine.js";

// Drives the data providers of docs/clients against the example.

const base = process.env["BASE"];
if (!base) throw new Error("BASE is not set");
const nowhere = "00000000-0000-4000-8000-000000000000";

// The queries that were asked, for what rows alone do not show.
const asked: URL[] = [];
const spy: typeof fetch = (input, init) => {
  asked.push(new URL(String(input)));
  return fetch(input, init);
};
const ra = reactAdmin(base, { fetch: spy });
const re = refine(base, { fetch: spy });

const ids = (rows: any[]): string[] => rows.map((r) => r.id);
const sorted = (list: any[]) => [...list].sort((a, b) => a - b);
const page = (page: number, perPage: number) => ({ page, perPage });
const failure = async (p: Promise<unknown>): Promise<HttpError> => {
  const e = await p.then(() => null, (e: unknown) => e);
  assert(e instanceof HttpError, `no HttpError: ${e}`);
  return e;
};

test("react-admin: lists", async (t) => {
  await t.test("sort, filters and pages", async () => {
    const filter = { status: ["draft", "published"], views_gte: 10, category__name: "DevOps", published: undefined };
    const sort = { field: "views", order: "DESC" } as const;
    const one = await ra.getList("articles", { pagination: page(1, 3), sort, filter });
    const two = await ra.getList("articles", { pagination: page(2, 3), sort, filter });
    const both = await ra.getList("articles", { pagination: page(1, 6), sort, filter });
    assert.equal(one.data.length, 3);
    assert.deepEqual([...ids(one.data), ...ids(two.data)], ids(both.data));
    assert(one.total! > 6 && one.total! < 400 && one.total === both.total);
    assert.deepEqual([one.pageInfo, two.pageInfo?.hasPreviousPage], [{ hasNextPage: true, hasPreviousPage: false }, true]);
    assert.deepEqual(both.data.map((r) => r.views), sorted(both.data.map((r) => r.views)).reverse());
    for (const r of both.data) {
      assert(["draft", "published"].includes(r.status) && r.views >= 10 && r.category_name === "DevOps", JSON.stringify(r));
    }
    const nested = await ra.getList("articles", { pagination: page(1, 6), sort, filter: { ...filter, category__name: "", category: { name: "DevOps" } } });
    assert.deepEqual(ids(nested.data), ids(both.data));
  });
  await t.test("search", async () => {
    const all = await ra.getList("articles", { pagination: page(1, 5) });
    const found = await ra.getList("articles", { pagination: page(1, 5), filter: { q: "postgresql" } });
    assert(found.total! > 0 && found.total! < all.total!);
  });
  await t.test("an order by id gives way, once", async () => {
    asked.length = 0;
    for (let i = 0; i < 2; i++) {
      const { data } = await ra.getList("categories", { pagination: page(1, 25), sort: { field: "id", order: "ASC" } });
      assert.deepEqual(data.map((r) => r.name), data.map((r) => r.name).sort());
    }
    assert.equal(asked.length, 3);
    await failure(ra.getList("categories", { sort: { field: "nonsense", order: "ASC" } }));
  });
  await t.test("more than fit on the server's pages", async () => {
    const sort = { field: "title", order: "ASC" } as const;
    const pages = await Promise.all([1, 2, 3].map((n) => ra.getList("articles", { pagination: page(n, 150), sort })));
    assert.deepEqual(pages.map((p) => p.pageInfo?.hasNextPage), [true, true, false]);
    const all = pages.flatMap((p) => ids(p.data));
    assert.deepEqual([pages[0]!.data.length, new Set(all).size], [150, pages[0]!.total]);
    const whole = await ra.getList("articles", { pagination: page(1, 1000), sort });
    assert.deepEqual(ids(whole.data), all);
  });
  await t.test("without a total", async () => {
    const { total, pageInfo } = await ra.getList("articles", { pagination: page(1, 5), meta: { params: { count: "none" } } });
    assert.deepEqual([total, pageInfo?.hasNextPage], [undefined, true]);
  });
  await t.test("a filter that is not declared is an error", async () => {
    const e = await failure(ra.getList("articles", { filter: { body: "x" } }));
    assert.equal(e.status, 422);
    assert.match(e.message, /^filter_by\[body\].*there is no filter/);
  });
});

test("react-admin: one, many, reference", async () => {
  const { data } = await ra.getList("articles", { pagination: page(1, 3) });
  assert.deepEqual((await ra.getOne("articles", { id: data[1].id })).data, data[1]);
  assert.equal((await failure(ra.getOne("articles", { id: nowhere }))).status, 404);
  const many = await ra.getMany("articles", { ids: [...ids(data), nowhere] });
  assert.deepEqual(ids(many.data).sort(), ids(data).sort());
  const reference = await ra.getManyReference("articles", {
    target: "category__name", id: "Security", pagination: page(1, 5), sort: { field: "created_at", order: "ASC" }, filter: { status: "draft" },
  });
  assert(reference.data.length > 0);
  for (const r of reference.data) assert.deepEqual([r.category_name, r.status], ["Security", "draft"]);
});

test("react-admin: writes", async () => {
  const refused = await failure(ra.create("articles", { data: { title: "", views: -1 } }));
  assert.deepEqual([refused.status, refused.body["errors"]], [
    422, { title: "is required", views: "is less than 0", root: { serverError: "2 values are invalid" } },
  ]);
  const reference = await failure(ra.create("articles", { data: { title: "x", category_id: nowhere } }));
  assert.match(reference.body["errors"].category_id, /no such row/);
  const twice = await failure(ra.create("categories", { data: { name: "DevOps" } }));
  assert.deepEqual([twice.status, twice.body["errors"].name], [409, "another row has the same"]);

  const { data: made } = await ra.create("articles", { data: { title: "By a provider", views: 3 } });
  assert.equal(made.status, "draft");
  const changed = await ra.update("articles", { id: made.id, data: { ...made, title: "Changed", priority: 2 }, previousData: made });
  assert.deepEqual(changed.data, { ...made, title: "Changed", priority: 2 });
  const cleared = await ra.update("articles", { id: made.id, data: { ...changed.data, priority: null }, previousData: changed.data });
  assert.deepEqual(cleared.data, { ...made, title: "Changed" });
  assert.deepEqual((await ra.update("articles", { id: made.id, data: cleared.data, previousData: cleared.data })).data, cleared.data);
  const bad = await failure(ra.update("articles", { id: made.id, data: { ...cleared.data, status: "lost" }, previousData: cleared.data }));
  assert.deepEqual(Object.keys(bad.body["errors"]), ["status", "root"]);

  const others = await Promise.all([1, 2].map((n) => ra.create("articles", { data: { title: `Other ${n}` } })));
  const some = others.map((o) => o.data.id);
  assert.deepEqual((await ra.updateMany("articles", { ids: some, data: { status: "archived" } })).data, some);
  for (const r of (await ra.getMany("articles", { ids: some })).data) assert.equal(r.status, "archived");
  assert.equal((await failure(ra.deleteMany("articles", { ids: [...some, nowhere] }))).status, 404);
  assert.equal((await ra.getMany("articles", { ids: some })).data.length, 2);
  assert.deepEqual((await ra.deleteMany("articles", { ids: some })).data, some);
  assert.deepEqual((await ra.delete("articles", { id: made.id, previousData: made })).data, made);
  assert.deepEqual((await ra.getMany("articles", { ids: [...some, made.id] })).data, []);
});

test("refine: lists", async () => {
  const list = (currentPage: number, pageSize: number) => re.getList({
    resource: "articles",
    pagination: { currentPage, pageSize, mode: "server" },
    sorters: [{ field: "category.name", order: "asc" }, { field: "views", order: "desc" }],
    filters: [
      { field: "status", operator: "in", value: ["draft", "published"] },
      { field: "views", operator: "between", value: [10, 900] },
      { operator: "and", value: [{ field: "priority", operator: "nnull", value: true }, { field: "title", operator: "ne", value: "x, \"y\"" }] },
      { field: "published", operator: "eq", value: undefined },
    ],
  });
  const [one, two, both] = await Promise.all([list(1, 4), list(2, 4), list(1, 8)]);
  assert.deepEqual([...ids(one.data), ...ids(two.data)], ids(both.data));
  assert(one.total > 8 && one.total === both.total);
  for (const r of both.data as any[]) {
    assert(r.status !== "archived" && r.views >= 10 && r.views <= 900 && r.priority !== null, JSON.stringify(r));
  }
  const search = await re.getList({ resource: "articles", filters: [{ field: "q", operator: "eq", value: "postgresql" }] });
  assert(search.data.length > 0 && search.total < 400);
  const whole = await re.getList({ resource: "articles", pagination: { mode: "off" } });
  assert.deepEqual([whole.data.length, new Set(ids(whole.data)).size], [whole.total, whole.total]);
  const uncounted = await re.getList({ resource: "articles", meta: { params: { count: "none" } } });
  assert.equal(uncounted.total, 11);
  const listed = await re.getList({ resource: "articles", filters: [{ field: "title", operator: "nin", value: ["a, \"b\"", ""] }] });
  assert.equal(listed.total, whole.total);
  await assert.rejects(re.getList({ resource: "articles", filters: [{ operator: "or", value: [] }] }), /meta\.params\.filter/);
  await assert.rejects(re.getList({ resource: "articles", filters: [{ field: "title", operator: "ncontains", value: "x" }] }), /ncontains/);
});

test("refine: rows and writes", async () => {
  const { data } = await re.getList({ resource: "articles", pagination: { pageSize: 2 } });
  assert.deepEqual((await re.getOne({ resource: "articles", id: ids(data)[0]! })).data, data[0]);
  assert.deepEqual((await re.getMany({ resource: "articles", ids: ids(data) })).data, data);
  const refused = await failure(re.create({ resource: "articles", variables: { title: "" } }));
  assert.deepEqual([refused.statusCode, refused.errors], [422, { title: "is required" }]);
  const { data: made } = await re.create({ resource: "articles", variables: { title: "By refine" } });
  const id = made["id"] as string;
  const { data: changed } = await re.update({ resource: "articles", id, variables: { views: 7 } });
  assert.deepEqual(changed, { ...made, views: 7 });
  const many = await re.updateMany({ resource: "articles", ids: [id], variables: { views: 8 } });
  assert.deepEqual(many.data, [{ ...made, views: 8 }]);
  assert.deepEqual((await re.deleteOne({ resource: "articles", id })).data, { id });
  assert.equal((await failure(re.getOne({ resource: "articles", id }))).statusCode, 404);
  const { data: other } = await re.create({ resource: "articles", variables: { title: "Another" } });
  await re.deleteMany({ resource: "articles", ids: [other["id"] as string] });
  assert.equal((await failure(re.deleteOne({ resource: "articles", id: other["id"] as string }))).statusCode, 404);
  assert.equal(re.getApiUrl(), base);
});

// The example has no filter by id: what is asked of a resource that has one.
test("many rows by a filter, a hundred at once, with headers", async () => {
  const calls: string[][] = [];
  const client = createClient("http://there/", {
    headers: async () => ({ Authorization: "Bearer x" }),
    fetch: async (input, init) => {
      assert.equal((init?.headers as any)["Authorization"], "Bearer x");
      const some = new URL(String(input)).searchParams.get("filter_by[id][in]")!.split(",");
      calls.push(some);
      return Response.json({ items: some.map((id) => ({ id })), pagination: { next_cursor: null, total_count: null, total_relation: null } });
    },
  });
  const wanted = Array.from({ length: 150 }, (_, i) => String(i));
  assert.deepEqual(ids(await client.many("things", wanted)), wanted);
  assert.deepEqual(calls.map((c) => c.length), [100, 50]);
});

test("what is no problem document", async () => {
  const answering = (status: number, text: string) => createClient("http://there", { fetch: async () => new Response(text, { status, statusText: "Bad" }) });
  assert.deepEqual([(await failure(answering(502, "<p>").one("a", 1))).status, (await failure(answering(200, "<p>").one("a", 1))).status], [502, 200]);
});

test("changes", () => {
  assert.deepEqual(
    changes({ a: 1, b: { c: 1, d: 2, e: 3 }, l: [1], o: { x: 1, y: 2 }, kept: 1 }, { a: 1, b: { c: 2, d: 2 }, l: [1, 2], o: { y: 2, x: 1 }, n: null, u: undefined }),
    { b: { c: 2, e: null }, l: [1, 2], n: null },
  );
});
