// The control API; a refusal becomes an Error whose message a person can read.

const BASE = "/simulator/api";

export async function get(path) {
  return answered(await fetch(BASE + path));
}

export const post = (path, body = {}) => send("POST", path, body);
export const patch = (path, body) => send("PATCH", path, body);
export const put = (path, body) => send("PUT", path, body);

export async function remove(path) {
  return answered(await fetch(BASE + path, { method: "DELETE" }));
}

export async function upload(path, ...files) {
  const body = new FormData();
  for (const file of files) body.append("file", file);
  return answered(await fetch(BASE + path, { method: "POST", body }));
}

async function send(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch(BASE + path, { method, headers, body: JSON.stringify(body) }));
}

async function answered(response) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const words = { 409: "现在做不了这个", 422: "填写的内容不对" };
  throw new Error(body.words ?? words[response.status] ?? `没有成功（${response.status}）`);
}
