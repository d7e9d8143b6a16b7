// The hotline desk by keys: results as they are typed, lists to go through, the drawer. What is typed goes to the server at
// every key; one question at a time is under way, and only the newest waits. Every part works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("call"), drawer = byId("drawer"), keys = byId("keys");
  const say = (text) => {
    byId("announce").textContent = text;
  };
  const tell = (detail, name) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const inHtml = { headers: { "HX-Request": "true" } };

  // A part of the page that follows what is typed.
  const part = (id, address, field, arrived) => {
    let busy = false, again = null; // what is to be said besides, next time
    const look = async (extra = {}) => {
      if (busy) {
        again = { ...again, ...extra }; // an answer pressed meanwhile isn't lost
        return;
      }
      busy = true;
      const said = new FormData(form);
      for (const [name, value] of Object.entries(extra)) said.set(name, value);
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(said), ...inHtml }).catch(() => null);
      const text = answer && !answer.redirected ? await answer.text() : "";
      if (text.includes(`<div id="${id}"`) && !/<html/.test(text)) {
        swap(byId(id), text);
        tell({ part: id }, "desk:shown");
        arrived();
      } else tell({ status: answer?.status ?? 0, text }, "desk:away");
      busy = false;
      if (again) {
        const next = again;
        again = null;
        look(next);
      }
    };
    byId(field).addEventListener("input", ({ isComposing }) => {
      if (!isComposing) look();
    });
    byId(field).addEventListener("compositionend", () => look());
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
  const rows = (list) => [...list.querySelectorAll(".row")].filter((row) => row.getClientRects().length);

  const lookFound = part("found", "/agent/found", "q", () => {});
  const lookCaller = part("read", "/agent/caller", "line", () => {
    tell({ line: byId("line").value, given: form.elements.given.value }, "desk:caller");
  });

  const unanswered = async () => {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch("/agent/unanswered", { method: "POST", body, ...inHtml }).catch(() => null);
    const text = answer && !answer.redirected ? await answer.text() : "";
    if (!/^\s*<div id="found"/.test(text)) return tell({ status: answer?.status ?? 0, text }, "desk:away");
    swap(byId("found"), text);
    say(byId("found").querySelector(".notice")?.textContent ?? "");
    byId("q").focus();
  };

  // Answers by button, and facts taken back.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=answer], button[name=forget]");
    if (!button) return;
    event.preventDefault();
    lookCaller({ [button.name]: button.value });
  });
  form.addEventListener("submit", (event) => {
    const name = event.submitter?.name;
    if (name === "benefit") {
      event.preventDefault();
      tell({ benefit: event.submitter.value, row: event.submitter }, "desk:benefit");
    } else if (name === "unanswered") {
      event.preventDefault();
      unanswered();
    } else if (!name && !event.submitter?.formAction.endsWith("/agent/case")) {
      event.preventDefault();
      (document.activeElement === byId("q") ? lookFound : lookCaller)();
    }
  });
  const knows = (given) => {
    form.elements.given.value = given;
    lookCaller();
  };
  document.addEventListener("desk:caller-is", ({ detail }) => knows(detail.given));
  document.addEventListener("desk:given", ({ detail }) => knows(JSON.stringify(detail.given))); // of a conversation

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
    if (!answer?.ok || answer.redirected) return tell({ status: answer?.status ?? 0, text: "" }, "desk:away");
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
    drawer.hidden = true;
    drawer.replaceChildren();
    (from?.isConnected ? from : byId("line")).focus();
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
    const all = rows(row.closest(".results")), next = all[all.indexOf(row) + by];
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
      if (!there) return;
      there.focus();
    } else if (row && (key === "ArrowDown" || key === "ArrowUp")) step(row, key === "ArrowDown" ? 1 : -1);
    else if (typed(target) || !single.checked) return;
    else if (row && "jk".includes(lower)) step(row, lower === "j" ? 1 : -1);
    else if (row?.closest("#benefits") && /^[1-9]$/.test(key)) byId("read").querySelectorAll(".ask button")[key - 1]?.click();
    else if (row?.closest("#benefits") && "cmsw".includes(lower)) tell({ key: lower, benefit: row.value }, "desk:row-key");
    else if (key === "?") {
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    }
    else if (lower === "r") takeUp();
    else if (byId(GO[lower])) byId(GO[lower]).focus();
    else return;
    event.preventDefault();
  });
  // The line of a list that has the focus is the one whose words are shown.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("#benefits .row")) tell({ benefit: target.value, row: target }, "desk:benefit");
  });
  document.addEventListener("desk:say", ({ detail }) => say(detail));
})();
