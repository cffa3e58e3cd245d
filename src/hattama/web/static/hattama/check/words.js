// Sentences of the page's language, written by the server beside the page, with numbers and moments put in.

export class Words {
  constructor(sentences, language) {
    this.sentences = sentences;
    // Chromium says that it knows Kazakh and writes it as English ("1,963", "M11"): figures stand in it as in
    // Russian, and of moments only figures.
    const [known, dateStyle] = language === "kk" ? ["ru", "short"] : [language, "long"];
    this.numbers = new Intl.NumberFormat(known);
    this.moments = new Intl.DateTimeFormat(known, { dateStyle, timeStyle: "short" });
  }

  say(word, facts = {}) {
    return this.sentences[word].replace(/\{(\w+)\}/g, (_, name) => this.told(facts[name]));
  }

  // A figure as pages show it: a number, or the word for one that is blank or illegible.
  told(value) {
    if (typeof value === "number") return this.numbers.format(value);
    if (value instanceof Date) return this.moments.format(value);
    return this.sentences[`figure_${value}`] ?? String(value);
  }
}
