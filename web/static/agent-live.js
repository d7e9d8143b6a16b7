// The agent's side of a resident's conversation, in the desk's panel or on a page of its own: what the resident writes
// appears, what is written goes out, without the page being loaded anew. Every page works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const panel = byId("live");
  if (!panel) return;
  const talk = () => byId("live-talk");
  const open = () => talk()?.dataset.state === "open";
  const address = () => `/agent/live/${talk().dataset.handover}`;
  const PART = { "HX-Request": "true" };
  const OFTEN = 4000, SELDOM = 20000; // milliseconds: without a stream, and with one to say that somebody is there
  const UNATTENDED = 30 * 60 * 1000; // milliseconds without a key or a pointer: then nobody is there
  const EXPIRED = "登录已过期。请在另一个窗口登录，再点“发送”；您写的都还在。";
  const news = document.createElement("p");
  news.className = "unseen";
  news.setAttribute("role", "status");
  panel.after(news);
  const part = (text) => new DOMParser().parseFromString(text, "text/html");
  const announce = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const tell = (text) => {
    const place = byId("live-trouble");
    if (!place) return;
    const said = document.createElement("span");
    said.className = "problem";
    said.textContent = text;
    place.replaceChildren(...(text ? [said] : []));
  };

  // The facts of the conversation are the desk's as well.
  let given = "";
  const tellFacts = () => {
    const now = talk()?.dataset.given ?? "";
    if (!now || now === given) return;
    given = now;
    announce("desk:given", { given: JSON.parse(now), handover: talk().dataset.handover });
  };

  const merge = (next) => {
    const now = talk();
    if (!next || !now) return;
    if (now.dataset.handover !== next.dataset.handover || now.dataset.state !== next.dataset.state) {
      return show(next, now.contains(document.activeElement));
    }
    const log = byId("live-log"), atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    let before = null;
    const said = [];
    for (const line of next.querySelectorAll("[data-key]")) {
      const known = log.querySelector(`[data-key="${line.dataset.key}"]`);
      if (!known) {
        log.querySelector("#newest")?.removeAttribute("id");
        before ? before.after(line) : log.prepend(line);
        if (line.querySelector(".resident")) said.push(line.innerText);
      }
      before = known ?? line;
    }
    for (const id of ["live-presence", "live-facts"]) {
      const fresh = next.querySelector(`#${id}`);
      if (byId(id).innerHTML !== fresh.innerHTML) byId(id).replaceChildren(...fresh.childNodes);
    }
    Object.assign(now.dataset, { position: next.dataset.position, given: next.dataset.given });
    if (atEnd) log.scrollTop = log.scrollHeight;
    if (said.length) news.textContent = said.join("\n");
    tellFacts();
  };

  // Another state, or another conversation: what is half written is taken along.
  const show = (content, focused) => {
    const words = byId("live-text")?.value ?? "", own = talk()?.dataset.handover;
    panel.replaceChildren(content);
    const field = byId("live-text");
    if (field && words && own === talk()?.dataset.handover) field.value = words;
    else if (words && !field) document.dispatchEvent(new CustomEvent("desk:insert", { detail: { text: words } })); // not lost
    const heading = byId("live-heading") ?? panel.querySelector("[autofocus], #code");
    if (focused) heading?.focus({ preventScroll: true });
    news.textContent = byId("live-presence")?.textContent ?? "";
    begin();
  };

  let active = Date.now(), looking = false, again = false;
  const unattended = () => Date.now() - active > UNATTENDED;
  for (const kind of ["keydown", "pointerdown", "pointermove"]) {
    addEventListener(kind, () => {
      const back = unattended();
      active = Date.now();
      if (back) look();
    }, { passive: true });
  }
  const look = async () => {
    if (!talk() || unattended()) return; // asking says that somebody is there
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    const asked = `${address()}?after=${encodeURIComponent(talk().dataset.position)}`;
    const answer = await fetch(asked, { headers: PART }).catch(() => null);
    if (answer?.redirected) tell(EXPIRED);
    else if (answer?.status === 200) merge(part(await answer.text()).getElementById("live-talk"));
    else if (answer?.status === 404) gone();
    else if (answer?.status === 403) refused(part(await answer.text())); // a colleague has it by now
    looking = false;
    if (again) {
      again = false;
      look();
    }
  };
  const refused = (told) => {
    silence();
    tell(told.querySelector(".trouble")?.textContent ?? "");
    talk().dataset.state = "ended";
  };
  const gone = () => {
    silence();
    if (talk()) announce("desk:given", { given: {}, handover: talk().dataset.handover });
    byId("live-presence").textContent = "居民删除了这次对话，里面的话已经不在了。";
    byId("live-log").replaceChildren();
    byId("live-facts").replaceChildren();
    talk().dataset.state = "ended";
    news.textContent = byId("live-presence").textContent;
  };

  // A stream where there can be one. That somebody is there is said by asking: a stream outlives a laptop that sleeps.
  let source = null, timer = 0;
  const silence = () => {
    source?.close();
    source = null;
    clearTimeout(timer);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      await look();
      if (open()) wait();
    }, source ? SELDOM : OFTEN);
  };
  function listen() {
    silence();
    if (!open()) return;
    if (window.EventSource) {
      const mine = source = new EventSource(`${address()}/events?after=${encodeURIComponent(talk().dataset.position)}`);
      mine.addEventListener("person", look);
      mine.addEventListener("gone", gone);
      mine.addEventListener("error", () => {
        if (mine !== source || mine.readyState !== EventSource.CLOSED) return;
        source = null; // refused
        wait();
      });
    }
    wait();
  }
  addEventListener("pagehide", silence);
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    look();
    listen();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && open()) look();
  });

  // What is written goes out once, under an id of its own.
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const waiting = new Map(); // words that haven't arrived: under which id they were sent
  const send = async (text, sent = () => {}) => {
    if (!open() || !text.trim()) return;
    const handover = talk().dataset.handover, key = `${handover} ${text}`;
    if (waiting.get(key)?.busy) return;
    const once = waiting.get(key) ?? { id: fresh() };
    once.busy = true;
    waiting.set(key, once);
    const body = new URLSearchParams({ text, message_id: once.id });
    const answer = await fetch(`${address()}/messages`, { method: "POST", headers: PART, body }).catch(() => null);
    once.busy = false;
    const told = answer && part(await answer.text().catch(() => ""));
    const shown = told?.getElementById("live-talk");
    if (answer?.ok && shown) {
      waiting.delete(key);
      tell("");
      sent();
      merge(shown);
      byId("live-log").scrollTop = byId("live-log").scrollHeight;
      return announce("desk:sent", { text, handover });
    }
    if (answer?.status === 401 || answer?.redirected) return tell(EXPIRED);
    if (answer?.status === 409) look();
    tell(told?.querySelector(".trouble")?.textContent ?? "没有发出去，可能是网络断了。您写的都还在，请再点“发送”。");
  };
  const sendWritten = () => {
    const field = byId("live-text"), text = field.value;
    send(text, () => {
      if (field.value === text) field.value = "";
    });
  };
  document.addEventListener("desk:send", ({ detail }) => send(detail.text));

  // The panel's forms and links stay in the panel.
  const load = async (asked, options = {}) => {
    const answer = await fetch(asked, { headers: PART, ...options }).catch(() => null);
    if (!answer || answer.status === 401 || answer.url.includes("/login")) {
      const problem = panel.querySelector(".problem") ?? panel.insertBefore(document.createElement("p"), panel.firstChild);
      problem.className = "problem";
      problem.textContent = answer ? EXPIRED : "没有连上，请检查网络再试一次；填的都还在。";
      return;
    }
    const content = part(await answer.text()).body;
    const found = document.createDocumentFragment();
    found.append(...content.childNodes);
    show(found, true);
  };
  panel.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    event.preventDefault();
    if (form.matches(".live-composer")) return sendWritten();
    load(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return load(link.href);
    }
    if (event.target.id === "live-send-draft") send(byId("draft").value);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.target.id !== "live-text" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendWritten();
  });

  let begun = null;
  function begin() {
    begun = talk();
    const draft = byId("live-send-draft"), log = byId("live-log");
    if (draft) draft.hidden = !byId("draft");
    if (log) log.scrollTop = log.scrollHeight;
    tellFacts();
    listen();
  }
  begin();
  new MutationObserver(() => { // the desk may put a conversation here by itself
    if (talk() !== begun) begin();
  }).observe(panel, { childList: true });
})();
