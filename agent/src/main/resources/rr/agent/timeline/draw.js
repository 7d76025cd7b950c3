// Paints the visible part.

/** So many edges a frame, and at most so many of one pixel column. */
const MOST_EDGES = 12000;
const SHADES = 8;

const EDGE_COLORS = {BEGIN: "start", ACQUIRE: "acquire", STEAL: "steal", RESUME: "resume", SAMPLE: "sample"};
const NAMED_COLORS = ["back", "text", "faint", "line", "panel", "stripe", "life", "activity", "class-life", "class-text", "start", "acquire", "steal",
  "resume", "sample", "call", "output", "halt", "mark"];

class Painter {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.run = view.run;
    this.context = canvas.getContext("2d");
    this.readColors();
  }

  readColors() {
    const style = getComputedStyle(document.documentElement);
    this.color = Object.fromEntries(NAMED_COLORS.map(name => [name, style.getPropertyValue("--" + name).trim()]));
  }

  paint() {
    const {context, view, canvas} = this;
    const scale = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    if (canvas.width !== Math.round(box.width * scale) || canvas.height !== Math.round(box.height * scale)) {
      canvas.width = Math.round(box.width * scale);
      canvas.height = Math.round(box.height * scale);
    }
    view.resize(box.width, box.height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = this.color.back;
    context.fillRect(0, 0, view.width, view.height);
    const rows = view.visibleRows();
    context.save();
    context.beginPath();
    context.rect(GUTTER, AXIS, view.plotWidth(), view.height - AXIS);
    context.clip();
    rows.forEach(row => this.paintStripe(row));
    const ticks = this.ticks();
    context.fillStyle = this.color.line;
    ticks.forEach(tick => context.fillRect(view.x(tick), 0, 1, view.height));
    rows.filter(row => row.depth === 0).forEach(row => {
      this.paintLives(row);
      this.paintActivity(row);
      this.paintPoints(row);
    });
    rows.filter(row => row.depth > 0).forEach(row => this.paintLives(row));
    this.paintEdges(rows);
    if (view.shown.calls) {
      rows.forEach(row => this.paintCalls(row));
    }
    this.paintEnd();
    this.paintMarked(view.pointed, 1.5);
    this.paintMarked(view.marked, 2.5);
    this.paintPlace();
    context.restore();
    this.paintAxis(ticks);
    this.paintNames(rows);
  }

  paintStripe(row) {
    if (row.depth === 0) {
      this.context.fillStyle = this.color.stripe;
      this.context.fillRect(GUTTER, this.view.y(row), this.view.plotWidth(), row.height - 1);
    }
  }

  /** From the beginning to the end of each occupant. */
  paintLives(row) {
    const {context, view} = this;
    const top = view.y(row) + 2;
    const height = row.height - 4;
    const spans = row.spans;
    const names = [];
    const paintSpan = span => {
      const left = Math.max(view.x(span.begin), GUTTER - 2);
      const right = Math.min(view.x(span.end), view.width + 2);
      const width = Math.max(right - left, 1);
      context.fillStyle = row.depth === 0 ? this.color.life : this.color["class-life"];
      context.fillRect(left, top, width - (width > 3 ? 1 : 0), height);
      if (width > 46 && row.depth > 0) {
        names.push([span.name, left + 4, width - 8]);
      }
    };
    const first = firstWhere(0, spans.length, i => spans[i].begin >= view.from);
    if (first > 0 && spans[first - 1].end >= view.from) {
      paintSpan(spans[first - 1]);
    }
    byPixel(view, spans.length, i => spans[i].begin, (from, to) => paintSpan(spans[to - 1]));
    context.fillStyle = this.color["class-text"];
    context.font = "11px system-ui, sans-serif";
    names.forEach(([name, x, room]) => this.text(name, x, top + height / 2, room, true));
  }

  /** The more events in a pixel's time, the darker; a logarithm, as some parts have a million times as many as others. */
  paintActivity(row) {
    const {context, view, run} = this;
    const shades = Array.from({length: SHADES}, () => []);
    const step = (view.to - view.from) / view.plotWidth();
    for (const index of row.lanes) {
      const lane = run.lanes[index];
      const begin = lane.points === 0 ? Infinity : run.nanos[lane.first];
      const end = lane.points === 0 ? -Infinity : run.nanos[lane.last - 1];
      let left = Math.max(Math.floor(view.x(begin)), GUTTER);
      const right = Math.min(Math.ceil(view.x(end)), view.width);
      let before = eventsAt(run, lane, view.nanosAt(left));
      let shade = -1;
      let span = Math.max(0, firstWhere(0, row.spans.length, i => row.spans[i].begin > view.nanosAt(left)) - 1);
      for (let x = left; x <= right; x++) {
        const now = x < right ? eventsAt(run, lane, view.nanosAt(x + 1)) : before;
        const events = now - before;
        before = now;
        while (span + 1 < row.spans.length && row.spans[span + 1].begin <= view.nanosAt(x + 1)) {
          span++;
        }
        const alive = x < right && row.spans[span].end >= view.nanosAt(x);
        const next = alive ? Math.max(0, Math.min(SHADES - 1, Math.floor(Math.log10(events / step * 1e6) * 1.5))) : -1;
        if (next !== shade) {
          if (shade >= 0) {
            shades[shade].push(left, x - left);
          }
          left = x;
          shade = next;
        }
      }
    }
    context.fillStyle = this.color.activity;
    shades.forEach((pieces, shade) => {
      context.globalAlpha = 0.12 + 0.68 * shade / (SHADES - 1);
      for (let i = 0; i < pieces.length; i += 2) {
        context.fillRect(pieces[i], view.y(row) + 7, pieces[i + 1], row.height - 14);
      }
    });
    context.globalAlpha = 1;
  }

  /** A tick for each point where there is room for ticks, and its number and kinds where there is room for text. */
  paintPoints(row) {
    const {context, view, run} = this;
    for (const index of row.lanes) {
      const lane = run.lanes[index];
      const from = lowerBound(run.nanos, view.from, lane.first, lane.last);
      const to = lowerBound(run.nanos, view.to, from, lane.last);
      if (to - from > view.plotWidth() / 6) {
        continue;
      }
      context.font = "10px ui-monospace, monospace";
      context.fillStyle = this.color.text;
      for (let p = from; p < to; p++) {
        const x = view.x(run.nanos[p]);
        context.fillRect(x - 0.5, view.y(row) + 4, 1, row.height - 8);
        const room = (p + 1 < to ? view.x(run.nanos[p + 1]) : view.width) - x;
        if (room > 60) {
          this.text(run.events[p] + " " + kindsOf(run, p).join(" "), x + 3, view.y(row) + 7, room - 6);
        }
      }
    }
  }

  paintEdges(rows) {
    const {context, view, run} = this;
    if (!view.shown.edges && !view.shown.samples) {
      return;
    }
    const pixels = Math.max(1, Math.ceil(rows.length * view.plotWidth() / MOST_EDGES));
    const perColumn = Math.max(1, Math.floor(MOST_EDGES / (rows.length * view.plotWidth()) * 2));
    const lines = {};
    let arrows = 0;
    const add = edge => {
      const kind = run.kinds[run.edgeKinds[edge]];
      (lines[kind] = lines[kind] || []).push(edge);
      arrows++;
    };
    for (const row of rows) {
      byPixel(view, row.incoming.length, i => run.nanos[run.targets[row.incoming[i]]], (from, to) => {
        for (let i = from, taken = 0, looked = 0; i < to && taken < perColumn && looked < 4 * perColumn; i++, looked++) {
          if (view.showsEdge(row.incoming[i])) {
            add(row.incoming[i]);
            taken++;
          }
        }
      }, pixels);
      byPixel(view, row.outgoing.length, i => run.nanos[run.sources[row.outgoing[i]]], (from, to) => {
        for (let i = to - 1, looked = 0; i >= from && looked < perColumn; i--, looked++) {
          const target = run.targets[row.outgoing[i]];
          const drawnThere = run.nanos[target] <= view.to && rows.includes(view.rowOf(target));
          if (!drawnThere && view.showsEdge(row.outgoing[i])) {
            add(row.outgoing[i]);
          }
        }
      }, pixels);
    }
    const crowd = arrows / Math.max(1, rows.length * view.plotWidth() / 40);
    for (const [kind, edges] of Object.entries(lines)) {
      context.strokeStyle = this.color[EDGE_COLORS[kind] || "acquire"];
      context.globalAlpha = kind === "SAMPLE" ? 0.35 : Math.max(0.28, Math.min(0.9, 1.2 - crowd * 0.25));
      context.lineWidth = 1;
      context.beginPath();
      edges.forEach(edge => this.traceEdge(edge, crowd < 2));
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  traceEdge(edge, withArrow) {
    const {context, view, run} = this;
    const source = run.sources[edge];
    const target = run.targets[edge];
    const clip = x => Math.max(-1e5, Math.min(1e5, x));
    const x1 = clip(view.x(run.nanos[source]));
    const x2 = clip(view.x(run.nanos[target]));
    const y1 = view.middle(view.rowOf(source));
    const y2 = view.middle(view.rowOf(target));
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    if (withArrow && y1 !== y2) {
      const length = Math.hypot(x2 - x1, y2 - y1);
      const dx = (x2 - x1) / length;
      const dy = (y2 - y1) / length;
      context.moveTo(x2 - 7 * dx + 3 * dy, y2 - 7 * dy - 3 * dx);
      context.lineTo(x2, y2);
      context.lineTo(x2 - 7 * dx - 3 * dy, y2 - 7 * dy + 3 * dx);
    }
  }

  /** Calls as dots; outputs as triangles, above them. */
  paintCalls(row) {
    const {context, view, run} = this;
    const wrote = 1 << run.kinds.indexOf("WROTE");
    const values = 1 << run.kinds.indexOf("VALUE") | 1 << run.kinds.indexOf("BLOB");
    const bottom = view.y(row) + row.height - 4;
    byPixel(view, row.calls.length, i => run.nanos[run.callPoints[row.calls[i]]], (from, to) => {
      let kinds = 0;
      for (let i = from; i < Math.min(to, from + 32); i++) {
        kinds |= run.kindBits[run.callPoints[row.calls[i]]];
      }
      const x = view.x(run.nanos[run.callPoints[row.calls[from]]]);
      if (kinds & wrote) {
        context.fillStyle = this.color.output;
        context.beginPath();
        context.moveTo(x, view.y(row) + 1);
        context.lineTo(x - 4, view.y(row) + 9);
        context.lineTo(x + 4, view.y(row) + 9);
        context.fill();
      } else {
        context.globalAlpha = kinds & values ? 0.45 : 1;
        context.fillStyle = this.color.call;
        context.fillRect(x - 1.5, bottom - 1.5, 3, 3);
        context.globalAlpha = 1;
      }
    }, 3);
    if (row.depth === 0) {
      this.paintCallNames(row, bottom);
    }
  }

  paintCallNames(row, bottom) {
    const {context, view, run} = this;
    const nanosOf = i => run.nanos[run.callPoints[row.calls[i]]];
    const first = firstWhere(0, row.calls.length, i => nanosOf(i) >= view.from);
    const last = firstWhere(first, row.calls.length, i => nanosOf(i) > view.to);
    if (last - first > view.plotWidth() / 40) {
      return;
    }
    context.font = "10px system-ui, sans-serif";
    for (let i = first; i < last; i++) {
      const x = view.x(nanosOf(i));
      const room = (i + 1 < last ? view.x(nanosOf(i + 1)) : view.width) - x;
      context.fillStyle = this.color.call;
      this.text(run.operations[run.callNames[row.calls[i]]], x + 4, bottom - 1, room - 6);
    }
  }

  /** Where the process ended, and how; or where the recording did. */
  paintEnd() {
    const {context, view, run} = this;
    const x = view.x(run.halt ? run.halt[2] : run.endNanos);
    const text = run.halt ? "exit " + run.halt[3] : run.state;
    context.fillStyle = this.color.halt;
    context.fillRect(x - 0.5, AXIS, 1.5, view.height);
    context.font = "11px system-ui, sans-serif";
    const room = context.measureText(text).width + 8;
    this.text(text, x + room > view.width ? x - room : x + 4, view.height - 10, room);
  }

  paintMarked(point, width) {
    if (point < 0) {
      return;
    }
    const {context, view, run} = this;
    const row = view.rowOf(point);
    if (!row.shown) {
      return;
    }
    context.strokeStyle = context.fillStyle = this.color.mark;
    context.lineWidth = width;
    context.beginPath();
    edgesInto(run, point).concat(edgesFrom(run, point)).filter(edge => view.rowOf(run.sources[edge]).shown && view.rowOf(run.targets[edge]).shown)
      .slice(0, 200).forEach(edge => this.traceEdge(edge, true));
    context.stroke();
    context.beginPath();
    context.arc(view.x(run.nanos[point]), view.middle(row), 2.5 + width, 0, 7);
    context.fill();
  }

  /** An event between two points. */
  paintPlace() {
    const {context, view, run} = this;
    if (view.place) {
      const {lane, event, nanos} = view.place;
      const row = run.rows[lane.row];
      context.fillStyle = this.color.mark;
      context.fillRect(view.x(nanos) - 1, view.y(row), 2, row.height);
      context.font = "11px ui-monospace, monospace";
      this.text("about " + lane.id + ":" + event, view.x(nanos) + 5, view.middle(row), 300);
    }
  }

  /** Round times, as many as there is room for. */
  ticks() {
    const {view} = this;
    const least = (view.to - view.from) / view.plotWidth() * 100;
    const power = 10 ** Math.floor(Math.log10(least));
    const step = Math.max(1, [1, 2, 5, 10].map(f => f * power).find(f => f >= least));
    const ticks = [];
    for (let k = Math.ceil(view.from / step); k * step <= view.to; k++) {
      ticks.push(k * step);
    }
    return ticks;
  }

  paintAxis(ticks) {
    const {context, view} = this;
    context.fillStyle = this.color.panel;
    context.fillRect(0, 0, view.width, AXIS);
    context.font = "11px system-ui, sans-serif";
    for (const tick of ticks) {
      const x = view.x(tick);
      context.fillStyle = this.color.line;
      context.fillRect(x, 0, 1, AXIS);
      context.fillStyle = this.color.faint;
      this.text(tick === 0 ? "0" : formatNanos(tick, 12), x + 4, AXIS / 2, 94);
    }
    context.fillStyle = this.color.line;
    context.fillRect(0, AXIS - 1, view.width, 1);
  }

  paintNames(rows) {
    const {context, view, run} = this;
    context.fillStyle = this.color.panel;
    context.fillRect(0, 0, GUTTER, view.height);
    context.save();
    context.beginPath();
    context.rect(0, AXIS, GUTTER, view.height);
    context.clip();
    for (const row of rows) {
      const middle = view.middle(row);
      if (row.depth === 0) {
        const span = view.spanAt(row, (view.from + view.to) / 2) || row.spans[0];
        context.fillStyle = this.color.text;
        context.font = "12px system-ui, sans-serif";
        this.text(span ? span.name : "?", 8, middle - 5, GUTTER - 14);
        context.fillStyle = this.color.faint;
        context.font = "10px system-ui, sans-serif";
        const lane = run.lanes[row.lanes[0]];
        this.text("lane " + row.lane + (row.spans.length > 1 ? ", " + row.spans.length + " threads" : "") + (lane.complete ? "" : ", cut"), 8, middle + 8, GUTTER - 14);
      } else {
        context.fillStyle = this.color.faint;
        context.font = "10px system-ui, sans-serif";
        this.text("class initialisers" + (row.depth > 1 ? ", nested" : ""), 8 + 8 * Math.min(row.depth, 6), middle, GUTTER - 30);
      }
    }
    context.restore();
    context.fillStyle = this.color.line;
    context.fillRect(GUTTER - 1, 0, 1, view.height);
    context.fillStyle = this.color.faint;
    context.font = "11px system-ui, sans-serif";
    this.text(formatNanos(view.to - view.from) + " shown", 8, AXIS / 2, GUTTER - 14);
  }

  /** Text of one line, cut where its room ends, or at its beginning: of a class's name the end says most. */
  text(text, x, y, room, keepsEnd = false) {
    const {context} = this;
    context.textBaseline = "middle";
    const cut = n => n >= text.length ? text : keepsEnd ? "…" + text.slice(text.length - n) : text.slice(0, n) + "…";
    const tooLong = firstWhere(0, text.length + 1, n => context.measureText(cut(n)).width > room);
    if (tooLong > 3 || tooLong > text.length) {
      context.fillText(cut(tooLong - 1), x, y);
    }
  }
}

function edgesInto(run, point) {
  const [from, to] = rangeOf(run.targets, point, point + 1);
  return Array.from({length: to - from}, (ignored, i) => from + i);
}

function edgesFrom(run, point) {
  return Array.from(run.outgoing.subarray(run.firstOut[point], run.firstOut[point + 1]));
}
