// What both data providers share: requests to resources of crudfactory, and its
// problems as errors. It needs fetch and nothing else.

export type Id = string | number;
export type Row = Record<string, any>;

/** One condition: a field, an operator of the API, a value of the field's kind or a list of them. */
export type Condition = [field: string, operator: string, value: unknown];

export interface Query {
  page?: number;
  perPage?: number;
  /** Keys, with "-" before those that descend. */
  order?: string[];
  search?: string;
  where?: Condition[];
  /** Parameters of the list beside these, such as include or count. */
  params?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Page {
  items: any[];
  /** What the server tells; a lower bound unless exact; null where it did not count. */
  total: number | null;
  exact: boolean;
  /** Whether rows follow. */
  more: boolean;
}

export interface Options {
  /** Headers of every request, such as Authorization. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** In place of fetch, for cookies to another origin or a token that is renewed. */
  fetch?: typeof fetch;
  /** The most rows the server gives on a page (100), and the most values it takes in a list. */
  largest?: number;
}

export interface Fault {
  pointer?: string;
  parameter?: string;
  code: string;
  detail: string;
}

/**
 * An answer that is no success. It has the shape of react-admin's HttpError (status,
 * body.errors) and of refine's (statusCode, errors).
 */
export class HttpError extends Error {
  readonly status: number;
  readonly statusCode: number;
  readonly body: Row;
  /** Messages by field, a field within another by a dot. */
  readonly errors?: Record<string, string>;
  readonly faults: Fault[];

