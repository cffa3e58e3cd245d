// What can go wrong while checking. Any other exception is a mistake of this program and is not caught.

// Something is false. `reason` names the sentence that says so, `facts` fill its places.
export class Refused extends Error {
  constructor(reason, facts = {}) {
    super(`${reason} ${JSON.stringify(facts)}`);
    this.reason = reason;
    this.facts = facts;
  }
}

// A file could not be had, so nothing can be said about what it would have shown.
export class Unread extends Error {
  constructor(path, status) {
    super(`${path}: ${status}`);
    this.path = path;
    this.status = status;
  }
}
