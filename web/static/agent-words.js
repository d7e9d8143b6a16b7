// Words to say at the hotline desk: those of the line of the list that somebody stands on, copied, and put into the message
// at its cursor. What is copied is always what stands on the page for the caller as they are now.
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("call"), fields = form?.elements;
  if (!form || !byId("say")) return;
  const told = (text) => {
    byId("did").textContent = text;
    document.dispatchEvent(new CustomEvent("desk:say", { detail: text }));
  };
  const answered = (kind, text, about) => {
    document.dispatchEvent(new CustomEvent("desk:answered", { detail: { kind, text, ...about } }));
  };

  const key = (benefit) => JSON.stringify([fields.line.value, fields.given.value, benefit]);
  let wanted = null, bringing = null, shown = key("");
  const words = (benefit) => { // resolves to whether they are there, for the caller as they are now
    wanted = benefit;
    byId("say").setAttribute("aria-busy", "true");
    bringing ??= bring().finally(() => {
      bringing = null;
      byId("say").removeAttribute("aria-busy");
      document.dispatchEvent(new Event("desk:words"));
    });
    return bringing.then(() => shown === key(benefit));
  };
  const bring = async () => {
    while (wanted !== null) {
      const benefit = wanted, asked = key(benefit);
      wanted = null;
      const body = new URLSearchParams({ line: fields.line.value, given: fields.given.value, benefit });
      const answer = await fetch("/agent/say", { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
      const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => "") : "";
      if (!/<section id="say"/.test(text)) {
        if (wanted === null) document.dispatchEvent(new CustomEvent("desk:away", { detail: { status: answer?.status ?? 0 } }));
        continue;
      }
      byId("say").outerHTML = text;
      shown = asked;
      if (wanted !== null) byId("say").setAttribute("aria-busy", "true");
      ready();
    }
  };
  const ready = () => {
    for (const hidden of document.querySelectorAll("#case [data-scripts]")) hidden.hidden = false;
  };
  document.addEventListener("desk:benefit", ({ detail }) => {
    for (const row of document.querySelectorAll("#benefits .row[aria-current]")) row.removeAttribute("aria-current");
    detail.row?.setAttribute("aria-current", "true");
    if (shown !== key(detail.benefit)) words(detail.benefit);
  });
  document.addEventListener("desk:caller", () => words(document.activeElement.closest("#benefits .row")?.value ?? ""));

  const about = () => {
    const { benefit, clauses } = byId("say").dataset;
    return { benefits: benefit ? [benefit] : [], clauses: (clauses ?? "").split(" ").filter(Boolean) };
  };
  let inDraft = { benefits: [], clauses: [] }; // what the message is about
  const adds = (more) => {
    inDraft = {
      benefits: [...new Set([...inDraft.benefits, ...(more.benefits ?? [])])],
      clauses: [...new Set([...inDraft.clauses, ...(more.clauses ?? [])])],
    };
  };
  const copy = async (id) => {
    const node = byId(id), text = node?.value ?? node?.textContent ?? "";
    if (!text.trim()) return told("没有可以复制的。");
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch { // not over HTTPS, or not allowed
      if (node.select) node.select();
      else getSelection().selectAllChildren(node);
      done = document.execCommand("copy");
    }
    if (!done) return told("没有复制成，文字已经选中，请按 Ctrl+C。");
    told(id === "script" ? "已复制话术，记为已答复。" : "已复制，记为已答复。");
    answered(id === "script" || id === "refusal" ? "script" : "sms", text, id === "draft" ? inDraft : about());
  };
  const insert = (text) => {
    const draft = fields.draft, most = draft.maxLength;
    const start = draft.selectionEnd ?? draft.value.length; // behind what is selected, which stays
    const before = draft.value.slice(0, start), after = draft.value.slice(start);
    const put = `${before && !before.endsWith("\n") ? "\n" : ""}${text}${draft.selectionStart !== start && after ? "\n" : ""}`;
    if (draft.value.length + put.length > most) {
      told(`要发的话最多 ${most} 个字，放不下了，请先发一部分。`);
      return false;
    }
    draft.setRangeText(put, start, start, "end");
    draft.dispatchEvent(new Event("input", { bubbles: true }));
    told("已放进要发的话。");
    return true;
  };
  document.addEventListener("desk:insert", ({ detail }) => {
    if (insert(detail.text)) adds(detail.about ?? {});
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copies], [data-inserts]");
    if (button?.dataset.copies) copy(button.dataset.copies);
    else if (button && insert(byId(button.dataset.inserts).textContent)) adds(about());
  });
  document.addEventListener("desk:row-key", async ({ detail }) => {
    const there = shown === key(detail.benefit) && !bringing ? true : await words(detail.benefit);
    if (!there || byId("say").dataset.benefit !== detail.benefit) return told("没有取到这一项的话，没有复制。请再按一次。");
    const does = { c: () => copy("script"), s: () => copy("sms"), w: () => copy("refusal") };
    if (does[detail.key]) does[detail.key]();
    else byId("say").querySelector("[data-inserts=sms]")?.click();
  });
  document.addEventListener("desk:sent", ({ detail }) => {
    if (fields.draft.value === detail.text) {
      fields.draft.value = "";
      fields.draft.dispatchEvent(new Event("input", { bubbles: true }));
    }
    answered("written", detail.text, inDraft);
    inDraft = { benefits: [], clauses: [] };
  });
  document.addEventListener("desk:begun", () => {
    inDraft = { benefits: [], clauses: [] };
  });
  ready();
})();
