// Tabs: one is chosen, and the arrow keys go to the next.

/** Makes the tabs of a list work, and gives a function that chooses one by its id. */
export function makeTabs(list) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const choose = (chosen, withFocus) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    if (withFocus) chosen.focus();
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tab, false));
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const target = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1
        : step === undefined ? undefined : (index + step + tabs.length) % tabs.length;
      if (target === undefined) return;
      event.preventDefault();
      choose(tabs[target], true);
    });
  }
  return id => choose(tabs.find(tab => tab.id === id), false);
}
