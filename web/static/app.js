// What htmx doesn't do: say a new answer once, keep what is unfolded or half written, send again what couldn't be sent,
// suggest, read aloud. Every page works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const desk = () => byId("desk");
  const words = () => byId("text");
  const tell = (text, kind) => {
    const said = document.createElement("p");
    said.className = kind;
    said.textContent = text;
    byId("trouble")?.replaceChildren(said);
  };

  // What somebody unfolded stays so.
  const chosen = new Map();
  document.addEventListener("click", ({ target }) => {
    const fold = target.closest("summary")?.parentElement;
    if (fold?.id) chosen.set(fold.id, !fold.open);
  });
  const openTarget = () => {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    const inside = target && target.querySelector(":scope > details.fold");
    if (inside) inside.open = true;
    if (target) target.scrollIntoView();
  };

  // What is being written survives a reload of this tab, and an answer to something else.
  const DRAFT = "draft";
  let unsent = "";
  const keep = (value) => {
    try {
      value ? sessionStorage.setItem(DRAFT, value) : sessionStorage.removeItem(DRAFT);
    } catch { /* a browser that keeps nothing */ }
  };
  const kept = () => {
    try {
      return sessionStorage.getItem(DRAFT) || "";
    } catch {
      return "";
    }
  };

  // What couldn't be sent is tried again, and at once when the network is there. A form sent twice counts once; words
  // that were changed meanwhile are left to the person.
  const AGAIN = [1000, 3000, 8000, 20000]; // milliseconds
  const AWAY = "没有发出去，可能是网络断了。您写的都还在，";
  let waiting = null, pressed = null, said = null, tries = 0, timer = 0;
  const resend = () => {
    clearTimeout(timer);
    if (!waiting?.isConnected || !navigator.onLine) return;
    if (waiting.matches("form")) waiting.requestSubmit(pressed?.form === waiting ? pressed : undefined);
    else waiting.click();
  };
  const away = (source) => {
    waiting = source;
    timer = setTimeout(resend, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
    if (!document.querySelector("#trouble .trouble")) tell(`${AWAY}连上以后会自动再发。`, "trouble");
  };
  document.addEventListener("submit", ({ submitter }) => {
    pressed = submitter;
  }, true);
  addEventListener("online", resend);

  let slow = 0;
  const waited = () => {
    clearTimeout(slow);
    document.querySelector("#trouble .busy")?.remove();
  };
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (waiting !== ctx.sourceElement) byId("trouble")?.replaceChildren();
    clearTimeout(timer);
    desk()?.setAttribute("aria-busy", "true");
    said = ctx.sourceElement.matches(".composer") ? words().value : null;
    ctx.feedback = Boolean(ctx.sourceElement.closest("#feedback"));
    ctx.turns = shown();
    if (!byId("trouble")?.childElementCount) slow = setTimeout(() => tell("正在查找…", "busy"), 300);
  });
  const refusal = ({ text }) => { // of the server's own, before any page (RFC 9457)
    try {
      return JSON.parse(text).detail;
    } catch {
      return "";
    }
  };
  // What this site didn't write (a gateway's error, the login page of a Wi-Fi) replaces nothing.
  const OURS = /^\s*<(div id="desk"|section [^>]*id="(what-if|feedback)"|p class="trouble")/;
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    waited();
    if (!OURS.test(ctx.text)) {
      event.preventDefault();
      return refusal(ctx) ? tell(refusal(ctx), "trouble") : away(ctx.sourceElement);
    }
    waiting = null;
    tries = 0;
    byId("trouble")?.replaceChildren();
    if (words()) unsent = words().value === said ? "" : words().value; // an answer to something else leaves it
    log = document.querySelector(".log")?.cloneNode(true);
  });
  document.addEventListener("htmx:finally:request", () => {
    waited();
    desk()?.removeAttribute("aria-busy");
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx) away(ctx.sourceElement);
  });

  let log = null;
  const say = (node) => {
    byId("announce").textContent = node?.innerText ?? "";
  };
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (byId("trouble")?.childElementCount) return; // not taken: the words and the place stay
    if (ctx.feedback) { // the conversation is as it was
      say(document.querySelector("#feedback .thanks"));
      return byId("feedback-heading").focus({ preventScroll: true });
    }
    if (!desk()) return supposed();
    if (unsent && !words().value) words().value = unsent;
    keep(words().value);
    // A person was asked for in another tab: what shows them comes with the page.
    if (document.querySelector(".person:not(.ended)") && !document.querySelector("[src*=person]")) return location.reload();
    chosen.forEach((open, id) => {
      const fold = byId(id);
      if (fold) fold.open = open;
    });
    aloud();
    if (ctx.turns && shown() <= ctx.turns && ctx.request.method === "POST" && !byId("problem")) keepsOld();
    const problem = byId("problem"), ask = byId("ask") || byId("result-heading");
    if (problem || shown() !== ctx.turns) say(problem || byId("newest"));
    ((problem && document.querySelector("[aria-invalid]")) || ask)?.focus({ preventScroll: true });
    (problem || document.querySelector(".question.again") ? ask : byId("now"))?.scrollIntoView({ block: "start" });
  });
  // Something was supposed otherwise: what comes out, or what is wrong, is said and seen.
  const supposed = () => {
    say(byId("difference"));
    (document.querySelector("#what-if [aria-invalid]") || byId("what-if-heading")).focus({ preventScroll: true });
    byId("difference").scrollIntoView({ block: "center" });
  };
  // The conversation is gone from the server: what this page showed of it stays on this page.
  const keepsOld = () => {
    if (!log?.querySelector(".exchange")) return;
    const fold = document.createElement("details");
    fold.className = "earlier";
    fold.append(document.createElement("summary"), ...log.children);
    fold.firstChild.textContent = "以前说过的（只留在这一页上）";
    fold.querySelectorAll("[id]").forEach((node) => node.removeAttribute("id"));
    fold.querySelectorAll("form, a, button").forEach((node) => node.replaceWith(...node.childNodes));
    document.querySelector(".log").prepend(fold);
  };

  // With a keyboard at hand Enter sends and Shift+Enter breaks the line; not while Chinese is being composed.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "Escape") {
      clearTimeout(pause);
      asked = null;
      if (field.closest("#suggestions")) words().focus();
      return suggest([]);
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || field.id !== "text") return;
    if (!matchMedia("(hover: hover)").matches) return;
    event.preventDefault();
    if (field.value.trim()) field.form.requestSubmit();
  });

  // Suggestions while a question is being typed: common questions, benefits, terms. One at a time is asked for.
  const SHORT = 24;
  let asked = "", pause = 0;
  const suggest = (found) => {
    const list = byId("suggestions");
    if (!list) return;
    list.replaceChildren(...found.map(({ text }) => {
      const line = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", () => {
        words().value = text;
        keep(text);
        suggest([]);
        words().focus();
      });
      line.append(button);
      return line;
    }));
    byId("suggested").textContent = found.length ? `有${found.length}条提示` : "";
  };
  const look = async () => {
    const typed = asked = words().value.trim();
    if (typed.length < 2 || typed.length > SHORT) return suggest([]);
    const answer = await fetch(`/api/v1/suggest?limit=5&q=${encodeURIComponent(typed)}`).catch(() => null);
    const found = answer?.ok ? (await answer.json()).suggestions : [];
    if (asked === typed && words()?.value.trim() === typed) suggest(found.filter(({ text }) => text !== typed));
  };
  document.addEventListener("input", (event) => {
    if (event.target.id !== "text") return;
    keep(event.target.value);
    if (waiting?.matches(".composer")) { // not the words that were to be sent
      waiting = null;
      tell(`${AWAY}连上以后请再点“发送”。`, "trouble");
    }
    clearTimeout(pause);
    if (!event.isComposing) pause = setTimeout(look, 200);
  });

  // Reading aloud, where it was asked for and the browser can.
  const READ = { newest: "答复", ask: "问题", "result-heading": "结果" };
  const stop = () => speechSynthesis.cancel();
  function aloud() {
    if (!("aloud" in document.body.dataset) || !window.speechSynthesis?.getVoices().length) return;
    stop();
    for (const [id, name] of Object.entries(READ)) {
      const text = byId(id);
      if (!text || text.parentElement.querySelector(":scope > .aloud")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "aloud";
      button.textContent = "朗读";
      button.setAttribute("aria-label", `朗读${name}`);
      button.addEventListener("click", () => {
        const reading = speechSynthesis.speaking;
        stop();
        if (reading) return;
        const all = id === "result-heading" ? document.querySelector(".total, .no-total") : id === "ask" ? text.closest("section") : text;
        const voice = new SpeechSynthesisUtterance(all.innerText);
        voice.lang = "zh-CN";
        speechSynthesis.speak(voice);
      });
      text.after(button);
    }
  }
  window.speechSynthesis?.addEventListener?.("voiceschanged", aloud);
  addEventListener("pagehide", () => window.speechSynthesis?.cancel());

  // Another tab, or another device, went on with this conversation: say so. What is being written here stays.
  let listening = null;
  const shown = () => Number(desk()?.dataset.turns ?? 0);
  const changedElsewhere = (is) => {
    const notice = byId("elsewhere");
    if (notice) notice.hidden = !is;
  };
  const silence = () => {
    listening?.close();
    listening = null;
  };
  const gone = () => {
    silence();
    changedElsewhere(true);
  };
  const listen = () => {
    silence();
    if (document.hidden || !shown() || !window.EventSource) return;
    const source = new EventSource(`/chat/events?after=${shown()}`);
    listening = source;
    source.addEventListener("turn", (event) => {
      if (!desk().hasAttribute("aria-busy")) changedElsewhere(JSON.parse(event.data).turns !== shown());
    });
    source.addEventListener("gone", gone);
    source.addEventListener("error", async () => {
      if (source.readyState !== EventSource.CLOSED) return; // it connects again by itself
      const answer = await fetch("/chat/events"); // is the conversation gone, or is there no room to listen?
      answer.body?.cancel();
      if (answer.status === 404 && source === listening) gone();
    });
  };
  // A hidden page holds no connection: a browser has only six for a site.
  document.addEventListener("visibilitychange", listen);
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.feedback) return;
    if (!byId("trouble")?.childElementCount) changedElsewhere(false);
    listen();
  });
  document.addEventListener("htmx:error", listen);
  addEventListener("pagehide", silence);
  addEventListener("pageshow", listen);

  // A folded card brings its explanation when it is first unfolded, as of the turn on show; its link leads there too.
  document.addEventListener("toggle", async ({ target }) => {
    const place = target.open && target.querySelector(":scope > .unfolds");
    if (!place) return;
    let address = place.firstElementChild.getAttribute("href");
    if (desk()) address += `?result=${desk().dataset.result}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    const part = answer?.ok ? await answer.text() : "";
    if (/^\s*<(div class="explanation"|p class="caution")/.test(part)) place.outerHTML = part; // else the link stays
  }, true);

  // A passage of a source leads to its clause where it is pressed, unless words of it are being selected.
  document.addEventListener("click", ({ target }) => {
    const passage = target.closest(".as-is");
    if (passage && getSelection().isCollapsed) passage.previousElementSibling?.click();
  });

  // A result is copied, passed on or printed with one tap, where the browser can.
  const link = byId("share-address");
  const does = {
    copy: navigator.clipboard && (async () => {
      await navigator.clipboard.writeText(link.value);
      say(byId("copied"));
      byId("copied").hidden = false;
    }),
    send: navigator.share && (() => navigator.share({ title: document.title, url: link.value }).catch(() => null)),
    print: window.print && (() => print()),
  };
  document.querySelectorAll("[data-does]").forEach((button) => {
    const act = does[button.dataset.does];
    if (!act) return;
    button.hidden = false;
    button.addEventListener("click", act);
  });

  addEventListener("hashchange", openTarget);
  openTarget();
  if (words() && !words().value) words().value = kept();
  aloud();
})();
