// The tray: files that were picked and are not sent yet, above the line in which one writes.

import { make } from "/page/render.js";

export class Tray {
  constructor(list, t) {
    this.list = list;
    this.t = t;
    this.files = [];
  }

  get isEmpty() {
    return this.files.length === 0;
  }

  add(files) {
    this.files.push(...files);
    this.show();
  }

  /** Its files; it is empty afterwards. */
  take() {
    const files = this.files.splice(0);
    this.show();
    return files;
  }

  show() {
    this.list.hidden = this.isEmpty;
    for (const picture of this.list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    this.list.replaceChildren(...this.files.map((file) => this.item(file)));
  }

  item(file) {
    const remove = make("button", "", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", `${this.t("sandbox.remove")}: ${file.name}`);
    remove.addEventListener("click", () => {
      this.files = this.files.filter((one) => one !== file);
      this.show();
    });
    if (!file.type.startsWith("image/")) return make("li", "", make("span", "", file.name), remove);
    const picture = make("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    return make("li", "is-picture", picture, remove);
  }
}
