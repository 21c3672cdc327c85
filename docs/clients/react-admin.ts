import type { DataProvider, RaRecord } from "ra-core";
import { changes, createClient, isBlank, isObject, wireName, type Condition, type Options, type Query } from "./client.js";

// Suffixes that react-admin's users write after a field's name, longest first.
const suffixes: [string, string][] = [
  "not_in", "is_null", "istarts_with", "iends_with", "starts_with", "ends_with", "icontains", "contains",
  "has_any", "has_all", "between", "gte", "lte", "gt", "lt", "ne",
].map((op): [string, string] => [`_${op}`, op]);
suffixes.push(["_neq", "ne"], ["_q", "icontains"]);

/** A data provider for react-admin: `<Admin dataProvider={dataProvider("https://api.example.com")}>`. */
export function dataProvider(url: string, options?: Options): DataProvider {
  const client = createClient(url, options);

  const list = async (resource: string, params: {
    pagination?: { page: number; perPage: number }; sort?: { field: string; order: string };
    filter?: any; meta?: any; signal?: AbortSignal;
  }) => {
    const { page = 1, perPage } = params.pagination ?? {};
    const { q, ...filter } = params.filter ?? {};
    const query: Query = { page, where: conditions(filter), params: params.meta?.params };
    if (perPage !== undefined) query.perPage = perPage;
    if (!isBlank(q)) query.search = String(q);
    if (params.signal) query.signal = params.signal;
    if (params.sort?.field) query.order = [(params.sort.order === "DESC" ? "-" : "") + wireName(params.sort.field)];
    const found = await client.list(resource, query);
    const pageInfo = { hasNextPage: found.more, hasPreviousPage: page > 1 };
    return found.exact && found.total !== null ? { data: found.items, total: found.total, pageInfo } : { data: found.items, pageInfo };
  };

  return {
    supportAbortSignal: true,
    getList: list,
    getOne: async (resource, { id, meta, signal }) => ({ data: await client.one(resource, id, meta?.params, signal) }),
    getMany: async (resource, { ids, meta, signal }) => ({ data: await client.many(resource, ids, meta?.params, signal) }),
    getManyReference: (resource, { target, id, filter, ...rest }) =>
      list(resource, { ...rest, filter: { ...filter, [target]: id } }),
    create: async (resource, { data }) => ({ data: await client.create(resource, data) }),
    update: async (resource, { id, data, previousData }) => {
      const patch = changes(previousData, data);
      return { data: Object.keys(patch).length ? await client.update(resource, id, patch) : await client.one(resource, id) };
    },
    updateMany: async (resource, { ids, data }) => {
      await client.updateMany(resource, ids, data);
      return { data: ids };
    },
    delete: async <R extends RaRecord>(resource: string, { id, previousData }: { id: R["id"]; previousData?: R }) => {
      await client.remove(resource, id);
      return { data: previousData ?? ({ id } as R) };
    },
    deleteMany: async (resource, { ids }) => {
      await client.removeMany(resource, ids);
      return { data: ids };
    },
  };
}

/** Conditions of a filter. An input with the source "category.name" gives {category: {name: …}}. */
function conditions(filter: Record<string, unknown>, within = ""): Condition[] {
  return Object.entries(filter).flatMap(([key, value]): Condition[] => {
    if (isBlank(value)) return [];
    const name = within + wireName(key);
    if (isObject(value) && !(value instanceof Date)) return conditions(value, `${name}__`);
    const [suffix, operator] = suffixes.find(([s]) => name.endsWith(s) && name.length > s.length) ?? ["", Array.isArray(value) ? "in" : "eq"];
    return [[name.slice(0, name.length - suffix.length), operator, value]];
  });
}
