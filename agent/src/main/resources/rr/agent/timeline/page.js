// Brings the page to life: reads the data, answers mouse and keys.

const FOUND_SHOWN = 100;
const POINTS_AROUND = 12;

async function open() {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("this browser cannot unpack the data of the page; use a current Firefox or Chrome");
  }
  const data = byId("data");
  const run = decode(await unpack(data.textContent.trim()));
  data.remove();
  const view = new View(run);
  new Page(run, view, new Painter(byId("canvas"), view));
}

function byId(id) {
  return document.getElementById(id);
}

class Page {
  constructor(run, view, painter) {
    this.run = run;
    this.view = view;
    this.painter = painter;
    this.found = [];
    this.present = -1;
    this.describeRun();
    this.describeColors();
    this.listenToPointer();
    this.listenToKeys();
    this.listenToControls();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      painter.readColors();
      this.repaint();
    });
    new ResizeObserver(() => this.repaint()).observe(painter.canvas);
    this.goToHash();
    this.repaint();
    byId("canvas").focus();
  }

  repaint() {
    if (!this.due) {
      this.due = true;
      requestAnimationFrame(() => {
        this.due = false;
        this.painter.paint();
      });
    }
  }

  describeRun() {
    const run = this.run;
    document.title = "rr timeline: " + run.command;
    byId("command").textContent = byId("command").title = run.command;
    this.badge("state", run.state, run.state === "complete");
    this.badge("exit", "exit code " + (run.exitCode < 0 ? "unknown" : run.exitCode), run.exitCode === 0);
    byId("verified").textContent = run.verified;
    byId("verified").className = run.verified.startsWith("verified") ? "good" : "";
    const events = run.lanes.reduce((sum, lane) => sum + lane.events, 0);
    const rows = [["trace", run.trace], ["command", run.command], ["state", run.state], ["exit code", run.exitCode < 0 ? "unknown" : run.exitCode], ["verdict", run.verified],
      ["lasted", formatNanos(run.endNanos)], ["events", events.toLocaleString("en") + ", of which " + run.events.length.toLocaleString("en") + " have a place of their own here"],
      ["edges", run.edges.toLocaleString("en")], ["ordered in this recording, as they raced before", run.ordered.join("\n") || "nothing"],
      ["known to race, ordered in later recordings", run.racing.join("\n") || "nothing"], ["problems of the trace", run.problems.join("\n") || "none"]];
    const list = document.createElement("dl");
    for (const [name, value] of rows) {
      list.append(element("dt", name), element("dd", String(value)));
    }
    byId("facts").append(element("h2", "The recording"), list);
  }

  badge(id, text, good) {
    byId(id).textContent = text;
    byId(id).className = good ? "good" : "bad";
  }

  describeColors() {
    const legend = [["start", "started by"], ["acquire", "ACQUIRE: takes over or reads"], ["steal", "STEAL: writes over"], ["resume", "RESUME: class is ready"],
      ["sample", "SAMPLE: a look at all others"], ["call", "call or value"], ["output", "output"], ["halt", "the end"]];
    for (const [color, text] of legend) {
      const item = element("span", text);
      const sign = document.createElement("i");
      sign.style.background = "var(--" + color + ")";
      item.prepend(sign);
      byId("legend").append(item);
    }
  }

  listenToPointer() {
    const {view} = this;
    const canvas = byId("canvas");
    let drag = null;
    canvas.addEventListener("wheel", event => {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 30 : event.deltaMode === 2 ? 300 : 1;
      const along = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        view.pan(along * unit);
      } else if (event.offsetX < GUTTER) {
        view.scrollTo(view.scroll + event.deltaY * unit);
      } else {
        view.zoom(Math.exp(Math.max(-120, Math.min(120, event.deltaY * unit)) * 0.0035), event.offsetX);
      }
      this.point(event);
      this.repaint();
    }, {passive: false});
    canvas.addEventListener("pointerdown", event => {
      drag = {x: event.offsetX, y: event.offsetY, far: false};
      canvas.setPointerCapture(event.pointerId);
      canvas.focus();
    });
    canvas.addEventListener("pointermove", event => {
      if (!drag) {
        this.point(event);
        return;
      }
      const dx = event.offsetX - drag.x;
      const dy = event.offsetY - drag.y;
      if (drag.far || Math.hypot(dx, dy) > 3) {
        view.pan(-dx);
        view.scrollTo(view.scroll - dy);
        drag = {x: event.offsetX, y: event.offsetY, far: true};
        byId("tooltip").hidden = true;
        this.repaint();
      }
    });
    canvas.addEventListener("pointerup", event => {
      if (drag && !drag.far) {
        this.mark(view.pointAt(event.offsetX, event.offsetY));
      }
      drag = null;
    });
    canvas.addEventListener("pointercancel", () => drag = null);
    canvas.addEventListener("pointerleave", () => {
      view.pointed = -1;
      byId("tooltip").hidden = true;
      this.repaint();
    });
    canvas.addEventListener("dblclick", event => {
      const point = view.pointAt(event.offsetX, event.offsetY);
      const edges = point < 0 ? [] : edgesInto(this.run, point);
      if (edges.length > 0) {
        this.goToPoint(this.run.sources[edges[edges.length - 1]]);
      }
    });
  }

  /** Shows what is under the pointer. */
  point(event) {
    const {view, run} = this;
    const row = view.rowAt(event.offsetY);
    const point = view.pointAt(event.offsetX, event.offsetY);
    if (point !== view.pointed) {
      view.pointed = point;
      this.repaint();
    }
    const nanos = view.nanosAt(event.offsetX);
    const span = row && event.offsetX >= GUTTER ? view.spanAt(row, nanos) : undefined;
    const text = point >= 0 ? describePoint(run, point) : span ? describeSpan(run, span, nanos) : "";
    const tooltip = byId("tooltip");
    tooltip.hidden = !text;
    tooltip.textContent = text;
    if (text) {
      const box = tooltip.getBoundingClientRect();
      tooltip.style.left = Math.max(0, Math.min(event.offsetX + 14, view.width - box.width - 4)) + "px";
      tooltip.style.top = (event.offsetY + 18 + box.height > view.height ? Math.max(0, event.offsetY - box.height - 12) : event.offsetY + 18) + "px";
    }
  }

  mark(point) {
    this.view.marked = point;
    this.view.place = null;
    if (point >= 0) {
      try {
        history.replaceState(null, "", "#" + nameOf(this.run, point));
      } catch (refused) {
        // Some browsers let no file do so: then its address does not name the event.
      }
    }
    this.repaint();
  }

  listenToKeys() {
    const {view} = this;
    const middle = () => GUTTER + view.plotWidth() / 2;
    const actions = {
      w: () => view.zoom(0.7, middle()), s: () => view.zoom(1 / 0.7, middle()), "+": () => view.zoom(0.7, middle()), "=": () => view.zoom(0.7, middle()), "-": () => view.zoom(1 / 0.7, middle()),
      a: () => view.pan(-view.plotWidth() / 8), d: () => view.pan(view.plotWidth() / 8),
      ArrowLeft: () => view.pan(-view.plotWidth() / 8), ArrowRight: () => view.pan(view.plotWidth() / 8),
      ArrowUp: () => view.scrollTo(view.scroll - 60), ArrowDown: () => view.scrollTo(view.scroll + 60),
      PageUp: () => view.scrollTo(view.scroll - view.height * 0.8), PageDown: () => view.scrollTo(view.scroll + view.height * 0.8),
      0: () => view.fit(), Home: () => view.fit(),
      n: () => this.step(1), p: () => this.step(-1),
      c: () => this.toggle("classes"), e: () => this.toggle("edges"), x: () => this.toggle("samples"), o: () => this.toggle("calls"),
      "/": () => byId("search").focus(), "?": () => byId("help").hidden = !byId("help").hidden,
      Escape: () => {
        this.mark(-1);
        byId("help").hidden = byId("facts").hidden = byId("found").hidden = true;
      },
    };
    document.addEventListener("keydown", event => {
      if (event.target === byId("search") || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(actions, event.key)) {
        return;
      }
      event.preventDefault();
      actions[event.key]();
      this.repaint();
    });
    window.addEventListener("hashchange", () => this.goToHash());
  }

  /** Goes from the marked event to the next one of its lane that has a place. */
  step(by) {
    const {view, run} = this;
    const next = view.marked + by;
    if (view.marked >= 0 && next >= 0 && next < run.events.length && run.laneOf[next] === run.laneOf[view.marked]) {
      this.mark(next);
      const x = view.x(run.nanos[next]);
      if (x < GUTTER || x > view.width) {
        view.pan(x - GUTTER - view.plotWidth() / 2);
      }
    }
  }

  toggle(what) {
    this.view.shown[what] = !this.view.shown[what];
    byId("show-" + what).checked = this.view.shown[what];
    this.view.layOut();
    this.repaint();
  }

  listenToControls() {
    for (const what of ["classes", "edges", "samples", "calls"]) {
      byId("show-" + what).addEventListener("change", () => this.toggle(what));
    }
    byId("fit").addEventListener("click", () => {
      this.view.fit();
      this.repaint();
    });
    byId("help-button").addEventListener("click", () => byId("help").hidden = !byId("help").hidden);
    byId("facts-button").addEventListener("click", () => byId("facts").hidden = !byId("facts").hidden);
    const box = byId("search");
    box.addEventListener("input", () => this.search(box.value));
    box.addEventListener("keydown", event => {
      if (event.key === "Enter" && this.found.length > 0) {
        this.goToFound((this.present + (event.shiftKey ? this.found.length - 1 : 1)) % this.found.length);
      } else if (event.key === "Escape") {
        byId("found").hidden = true;
        byId("canvas").focus();
      }
    });
    box.addEventListener("blur", () => setTimeout(() => byId("found").hidden = true, 200));
  }

  search(text) {
    this.found = search(this.run, text, FOUND_SHOWN);
    this.present = -1;
    const list = byId("found");
    list.replaceChildren(...this.found.map((each, i) => {
      const item = element("li", each.span ? each.span.name + "  (lane " + this.run.lanes[each.span.lane].id + ", " + formatNanos(each.span.begin) + ")"
        : this.run.lanes[each.lane].id + ":" + each.event);
      item.addEventListener("click", () => this.goToFound(i));
      return item;
    }));
    if (this.found.length === 0 && text.trim()) {
      list.append(element("li", "nothing found"));
    }
    list.hidden = !text.trim();
  }

  goToFound(index) {
    this.present = index;
    [...byId("found").children].forEach((item, i) => item.className = i === index ? "present" : "");
    const each = this.found[index];
    if (each.span) {
      this.reveal(this.run.rows[each.row]);
      this.view.show(each.span.begin, each.span.end);
      this.repaint();
    } else {
      this.goToEvent(this.run.lanes[each.lane], each.event);
    }
  }

  goToHash() {
    const place = search(this.run, decodeURIComponent(location.hash.slice(1)), 1)[0];
    if (place && place.event !== undefined) {
      this.goToEvent(this.run.lanes[place.lane], place.event);
    }
  }

  /** Shows an event; one without a place of its own is between two that have one. */
  goToEvent(lane, event) {
    const point = Math.min(lowerBound(this.run.events, event, lane.first, lane.last), lane.last - 1);
    const exact = this.run.events[point] === event;
    const nanos = timeOf(this.run, lane, event);
    this.goToPoint(point, nanos);
    if (!exact) {
      this.mark(-1);
      this.view.place = {lane, event, nanos};
    }
  }

  goToPoint(point, nanos = this.run.nanos[point]) {
    const {run, view} = this;
    const lane = run.lanes[run.laneOf[point]];
    const before = run.nanos[Math.max(point - POINTS_AROUND, lane.first)];
    const after = run.nanos[Math.min(point + POINTS_AROUND, lane.last - 1)];
    // The event in the middle.
    const half = Math.max(Math.min(nanos - before, after - nanos) || Math.max(nanos - before, after - nanos), 20);
    this.reveal(view.rowOf(point));
    view.show(nanos - half, nanos + half);
    this.mark(point);
  }

  reveal(row) {
    if (!row.shown) {
      this.toggle("classes");
    }
    this.view.showRow(row);
  }
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** All about a point, one fact a line. */
function describePoint(run, point) {
  const lane = run.lanes[run.laneOf[point]];
  const occupant = occupantAt(lane, run.events[point]);
  const lines = [nameOf(run, point) + "  " + (occupant ? occupant.name : "?"), formatNanos(run.nanos[point], 9), kindsOf(run, point).join(", ") || "no entry of its own"];
  const [from, to] = rangeOf(run.callPoints, point, point + 1);
  for (let c = from; c < to; c++) {
    lines.push(run.operations[run.callNames[c]] + " → " + run.callResults[c]);
  }
  const edges = edgesInto(run, point).map(edge => [edge, "after ", run.sources[edge]]).concat(edgesFrom(run, point).map(edge => [edge, "before ", run.targets[edge]]));
  for (const [edge, word, other] of edges.slice(0, 12)) {
    const there = occupantAt(run.lanes[run.laneOf[other]], run.events[other]);
    lines.push(word + nameOf(run, other) + "  " + (there ? there.name : "?") + "  (" + run.kinds[run.edgeKinds[edge]] + ", " + formatNanos(Math.abs(run.nanos[other] - run.nanos[point])) + ")");
  }
  if (edges.length > 12) {
    lines.push("and " + (edges.length - 12) + " more edges");
  }
  return lines.join("\n");
}

function describeSpan(run, span, nanos) {
  const lane = run.lanes[span.lane];
  return span.name + "  (lane " + lane.id + ")\n" + formatNanos(nanos, 9) + ", about event " + Math.floor(eventsAt(run, lane, nanos))
    + "\nevents " + span.firstEvent + " to " + span.lastEvent + ", " + formatNanos(span.end - span.begin) + (span.ended ? "" : "; its end is not recorded");
}

open().catch(problem => {
  byId("problem").hidden = false;
  byId("problem").textContent = String(problem.message || problem);
});
