// Passkeys: joins the library's forms with the pages, shows their buttons, and says in words what the browser refused.
(function () {
  "use strict";

  const onload = { loginForm: "loginForm", addForm: "addForm", authenticateForm: "authenticateForm" };

  function start() {
    if (!window.PublicKeyCredential || !window.allauth) return;
    for (const script of document.querySelectorAll("script[data-allauth-onload]")) {
      const name = script.dataset.allauthOnload.split(".").pop();
      if (onload[name]) window.allauth.webauthn.forms[name](JSON.parse(script.textContent));
    }
    for (const button of document.querySelectorAll("[data-nyckel]")) button.hidden = false;
    for (const text of document.querySelectorAll("[data-utan-nyckel]")) text.hidden = true;
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const region = document.getElementById("besked");
    region.dataset.color = "danger";
    region.textContent = region.dataset.nyckelfel;
    region.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("DOMContentLoaded", start);
})();
