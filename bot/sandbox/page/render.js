// Messages into elements. Text is only ever set as text, never as HTML.

// Characters that are written in one way alone; a text may quote the other script.
const TRADITIONAL = /[們這個說來時會對開關學國體區廳舉館點請參與報給發還後從為務員問題過當樣動裡間長門讓實應沒東車書馬電話號處陳誰適該聯絡麼嗎費錢結週]/g;
const SIMPLIFIED = /[们这个说来时会对开关学国体区厅举馆点请参与报给发还后从为务员问题过当样动里间长门让实应没东车书马电话号处陈谁适该联络么吗费钱结单]/g;
// What a phone finds in a text by itself, and Telegram marks in none: numbers to call in China.
const PHONE = /(?<![\d-])(?:0\d{2,3}-\d{7,8}(?:-\d{1,5})?|1[3-9]\d{9}|400-?\d{3}-?\d{4})(?![\d-])/g;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])$/;
const WRAPPERS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

const BLOCKS = ["blockquote", "expandable_blockquote", "pre"];
const UNLINKED = ["text_link", "url", "email", "phone_number", "code", "pre"];

/** An element with a class and children; strings become text. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** The language of a text, for fonts and screen readers. */
export function languageOf(text) {
  if (!/\p{Script=Han}/u.test(text)) return "en";
  const count = (characters) => text.match(characters)?.length ?? 0;
  return count(TRADITIONAL) > count(SIMPLIFIED) ? "zh-Hant" : "zh-Hans";
}

/** The address where it is of a kind that may be opened, else null. */
export function safeHref(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const isOwn = url.protocol === "http:" && LOOPBACK.test(url.hostname);
  return ["https:", "mailto:", "tel:"].includes(url.protocol) || isOwn ? url.href : null;
}

function link(address, children, actions) {
  const href = safeHref(address);
  if (href === null) return make("span", "", ...children);
  const element = make("a", "", ...children);
  element.href = href;
  element.rel = "noopener noreferrer";
  if (!href.startsWith("tel:") && !href.startsWith("mailto:")) element.target = "_blank";
  const payload = actions.deepLinkPayload(href);
  if (payload !== null) {
    element.addEventListener("click", (event) => {
      event.preventDefault();
      actions.openDeepLink(payload);
    });
  }
  return element;
}

function plain(text, isLinked) {
  if (isLinked) return [text];
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(PHONE)) {
    const call = make("a", "", match[0]);
    call.href = `tel:${match[0].replaceAll("-", "")}`;
    parts.push(text.slice(end, match.index), call);
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== "");
}

function opener(className, children, tag) {
  const element = make(tag, className, ...children);
  if (tag === "button") element.type = "button";
  element.addEventListener("click", () => element.classList.add("is-open"));
  return element;
}

function wrap(entity, words, children, actions) {
  switch (entity.type) {
    case "text_link": return link(entity.url, children, actions);
    case "url": return link(words, children, actions);
    case "email": return link(`mailto:${words}`, children, actions);
    case "phone_number": return link(`tel:${words.replace(/[^\d+]/g, "")}`, children, actions);
    case "blockquote": return make("blockquote", "", ...children);
    case "expandable_blockquote": return opener("expandable", children, "blockquote");
    case "spoiler": return opener("spoiler", children, "button");
    case "bot_command": {
      const command = make("button", "as-link", ...children);
      command.type = "button";
      command.addEventListener("click", () => actions.send(words));
      return command;
    }
    default: return make(WRAPPERS[entity.type] ?? "span", "", ...children);
  }
}

/** Text and entities as nodes. JavaScript's strings count UTF-16, as the entities do. */
export function formatted(text, entities, actions) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);

  function within(start, end, inner, isLinked) {
    const nodes = [];
    let at = start;
    let follows = false;
    // A quotation and a block of code break the line themselves: the breaks around them go.
    const between = (from, to, precedes) => {
      let words = text.slice(from, to);
      if (follows) words = words.replace(/^\n/, "");
      if (precedes) words = words.replace(/\n$/, "");
      nodes.push(...plain(words, isLinked));
    };
    for (let i = 0; i < inner.length;) {
      const entity = inner[i];
      const stop = Math.min(end, entity.offset + entity.length);
      let next = i + 1;
      while (next < inner.length && inner[next].offset < stop) next += 1;
      between(at, entity.offset, BLOCKS.includes(entity.type));
      const children = within(entity.offset, stop, inner.slice(i + 1, next), isLinked || UNLINKED.includes(entity.type));
      nodes.push(wrap(entity, text.slice(entity.offset, stop), children, actions));
      at = stop;
      i = next;
      follows = BLOCKS.includes(entity.type);
    }
    between(at, end, false);
    return nodes;
  }
  return within(0, text.length, ordered, false);
}

