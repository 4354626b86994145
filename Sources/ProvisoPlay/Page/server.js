// Requests to the server of the page.

/** The key of the page, which its address has. */
export const key = new URLSearchParams(location.search).get("key") ?? "";

/** Asks the server; gives its answer, or throws what it says. */
export async function ask(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: { "X-Proviso-Key": key, ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Error("the playground has ended; start it again and open the address that it prints");
  }
  if (!response.ok) throw new Error((await response.text()).trim());
  return response.json();
}

/** Makes an element with a class and contents, which are texts or elements. */
export function element(name, className, ...contents) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...contents);
  return made;
}
