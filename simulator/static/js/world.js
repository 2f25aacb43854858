// What the page knows of the simulator, kept fresh by one event stream for all phones.

import { get, post } from "./api.js";

export class World extends EventTarget {
  constructor() {
    super();
    this.account = null;
    this.people = new Map();
    this.entries = new Map();
    this.exchanges = new Map();
  }

  async start() {
    await this.load();
    const stream = new EventSource("/simulator/api/events");
    let connected = false;
    stream.addEventListener("open", () => {
      // A reconnect may have missed anything, also a restart that forgot everybody.
      if (connected) this.load();
      connected = true;
    });
    stream.addEventListener("reset", () => this.load());
    stream.addEventListener("account", () => this.refreshAccount());
    stream.addEventListener("person", (event) => this.keepPerson(JSON.parse(event.data)));
    stream.addEventListener("entry", (event) => this.keepEntry(JSON.parse(event.data)));
    stream.addEventListener("exchange", (event) => this.keepExchange(JSON.parse(event.data)));
  }

  async load() {
    const [account, people, exchanges] = await Promise.all([
      get("/account"), get("/users"), get("/exchanges"),
    ]);
    this.account = account;
    this.people = new Map(people.map((person) => [person.openid, person]));
    this.exchanges = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
    this.entries.clear();
    this.tell("loaded");
  }

  async entriesOf(openid) {
    if (!this.entries.has(openid)) {
      const list = await get(`/users/${openid}/transcript`);
      const known = this.entries.get(openid) ?? new Map();
      for (const entry of list) if (!known.has(entry.id)) known.set(entry.id, entry);
      this.entries.set(openid, known);
    }
    return [...this.entries.get(openid).values()].sort((a, b) => a.id - b.id);
  }

  async addPerson() {
    const person = await post("/users", {});
    this.keepPerson(person);
    return person;
  }

  keepPerson(person) {
    this.people.set(person.openid, person);
    this.tell("person", person.openid);
  }

  keepEntry(entry) {
    this.entries.get(entry.openid)?.set(entry.id, entry);
    this.tell("entry", entry.openid, entry);
  }

  keepExchange(exchange) {
    this.exchanges.set(exchange.id, exchange);
    this.tell("exchange", exchange.openid, exchange);
    if (exchange.name.startsWith("menu/") && exchange.status) this.refreshAccount();
  }

  async refreshAccount() {
    this.account = await get("/account");
    this.tell("account");
  }

  tell(name, openid = "", detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail: { openid, detail } }));
  }
}
