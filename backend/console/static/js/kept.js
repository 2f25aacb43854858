/* Long texts nobody has received yet, in this tab alone: gone with it, with another account, and at signing out. */

const PREFIX = "unsent:";
const staff = document.querySelector("form.sign-out")?.dataset.staff ?? "";
const mine = `${PREFIX}${staff}:`;

export const fieldsOf = (form) => [...form.querySelectorAll("textarea[name]")];
const keyOf = (field) => `${mine}${new URL(field.form.getAttribute("action") ?? "", location).pathname}:${field.name}`;

export const textOf = (field) => sessionStorage.getItem(keyOf(field));

export function keep(field) {
  try {
    if (field.value.trim()) sessionStorage.setItem(keyOf(field), field.value);
    else sessionStorage.removeItem(keyOf(field));
  } catch {
    // A full store costs what comes back after signing in, not what is being written.
  }
}

export function forget(form) {
  for (const field of fieldsOf(form)) sessionStorage.removeItem(keyOf(field));
}

export const keysOf = (form) => fieldsOf(form).map(keyOf);
export const forgetKeys = (keys) => keys.forEach((key) => sessionStorage.removeItem(key));

const all = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
export const forgetOthers = () => forgetKeys(all().filter((key) => !key.startsWith(mine)));
export const forgetEverything = () => forgetKeys(all());
export const isSignedIn = staff !== "";
