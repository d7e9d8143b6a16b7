// After htmx has put in a new answer: say it once, show it, keep what was unfolded. The page works without this file.
(() => {
  const chosen = new Map(); // cards the person folded or unfolded
  const trouble = () => document.getElementById("trouble");
  const words = () => document.getElementById("text");
  let unsent = ""; // what was being written when an answer came

  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (target) target.scrollIntoView();
  };

  document.addEventListener("click", (event) => {
    const card = event.target.closest("summary")?.parentElement;
    if (card?.id) chosen.set(card.id, !card.open);
  });

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    trouble().replaceChildren();
    document.getElementById("desk").setAttribute("aria-busy", "true");
    if (ctx.sourceElement.matches(".composer")) ctx.said = words().value;
  });

  // An answer to something else doesn't take away what is being written, nor the answer to it what came after.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    unsent = words().value === ctx.said ? "" : words().value;
  });

  document.addEventListener("htmx:finally:request", () => document.getElementById("desk").removeAttribute("aria-busy"));

  document.addEventListener("htmx:after:swap", () => {
    if (trouble().childElementCount) return; // not taken: the words and the place stay
    if (unsent && !words().value) words().value = unsent;
    const problem = document.getElementById("problem");
    const newest = document.getElementById("newest");
    document.getElementById("announce").textContent = (problem || newest)?.innerText ?? "";
    chosen.forEach((open, id) => {
      const card = document.getElementById(id);
      if (card) card.open = open;
    });
    const field = problem && document.querySelector("[aria-invalid]");
    const ask = document.getElementById("ask") || document.getElementById("result-heading");
    (field || ask)?.focus({ preventScroll: true });
    (problem || document.querySelector(".question.again") ? ask : document.getElementById("now"))?.scrollIntoView({ block: "start" });
  });

  document.addEventListener("htmx:error", () => {
    const said = document.createElement("p");
    said.className = "trouble";
    said.textContent = "没有发出去，可能是网络断了。您写的都还在，请再试一次。";
    trouble().replaceChildren(said);
  });

  // With a keyboard at hand Enter sends and Shift+Enter breaks the line; not while Chinese is being composed.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || field.tagName !== "TEXTAREA") return;
    if (!matchMedia("(hover: hover)").matches) return;
    event.preventDefault();
    if (field.value.trim()) field.form.requestSubmit();
  });

  // Another tab, or another device, went on with this conversation: say so. What is being written here stays.
  let listening = null;
  const desk = () => document.getElementById("desk");
  const shown = () => Number(desk().dataset.turns);
  const changedElsewhere = (is) => {
    document.getElementById("elsewhere").hidden = !is;
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
  document.addEventListener("htmx:after:swap", () => {
    if (!trouble().childElementCount) changedElsewhere(false);
    listen();
  });
  document.addEventListener("htmx:error", listen);
  addEventListener("pagehide", silence);
  addEventListener("pageshow", listen);

  // A folded card brings its explanation when it is first unfolded, as of the turn on show; its link leads there too.
  document.addEventListener("toggle", async ({ target }) => {
    const place = target.open && target.querySelector(":scope > .unfolds");
    if (!place) return;
    const address = `${place.firstElementChild.getAttribute("href")}?result=${desk().dataset.result}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) place.outerHTML = await answer.text(); // else the link stays
  }, true);

  addEventListener("hashchange", openTarget);
  openTarget();
})();
