// The side panel: who one is, what time it is, which language the page speaks.

import { languageOf, make } from "/page/render.js";

const $ = (id) => document.getElementById(id);
const CROWD = 500;

/** The wall clock of a zone as milliseconds, as if the zone were UTC. */
function wallClock(instant, zone) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

/** The time in the chats: it runs on from what the server said last. */
export class ChatClock {
  constructor(zone) {
    this.zone = zone || undefined;
    this.formats = new Map();
    this.set({ at: new Date().toISOString(), rate: 1, is_held: false });
  }

  set({ at, rate, is_held: isHeld }) {
    this.at = Date.parse(at);
    this.rate = rate;
    this.isHeld = isHeld; // for a moment, while the bot sends what is due
    this.since = performance.now();
  }

  now() {
    return new Date(this.at + (this.isHeld ? 0 : performance.now() - this.since) * this.rate);
  }

  format(instant, options, language) {
    const key = language + JSON.stringify(options);
    if (!this.formats.has(key)) {
      // Kept, because making one takes far longer than using it.
      this.formats.set(key, new Intl.DateTimeFormat(language, { timeZone: this.zone, ...options }));
    }
    return this.formats.get(key).format(instant);
  }

  /** `2026-08-23T10:00` in the zone, for an input field. */
  fieldValue() {
    return new Date(wallClock(this.now(), this.zone)).toISOString().slice(0, 16);
  }

  /** The instant that a field's value means in the zone. */
  fromField(value) {
    const wall = Date.parse(`${value}Z`);
    const guess = wall - (wallClock(new Date(wall), this.zone) - wall);
    // Again with the offset that holds there, which differs where summer time begins or ends.
    return new Date(wall - (wallClock(new Date(guess), this.zone) - guess));
  }
}

/** Buttons for all personas, those of one part together. */
export function listPersonas(list, { personas, current, unread, t, choose }) {
  const roles = [...new Set(personas.map((persona) => persona.role))];
  list.replaceChildren(...roles.map((role) => {
    const label = make("h3", "", t(`sandbox.role.${role}`));
    const buttons = personas.filter((persona) => persona.role === role).map((persona) => {
      const button = make("button", "", make("span", "face", [...persona.name][0]), persona.name);
      const count = unread.get(persona.chat_id);
      if (count) button.append(make("span", "badge", String(count)));
      button.type = "button";
      button.lang = languageOf(persona.name);
      button.dataset.chat = persona.chat_id;
      button.setAttribute("aria-pressed", String(persona.chat_id === current));
      button.addEventListener("click", () => choose(persona.chat_id));
      return button;
    });
    return make("li", "", label, make("div", "people", ...buttons));
  }));
}

/** Wire the clock's buttons to the server and let it tick. */
export function runClock(clock, { post, language }) {
  const set = async (change) => clock.set(await post("/sandbox/clock", change));
  $("clock-steps").addEventListener("click", ({ target }) => {
    if (target.dataset.seconds) set({ advance_seconds: Number(target.dataset.seconds) });
  });
  $("clock-rates").addEventListener("click", ({ target }) => {
    if (target.dataset.rate) set({ rate: Number(target.dataset.rate) });
  });
  $("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    set({ at: clock.fromField($("clock-at").value).toISOString() });
  });
  const tick = () => {
    const now = clock.now();
    $("clock-day").textContent = clock.format(now, { dateStyle: "full" }, language());
    $("clock-time").textContent = clock.format(now, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }, language());
    $("bar-clock").textContent = clock.format(now, { month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, language());
    if (document.activeElement !== $("clock-at")) $("clock-at").value = clock.fieldValue();
    for (const button of $("clock-rates").children) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.rate) === clock.rate));
    }
  };
  tick();
  setInterval(tick, 250);
  return tick;
}

/** Let many people come at once, so that there is an audience. */
export function runCrowd({ post, hasCome }) {
  $("crowd").addEventListener("submit", async (event) => {
    event.preventDefault();
    await post("/sandbox/crowd", { count: CROWD, text: $("crowd-text").value });
    hasCome();
  });
}

/** Open and close the panel where the window is too narrow for both. */
export function runDrawer() {
  const open = (isOpen) => {
    $("panel").classList.toggle("is-open", isOpen);
    $("shade").hidden = !isOpen;
    document.querySelector("main").inert = isOpen;
    $("panel-open").setAttribute("aria-expanded", String(isOpen));
    (isOpen ? $("panel-close") : $("panel-open")).focus();
  };
  const wide = matchMedia("(min-width: 900px)");
  const fit = () => {
    if (wide.matches && $("panel").classList.contains("is-open")) open(false);
    $("panel-open").tabIndex = wide.matches ? -1 : 0;
  };
  fit();
  wide.addEventListener("change", fit);
  $("panel-open").addEventListener("click", () => open(true));
  $("panel-close").addEventListener("click", () => open(false));
  $("shade").addEventListener("click", () => open(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && $("panel").classList.contains("is-open")) open(false);
  });
  return () => $("panel").classList.contains("is-open") && open(false);
}
