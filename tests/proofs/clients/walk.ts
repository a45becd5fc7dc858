// A walk through the API with the types of openapi-typescript: `node walk.js http://server`.
import assert from "node:assert/strict";

import createClient from "openapi-fetch";

import type { components, paths } from "./api.js";

const server = process.argv[2];
assert(server);
const body = { email: "typescript@example.org", password: "correct horse battery" };
const client = createClient<paths>({ baseUrl: server });

function good<Answer>(result: { data?: Answer; error?: unknown }): Answer {
  assert(result.data !== undefined, JSON.stringify(result.error));
  return result.data;
}

good(await client.POST("/api/v1/auth/register/", { body }));
const pair = good(await client.POST("/api/v1/auth/token/", { body }));
assert("access" in pair);
client.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${pair.access}`);
    return request;
  },
});

const year = good(await client.POST("/api/v1/categories/", { body: { name: "2026" } }));
const part = good(await client.POST("/api/v1/categories/", { body: { name: "Garden", parent: year.id } }));
const tree: components["schemas"]["TreeNode"][] = good(await client.GET("/api/v1/categories/tree/"));
assert.deepEqual(tree[0]?.children.map((node) => node.id), [part.id]);

const dig = good(await client.POST("/api/v1/works/", { body: { title: "Dig", category: part.id } }));
const query = { status: ["TODO", "DONE"], category: [part.id, "none"], ordering: ["-priority", "title"], open: true } as const;
const found = good(await client.GET("/api/v1/works/", { params: { query: { ...query, status: [...query.status], category: [...query.category], ordering: [...query.ordering] } } }));
assert.deepEqual(found.results.map((work) => work.title), ["Dig"]);
const path = { id: dig.id };
const done = good(await client.POST("/api/v1/works/{id}/finish/", { params: { path } }));
assert.equal(done.current_status satisfies components["schemas"]["Status"], "DONE");
assert.notEqual(done.end_at, null);

const deleted = good(await client.DELETE("/api/v1/categories/{id}/", { params: { path: { id: year.id } } }));
assert.ok(deleted.deletion !== null);
const trash = good(await client.GET("/api/v1/trash/"));
assert.equal(trash.results[0]?.kind, "category");
const restored = good(
  await client.POST("/api/v1/trash/{id}/restore/", { params: { path: { id: deleted.deletion } } }),
);
assert.equal(restored.works, deleted.works);
const refused = await client.POST("/api/v1/works/", { body: { title: "\u200b" } });
assert.equal(refused.error?.code, "invalid");
