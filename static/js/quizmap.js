// A point set on a map lies in a form of its own: whoever leaves the question sends it along, as all other answers are.
const map = document.querySelector("form[data-map]");

document.querySelector(".quiz-moves, .quiz-map") && document.addEventListener("click", (event) => {
  const button = event.target.closest("button[form='ask-form']");
  if (!map || !button || !map.elements["response.x"]?.value) return;
  event.preventDefault();
  const go = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
  map.append(go);
  map.requestSubmit();
});