function fileSize(bytes) {
  if (bytes === undefined) return "";
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const fileAddress = (id) => `/sandbox/files/${encodeURIComponent(id)}`;

const isSeen = (message) => Boolean(message.photo || message.video);

/** A picture or video; one of an album is a tile of its grid. */
function seen(message, t, className) {
  if (message.video) {
    const video = make("video", className);
    video.src = fileAddress(message.video.file_id);
    video.controls = true;
    video.playsInline = true;
    video.preload = "metadata";
    video.setAttribute("aria-label", message.caption ?? t("sandbox.video"));
    return video;
  }
  const picture = make("img", className);
  picture.src = fileAddress(message.photo.at(-1).file_id);
  picture.alt = message.caption ?? t("sandbox.photo");
  return picture;
}

/** What a message, or an album of them, shows before its words. */
function attachments(messages, t) {
  if (messages.length === 1) return attachment(messages[0], t);
  if (!messages.every(isSeen)) return messages.flatMap((message) => attachment(message, t));
  const grid = make("div", "album", ...messages.map((message) => {
    const tile = seen(message, t, "tile");
    tile.dataset.tile = message.message_id;
    return tile;
  }));
  grid.dataset.count = messages.length;
  return [grid];
}

function attachment(message, t) {
  if (isSeen(message)) return [seen(message, t, "picture")];
  if (message.document) {
    const { file_id: id, file_name: name, file_size: size } = message.document;
    const element = make("a", "file", icon("M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5"),
      make("span", "", name ?? t("sandbox.document"), make("small", "", fileSize(size))));
    element.href = fileAddress(id);
    element.download = name ?? "";
    return [element];
  }
  const place = message.venue?.location ?? message.location;
  if (place) {
    const map = `https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${place.latitude}/${place.longitude}`;
    const element = make("a", "file", icon("M12 21s7-6.3 7-11.5A7 7 0 0 0 5 9.5C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"),
      make("span", "", message.venue?.title ?? t("sandbox.place"),
        make("small", "", message.venue?.address ?? `${place.latitude}, ${place.longitude}`)));
    element.href = map;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
    return [element];
  }
  return [];
}

function key(button, message, actions) {
  if (button.url !== undefined) {
    const element = link(button.url, [button.text], actions);
    element.className = "key is-external";
    return element;
  }
  const element = make("button", "key", button.text);
  element.type = "button";
  element.lang = languageOf(button.text);
  if (button.callback_data !== undefined) {
    element.addEventListener("click", () => actions.press(message, button.callback_data, element));
  } else if (button.copy_text) {
    element.addEventListener("click", () => navigator.clipboard?.writeText(button.copy_text.text));
  } else if (button.switch_inline_query_current_chat !== undefined) {
    element.addEventListener("click", () => actions.prefill(button.switch_inline_query_current_chat));
  } else {
    element.disabled = true;
  }
  return element;
}

/** A message as a list item; those of one album are one item, with the words of the first that has any. */
export function messageElement(messages, { mine, t, time, actions }) {
  const message = messages.find((one) => one.text ?? one.caption) ?? messages[0];
  const text = message.text ?? message.caption ?? "";
  const content = attachments(messages, t);
  if (!text && content.length === 0) {
    const line = make("li", "service", t("sandbox.service"));
    line.dataset.ids = message.message_id;
    return line;
  }
  const bubble = make("div", "bubble");
  if (message.reply_to_message) {
    bubble.append(make("div", "quote", message.reply_to_message.text ?? message.reply_to_message.caption ?? "…"));
  }
  bubble.append(...content);
  const stamp = make("time", "stamp", `${message.edit_date ? `${t("sandbox.edited")} ` : ""}${time(message.date)}`);
  stamp.dateTime = new Date(message.date * 1000).toISOString();
  const words = make("div", "words", ...formatted(text, message.entities ?? message.caption_entities, actions), stamp);
  words.lang = languageOf(text);
  bubble.append(words);
  const item = make("li", mine ? "message from-me" : "message", make("span", "sr", t(mine ? "sandbox.you" : "sandbox.bot")), bubble);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) {
    item.append(make("div", "keys", ...rows.map((row) => make("div", "", ...row.map((button) => key(button, message, actions))))));
  }
  item.messages = messages;
  item.dataset.ids = messages.map((one) => one.message_id).join(" ");
  item.dataset.date = message.date;
  return item;
}
