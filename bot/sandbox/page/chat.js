// The chat: what the server tells is shown, what the person does is sent.

import { ChatClock, listPersonas, runClock, runCrowd, runDrawer } from "/page/panel.js";
import { get, post } from "/page/server.js";
import { formatted, languageOf, make, messageElement } from "/page/render.js";
import { Tray } from "/page/tray.js";

const $ = (id) => document.getElementById(id);
const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];
const TYPING_MS = 5000;
const ANSWER_MS = 30000;

const state = { personas: [], current: 0, bot: {}, language: "zh-Hans", texts: {}, unread: new Map(), waiting: new Map(), answered: new Set(), isRunning: true, isFollowing: true, scrolledTo: 0 };
let clock;
let tray;
let tick = () => {};
let closeDrawer = () => {};
let typingTimer = 0;
let toastTimer = 0;
// What happens while a chat's messages are under way waits: they take the place of all that is shown.
const held = [];
let fetching = 0;

const t = (key) => state.texts[state.language]?.[key] ?? key;
const persona = () => state.personas.find((one) => one.chat_id === state.current);
const time = (seconds) => clock.format(new Date(seconds * 1000), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, state.language);
const day = (seconds) => clock.format(new Date(seconds * 1000), { dateStyle: "full" }, state.language);

// -- doing

const actions = {
  send(text) {
    setInput("");
    $("commands").hidden = true;
    post("/sandbox/send", { chat_id: state.current, text }).catch(() => failed(text));
  },
  async press(message, data, button) {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    try {
      const { query_id: id } = await post("/sandbox/press", { chat_id: state.current, message_id: message.message_id, callback_data: data });
      const done = () => { button.ariaBusy = "false"; };
      // The answer may be here before the query's number is.
      if (state.answered.delete(id)) return done();
      state.waiting.set(id, done);
      setTimeout(() => settle(id), ANSWER_MS);
    } catch {
      button.ariaBusy = "false";
      toast(t("sandbox.failed"));
    }
  },
  prefill(text) {
    setInput(text);
    $("input").focus();
  },
  deepLinkPayload(href) {
    const url = URL.canParse(href) ? new URL(href) : null;
    if (url?.hostname !== "t.me" || url.pathname !== `/${state.bot.username}`) return null;
    return url.searchParams.get("start") ?? "";
  },
  openDeepLink(payload) {
    listPersonas($("open-as-list"), { ...state, t, choose: (chat) => {
      $("open-as").close();
      choose(chat).then(() => actions.send(`/start ${payload}`.trim()));
    } });
    $("open-as").showModal();
  },
};

function settle(id) {
  const done = state.waiting.get(id);
  state.waiting.delete(id);
  if (done) done();
  return Boolean(done);
}

function failed(text) {
  toast(t("sandbox.failed"));
  if (!$("input").value) setInput(text);
}

// -- showing

function toast(text) {
  $("toast").textContent = text;
  $("toast").lang = languageOf(text);
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 3500);
}

const isAtEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 80;

function toEnd() {
  state.isFollowing = true;
  $("scroll").scrollTop = $("scroll").scrollHeight;
}

function element(messages) {
  return messageElement(messages, { mine: !messages[0].from.is_bot, t, time, actions });
}

/** Put a message at the end, into the album before it where it belongs to that. */
function append(message) {
  const last = $("log").lastElementChild;
  const group = message.media_group_id;
  if (group && last?.messages?.[0].media_group_id === group) last.replaceWith(element([...last.messages, message]));
  else $("log").append(element([message]));
}

const itemOf = (id) => $("log").querySelector(`[data-ids~="${id}"]`);

/** Let a message be another, or be gone; what is left of its album stays. */
function replace(id, message) {
  const item = itemOf(id);
  if (!item?.messages) return item?.remove();
  const left = item.messages.flatMap((one) => (one.message_id !== id ? [one] : message ? [message] : []));
  if (left.length > 0) item.replaceWith(element(left));
  else item.remove();
}

/** Put a day's name before its first message; those in place stay, or they would be read out again. */
function separators() {
  let last = "";
  let mark = null;
  for (const item of [...$("log").children]) {
    if (item.classList.contains("day")) {
      mark?.remove();
      mark = item;
      continue;
    }
    if (!item.dataset.date) continue;
    const name = day(Number(item.dataset.date));
    if (name === last) mark?.remove();
    else if (mark) mark.textContent = name;
    else item.before(make("li", "day", name));
    mark = null;
    last = name;
  }
  mark?.remove();
}

function afterChange() {
  const isEmpty = $("log").children.length === 0;
  $("empty").hidden = !isEmpty;
  $("start").hidden = !isEmpty;
  separators();
}

function showMessage(message) {
  if (message.from.is_bot) showTyping(false);
  if (itemOf(message.message_id)) return; // it came with the others
  append(message);
  showKeyboard(message);
  afterChange();
  if (state.isFollowing || !message.from.is_bot) toEnd();
  else $("jump").hidden = false;
}

