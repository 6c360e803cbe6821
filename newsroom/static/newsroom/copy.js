// Copies what a button names. The buttons stay hidden where there is no clipboard.

const SHOWN_FOR = 1600;

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const name = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = name; }, SHOWN_FOR);
    });
  }
}
