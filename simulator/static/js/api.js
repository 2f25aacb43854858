// The control API; a refusal becomes an Error whose message a person can read.

const BASE = "/simulator/api";

export async function get(path) {
  return answered(await fetch(BASE + path));
}

export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch(BASE + path, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function upload(path, file) {
  const body = new FormData();
  body.append("file", file);
  return answered(await fetch(BASE + path, { method: "POST", body }));
}

async function answered(response) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Error(response.status === 409 ? "现在做不了这个" : `没有成功（${response.status}）`);
}
