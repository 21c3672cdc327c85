import type { CrudFilter, CrudOperators, DataProvider, MetaQuery } from "@refinedev/core";
import { createClient, isBlank, wireName, type Condition, type Options, type Query } from "./client.js";

// refine's operators without an s at their end do not look at case.
const operators: Partial<Record<CrudOperators, string>> = {
  eq: "eq", eqs: "eq", ne: "ne", nes: "ne", lt: "lt", lte: "lte", gt: "gt", gte: "gte", in: "in", nin: "not_in",
  between: "between", null: "is_null", nnull: "is_null", contains: "icontains", containss: "contains",
  startswith: "istarts_with", startswiths: "starts_with", endswith: "iends_with", endswiths: "ends_with", ina: "has_all",
};

/** A data provider for refine: `<Refine dataProvider={dataProvider("https://api.example.com")}>`. */
export function dataProvider(url: string, options?: Options) {
  const client = createClient(url, options);
  const signal = (meta?: MetaQuery): AbortSignal | undefined => meta?.queryContext?.signal;
  return {
    getApiUrl: () => client.url,
    getList: async ({ resource, pagination, sorters, filters, meta }) => {
      const { currentPage: page = 1, pageSize: perPage = 10, mode = "server" } = pagination ?? {};
      const all = conditions(filters ?? []);
      const search = all.filter(([field]) => field === "q").map(([, , value]) => String(value)).join(" ");
      const aborts = signal(meta);
      const query: Query = {
        ...(mode === "server" ? { page, perPage } : { perPage: Infinity }),
        order: (sorters ?? []).map((s) => (s.order === "desc" ? "-" : "") + wireName(s.field)),
        where: all.filter(([field]) => field !== "q"),
        search, params: meta?.params, ...(aborts && { signal: aborts }),
      };
      const found = await client.list(resource, query);
      // Where the server does not count, one row more than are known keeps the way to the next page open.
      const known = (mode === "server" ? (page - 1) * perPage : 0) + found.items.length + (found.more ? 1 : 0);
      return { data: found.items, total: found.total ?? known };
    },
    getOne: async ({ resource, id, meta }) => ({ data: await client.one(resource, id, meta?.params, signal(meta)) }),
    getMany: async ({ resource, ids, meta }) => ({ data: await client.many(resource, ids, meta?.params, signal(meta)) }),
    create: async ({ resource, variables }) => ({ data: await client.create(resource, variables) }),
    update: async ({ resource, id, variables }) => ({ data: await client.update(resource, id, variables) }),
    updateMany: async ({ resource, ids, variables }) => ({
      data: await client.updateMany(resource, ids, variables as Record<string, unknown>),
    }),
    deleteOne: async ({ resource, id }) => {
      await client.remove(resource, id);
      return { data: { id } as any };
    },
    deleteMany: async ({ resource, ids }) => {
      await client.removeMany(resource, ids);
      return { data: ids.map((id) => ({ id })) as any[] };
    },
  } satisfies DataProvider;
}

/** Conditions of filters, all of which hold. A filter of "q" is the search. */
function conditions(filters: CrudFilter[]): Condition[] {
  return filters.flatMap((f): Condition[] => {
    if (f.operator === "and") return conditions(f.value);
    if (f.operator === "or") throw new Error("crudfactory: filters joined by or need an expression: meta.params.filter");
    const operator = operators[f.operator];
    if (!operator) throw new Error(`crudfactory: there is no operator ${f.operator}`);
    const { field, value } = f as { field: string; value: unknown };
    if (operator === "is_null") return [[wireName(field), operator, f.operator === "null"]];
    return isBlank(value) ? [] : [[wireName(field), operator, value]];
  });
}
