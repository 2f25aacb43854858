// XML and JSON with line breaks, for reading; everything else stays as it came.

export function indented(body) {
  const text = body.trim();
  if (/^[{[]/.test(text)) return json(text);
  return text.startsWith("<") && text.endsWith(">") ? xml(text) : body;
}

function json(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// Splits at tags only; what is inside CDATA is never touched. Words stay on the line of their tag.
function xml(text) {
  const parts = text.match(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]+>|[^<]+/g) ?? [];
  const lines = [];
  let depth = 0;
  let inside = "";
  for (const part of parts) {
    if (/^<\//.test(part)) {
      depth -= 1;
      lines.push((inside || "  ".repeat(Math.max(0, depth))) + part);
      inside = "";
    } else if (/^<[^!]/.test(part)) {
      if (inside) lines.push(inside);
      inside = "  ".repeat(depth) + part;
      depth += 1;
    } else {
      inside += part;
    }
  }
  return [...lines, inside].filter(Boolean).join("\n");
}
