#pragma once
//! @file
//! The one script of the pages: it sorts tables, puts two solutions beside each other, and moves thresholds. The policy of the pages
//! names its digest, so that nothing else runs. It is also XML: it has neither "<" nor "&".

#include <string_view>

namespace peax::summary {

inline constexpr std::string_view page_script = R"js(
'use strict';
const all = (what, where) => [...(where || document).querySelectorAll(what)];
const made = (tag, words) => { const e = document.createElement(tag); e.textContent = words || ''; return e; };

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const fixed = [...body.rows].filter(r => r.classList.contains('quiet'));
  const free = [...body.rows].filter(r => !r.classList.contains('quiet'));
  const key = (row, i) => { const c = row.cells[i]; return c.dataset.v === undefined ? c.textContent : Number(c.dataset.v); };
  heads.forEach((head, i) => {
    const button = made('button', head.textContent);
    button.type = 'button';
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      heads.forEach(h => h.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      free.sort((a, b) => { const x = key(a, i), y = key(b, i); return (y > x ? -1 : x > y ? 1 : 0) * (up ? 1 : -1); });
      body.append(...free, ...fixed);
    });
  });
}

function difference(a, b, share) {
  if (a === null || b === null) return '';
  if (share) return (b - a >= 0 ? '+' : '−') + Math.abs(100 * (b - a)).toFixed(2) + ' points';
  return a === 0 ? '' : (b / a).toFixed(2) + ' ×';
}

function comparable(box) {
  const told = JSON.parse(box.dataset.all);
  const knobs = all('input', box), names = all('.name', box), rows = all('tbody tr', box);
  const dots = id => all('circle').filter(c => { const t = c.querySelector('title'); return t ? t.textContent.startsWith('solution ' + id + ',') : false; });
  const show = () => {
    const two = knobs.map(k => told[Number(k.value)]);
    two.forEach((t, k) => { names[k].textContent = t.name; names[k].href = t.target; knobs[k].setAttribute('aria-valuetext', t.name); });
    rows.forEach((row, i) => {
      row.cells[1].textContent = two[0].text[i];
      row.cells[2].textContent = two[1].text[i];
      row.cells[3].textContent = difference(two[0].value[i], two[1].value[i], row.dataset.share === '1');
    });
    all('circle.beside').forEach(c => c.classList.remove('beside', 'first', 'second'));
    knobs.forEach((k, which) => dots(k.value).forEach(c => c.classList.add('beside', which ? 'second' : 'first')));
  };
  knobs.forEach(k => k.addEventListener('input', show));
  box.hidden = false;
  show();
}

