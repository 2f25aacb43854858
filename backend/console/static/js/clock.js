/* Times of day, typed with digits alone: 9 or 930 becomes 09:00, 09:30 when the field is left. */

function written(typed) {
  const found = typed.trim().match(/^(\d{1,2})\s*[:：.]?\s*(\d{2})?$/);
  if (!found) return typed;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) return typed;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-clock]")) event.target.value = written(event.target.value);
});