function replaceMessage(message) {
  replace(message.message_id, message);
  separators();
}

function showTyping(isTyping) {
  clearTimeout(typingTimer);
  $("typing").hidden = !isTyping;
  showStatus();
  if (!isTyping) return;
  typingTimer = setTimeout(() => showTyping(false), TYPING_MS);
  if (state.isFollowing) toEnd();
}

function showKeyboard(message) {
  const markup = message.reply_markup;
  if (markup?.remove_keyboard) $("keyboard").hidden = true;
  if (!markup?.keyboard) return;
  $("keyboard").replaceChildren(...markup.keyboard.map((row) => make("div", "", ...row.map((button) => {
    const words = typeof button === "string" ? button : button.text;
    const key = make("button", "", words);
    key.type = "button";
    key.addEventListener("click", () => {
      if (markup.one_time_keyboard) $("keyboard").hidden = true;
      actions.send(words);
    });
    return key;
  }))));
  $("keyboard").hidden = false;
}

function showStatus() {
  const isTyping = !$("typing").hidden;
  $("status").textContent = t(!state.isRunning ? "sandbox.status.away" : isTyping ? "sandbox.typing" : "sandbox.status.here");
  $("offline").textContent = t("sandbox.offline");
  $("offline").hidden = state.isRunning;
}

function showPersonas() {
  const me = persona();
  listPersonas($("personas"), { ...state, t, choose });
  $("me-name").textContent = `${me.name} · ${t(`sandbox.role.${me.role}`)}`;
  $("panel-open").setAttribute("aria-label", `${t("sandbox.panel")}: ${me.name}`);
  $("unread").hidden = ![...state.unread.values()].some(Boolean);
  $("empty-text").textContent = me.description || t("sandbox.empty");
  $("block").textContent = t(me.is_blocked ? "sandbox.unblock" : "sandbox.block");
  $("commands-open").hidden = me.commands.length === 0;
}

function showCommands(filter = "") {
  const found = persona().commands.filter(({ command }) => `/${command}`.startsWith(filter));
  $("commands").replaceChildren(...found.map(({ command, description }) => {
    const button = make("button", "", make("b", "", `/${command}`), make("span", "", description));
    button.type = "button";
    button.addEventListener("click", () => { openCommands(false); actions.send(`/${command}`); });
    return button;
  }));
  openCommands(found.length > 0);
}

function openCommands(isOpen) {
  $("commands").hidden = !isOpen;
  $("commands-open").setAttribute("aria-expanded", String(isOpen));
}

function showTexts() {
  document.documentElement.lang = state.language;
  document.title = t("sandbox.title");
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = t(one.dataset.text);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", t(one.dataset.label));
  for (const one of document.querySelectorAll("[data-title]")) one.title = t(one.dataset.title);
  for (const one of document.querySelectorAll("[data-placeholder]")) one.placeholder = t(one.dataset.placeholder);
  for (const one of $("languages").children) one.setAttribute("aria-pressed", String(one.dataset.language === state.language));
  $("bot-name").textContent = state.bot.first_name;
  for (const id of ["avatar", "empty-avatar"]) $(id).textContent = [...state.bot.first_name][0];
  showStatus();
  showPersonas();
  tick();
}

function showSuggestions(suggestions) {
  $("try").hidden = suggestions.length === 0;
  for (const place of ["try-chips", "empty-chips"]) {
    $(place).replaceChildren(...suggestions.map((text) => {
      const chip = make("button", "", text);
      chip.type = "button";
      chip.lang = languageOf(text);
      chip.addEventListener("click", () => { closeDrawer(); actions.send(text); });
      return chip;
    }));
  }
}

// -- loading

async function choose(chat) {
  if (chat !== state.current) tray.take();
  state.current = chat;
  state.unread.delete(chat);
  localStorage.setItem("chat-persona", String(chat));
  closeDrawer();
  showTyping(false);
  showPersonas();
  fetching += 1;
  try {
    const messages = await get(`/sandbox/chats/${chat}/messages`);
    if (state.current === chat) showAll(messages);
  } finally {
    fetching -= 1;
    if (fetching === 0) held.splice(0).forEach(take);
  }
}

function showAll(messages) {
  $("keyboard").hidden = true;
  $("log").replaceChildren();
  messages.forEach(append);
  messages.forEach(showKeyboard);
  afterChange();
  toEnd();
}

async function refresh() {
  Object.assign(state, await get("/sandbox/state"));
  state.isRunning = state.is_bot_running;
  clock.set(state.clock);
  if (!persona()) state.current = state.personas[0].chat_id;
  showTexts();
}

