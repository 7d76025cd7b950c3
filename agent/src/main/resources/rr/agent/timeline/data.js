// Reads the data of the page and looks things up in them; no drawing, no document. The layout is drawn in TimelinePayload.java.

/** The bytes behind a text in base 64, unpacked. */
async function unpack(text) {
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) {
    bytes[i] = packed.charCodeAt(i);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A row of varints. */
class Numbers {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** An unsigned one, exact up to 2^53. */
  v() {
    const bytes = this.bytes;
    let at = this.at;
    let b = bytes[at++];
    let value = b & 0x7f;
    for (let shift = 7; b > 0x7f; shift += 7) {
      b = bytes[at++];
      value = shift < 28 ? value | (b & 0x7f) << shift : value + (b & 0x7f) * 2 ** shift;
    }
    this.at = at;
    return value;
  }

  /** A signed one, exact up to 2^53. */
  z() {
    const raw = this.v();
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }

  /** A signed one of 64 bits, as two halves in little endian. */
  z64(halves, index) {
    let low = 0;
    let high = 0;
    let b = 0x80;
    for (let shift = 0; b > 0x7f; shift += 7) {
      b = this.bytes[this.at++];
      const seven = b & 0x7f;
      if (shift < 32) {
        low |= seven << shift;
      }
      if (shift > 25) {
        high |= shift < 32 ? seven >>> 32 - shift : seven << shift - 32;
      }
    }
    const sign = -(low & 1);
    halves[2 * index] = (low >>> 1 | high << 31) ^ sign;
    halves[2 * index + 1] = high >>> 1 ^ sign;
  }
}

/** All that the page knows of the run, from the bytes. */
function decode(bytes) {
  const numbers = new Numbers(bytes);
  const length = numbers.v();
  const run = JSON.parse(new TextDecoder().decode(bytes.subarray(numbers.at, numbers.at + length)));
  numbers.at += length;
  let points = 0;
  for (const lane of run.lanes) {
    lane.first = points;
    points += lane.points;
    lane.last = points;
    lane.occupants = lane.occupants.map(([name, firstEvent, lastEvent, begin, end, ended]) => ({name, firstEvent, lastEvent, begin, end, ended}));
  }
  run.events = new Float64Array(points);
  run.nanos = new Float64Array(points);
  run.kindBits = new Uint32Array(points);
  run.laneOf = new Uint16Array(points);
  run.lanes.forEach((lane, index) => {
    readDeltas(numbers, run.events, lane.first, lane.last);
    readDeltas(numbers, run.nanos, lane.first, lane.last);
    for (let p = lane.first; p < lane.last; p++) {
      run.kindBits[p] = numbers.v();
    }
    run.laneOf.fill(index, lane.first, lane.last);
  });
  readEdges(numbers, run);
  run.callPoints = readDeltas(numbers, new Uint32Array(run.calls), 0, run.calls);
  run.callNames = Uint32Array.from({length: run.calls}, () => numbers.v());
  run.callResults = new BigInt64Array(run.calls);
  const halves = new Int32Array(run.callResults.buffer);
  for (let c = 0; c < run.calls; c++) {
    numbers.z64(halves, c);
  }
  fillRows(run);
  return run;
}

function readDeltas(numbers, column, from, to) {
  let value = 0;
  for (let i = from; i < to; i++) {
    value += numbers.v();
    column[i] = value;
  }
  return column;
}

function readEdges(numbers, run) {
  run.targets = readDeltas(numbers, new Uint32Array(run.edges), 0, run.edges);
  run.sources = new Uint32Array(run.edges);
  run.edgeKinds = new Uint8Array(run.edges);
  let source = 0;
  for (let e = 0; e < run.edges; e++) {
    source += numbers.z();
    run.sources[e] = source;
  }
  for (let e = 0; e < run.edges; e++) {
    run.edgeKinds[e] = numbers.v();
  }
  // The same edges by their sources: outgoing[firstOut[p]] to outgoing[firstOut[p + 1] - 1] come from point p.
  const points = run.events.length;
  run.firstOut = new Uint32Array(points + 1);
  for (let e = 0; e < run.edges; e++) {
    run.firstOut[run.sources[e] + 1]++;
  }
  for (let p = 0; p < points; p++) {
    run.firstOut[p + 1] += run.firstOut[p];
  }
  const next = run.firstOut.slice();
  run.outgoing = new Uint32Array(run.edges);
  for (let e = 0; e < run.edges; e++) {
    run.outgoing[next[run.sources[e]]++] = e;
  }
}

/**
 * What each row shows, in order of time: spans (occupants), and indices of edges that come in, of such that go out, and of calls. Lanes of one
 * row follow each other in time.
 */
function fillRows(run) {
  run.rows = run.rows.map(([lane, depth]) => ({lane, depth, lanes: [], spans: []}));
  run.lanes.forEach((lane, index) => run.rows[lane.row].lanes.push(index));
  const begin = index => run.lanes[index].occupants.length > 0 ? run.lanes[index].occupants[0].begin : 0;
  for (const row of run.rows) {
    row.lanes.sort((a, b) => begin(a) - begin(b) || a - b);
    for (const index of row.lanes) {
      for (const occupant of run.lanes[index].occupants) {
        row.spans.push({...occupant, lane: index});
      }
    }
    row.incoming = join(row.lanes, run, lane => rangeOf(run.targets, lane.first, lane.last));
    row.outgoing = join(row.lanes, run, lane => [run.firstOut[lane.first], run.firstOut[lane.last]]).map(i => run.outgoing[i]);
    row.calls = join(row.lanes, run, lane => rangeOf(run.callPoints, lane.first, lane.last));
  }
}

function rangeOf(column, first, last) {
  return [lowerBound(column, first), lowerBound(column, last)];
}

/** The numbers of several ranges, one behind the other. */
function join(lanes, run, range) {
  const ranges = lanes.map(index => range(run.lanes[index]));
  const all = new Uint32Array(ranges.reduce((sum, [from, to]) => sum + to - from, 0));
  let at = 0;
  for (const [from, to] of ranges) {
    for (let i = from; i < to; i++) {
      all[at++] = i;
    }
  }
  return all;
}

/** The first place in [from, to) with a value of at least that; the column ascends. */
function lowerBound(column, value, from = 0, to = column.length) {
  return firstWhere(from, to, i => column[i] >= value);
}

/** The first place in [from, to) where something holds that holds from there on; else {@code to}. */
function firstWhere(from, to, holds) {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = low + high >>> 1;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** How many events a lane had had by then, as far as that can be told. */
function eventsAt(run, lane, nanos) {
  const next = lowerBound(run.nanos, nanos, lane.first, lane.last);
  if (next === lane.first) {
    return run.nanos[next] === nanos ? run.events[next] : 0;
  }
  if (next === lane.last) {
    return run.events[next - 1];
  }
  const share = (nanos - run.nanos[next - 1]) / (run.nanos[next] - run.nanos[next - 1]);
  return run.events[next - 1] + share * (run.events[next] - run.events[next - 1]);
}

/** When a lane had that event; between points that is an estimate. */
function timeOf(run, lane, event) {
  const next = lowerBound(run.events, event, lane.first, lane.last);
  if (next === lane.last) {
    return run.nanos[next - 1];
  }
  if (run.events[next] === event || next === lane.first) {
    return run.nanos[next];
  }
  const share = (event - run.events[next - 1]) / (run.events[next] - run.events[next - 1]);
  return run.nanos[next - 1] + share * (run.nanos[next] - run.nanos[next - 1]);
}

/** The point of a lane that is nearest in time. */
function nearestPoint(run, lane, nanos) {
  const next = lowerBound(run.nanos, nanos, lane.first, lane.last);
  if (next === lane.last) {
    return next - 1;
  }
  return next > lane.first && nanos - run.nanos[next - 1] < run.nanos[next] - nanos ? next - 1 : next;
}

function occupantAt(lane, event) {
  return lane.occupants.find(each => each.firstEvent <= event && event <= each.lastEvent) || lane.occupants[lane.occupants.length - 1];
}

/** The kinds of entries that a point has, by their names. */
function kindsOf(run, point) {
  return run.kinds.filter((name, kind) => run.kindBits[point] >>> kind & 1);
}

function nameOf(run, point) {
  return run.lanes[run.laneOf[point]].id + ":" + run.events[point];
}

/**
 * What a search finds, at most so many: [{lane, event}] of LANE:EVENT, [{row, span}] of a part of a name. Lanes are indices.
 */
function search(run, text, most) {
  const place = /^\s*(\d+)\s*:\s*(\d+)\s*$/.exec(text);
  if (place) {
    const lane = run.lanes.findIndex(each => each.id === Number(place[1]));
    return lane < 0 ? [] : [{lane, event: Math.min(Number(place[2]), run.lanes[lane].events)}];
  }
  const part = text.trim().toLowerCase();
  const found = [];
  for (let row = 0; part && row < run.rows.length; row++) {
    for (const span of run.rows[row].spans) {
      if (span.name.toLowerCase().includes(part)) {
        found.push({row, span});
        if (found.length === most) {
          return found;
        }
      }
    }
  }
  return found;
}

/** A duration as people read it. */
function formatNanos(nanos, digits = 4) {
  for (const [unit, length] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
    if (Math.abs(nanos) >= length) {
      return Number((nanos / length).toPrecision(digits)) + " " + unit;
    }
  }
  return Math.round(nanos) + " ns";
}
