// A page that answers a form sent to its own address: going back to it asks for the address, as if it had been opened.
// Browsers keep no such answer (no-store), and would show an error instead: ERR_CACHE_MISS.

if (document.querySelector("main form[method=post]:not([action])")) history.replaceState(history.state, "");
