// Canned answers with scripts: put into the draft at its cursor, copied, filled for the caller of the desk. Every page works
// without this file.
(() => {
  const announce = (text) => document.dispatchEvent(new CustomEvent("desk:say", { detail: text }));
  // The buttons that only scripts can do, as they come.
  const offer = (root) => {
    const desk = document.getElementById("call");
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
    for (const button of root.querySelectorAll("[data-insert]")) button.hidden = !desk;
  };
  offer(document);
  const drawer = document.getElementById("drawer");
  if (drawer) new MutationObserver(() => offer(drawer)).observe(drawer, { childList: true });

  document.addEventListener("click", (event) => {
    const insert = event.target.closest("[data-insert]"), copy = event.target.closest("[data-copy]");
    if (insert) {
      const text = insert.closest(".canned-filled").querySelector(".filled-text").value;
      const { insert: canned, benefit, clauses } = insert.dataset;
      const about = { canned, benefits: benefit ? [benefit] : [], clauses: clauses.split(" ") };
      const detail = { text, kind: "canned", about };
      document.dispatchEvent(new CustomEvent("desk:insert", { detail }));
    }
    if (copy) {
      navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).value).then(() => {
        copy.textContent = "复制好了";
        announce("复制好了");
      });
    }
  });
  // The list that opens from the desk is for the caller of the line.
  document.addEventListener("desk:caller", ({ detail }) => {
    for (const link of document.querySelectorAll("a[data-for-caller]")) {
      const address = new URL(link.href);
      address.searchParams.set("line", detail.line);
      address.searchParams.set("given", detail.given);
      link.setAttribute("href", address.pathname + address.search);
    }
  });
})();
