// The one channel of a tab: what moves on a page comes over it, and no script runs for that.
// All that this file defines lives once a tab, across reruns and pages of Streamlit.

const RETRY = [250, 500, 1000, 2000]; // milliseconds between two tries to connect
const FOUND = 5000; // milliseconds after which a page shows the run of which it was told
const BEGUN = 400; // milliseconds within which a script that was asked for begins, mostly
const UNSEATED = 4404; // the server does not know the page's seat: its script runs first

// Where a page is not served over HTTPS, crypto.randomUUID does not exist; this does everywhere.
function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A browser may refuse to store anything: the token then lives as long as the page.
function stored(storage, name, fresh = false) {
  try {
    const found = fresh ? null : window[storage].getItem(name);
    if (/^[0-9a-f]{32}$/.test(found ?? "")) return found;
    const token = newToken();
    window[storage].setItem(name, token);
    return token;
  } catch {
    return newToken();
  }
}

// Ends when all that the script of the page has drawn is here. A script that is asked for before
// takes the place of what has not been sent yet: a field that is new would stay empty.
async function scriptRests() {
  const runs = () => document.querySelector("[data-test-script-state='running']");
  for (let n = 0; n < 100 && runs(); n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

// Whether this tab was here before: its run may be kept, and it is not known yet.
function hasBeenHere() {
  try {
    return sessionStorage.getItem("nncore-tab") !== null;
  } catch {
    return false;
  }
}

class Channel {
  constructor() {
    this.isSought = hasBeenHere(); // and not found, nor known not to be there
    this.isFound = false; // and the page is about to show it
    this.views = new Set(); // the live elements that are on the page
    this.contents = new Map(); // "page slot" -> {version, content}
    this.instance = newToken(); // a duplicated tab has the same token, but is another instance
    this.token = stored("sessionStorage", "nncore-tab");
    this.browser = stored("localStorage", "nncore-browser");
    this.tries = 0;
    this.isLost = false;
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("online", () => this.open());
    window.addEventListener("pagehide", () => this.socket?.close());
    window.addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  join(view) {
    this.views.add(view);
    this.endSearch();
    if (view.data.seat && view.data.seat !== this.seat) {
      this.seat = view.data.seat;
      if (this.socket?.readyState === WebSocket.OPEN) this.hello();
    }
    this.open();
  }

  leave(view) {
    this.views.delete(view);
  }

  open() {
    const isThere = this.socket && this.socket.readyState <= WebSocket.OPEN;
    if (isThere || !this.seat) return;
    clearTimeout(this.timer);
    const address = new URL("live", document.baseURI.replace(/[?#].*$/, ""));
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(address));
    socket.onopen = () => this.hello();
    socket.onmessage = (message) => this.receive(JSON.parse(message.data));
    socket.onclose = (event) => this.closed(socket, event);
  }

  closed(socket, event) {
    if (socket !== this.socket) return;
    if (event.code !== UNSEATED && event.code !== 1001) this.say(true);
    const pause = RETRY[Math.min(this.tries, RETRY.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), pause * (0.75 + 0.5 * Math.random()));
  }

  // The elements that tell how runs stand also tell when nothing is heard of them.
  say(isLost) {
    if (this.isLost === isLost) return;
    this.isLost = isLost;
    this.showAll();
  }

  // The page shows the run that was sought.
  endSearch() {
    if (this.isFound) this.isSought = this.isFound = false;
  }

  showAll() {
    for (const view of this.views) if (view.data.kind === "status") view.show();
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  hello() {
    const { token, browser, seat, instance } = this;
    this.send({ hello: { token, browser, seat, instance, looking: !document.hidden } });
  }

  look() {
    this.send({ looking: !document.hidden });
    if (document.hidden) this.acknowledge?.();
  }

  async receive(message) {
    if (message.welcome) {
      this.tries = 0;
      this.isSought = message.back === true;
      this.say(false);
      this.showAll();
    } else if (message.taken) {
      this.token = stored("sessionStorage", "nncore-tab", true); // this tab is a copy
      this.hello();
    } else if (message.there !== undefined) {
      this.send({ here: message.there });
    } else if (message.changed !== undefined) {
      // One after another: of two at once Streamlit runs the script for one alone.
      this.asked = Promise.resolve(this.asked).then(() => this.ask(message));
      await this.asked;
      setTimeout(() => { // a page that is drawn as it was tells nothing
        this.endSearch();
        this.showAll();
      }, FOUND);
    } else if (message.slots) {
      await this.draw(message);
    }
  }

  // Lets the script run again for the elements of a page, and waits until it has begun.
  async ask({ page, changed }) {
    await scriptRests();
    const view = [...this.views].find((one) => one.data.page === page);
    this.isFound = this.isSought;
    view?.report("changed", changed);
    if (view) await new Promise((resolve) => setTimeout(resolve, BEGUN));
  }

  // Draws a picture, and asks for the next one when it can be seen.
  async draw({ page, serial, version, slots }) {
    const changed = new Set();
    for (const [slot, news] of Object.entries(slots)) {
      const name = `${page} ${slot}`;
      const content = renewed(this.contents.get(name)?.content, news);
      this.contents.set(name, { version, content });
      changed.add(slot);
    }
    for (const known of this.contents.keys()) {
      if (known.startsWith(`${page} `)) this.contents.get(known).version = version;
      else this.contents.delete(known);
    }
    const views = [...this.views].filter((view) => view.data.page === page);
    const moved = views.filter((view) => view.data.slots.some((slot) => changed.has(slot)));
    // One that fails must not stop the others, nor the next picture.
    const shown = await Promise.allSettled(moved.map(async (view) => view.show()));
    for (const { reason } of shown) if (reason) reportError(reason);
    let isSent = false;
    this.acknowledge = () => {
      if (!isSent) this.send({ drawn: serial });
      isSent = true;
    };
    if (document.hidden) this.acknowledge();
    else requestAnimationFrame(this.acknowledge);
  }
}

// What a slot holds after the news of it: all of it anew, or points that moved or came.
function renewed(content, news) {
  if ("whole" in news) return news.whole;
  if (!content) return content; // cannot be: the first news of a slot is whole
  const { data, layout } = content.figure;
  const traces = data.map((trace, number) => {
    const added = news.added?.[number];
    const grown = added && {
      x: added.x ? trace.x.concat(added.x) : trace.x,
      y: added.y ? trace.y.concat(added.y) : trace.y,
    };
    return added || news.traces?.[number] ? { ...trace, ...news.traces?.[number], ...grown } : trace;
  });
  return { ...content, figure: { data: traces, layout: { ...layout, ...news.layout } } };
}

const channel = (window.nncoreLive ??= new Channel());
