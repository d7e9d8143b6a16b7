// The hotline desk by keys: results as they are typed, lists to go through, the drawer. What is typed goes to the server at
// every key, one question of each kind at a time: the newest waits, and a pressed answer is never left out. Every part
// works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("call"), drawer = byId("drawer"), keys = byId("keys");
  const say = (text) => {
    byId("announce").textContent = text;
  };
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const inHtml = { headers: { "HX-Request": "true" } };

  // A part of the page that follows what is typed; ``presses``: what is said besides, each in a question of its own.
  let goesTo = "";
  const part = (id, address, field, arrived) => {
    let busy = false, again = false, failed = false;
    const presses = [];
    const look = async (press) => {
      if (busy) {
        if (press) presses.push(press);
        else again = true;
        return;
      }
      busy = true;
      const said = new FormData(form);
      press?.(said);
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(said), ...inHtml }).catch(() => null);
      const text = answer && !answer.redirected ? await answer.text().catch(() => "") : "";
      failed = !text.includes(`<div id="${id}"`) || /<html/.test(text);
      if (failed) {
        byId(id).classList.add("old"); // of a line that isn't there any more
        tell("desk:away", { status: answer?.status ?? 0 });
      } else {
        swap(byId(id), text);
        tell("desk:shown", { part: id });
        arrived();
        const there = goesTo && first(goesTo);
        if (there && !again && !presses.length) {
          there.focus();
          goesTo = "";
        }
      }
      busy = false;
      if (presses.length) look(presses.shift());
      else if (again) {
        again = false;
        look();
      }
    };
    const retry = () => failed && look();
    addEventListener("online", retry);
    document.addEventListener("desk:saved", retry);
    byId(field).addEventListener("input", ({ isComposing }) => {
      goesTo = "";
      if (!isComposing) look();
    });
    byId(field).addEventListener("compositionend", () => look());
    look.under = () => busy;
    return look;
  };
  // What somebody unfolded stays so, and the line of the list that they stand on.
  const swap = (old, text) => {
    const open = [...old.querySelectorAll("details[open]")].map(({ id }) => id);
    const here = old.contains(document.activeElement) ? rowName(document.activeElement) : null;
    const made = document.createRange().createContextualFragment(text).firstElementChild;
    old.replaceWith(made);
    for (const id of open) {
      const fold = id && byId(id);
      if (fold) fold.open = true;
    }
    if (here) (rows(made).find((row) => rowName(row) === here) ?? rows(made)[0] ?? byId("line")).focus();
  };
  const rowName = (row) => row.value || row.getAttribute("href");
  const rows = (list) => [...list.querySelectorAll(".row")].filter((row) => row.checkVisibility());

  const lookFound = part("found", "/agent/found", "q", () => {});
  let telling = 0;
  const lookCaller = part("read", "/agent/caller", "line", () => {
    tell("desk:caller", { line: byId("line").value, given: form.elements.given.value });
    clearTimeout(telling);
    telling = setTimeout(() => say(byId("read").querySelector(".told")?.innerText ?? ""), 1000);
  });

  const unanswered = async () => {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch("/agent/unanswered", { method: "POST", body, ...inHtml }).catch(() => null);
    const text = answer && !answer.redirected ? await answer.text() : "";
    if (!/<div id="found"/.test(text) || /<html/.test(text)) return tell("desk:away", { status: answer?.status ?? 0 });
    swap(byId("found"), text);
    say(byId("found").querySelector(".notice")?.textContent ?? "");
    byId("q").focus();
  };

  // Answers by button, facts taken back, facts of a conversation.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=answer], button[name=forget]");
    if (!button) return;
    event.preventDefault();
    lookCaller((said) => said.set(button.name, button.value));
  });
  form.addEventListener("submit", (event) => {
    const name = event.submitter?.name, row = event.submitter?.closest(".row");
    if (row || name === "unanswered" || (!name && !event.submitter?.formAction.endsWith("/agent/case"))) event.preventDefault();
    if (row) open(`/agent/benefits/${row.value}`);
    else if (name === "unanswered") unanswered();
    else if (!name) (document.activeElement === byId("q") ? lookFound : lookCaller)();
  });
  byId("line").addEventListener("input", ({ target }) => {
    if (!target.value && !document.querySelector("#live-talk[data-state=open]")) form.elements.given.value = "{}"; // the next
  });
  document.addEventListener("desk:knows", ({ detail }) => lookCaller((said) => {
    const known = { ...JSON.parse(said.get("given") || "{}"), ...detail.given };
    for (const fact of detail.gone ?? []) delete known[fact];
    said.set("given", JSON.stringify(known));
  }));

  // The drawer.
  let from = null;
  const forCaller = (address) => { // as the line is now
    const url = new URL(address, location.href);
    for (const name of ["line", "given"]) {
      const value = form.elements[name]?.value ?? "";
      value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
    }
    return url;
  };
  const open = async (address) => {
    const answer = await fetch(forCaller(address), inHtml).catch(() => null);
    if (!answer?.ok || answer.redirected) return tell("desk:away", { status: answer?.status ?? 0 });
    show(await answer.text());
  };
  const show = (text) => {
    if (!drawer.contains(document.activeElement)) from = document.activeElement;
    drawer.innerHTML = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "×";
    close.setAttribute("aria-label", "关上");
    close.addEventListener("click", shut);
    drawer.prepend(close);
    drawer.hidden = false;
    const heading = drawer.querySelector("h1, h2, h3");
    if (heading) heading.tabIndex = -1;
    (heading ?? drawer).focus();
  };
  const shut = () => {
    const name = from && rowName(from);
    drawer.hidden = true;
    drawer.replaceChildren();
    const back = from?.isConnected ? from : name && rows(form).find((row) => rowName(row) === name);
    (back || byId("line")).focus();
  };
  document.addEventListener("desk:open", ({ detail }) => open(detail.address));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.row, #drawer a[data-drawer], a.in-drawer");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const asked = link.closest("#found") ? `?${new URLSearchParams({ q: byId("q").value })}` : "";
    open(link.getAttribute("href") + asked);
  });

  // Lists: arrows, j and k only inside. Single keys can be switched off, for whoever speaks to a computer (WCAG 2.1.4).
  const KEYS = "agent-keys", single = byId("single-keys");
  const remembered = (value) => {
    try {
      if (value !== undefined) localStorage.setItem(KEYS, value);
      return localStorage.getItem(KEYS);
    } catch {
      return null; // a browser that keeps nothing
    }
  };
  single.checked = remembered() !== "off";
  single.addEventListener("change", () => remembered(single.checked ? "on" : "off"));
  const step = (row, by) => {
    goesTo = "";
    const list = row.closest(".results"), all = rows(list);
    let next = all[all.indexOf(row) + by];
    if (!next && by > 0) { // what is folded comes after the rest
      const fold = list.querySelector("details:not([open])");
      if (fold) fold.open = true;
      next = fold?.querySelector(".row");
    }
    if (next) next.focus();
    else if (by < 0) byId(row.closest("#found") ? "q" : "line").focus();
  };
  const takeUp = () => {
    byId("person").open = true;
    (byId("code") ?? byId("live-text") ?? byId("person").querySelector("summary")).focus();
  };
  const GO = { "/": "q", f: "line", d: "draft", n: "note" };
  const typed = (node) => node.matches("input:not([type=checkbox]), textarea, select");
  const first = (id) => rows(byId(id) ?? form)[0];
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
    const row = target.closest?.(".row");
    const lower = key.toLowerCase();
    if (key === "Escape" && !drawer.hidden) shut();
    else if (key === "Escape" && keys.open) keys.open = false;
    else if (key === "Escape" && typed(target)) target.blur();
    else if ((key === "Enter" || key === "ArrowDown") && (target.id === "q" || target.id === "line")) {
      const there = first(target.id === "q" ? "found" : "benefits");
      there?.focus();
      if (!there || (target.id === "q" ? lookFound : lookCaller).under()) goesTo = target.id === "q" ? "found" : "benefits"; // to the first when it is there
    } else if (row && (key === "ArrowDown" || key === "ArrowUp")) step(row, key === "ArrowDown" ? 1 : -1);
    else if (typed(target) || !single.checked) return;
    else if (row && "jk".includes(lower)) step(row, lower === "j" ? 1 : -1);
    else if (row?.closest("#benefits") && /^\d$/.test(key)) press(key);
    else if (row?.closest("#benefits") && "cmsw".includes(lower)) tell("desk:row-key", { key: lower, benefit: row.value });
    else if (key === "?") {
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    } else if (lower === "r") takeUp();
    else if (byId(GO[lower])) byId(GO[lower]).focus();
    else return;
    event.preventDefault();
  });
  const press = (key) => {
    const label = [...document.querySelectorAll("#say .ask kbd")].find((one) => one.textContent === key);
    if (byId("say").hasAttribute("aria-busy")) document.addEventListener("desk:words", () => press(key), { once: true });
    else label?.closest("button").click();
  };
  // The line of the list that has the focus is the one whose words are shown.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("#benefits .row")) tell("desk:benefit", { benefit: target.value, row: target });
  });
  document.addEventListener("desk:say", ({ detail }) => say(detail));
})();
