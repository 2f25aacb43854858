// The text of a bubble as WeChat shows it: only <a href> means anything, all else is letters.

const LINK = /<a\s[^>]*?href\s*=\s*(["'])(.*?)\1[^>]*>([\s\S]*?)<\/a>/gi;
const SPEAKING = "weixin://bizmsgmenu";

// `say(text, menuId)` is called for links that speak.
export function rich(text, say) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    nodes.push(text.slice(end, match.index), link(decoded(match[2]), match[3], say));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function link(target, label, say) {
  const element = document.createElement("a");
  element.textContent = label;
  if (target.startsWith(SPEAKING)) {
    const query = new URLSearchParams(target.slice(target.indexOf("?") + 1));
    element.href = "#";
    element.setAttribute("role", "button");
    element.addEventListener("click", (event) => {
      event.preventDefault();
      say(query.get("msgmenucontent") ?? label, query.get("msgmenuid") ?? "0");
    });
  } else if (/^https?:/.test(target)) {
    element.href = target;
    element.target = "_blank";
    element.rel = "noreferrer";
  }
  return element;
}

function decoded(attribute) {
  return attribute.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'");
}
