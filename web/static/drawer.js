// In the drawer links and forms lead on within it; words are copied or put into the answer; a pin changes in its place.
// Everything also works without this file: each is a page of its own.
(() => {
  const OPENS = /^\/agent\/(clauses|benefits)\/|^\/agent\/(compare|shelf)(\?|$)/;
  const inside = (node) => node.closest("#drawer");
  const say = (node, text) => {
    const said = node.closest(".drawer-part")?.querySelector("[data-said]");
    if (said) said.textContent = text;
  };
  const open = (address) => document.dispatchEvent(new CustomEvent("desk:open", { detail: { address } }));

  document.addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest?.("a[href]");
    if (link && inside(link) && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      const address = link.getAttribute("href");
      if (!OPENS.test(address)) return;
      event.preventDefault();
      open(address);
      return;
    }
    const button = target.closest?.(".drawer-part [data-copy], .drawer-part [data-insert]");
    if (!button) return;
    if ("insert" in button.dataset) {
      const { insert: text, clause, benefit } = button.dataset;
      const about = { clauses: clause ? [clause] : [], benefits: benefit ? [benefit] : [] };
      document.dispatchEvent(new CustomEvent("desk:insert", { detail: { text, kind: clause ? "clause" : "script", about } }));
      say(button, "已放进答复。");
    } else copy(button);
  });
  const copy = async (button) => {
    const text = button.dataset.copy;
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch { // not over HTTPS, or not allowed
      const field = document.createElement("textarea");
      field.value = text;
      button.after(field);
      field.select();
      done = document.execCommand("copy");
      field.remove();
      button.focus();
    }
    say(button, done ? `已复制：${text}` : "没有复制成，请选中文字按 Ctrl+C。");
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-opens]") && inside(form)) {
      event.preventDefault();
      open(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
    } else if (form.matches("[data-pin]") && form.querySelector("[name=at]").value === "clause") {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const headers = { "HX-Request": "true" };
      const answer = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
      const text = answer ? await answer.text() : "";
      if (!/^\s*<form class="pin"/.test(text)) return say(form, "没有记下，请再点一次；如果登录已经过期，请在另一页重新登录。");
      const place = document.createElement("div");
      place.innerHTML = text;
      const fresh = place.firstElementChild, article = form.closest(".drawer-part");
      form.replaceWith(fresh);
      fresh.querySelector("button").focus();
      const problem = fresh.querySelector(".problem");
      const pinned = fresh.querySelector("button").value === "unpin";
      say(article, problem ? problem.textContent : pinned ? "已固定，在“常用的条款”里。" : "已取消固定。");
    } else if (form.matches("[data-pin]") && inside(form)) {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form, event.submitter));
      await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
      const kept = ["line", "given", "as_of"].filter((name) => form.elements[name]);
      const query = new URLSearchParams(kept.map((name) => [name, form.elements[name].value]));
      open(kept.length ? `/agent/shelf?${query}` : "/agent/shelf");
    }
  });

  // Single keys, where they are switched on.
  const KEYS = { v: "/agent/compare", p: "/agent/shelf", a: "/agent/canned" };
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
    if (!document.getElementById("single-keys")?.checked || !(key.toLowerCase() in KEYS)) return;
    if (target.matches("input:not([type=checkbox]), textarea, select")) return;
    event.preventDefault();
    open(KEYS[key.toLowerCase()]);
  });

  // What only scripts can do is shown where they run; the answer is there to be written into on the desk alone.
  const reveal = () => {
    for (const button of document.querySelectorAll(".drawer-part [data-copy][hidden]")) button.hidden = false;
    if (!document.getElementById("draft")) return;
    for (const button of document.querySelectorAll(".drawer-part [data-insert][hidden]")) button.hidden = false;
  };
  const drawer = document.getElementById("drawer");
  if (drawer) new MutationObserver(reveal).observe(drawer, { childList: true, subtree: true });
  reveal();
})();