const si = (v, unit) => {
  const scales = [[1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n']];
  const [scale, sign] = v === 0 ? scales[0] : scales.find(s => v >= s[0]) || scales[3];
  return Number((v / scale).toPrecision(3)) + ' ' + sign + unit;
};

// The fewest digits that are this float32 and no other.
const digits = v => { for (let p = 1; 9 > p; ++p) if (Math.fround(Number(v.toPrecision(p))) === v) return Number(v.toPrecision(p)); return v; };

// Float32 numbers of which all first bytes stand before all second ones.
const floats = (bytes, at, n) => {
  const split = new Uint8Array(bytes, at, 4 * n), whole = new Uint8Array(4 * n);
  for (let b = 0; 4 > b; ++b) for (let i = 0; n > i; ++i) whole[4 * i + b] = split[n * b + i];
  return new Float32Array(whole.buffer);
};

// A cascade: a sample leaves where its score is at least the limit.
function cascaded(bytes, n, early) {
  const scores = [], right = [];
  for (let e = 0; early > e; ++e) scores.push(floats(bytes, 4 * n * e, n));
  for (let e = 0; early >= e; ++e) right.push(new Uint8Array(bytes, 4 * n * early + n * e, n));
  const count = limits => {
    const left = new Array(early + 1).fill(0);
    let hits = 0;
    for (let i = 0; n > i; ++i) {
      let e = 0;
      while (early > e ? !(scores[e][i] >= limits[e]) : false) ++e;
      left[e] += 1;
      hits += right[e][i];
    }
    return [left, hits];
  };
  return {count, end: Infinity, never: Infinity, cuts: scores.map(s => [...new Set(s.filter(v => v === v))].sort((a, b) => a - b))};
}

// A rule along recordings, in float32 as the firmware computes it: near to the reference the last whole answer is repeated.
function followed(box, bytes, told, n) {
  const early = told.length - 1, previous = box.dataset.rule.startsWith('previous'), labelled = box.dataset.rule.endsWith('label');
  const f = Math.fround, widths = told.slice(0, early).map(t => t.width), values = [];
  let at = 0;
  widths.forEach(w => { values.push(floats(bytes, at, w * n)); at += 4 * w * n; });
  const answers = new Int16Array(bytes.slice(at, at + 2 * n)), truth = new Int16Array(bytes.slice(at + 2 * n, at + 4 * n));
  const lengths = JSON.parse(box.dataset.lengths);
  const apart = (e, i, k) => {
    const w = widths[e], v = values[e];
    let sum = 0;
    for (let c = 0; w > c; ++c) { const d = f(v[i * w + c] - v[k * w + c]); sum = f(sum + f(d * d)); }
    return sum;
  };
  const own = (e, i) => {
    const w = widths[e], v = values[e];
    if (w === 1) return v[i] > 0 ? 1 : 0;
    let best = 0;
    for (let c = 1; w > c; ++c) if (v[i * w + c] > v[i * w + best]) best = c;
    return best;
  };
  const labels = labelled ? widths.map((w, e) => Array.from({length: n}, (x, i) => own(e, i))) : [];
  const count = limits => {
    const left = new Array(early + 1).fill(0), squares = limits.map(t => f(t * t)), reference = new Array(early);
    let hits = 0, i = 0;
    for (const length of lengths) {
      let whole = -1;
      for (const end = i + length; end > i; ++i) {
        const near = e => {
          if (whole === -1) return false;
          if (labelled) if (labels[e][whole] !== answers[whole] || labels[e][i] !== answers[whole]) return false;
          return squares[e] > apart(e, i, reference[e]);
        };
        let e = 0;
        while (early > e ? !near(e) : false) ++e;
        if (e === early) { whole = i; reference.fill(i); } else if (previous) reference[e] = i;
        left[e] += 1;
        hits += answers[whole] === truth[i] ? 1 : 0;
      }
    }
    return [left, hits];
  };
  const cuts = widths.map((w, e) => {
    const seen = [0];
    let i = 0;
    for (const length of lengths) {
      for (let k = 1; length > k; k *= 2) for (let s = k; length > s; s += Math.max(1, k >> 1)) seen.push(f(Math.sqrt(apart(e, i + s, i + s - k)) * 1.000001));
      i += length;
    }
    seen.sort((a, b) => a - b);
    const steps = Math.min(400, seen.length);
    return [...new Set(Array.from({length: steps}, (x, s) => seen[Math.floor(s * (seen.length - 1) / Math.max(1, steps - 1))]))];
  });
  const end = f(2 * Math.max(1, ...cuts.map(c => c[c.length - 1])));
  return {count, cuts, end, never: 0};
}

async function explorable(box) {
  const packed = Uint8Array.from(atob(box.dataset.answers), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const bytes = await new Response(stream).arrayBuffer();
  const told = JSON.parse(box.dataset.exits), n = Number(box.dataset.count), early = told.length - 1;
  const rule = box.dataset.rule ? followed(box, bytes, told, n) : cascaded(bytes, n, early);
  const cuts = rule.cuts;
  const knobs = all('input[type=range]', box), typed = all('input[type=number]', box);
  const limits = told.slice(0, early).map(t => Math.fround(t.limit));
  const outs = new Map(all('[data-is]', box).map(o => [o.dataset.is, o]));
  const say = (what, value, text) => { const o = outs.get(what); if (o) { o.dataset.v = value; o.textContent = text; } };
  const place = e => { const at = cuts[e].findIndex(v => v >= limits[e]); knobs[e].value = at === -1 ? cuts[e].length : at; };
  const show = () => {
    const [left, hits] = rule.count(limits);
    const mean = of => told.reduce((sum, t, e) => sum + t[of] * left[e], 0) / n;
    say('accuracy', hits / n, (100 * hits / n).toFixed(2) + ' %');
    const macs = mean('macs');
    say('macs', macs, Math.round(macs).toLocaleString('en') + ', ' + (100 * macs / Number(box.dataset.original)).toFixed(1) + ' % of the original');
    say('seconds', mean('seconds'), si(mean('seconds'), 's'));
    say('joules', mean('joules'), si(mean('joules'), 'J'));
    left.forEach((c, e) => say('share' + e, c / n, (100 * c / n).toFixed(1) + ' %'));
  };
  knobs.forEach((k, e) => {
    k.max = cuts[e].length;
    place(e);
    typed[e].value = digits(limits[e]);
    k.addEventListener('input', () => {
      const at = Number(k.value);
      limits[e] = at === cuts[e].length ? rule.end : cuts[e][at];
      typed[e].value = at === cuts[e].length ? rule.end === Infinity ? '' : digits(rule.end) : digits(limits[e]);
      show();
    });
    typed[e].addEventListener('input', () => {
      limits[e] = typed[e].value === '' ? rule.never : Math.fround(Number(typed[e].value));
      place(e);
      show();
    });
  });
  all('button', box).forEach(b => b.addEventListener('click', () => {
    told.slice(0, early).forEach((t, e) => { limits[e] = Math.fround(t.limit); typed[e].value = digits(limits[e]); place(e); });
    show();
  }));
  box.hidden = false;
  show();
}

all('table.sortable').forEach(sortable);
all('.comparison').forEach(comparable);
all('.explorer').forEach(explorable);
)js";

//! SHA-256 of the script, as a Content-Security-Policy has it; `tests/support/check_page_script.py . --write` renews it.
inline constexpr std::string_view page_script_digest = "sha256-8SML8wcK4oP4R+MI6Z8RywmZdK/03sJLqFWjkoTxAhE=";

} // namespace peax::summary
