// What the citation desk does with scripts: from problem to problem by keys, citations copied, files too large told
// before they are sent, progress said. Every page works without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const say = (text) => {
    const said = byId("announce");
    if (said) said.textContent = text;
  };

  // Where somebody is: the finding that has the focus, else the last one that had it.
  let current = null;
  const arrived = (finding) => {
    current = finding;
    for (const mark of document.querySelectorAll(".cited.current")) mark.classList.remove("current");
    for (const mark of document.querySelectorAll(`.cited[data-of="${finding.id}"]`)) mark.classList.add("current");
    const place = finding.querySelector(".count")?.textContent ?? "";
    if (finding.matches("article")) say(place);
  };
  document.addEventListener("focusin", ({ target }) => {
    const finding = target.closest(".finding");
    if (finding && finding !== current) arrived(finding);
  });
  const reach = () => {
    const finding = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (!finding || !finding.matches(".finding")) return;
    if (finding.matches("details")) finding.open = true;
    finding.closest(".row").scrollIntoView({ block: "nearest" });
    (finding.matches("details") ? finding.querySelector("summary") : finding).focus();
    if (finding !== current) arrived(finding);
  };
  addEventListener("hashchange", reach);
  reach();

  // From problem to problem. Keys can be switched off, for whoever speaks to a computer (WCAG 2.1.4).
  const KEYS = "staff-keys";
  const keys = byId("keys");
  const remembered = (value) => {
    try {
      if (value !== undefined) localStorage.setItem(KEYS, value);
      return localStorage.getItem(KEYS);
    } catch {
      return null; // a browser that keeps nothing
    }
  };
  if (keys) {
    keys.closest("[hidden]").hidden = false;
    keys.checked = remembered() !== "off";
    keys.addEventListener("change", () => remembered(keys.checked ? "on" : "off"));
  }
  const step = (by) => {
    const problem = current?.matches("article") ? current : null;
    const first = document.querySelector(".jump a[href*='#problem-']");
    const link = problem ? problem.querySelector(`[data-step="${by}"]`) : first;
    if (!link) return say(by > 0 ? "后面没有要看的了。" : "前面没有要看的了。");
    const there = link.getAttribute("href");
    if (there === location.hash) reach(); // pressed again after looking elsewhere
    else link.click();
  };
  const STEPS = { n: 1, j: 1, p: -1, k: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const { target, key } = event;
    if (target.matches("input:not([type=checkbox]), textarea, select")) return;
    if (key === "Enter" && target.matches("article.finding")) {
      event.preventDefault();
      copy(target);
    } else if (keys?.checked && key.toLowerCase() in STEPS) {
      event.preventDefault();
      step(STEPS[key.toLowerCase()]);
    }
  });

  // The right citation, in the form of the house.
  const copy = async (finding) => {
    const words = finding.querySelector(".to-copy");
    if (!words) return say("这一处没有可以复制的引用。");
    let done = false;
    try {
      await navigator.clipboard.writeText(words.textContent);
      done = true;
    } catch { // not over HTTPS, or not allowed
      getSelection().selectAllChildren(words);
      done = document.execCommand("copy");
    }
    const button = finding.querySelector(".copy");
    if (done && button) {
      const label = button.firstChild;
      label.data = "已复制";
      setTimeout(() => { label.data = "复制"; }, 2000);
    }
    say(done ? `已复制：${words.textContent}` : "没有复制成，文字已经选中，请按 Ctrl+C。");
  };
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button.closest(".finding")));
  }

  // A file that is too large is told before it travels, and nothing that was typed is lost.
  const form = document.querySelector(".hand-in");
  form?.addEventListener("submit", (event) => {
    const MB = 1000 * 1000, files = [...byId("files").files], warning = byId("too-large");
    const large = files.filter(({ size }) => size > form.dataset.most * MB).map(({ name }) => name);
    const all = files.reduce((sum, { size }) => sum + size, 0) > 25 * MB;
    warning.hidden = !large.length && !all;
    if (warning.hidden) return;
    event.preventDefault();
    warning.textContent = large.length
      ? `文件太大，每份不能超过 ${form.dataset.most} MB，请拆分或去掉：${large.join("、")}。`
      : "文件合起来超过 25 MB，请分几次传。";
    byId("files").focus();
  });

  // Progress: of several texts htmx brings it, of one the page is asked for again.
  document.addEventListener("htmx:before:swap", (event) => {
    const { text } = event.detail.ctx;
    if (/^\s*<div id="batch"/.test(text)) return;
    event.preventDefault(); // the login has ended, or the server can't answer just now: it is asked again
    if (/<html/.test(text)) location.reload();
  });
  document.addEventListener("htmx:after:swap", () => say(byId("batch")?.dataset.said ?? ""));
  const look = async () => {
    try {
      const page = await (await fetch(location.href)).text();
      if (page.includes('id="main"') && !page.includes("data-pending")) return location.reload();
    } catch { /* the network is away: the next look */ }
    setTimeout(look, 2000);
  };
  if (document.querySelector("[data-pending]")) setTimeout(look, 2000);
})();
