// A case at the hotline desk: saved as it is typed, words copied and put into the message, nothing lost when the network, the
// login or another agent comes between. Without this file the buttons save the same.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("call"), state = byId("saved");
  if (!form || !state) return;
  const fields = form.elements;
  const say = (text) => document.dispatchEvent(new CustomEvent("desk:say", { detail: text }));
  const KEPT = ["line", "given", "channel", "draft", "note", "outcome", "call_back", "number", "version", "message_id"];

  // What is typed survives a reload of this tab, whatever the server has.
  const KEEP = "agent-desk";
  const store = (value) => {
    try {
      value ? sessionStorage.setItem(KEEP, JSON.stringify(value)) : sessionStorage.removeItem(KEEP);
    } catch { /* a browser that keeps nothing */ }
  };
  const stored = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEEP));
    } catch {
      return null;
    }
  };
  const typed = () => Object.fromEntries(KEPT.map((name) => [name, fields[name]?.value ?? ""]));

  // Saving: one at a time; what couldn't be saved is tried again.
  const SOON = 600, AGAIN = [2000, 5000, 15000]; // milliseconds
  let timer = 0, busy = false, dirty = false, tries = 0, answers = [];
  const tell = (text, kind = "", link = "") => {
    state.textContent = text;
    state.className = kind;
    if (!link) return;
    const way = document.createElement("a");
    way.href = link;
    way.target = "_blank";
    way.textContent = "去登录";
    state.append(" ", way);
  };
  const later = (wait = SOON) => {
    dirty = true;
    store({ ...typed(), answers });
    clearTimeout(timer);
    timer = setTimeout(() => save(), wait);
  };
  const failed = (text, link) => {
    tell(text, "problem", link);
    say(text);
    timer = setTimeout(() => save(), AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  };
  const save = async (done = "save") => {
    clearTimeout(timer);
    if (busy) {
      timer = setTimeout(() => save(done), 200);
      return;
    }
    busy = true;
    dirty = false;
    const sent = answers;
    const said = new URLSearchParams({ ...typed(), answers: JSON.stringify(sent), done });
    let answer = null, told = {};
    try {
      answer = await fetch("/agent/case", { method: "POST", body: said, headers: { accept: "application/json" } });
      told = await answer.json();
    } catch { /* away, or something that isn't ours */ }
    busy = false;
    if (answer?.ok && told.number) {
      tries = 0;
      answers = answers.filter((one) => !sent.includes(one));
      fields.number.value = told.number;
      fields.version.value = told.version;
      if (done === "wrap_up") {
        store(null);
        location.assign(`/agent?closed=${encodeURIComponent(told.number)}`);
        return;
      }
      tell(`已存 ${told.saved_at}　${told.number}`);
      store(dirty || answers.length ? { ...typed(), answers } : typed());
      document.dispatchEvent(new CustomEvent("desk:saved", { detail: told }));
      return;
    }
    if (answer?.status === 409) return conflict(told);
    if (answer?.status === 401) return failed("登录已过期，写的都还在这一页上。请在新窗口登录，回来就接着存。", "/login?next=/account");
    if (answer?.status === 422 || answer?.status === 403) return tell(told.detail ?? "没有存上。", "problem");
    failed(told.detail ?? "没有存上，可能是网络断了。写的都还在，连上以后会自动再存。");
  };
  addEventListener("online", () => dirty && save());
  addEventListener("focus", () => state.className && save());
  addEventListener("beforeunload", (event) => {
    if (dirty && state.className) event.preventDefault();
  });
  form.addEventListener("input", ({ target }) => {
    if (KEPT.includes(target.name)) later();
  });
  document.addEventListener("desk:caller", () => fields.line.value && later());

  // Two agents on one case: both texts are shown, and who writes decides.
  const conflict = ({ mine, theirs, version, by }) => {
    const panel = byId("conflict");
    tell("另一处也改过这件工单，两边的都在下面。", "problem");
    const list = panel.querySelector("ul");
    list.replaceChildren();
    for (const [name, value] of Object.entries(theirs)) {
      if (!(name in mine) || value === mine[name]) continue;
      const line = document.createElement("li"), term = document.createElement("strong");
      const theirsIs = document.createElement("p"), take = document.createElement("button");
      term.textContent = panel.dataset[name] ?? name;
      theirsIs.className = "words";
      theirsIs.textContent = value || "（空）";
      take.type = "button";
      take.textContent = "用这边的";
      take.addEventListener("click", () => {
        fields[name].value = value;
        fields[name].dispatchEvent(new Event("input", { bubbles: true }));
      });
      line.append(term, theirsIs, take);
      list.append(line);
    }
    panel.querySelector("p").textContent = `${by ?? "另一处"}存的：`;
    fields.version.value = version; // what is saved next stands on theirs
    panel.hidden = false;
    panel.focus();
  };
  byId("conflict")?.querySelector("button.primary").addEventListener("click", () => {
    byId("conflict").hidden = true;
    save();
  });

  // Words copied, put in at the cursor, and remembered as answered.
  const benefit = () => byId("say").dataset;
  const answered = (kind, text, about) => {
    answers = [...answers, { id: crypto.randomUUID?.() ?? String(Math.random()).slice(2), kind, text, ...about }];
    later(0);
  };
  const about = () => ({ benefits: [benefit().benefit].filter(Boolean), clauses: (benefit().clauses ?? "").split(" ").filter(Boolean) });
  const copy = async (id) => {
    const words = byId(id);
    if (!words) return say("没有可以复制的。");
    let done = false;
    try {
      await navigator.clipboard.writeText(words.value ?? words.textContent);
      done = true;
    } catch { // not over HTTPS, or not allowed
      getSelection().selectAllChildren(words);
      done = document.execCommand("copy");
    }
    const said = done ? (id === "script" ? "已复制话术，记为已答复。" : "已复制。") : "没有复制成，文字已经选中，请按 Ctrl+C。";
    say(said);
    byId("did").textContent = said;
    if (id !== "draft") answered(id === "sms" ? "sms" : "script", words.textContent, about());
  };
  const insert = (text) => {
    const draft = fields.draft;
    const [start, end] = [draft.selectionStart ?? draft.value.length, draft.selectionEnd ?? draft.value.length];
    const before = draft.value.slice(0, start), gap = before && !before.endsWith("\n") ? "\n" : "";
    draft.setRangeText(`${gap}${text}`, start, end === start ? end : start, "end"); // what is selected stays
    draft.dispatchEvent(new Event("input", { bubbles: true }));
    byId("did").textContent = "已放进要发的话。";
    say("已放进要发的话。");
  };
  document.addEventListener("desk:insert", ({ detail }) => {
    insert(detail.text);
    answered(detail.kind ?? "canned", detail.text, detail.about ?? {});
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copies], [data-inserts]");
    if (!button) return;
    if (button.dataset.copies) copy(button.dataset.copies);
    else {
      insert(byId(button.dataset.inserts).textContent);
      answered("sms", byId(button.dataset.inserts).textContent, about());
    }
  });

  // The words of the line of the list that somebody stands on.
  let wanted = null, asking = null;
  const words = (name) => { // until what was asked for last is there
    wanted = name;
    asking ??= bring().finally(() => { asking = null; });
    return asking;
  };
  const bring = async () => {
    while (wanted !== null) {
      const said = new URLSearchParams({ line: fields.line.value, given: fields.given.value, benefit: wanted });
      wanted = null;
      const answer = await fetch("/agent/say", { method: "POST", body: said, headers: { "HX-Request": "true" } }).catch(() => null);
      const text = answer?.ok && !answer.redirected ? await answer.text() : "";
      if (!/<section id="say"/.test(text)) continue;
      byId("say").outerHTML = text;
      ready();
    }
  };
  const ready = () => {
    for (const hidden of document.querySelectorAll("#case [data-scripts]")) hidden.hidden = false;
  };
  document.addEventListener("desk:benefit", ({ detail }) => {
    for (const row of document.querySelectorAll("#benefits .row[aria-current]")) row.removeAttribute("aria-current");
    detail.row?.setAttribute("aria-current", "true");
    if (benefit().benefit !== detail.benefit) words(detail.benefit);
  });
  document.addEventListener("desk:caller", () => {
    const row = document.activeElement.closest("#benefits .row");
    words(row?.value ?? "");
  });
  document.addEventListener("desk:row-key", async ({ detail }) => {
    if (benefit().benefit !== detail.benefit || asking) await words(detail.benefit);
    if (detail.key === "c") copy("script");
    else if (detail.key === "s") copy("sms");
    else if (detail.key === "w") copy("refusal");
    else byId("case").querySelector("[data-inserts=sms]")?.click();
  });

  // A part that couldn't be brought: why, and that nothing is lost.
  document.addEventListener("desk:away", ({ detail }) => {
    if (detail.status === 401) tell("登录已过期，写的都还在这一页上。请在新窗口登录，回来接着用。", "problem", "/login?next=/account");
    else tell(detail.status === 404 ? "没有这一条，可能文件已经更新。" : "没有查到，可能网络断了。写的都还在，请再试一次。", "problem");
  });
  document.addEventListener("desk:shown", () => {
    if (!dirty && state.className) tell(fields.number.value);
  });

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const open = document.querySelector("#live-talk[data-state=open]");
      if (open && event.target === fields.draft) document.dispatchEvent(new CustomEvent("desk:send", { detail: { text: fields.draft.value } }));
      else save("wrap_up");
    } else if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    }
  });
  document.addEventListener("desk:sent", ({ detail }) => {
    if (fields.draft.value === detail.text) fields.draft.value = "";
    answered("written", detail.text, {});
  });
  document.addEventListener("desk:given", () => { // whoever writes with a resident didn't take a call
    if (!fields.number.value && [...fields.channel.options].some(({ value }) => value === "page")) fields.channel.value = "page";
  });

  const before = stored();
  if (before && !fields.line.value && !fields.note.value && (!fields.number.value || fields.number.value === before.number)) {
    for (const name of KEPT) if (fields[name] && before[name] !== undefined) fields[name].value = before[name];
    answers = before.answers ?? [];
    if (before.line || before.given !== "{}") document.dispatchEvent(new CustomEvent("desk:caller-is", { detail: { given: before.given } }));
    if (answers.length) later();
  }
  ready();
})();
