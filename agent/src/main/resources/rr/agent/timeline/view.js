// What part of the run is visible, and where things are on the canvas.

const GUTTER = 190;
const AXIS = 26;
const THREAD_ROW = 30;
const HIGHEST_THREAD_ROW = 72;
const CLASS_ROW = 16;

/** The visible part, in nanoseconds and pixels of the page. */
class View {
  constructor(run) {
    this.run = run;
    this.width = 800;
    this.height = 400;
    this.scroll = 0;
    this.shown = {classes: true, edges: true, samples: false, calls: true};
    /** The marked point, or -1; the one under the pointer, or -1. */
    this.marked = -1;
    this.pointed = -1;
    /** An event that was looked for and has no place of its own: {lane, event, nanos}. */
    this.place = null;
    this.whole = Math.max(run.endNanos, run.nanos.reduce((a, b) => Math.max(a, b), 0), 1);
    this.begin = run.rows.reduce((first, row) => row.spans.length > 0 ? Math.min(first, row.spans[0].begin) : first, this.whole);
    this.fit();
    this.layOut();
  }

  fit() {
    const length = Math.max(this.whole - this.begin, 20);
    this.from = this.begin - length * 0.02;
    this.to = this.whole + length * 0.04;
  }

  /** Gives each row that is shown its place. */
  layOut() {
    const rows = this.run.rows;
    rows.forEach(row => row.shown = row.depth === 0 || this.shown.classes);
    const threads = rows.filter(row => row.depth === 0).length;
    const left = this.height - AXIS - CLASS_ROW * rows.filter(row => row.shown && row.depth > 0).length;
    const threadHeight = Math.min(Math.max(Math.floor(left / Math.max(threads, 1)), THREAD_ROW), HIGHEST_THREAD_ROW);
    let top = 0;
    for (const row of rows) {
      row.top = top;
      row.height = row.depth === 0 ? threadHeight : CLASS_ROW;
      top += row.shown ? row.height : 0;
    }
    this.contentHeight = top;
    this.scrollTo(this.scroll);
  }

  resize(width, height) {
    if (width !== this.width || height !== this.height) {
      this.width = width;
      this.height = height;
      this.layOut();
    }
  }

  scrollTo(scroll) {
    this.scroll = Math.max(0, Math.min(scroll, this.contentHeight - (this.height - AXIS)));
  }

  plotWidth() {
    return Math.max(this.width - GUTTER, 1);
  }

  x(nanos) {
    return GUTTER + (nanos - this.from) / (this.to - this.from) * this.plotWidth();
  }

  nanosAt(x) {
    return this.from + (x - GUTTER) / this.plotWidth() * (this.to - this.from);
  }

  y(row) {
    return AXIS + row.top - this.scroll;
  }

  /** The height of the line of events in a row. */
  middle(row) {
    return this.y(row) + row.height / 2;
  }

  rowAt(y) {
    const top = y - AXIS + this.scroll;
    return y < AXIS ? undefined : this.run.rows.find(row => row.shown && row.top <= top && top < row.top + row.height);
  }

  visibleRows() {
    return this.run.rows.filter(row => row.shown && this.y(row) + row.height > AXIS && this.y(row) < this.height);
  }

  zoom(factor, x) {
    const length = Math.min(Math.max((this.to - this.from) * factor, 20), this.whole * 4);
    const at = this.nanosAt(x);
    const share = (x - GUTTER) / this.plotWidth();
    this.from = at - length * share;
    this.to = this.from + length;
    this.clamp();
  }

  pan(pixels) {
    const nanos = pixels * (this.to - this.from) / this.plotWidth();
    this.from += nanos;
    this.to += nanos;
    this.clamp();
  }

  /** Some of the run stays visible. */
  clamp() {
    const length = this.to - this.from;
    this.from = Math.min(Math.max(this.from, -length * 0.9), this.whole - length * 0.1);
    this.to = this.from + length;
  }

  show(from, to) {
    const length = Math.max(to - from, 20);
    this.from = from - length * 0.1;
    this.to = this.from + length * 1.2;
    this.clamp();
  }

  showRow(row) {
    if (this.y(row) < AXIS || this.y(row) + row.height > this.height) {
      this.scrollTo(row.top + row.height / 2 - (this.height - AXIS) / 2);
    }
  }

  rowOf(point) {
    return this.run.rows[this.run.lanes[this.run.laneOf[point]].row];
  }

  /** The point nearest to a place, not further away than a few pixels; else -1. */
  pointAt(x, y) {
    const row = this.rowAt(y);
    if (!row || x < GUTTER) {
      return -1;
    }
    const nanos = this.nanosAt(x);
    let best = -1;
    for (const lane of this.lanesNear(row, nanos)) {
      if (lane.points > 0) {
        const point = nearestPoint(this.run, lane, nanos);
        if (best < 0 || Math.abs(this.run.nanos[point] - nanos) < Math.abs(this.run.nanos[best] - nanos)) {
          best = point;
        }
      }
    }
    return best >= 0 && Math.abs(this.x(this.run.nanos[best]) - x) <= 7 ? best : -1;
  }

  /** A row's lanes that have something to do with a time. */
  lanesNear(row, nanos) {
    if (row.depth === 0) {
      return row.lanes.map(index => this.run.lanes[index]);
    }
    const next = firstWhere(0, row.spans.length, i => row.spans[i].begin > nanos);
    return row.spans.slice(Math.max(next - 2, 0), next + 1).map(span => this.run.lanes[span.lane]);
  }

  spanAt(row, nanos) {
    const next = firstWhere(0, row.spans.length, i => row.spans[i].begin > nanos);
    const span = row.spans[next - 1];
    return span && nanos <= span.end ? span : undefined;
  }

  showsEdge(edge) {
    const kind = this.run.kinds[this.run.edgeKinds[edge]];
    return (kind === "SAMPLE" ? this.shown.samples : this.shown.edges) && this.rowOf(this.run.sources[edge]).shown && this.rowOf(this.run.targets[edge]).shown;
  }
}

/**
 * Goes over what lies in a range of time, pixel by pixel: calls {@code visit(from, to)} for indices [from, to) that share a pixel. What
 * is between is not touched, so the work depends on the pixels, not on how much there is. {@code nanosOf} ascends.
 */
function byPixel(view, length, nanosOf, visit, pixels = 1) {
  let i = firstWhere(0, length, k => nanosOf(k) >= view.from);
  while (i < length && nanosOf(i) <= view.to) {
    const edge = view.nanosAt(GUTTER + (Math.floor((view.x(nanosOf(i)) - GUTTER) / pixels) + 1) * pixels);
    // Most often the next one is in the next pixel: gallop.
    let step = 1;
    while (i + step < length && nanosOf(i + step) < edge) {
      step *= 2;
    }
    const next = firstWhere(i + (step >> 1), Math.min(i + step, length), k => nanosOf(k) >= edge);
    const to = Math.max(next, i + 1);
    visit(i, to);
    i = to;
  }
}
