// A button beside each password that shows what is typed: fewer mistakes on phones, and no second field to repeat it.
for (const input of document.querySelectorAll('input[type="password"]')) {
  const row = document.createElement("div");
  row.className = "input-row";
  input.before(row);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Show";
  button.setAttribute("aria-label", "Show the password");
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
  input.form.addEventListener("submit", () => { input.type = "password"; });
  row.append(input, button);
}
