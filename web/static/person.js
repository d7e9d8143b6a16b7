// While a person is asked for, or there: what they write appears, and what is written goes to them, without the page
// being loaded anew. Nothing here moves the focus or touches what is being typed. Every page works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const section = () => byId("person");
  const state = () => section()?.dataset.state ?? "none";
  const alive = () => ["waiting", "open"].includes(state());
  const composer = () => document.querySelector("form.composer");
  const PART = { "HX-Request": "true" };
  const OFTEN = 4000, SELDOM = 20000; // milliseconds: without a stream, and with one to say that somebody is there
  const say = (text) => {
    byId("announce").textContent = text;
  };
  const tell = (text) => {
    const said = document.createElement("p");
    said.className = "trouble";
    said.textContent = text;
    byId("trouble").replaceChildren(...(text ? [said] : []));
  };

  // What the server shows takes its place: lines are added, and another state replaces all but what is being written.
  const merge = (next) => {
    const now = section();
    if (!now || !next) return;
    if (now.dataset.state === next.dataset.state) {
      const news = [];
      for (const line of next.querySelectorAll("[data-seq]")) {
        if (now.querySelector(`[data-seq="${line.dataset.seq}"]`)) continue;
        byId("written").append(line);
        if (line.querySelector(".agent")) news.push(line.innerText);
      }
      const seen = next.querySelector("#person-seen");
      if (seen && byId("person-seen").textContent !== seen.textContent) byId("person-seen").textContent = seen.textContent;
      now.dataset.position = next.dataset.position;
      if (news.length) say(news.join("\n"));
      return;
    }
    const within = now.contains(document.activeElement);
    now.replaceWith(next);
    const heading = byId("person-heading");
    if (within) heading?.focus({ preventScroll: true }); // the button that had it is gone
    say(heading?.textContent ?? "");
    const form = composer();
    form.setAttribute("action", next.dataset.action);
    form.querySelector("label").textContent = next.dataset.label;
    listen();
  };
  const part = (text) => new DOMParser().parseFromString(text, "text/html");

  let looking = false, again = false;
  const look = async () => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    const after = section()?.dataset.position ?? "";
    const answer = await fetch(`/handover?after=${encodeURIComponent(after)}`, { headers: PART }).catch(() => null);
    if (answer?.status === 200) merge(part(await answer.text()).getElementById("person"));
    if (answer?.status === 404) byId("elsewhere").hidden = false; // deleted, in another tab
    looking = false;
    if (again) {
      again = false;
      look();
    }
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
      if (alive() && !document.hidden) wait();
    }, source ? SELDOM : OFTEN);
  };
  function listen() {
    silence();
    if (!alive() || document.hidden) return;
    if (window.EventSource) {
      const mine = source = new EventSource(`/handover/events?after=${encodeURIComponent(section().dataset.position)}`);
      mine.addEventListener("person", look);
      mine.addEventListener("gone", () => {
        silence();
        look();
      });
      mine.addEventListener("error", () => {
        if (mine !== source || mine.readyState !== EventSource.CLOSED) return;
        source = null; // refused
        wait();
      });
    }
    wait();
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return silence();
    look();
    listen();
  });
  addEventListener("pagehide", silence);
  addEventListener("pageshow", (event) => {
    if (event.persisted) look();
    listen();
  });

  // What is written to the person. Sent again until it has arrived, under one id; changed words are left alone.
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  let sending = false;
  const send = async () => {
    const form = composer(), field = byId("text"), id = form.elements.message_id, text = field.value;
    if (sending || !text.trim()) return;
    sending = true;
    const body = new URLSearchParams({ text, message_id: id.value });
    const answer = await fetch("/handover/messages", { method: "POST", headers: PART, body }).catch(() => null);
    sending = false;
    const told = answer && part(await answer.text().catch(() => ""));
    const shown = told?.getElementById("person");
    if (answer?.ok && shown) {
      tell("");
      id.value = fresh();
      if (field.value === text) {
        field.value = "";
        field.dispatchEvent(new Event("input", { bubbles: true })); // the draft that is kept is gone too
      }
      return merge(shown);
    }
    if (answer && answer.status < 500 && told.querySelector(".trouble")) {
      look();
      return tell(told.querySelector(".trouble").textContent);
    }
    tell("没有发出去，可能是网络断了。您写的都还在，连上以后会自动再发。");
    setTimeout(() => {
      if (field.isConnected && field.value === text && state() === "open") send();
    }, OFTEN);
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.composer") || state() !== "open") return;
    event.preventDefault();
    event.stopImmediatePropagation(); // it isn't for the program
    send();
  }, true);

  listen();
})();
