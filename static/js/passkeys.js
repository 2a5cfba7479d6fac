// Passkeys: the browser asks the device, the form sends the answer. Without this module the buttons stay hidden.
// data-passkey="get" or "create" on a form with the field `credential`; data-options is where the question comes from.

const supported = window.PublicKeyCredential?.parseCreationOptionsFromJSON && PublicKeyCredential.prototype.toJSON;

function tell(form, text) {
  const place = form.querySelector("[data-passkey-error]");
  place.textContent = text;
  place.hidden = !text;
}

async function ask(form) {
  const response = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  if (response.status === 422) throw new Error((await response.json()).error);
  if (!response.ok) throw new Error("The server did not answer as it should: reload the page and try again.");
  const options = await response.json();
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

async function send(form) {
  tell(form, "");
  try {
    const credential = await ask(form);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.elements.password?.setAttribute("disabled", "");
    form.submit();
  } catch (error) {
    const names = {
      NotAllowedError: "No passkey was used: try again, or use another way.",
      InvalidStateError: "This device has a passkey for this account already.",
    };
    tell(form, names[error.name] ?? error.message);
  }
}

if (supported) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  for (const other of document.querySelectorAll("[data-without-passkeys]")) other.hidden = true;
}
