// The QR code on the sheet carries the code behind the sign #, which browsers never send: no server's journal
// sees it. Here it is moved into the form, and out of the address.
"use strict";

const code = decodeURIComponent(location.hash.slice(1));
if (/^[0-9A-Za-z -]{16,32}$/.test(code)) {
  document.querySelector("#paper-code [name=code]").value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector("#paper-code [name=passphrase]").focus();
}
