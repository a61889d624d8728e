// Questions to the server, and things for it to do.

/** What the server says at a path. */
export async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Send the server an object, or a form with a file. */
export async function post(path, content) {
  const isForm = content instanceof FormData;
  const response = await fetch(path, {
    method: "POST",
    headers: isForm ? {} : { "Content-Type": "application/json" },
    body: isForm ? content : JSON.stringify(content),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