function listen() {
  const events = new EventSource("/sandbox/events");
  events.onmessage = ({ data }) => take(JSON.parse(data));
  events.onopen = () => refresh().then(() => choose(state.current));
  events.onerror = () => {
    state.isRunning = false;
    showStatus();
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

function take(event) {
  if (fetching > 0) {
    held.push(event);
  } else if (event.event === "running") {
    state.isRunning = event.is_bot_running;
    showStatus();
  } else if (event.event === "clock") {
    clock.set(event.clock);
    tick();
  } else if (["commands", "profile", "chat"].includes(event.event)) {
    refresh();
  } else if (event.event === "callback_answer") {
    if (!settle(event.query_id)) state.answered.add(event.query_id);
    if (event.chat_id === state.current) showAnswer(event);
  } else if (event.chat_id !== state.current) {
    if (event.event === "message" && event.message.from.is_bot) {
      state.unread.set(event.chat_id, (state.unread.get(event.chat_id) ?? 0) + 1);
      showPersonas();
    }
  } else if (event.event === "message") showMessage(event.message);
  else if (event.event === "edited") replaceMessage(event.message);
  else if (event.event === "deleted") {
    replace(event.message_id);
    afterChange();
  } else if (event.event === "action") showTyping(true);
}

function showAnswer({ text, show_alert: isAlert }) {
  if (!text) return;
  if (!isAlert) return toast(text);
  $("alert-text").lang = languageOf(text);
  $("alert-text").replaceChildren(...formatted(text, [], actions));
  $("alert").showModal();
}

// -- writing

function setInput(text) {
  $("input").value = text;
  $("input").style.height = "auto";
  $("input").style.height = `${Math.min(168, $("input").scrollHeight + 2)}px`;
}

function sendFiles(caption) {
  const form = new FormData();
  form.append("chat_id", String(state.current));
  form.append("caption", caption);
  for (const file of tray.take()) form.append("file", file);
  setInput("");
  post("/sandbox/upload", form).catch(() => toast(t("sandbox.failed")));
}

function submit() {
  const text = $("input").value.trim();
  if (!tray.isEmpty) return sendFiles(text);
  if (!text) return;
  // Somebody who pastes a link to the bot wants to open it, as whom they are now.
  const payload = actions.deepLinkPayload(/^t\.me\//.test(text) ? `https://${text}` : text);
  actions.send(payload === null ? text : `/start ${payload}`.trim());
}

function listenToPerson() {
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $("input").addEventListener("keydown", (event) => {
    // While an input method is composing, Enter chooses characters; 229 is what Safari says then.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  $("input").addEventListener("input", () => {
    const text = $("input").value;
    setInput(text);
    if (/^\/\w*$/.test(text)) showCommands(text);
    else openCommands(false);
  });
  $("commands-open").addEventListener("click", () => ($("commands").hidden ? showCommands() : openCommands(false)));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") openCommands(false); });
  $("start").addEventListener("click", () => actions.send("/start"));
  $("file").addEventListener("change", () => {
    tray.add($("file").files);
    $("file").value = "";
    $("input").focus();
  });
  $("jump").addEventListener("click", toEnd);
  $("scroll").addEventListener("scroll", () => {
    // Only a person scrolls up; what grows at the end must not look like it.
    if (isAtEnd()) state.isFollowing = true;
    else if ($("scroll").scrollTop < state.scrolledTo) state.isFollowing = false;
    state.scrolledTo = $("scroll").scrollTop;
    if (state.isFollowing) $("jump").hidden = true;
  });
  // Pictures arrive late, and a phone's keyboard takes half of the window.
  const sizes = new ResizeObserver(() => { if (state.isFollowing) toEnd(); });
  sizes.observe($("log"));
  sizes.observe($("scroll"));
  $("block").addEventListener("click", () => post("/sandbox/block", { chat_id: state.current, is_blocked: !persona().is_blocked }));
  runCrowd({ post, hasCome: () => toast(t("sandbox.crowd.came")) });
  $("languages").addEventListener("click", ({ target }) => {
    if (!target.dataset.language) return;
    state.language = target.dataset.language;
    localStorage.setItem("chat-language", state.language);
    showTexts();
    choose(state.current);
  });
}

function preferredLanguage() {
  const stored = localStorage.getItem("chat-language");
  if (LANGUAGES.includes(stored)) return stored;
  const wanted = navigator.languages.find((tag) => /^(?:zh|en)\b/i.test(tag)) ?? "en";
  if (!/^zh/i.test(wanted)) return "en";
  return /hant|tw|hk|mo/i.test(wanted) ? "zh-Hant" : "zh-Hans";
}

async function main() {
  state.language = preferredLanguage();
  const [texts, first] = await Promise.all([get("/sandbox/texts"), get("/sandbox/state")]);
  state.texts = texts;
  Object.assign(state, first);
  state.isRunning = first.is_bot_running;
  clock = new ChatClock(first.zone);
  clock.set(first.clock);
  const asked = new URLSearchParams(location.search);
  const wanted = Number(asked.get("as") ?? localStorage.getItem("chat-persona"));
  state.current = (state.personas.find((one) => one.chat_id === wanted) ?? state.personas[0]).chat_id;
  tray = new Tray($("tray"), t);
  closeDrawer = runDrawer();
  tick = runClock(clock, { post, language: () => state.language });
  showSuggestions(first.suggestions);
  showTexts();
  listenToPerson();
  listen();
}

main();
