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

async function explorable(box) {
  const packed = Uint8Array.from(atob(box.dataset.answers), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const bytes = await new Response(stream).arrayBuffer();
  const told = JSON.parse(box.dataset.exits), n = Number(box.dataset.count), early = told.length - 1;
  const scores = [], right = [];
  for (let e = 0; early > e; ++e) scores.push(new Float32Array(bytes, 4 * n * e, n));
  for (let e = 0; early >= e; ++e) right.push(new Uint8Array(bytes, 4 * n * early + n * e, n));
  const cuts = scores.map(s => [...new Set(s.filter(v => v === v))].sort((a, b) => a - b));
  const knobs = all('input[type=range]', box), typed = all('input[type=number]', box);
  const limits = told.slice(0, early).map(t => Math.fround(t.limit));
  const outs = new Map(all('[data-is]', box).map(o => [o.dataset.is, o]));
  const say = (what, value, text) => { const o = outs.get(what); if (o) { o.dataset.v = value; o.textContent = text; } };
  const place = e => { const at = cuts[e].findIndex(v => v >= limits[e]); knobs[e].value = at === -1 ? cuts[e].length : at; };
  const show = () => {
    const left = new Array(early + 1).fill(0);
    let hits = 0;
    for (let i = 0; n > i; ++i) {
      let e = 0;
      while (early > e ? !(scores[e][i] >= limits[e]) : false) ++e;
      left[e] += 1;
      hits += right[e][i];
    }
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
      limits[e] = at === cuts[e].length ? Infinity : cuts[e][at];
      typed[e].value = at === cuts[e].length ? '' : digits(limits[e]);
      show();
    });
    typed[e].addEventListener('input', () => {
      limits[e] = typed[e].value === '' ? Infinity : Math.fround(Number(typed[e].value));
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
inline constexpr std::string_view page_script_digest = "sha256-Bjp17cFHtsne14HkuDcBN2LvDqODju/tqu5pni0ln1M=";

} // namespace peax::summary
