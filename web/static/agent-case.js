// A case at the hotline desk: saved as it is typed; nothing lost when the network, the login or another agent comes
// between. Without this file the buttons save the same.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("call"), state = byId("saved"), panel = byId("conflict");
  if (!form || !state) return;
  const fields = form.elements;
  const FIELDS = ["line", "given", "channel", "draft", "note", "outcome", "call_back"];
  const typed = () => Object.fromEntries(FIELDS.map((name) => [name, fields[name]?.value ?? ""]));
  const signature = () => JSON.stringify(typed());
  const once = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  // What is typed survives a reload of this tab, for whoever typed it.
  const KEEP = `agent-desk ${form.dataset.account}`;
  const kept = (value) => {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("agent-desk") && key !== KEEP) sessionStorage.removeItem(key);
      if (value) sessionStorage.setItem(KEEP, JSON.stringify(value));
      else if (value === null) sessionStorage.removeItem(KEEP);
      return JSON.parse(sessionStorage.getItem(KEEP));
    } catch {
      return null; // a browser that keeps nothing
    }
  };

  const SOON = 600, AGAIN = [2000, 5000, 15000], PATIENCE = 15000; // milliseconds
  let timer = 0, busy = false, tries = 0, answers = [], saved = signature(), wrapping = false, parked = null;
  const conflicting = () => !panel.hidden;
  const dirty = () => busy || answers.length > 0 || signature() !== saved;
  const keep = () => kept(dirty() || fields.number.value ? {
    ...typed(), answers, number: fields.number.value, version: fields.version.value, message_id: fields.message_id.value, dirty: dirty(),
  } : null);
  const tell = (text, kind = "", link = "") => {
    state.textContent = text;
    state.className = kind;
    if (kind) document.dispatchEvent(new CustomEvent("desk:say", { detail: text }));
    if (!link) return;
    const way = document.createElement("a");
    way.href = link;
    way.target = "_blank";
    way.textContent = "去登录";
    state.append(" ", way);
  };
  const later = (wait = SOON) => {
    keep();
    clearTimeout(timer);
    if (!conflicting() && (dirty() || wrapping)) timer = setTimeout(save, wait);
  };
  const failed = (text, link) => {
    tell(text, "problem", link);
    timer = setTimeout(save, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  };
  const EXPIRED = "登录已过期，写的都还在这一页上。请在新窗口登录，回来就接着存。", LOGIN = "/login?next=/account";
  const said = (done) => new URLSearchParams({
    ...typed(), number: fields.number.value, version: fields.version.value, message_id: fields.message_id.value,
    answers: JSON.stringify(answers), done,
  });
  const save = async () => {
    clearTimeout(timer);
    if (busy || conflicting()) return;
    if (!dirty() && !wrapping) return;
    busy = true;
    const done = wrapping ? "wrap_up" : "save", sent = answers, now = signature();
    if (state.className !== "problem") tell("正在存…");
    let answer = null, told = {};
    try {
      const headers = { accept: "application/json" };
      answer = await fetch("/agent/case", { method: "POST", body: said(done), headers, signal: AbortSignal.timeout(PATIENCE) });
      told = await answer.json();
    } catch { /* away, or something that isn't ours */ }
    busy = false;
    if (told.number) {
      fields.number.value = told.number;
      fields.version.value = told.version;
    }
    if (answer?.status === 409) return conflict(told);
    if (told.number && (answer.ok || answer.status === 422)) {
      tries = 0;
      answers = answers.filter((one) => !sent.includes(one));
      saved = now;
    }
    if (answer?.ok && told.number) {
      if (done === "wrap_up" && signature() === now) {
        kept(null);
        return leave(`/agent?closed=${encodeURIComponent(told.number)}`);
      }
      keep();
      tell(told.problem || `已存 ${told.saved_at}　${told.number}`, told.problem ? "heed" : "");
      document.dispatchEvent(new CustomEvent("desk:saved", { detail: told }));
      parked?.();
      return dirty() || wrapping ? later() : undefined;
    }
    if (answer?.status === 401) return failed(EXPIRED, LOGIN);
    if (answer?.status === 422 || answer?.status === 403) {
      wrapping = false;
      return tell(told.detail ?? "没有存上。", "problem");
    }
    failed(told.detail ?? "没有存上，可能是网络断了。写的都还在，连上以后会自动再存。");
  };
  let leaving = false;
  const leave = (address) => {
    leaving = true;
    location.assign(address);
  };
  const wrapUp = () => {
    wrapping = true;
    save();
  };
  addEventListener("online", () => dirty() && save());
  addEventListener("focus", () => state.className === "problem" && save());
  addEventListener("beforeunload", (event) => {
    if (!leaving && dirty()) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (leaving || conflicting() || !dirty()) return;
    keep();
    fetch("/agent/case", { method: "POST", body: said("save"), keepalive: true }).catch(() => null);
  });
  form.addEventListener("input", ({ target, isComposing }) => {
    if (FIELDS.includes(target.name) && !isComposing) later();
  });
  form.addEventListener("compositionend", () => later());
  document.addEventListener("desk:caller", () => later());
  document.addEventListener("desk:answered", ({ detail }) => {
    answers = [...answers, { id: once(), ...detail }];
    later(0);
  });

  // Two who changed one case: both texts are shown, nothing is saved until somebody has decided.
  const conflict = ({ mine, theirs, version, detail }) => {
    wrapping = false;
    tell(detail ?? "另一处也改过这件工单，两边的都在下面。", "problem");
    const list = panel.querySelector("ul");
    list.replaceChildren();
    for (const [name, value] of Object.entries(theirs)) {
      if (!(name in mine) || value === fields[name]?.value) continue;
      const line = document.createElement("li"), term = document.createElement("strong");
      const other = document.createElement("p"), take = document.createElement("button");
      term.textContent = panel.dataset[name] ?? name;
      other.className = "words";
      other.textContent = [...(fields[name].options ?? [])].find((option) => option.value === value)?.text ?? (value || "（空）");
      take.type = "button";
      take.textContent = "用这边的";
      take.addEventListener("click", () => {
        fields[name].value = value;
        take.textContent = "已用这边的";
        if (name === "line") fields.line.dispatchEvent(new Event("input", { bubbles: true }));
      });
      line.append(term, other, take);
      list.append(line);
    }
    fields.version.value = version; // what is saved next stands on theirs
    panel.hidden = false;
    panel.focus();
  };
  panel.querySelector("button.primary").addEventListener("click", () => {
    panel.hidden = true;
    saved = "";
    save();
  });

  // The next caller, or a resident's conversation: what is on the desk is saved first, then the desk is empty.
  const clear = () => {
    for (const name of [...FIELDS, "number", "q"]) {
      const field = fields[name];
      if (field?.options) field.selectedIndex = 0;
      else if (field) field.value = name === "given" ? "{}" : "";
    }
    fields.version.value = 0;
    fields.message_id.value = once();
    answers = [];
    saved = signature();
    wrapping = false;
    kept(null);
    tell("");
    document.dispatchEvent(new Event("desk:begun"));
  };
  const park = (then) => {
    const done = () => {
      if (dirty()) return;
      parked = null;
      clear();
      then();
    };
    if (!dirty()) return done();
    parked = done;
    save();
  };
  byId("next-caller")?.addEventListener("click", (event) => {
    event.preventDefault();
    park(() => leave("/agent"));
  });
  let handover = "", conversation = {};
  document.addEventListener("desk:given", ({ detail }) => {
    const begin = () => {
      const changed = Object.fromEntries(Object.entries(detail.given).filter(([fact, value]) => JSON.stringify(value) !== JSON.stringify(conversation[fact])));
      const gone = Object.keys(conversation).filter((fact) => !(fact in detail.given));
      conversation = detail.given;
      if ([...fields.channel.options].some(({ value }) => value === "page")) fields.channel.value = "page";
      document.dispatchEvent(new CustomEvent("desk:knows", { detail: { given: changed, gone } }));
    };
    const another = detail.handover !== handover && (fields.line.value || fields.number.value);
    if (detail.handover !== handover) conversation = {};
    handover = detail.handover;
    if (another) park(begin);
    else begin();
  });

  // A part that couldn't be brought: why, and that nothing is lost.
  const away = byId("away");
  document.addEventListener("desk:away", ({ detail }) => {
    if (detail.status === 401) return tell(EXPIRED, "problem", LOGIN);
    away.textContent = detail.status === 404 ? "没有这一条，可能文件已经更新。" : "没有查到，可能网络断了：下面还是上一次的结果。写的都还在，连上以后会自动再查。";
  });
  document.addEventListener("desk:shown", () => { away.textContent = ""; });

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.target.closest?.("#live, #drawer")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const live = document.querySelector("#live-talk");
      if (!live || event.target !== fields.draft) return wrapUp();
      if (live.dataset.state !== "open") return tell("居民那边已经结束，这段话没有发出去，还在这里。", "problem");
      document.dispatchEvent(new CustomEvent("desk:send", { detail: { text: fields.draft.value } }));
    } else if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    }
  });
  form.addEventListener("submit", (event) => { // the buttons do what the keys do
    if (!event.submitter?.formAction.endsWith("/agent/case")) return;
    event.preventDefault();
    if (event.submitter.value === "wrap_up") wrapUp();
    else save();
  });

  const before = kept();
  const same = before && before.number === fields.number.value;
  const bare = !fields.number.value && !new URLSearchParams(location.search).has("case");
  if (before && ((same && before.dirty) || (bare && !fields.line.value && !fields.note.value))) {
    for (const name of [...FIELDS, "number", "version", "message_id"]) if (fields[name] && before[name] !== undefined) fields[name].value = before[name];
    answers = before.answers ?? [];
    saved = before.dirty ? "" : signature();
    document.dispatchEvent(new CustomEvent("desk:knows", { detail: { given: JSON.parse(before.given || "{}") } }));
    later();
  }
})();
