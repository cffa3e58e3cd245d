// Sentences of the page's language, written by the server beside the page, with numbers and moments put in.

export class Words {
  constructor(sentences, language) {
    this.sentences = sentences;
    // Many browsers know no Kazakh, and would group as in English; figures stand in it as in Russian.
    this.numbers = new Intl.NumberFormat([language, "ru"]);
    this.moments = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
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