  constructor(status: number, problem: Row) {
    const faults: Fault[] = Array.isArray(problem.errors) ? problem.errors : [];
    const fields: Record<string, string> = {};
    for (const { pointer, detail } of faults) {
      if (!pointer) continue;
      const field = pointer.slice(1).split("/").map((s) => s.replace(/~1/g, "/").replace(/~0/g, "~")).join(".");
      fields[field] = fields[field] ? `${fields[field]}; ${detail}` : detail;
    }
    const rest = faults.filter((f) => !f.pointer).map((f) => (f.parameter ? `${f.parameter}: ${f.detail}` : f.detail));
    const message = rest.join("; ") || problem.detail || problem.title || `HTTP status ${status}`;
    super(message);
    this.name = "HttpError";
    this.status = this.statusCode = status;
    this.faults = faults;
    this.body = { ...problem };
    delete this.body.errors;
    if (Object.keys(fields).length > 0) this.errors = fields;
    if (this.errors || status === 409 || status === 422) {
      this.body.errors = { ...fields, root: { serverError: message } };
    }
  }
}

export type Client = ReturnType<typeof createClient>;

export function createClient(url: string, options: Options = {}) {
  const base = url.replace(/\/+$/, "");
  const largest = options.largest ?? 100;
  // What resources turned out not to have: an order by id, a filter by id.
  const lacking = new Set<string>();

  async function send(method: string, path: string, body?: unknown, signal?: AbortSignal, type = "application/json") {
    const headers: Record<string, string> = { Accept: "application/json", ...(await options.headers?.()) };
    if (body !== undefined) headers["Content-Type"] = type;
    const answer = await (options.fetch ?? fetch)(`${base}/${path}`, {
      method, headers, signal: signal ?? null, body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    let value: any = null;
    try {
      value = text ? JSON.parse(text) : null;
    } catch {
      if (answer.ok) throw new HttpError(answer.status, { detail: "the answer is not JSON: is the API at this address?" });
    }
    if (!answer.ok) throw new HttpError(answer.status, isObject(value) ? value : { detail: answer.statusText });
    return value;
  }

  const row = (resource: string, id: Id) => `${resource}/${encodeURIComponent(id)}`;

  /** Does what needs a parameter that the resource may lack, or else the other thing, and remembers. */
  async function unlessLacking<T>(resource: string, parameter: string, first: () => Promise<T>, other: () => Promise<T>) {
    const key = `${resource}?${parameter}`;
    if (lacking.has(key)) return other();
    try {
      return await first();
    } catch (e) {
      const lacks = (f: Fault) => f.code === "unknown_field" && f.parameter === parameter;
      if (!(e instanceof HttpError) || !e.faults.some(lacks)) throw e;
      lacking.add(key);
      return other();
    }
  }

  /** Reads rows from a page on: more than fit on one page of the server are taken by its cursors, so that none repeats. */
  async function read(resource: string, q: Query): Promise<Page> {
    const page = q.page ?? 1;
    const wanted = q.perPage ?? largest;
    const size = Math.min(wanted, largest);
    const start = page === 1 ? 0 : (page - 1) * wanted;
    const skip = start % size;
    const same = new URLSearchParams({ ...q.params, items_per_page: String(size), facets: "false" });
    if (q.order?.length) same.set("order_by", q.order.join(","));
    if (q.search?.trim()) same.set("search", q.search);
    for (const [field, operator, value] of q.where ?? []) same.append(`filter_by[${field}][${operator}]`, literal(value));
    const get = (more: Record<string, string>) => {
      const params = new URLSearchParams(same);
      for (const [k, v] of Object.entries(more)) params.set(k, v);
      return send("GET", `${resource}?${params}`, undefined, q.signal);
    };
    const first = await get({ pagination_type: "offset", page: String(Math.floor(start / size) + 1) });
    const items: any[] = first.items;
    let next: string | null = first.pagination.next_cursor;
    while (next !== null && items.length - skip < wanted) {
      const then: any = await get({ pagination_type: "cursor", count: "none", cursor: next });
      items.push(...then.items);
      next = then.pagination.next_cursor;
    }
    const { total_count: total, total_relation: relation } = first.pagination;
    const more = next !== null || items.length - skip > wanted;
    return { items: items.slice(skip, skip + wanted), total, exact: relation === "eq", more };
  }

  const one = (resource: string, id: Id, params?: Record<string, string>, signal?: AbortSignal): Promise<any> => {
    const query = new URLSearchParams(params).toString();
    return send("GET", row(resource, id) + (query && `?${query}`), undefined, signal);
  };

  return {
    url: base,
    one,

    /** Lists rows. An order by id alone, which frameworks ask for where nobody chose, gives way to the resource's own. */
    list(resource: string, q: Query): Promise<Page> {
      if (q.order?.length !== 1 || !/^-?id$/.test(q.order[0]!)) return read(resource, q);
      return unlessLacking(resource, "order_by", () => read(resource, q), () => read(resource, { ...q, order: [] }));
    },

    /** Reads rows by their ids: by a filter, or one by one where the resource has none by id. Absent rows are left out. */
    async many(resource: string, ids: Id[], params: Record<string, string> = {}, signal?: AbortSignal): Promise<any[]> {
      const rows: any[] = [];
      for (let at = 0; at < ids.length; at += largest) {
        const some = ids.slice(at, at + largest);
        rows.push(...(await unlessLacking(
          resource,
          "filter_by[id][in]",
          async () => (await read(resource, {
            where: [["id", "in", some]], params: { ...params, count: "none" }, ...(signal && { signal }),
          })).items,
          async () => (await Promise.all(some.map((id) => one(resource, id, params, signal).catch((e: unknown) => {
            if (e instanceof HttpError && e.status === 404) return null;
            throw e;
          })))).filter((found) => found !== null),
        )));
      }
      return rows;
    },

    create: (resource: string, data: unknown): Promise<any> => send("POST", resource, data),
    update: (resource: string, id: Id, patch: unknown): Promise<any> =>
      send("PATCH", row(resource, id), patch, undefined, "application/merge-patch+json"),
    /** Changes rows alike, all or none. */
    updateMany: async (resource: string, ids: Id[], patch: Row): Promise<any[]> =>
      ids.length ? (await send("PATCH", `${resource}/bulk`, ids.map((id) => ({ ...patch, id })))).items : [],
    remove: (resource: string, id: Id): Promise<void> => send("DELETE", row(resource, id)),
    /** Deletes rows, all or none. */
    removeMany: async (resource: string, ids: Id[]): Promise<void> =>
      ids.length ? send("POST", `${resource}/bulk/delete`, { ids }) : undefined,
  };
}

/** The API's name of a field: category.name is category__name. */
export const wireName = (field: string) => field.replace(/\./g, "__");

/** Whether a filter's value says nothing, as of an input that was emptied. */
export const isBlank = (v: unknown) => v === undefined || v === null || v === "" || (Array.isArray(v) && v.length === 0);

export const isObject = (v: unknown): v is Row => typeof v === "object" && v !== null && !Array.isArray(v);

/** The merge patch (RFC 7396) of what differs from before; keys that after lacks are left alone. */
export function changes(before: Row, after: Row): Row {
  return diff(plain(before), plain(after), false);
}

const plain = (v: Row): Row => JSON.parse(JSON.stringify(v ?? {}));

function diff(before: Row, after: Row, whole: boolean): Row {
  const patch: Row = {};
  if (whole) for (const key of Object.keys(before)) if (!(key in after)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (isObject(value) && isObject(old)) {
      const inner = diff(old, value, true);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (!(key in before) || canonical(old) !== canonical(value)) patch[key] = value;
  }
  return patch;
}

/** JSON with sorted keys. */
const canonical = (v: unknown) =>
  JSON.stringify(v, (_, x) => (isObject(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1))) : x));

const text = (v: unknown) => (v instanceof Date ? v.toISOString() : String(v));

/** A value in a query; a list as the API reads one, with quotes where an item needs them. */
function literal(value: unknown): string {
  if (!Array.isArray(value)) return text(value);
  return value.map(text).map((s) => (s === "" || /[",]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s)).join(",");
}
