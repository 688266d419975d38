// What the pages share: seeded numbers, charts as SVG, colored source text and terminal text, and window frames.
'use strict';

const rng = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const bell = next => next() + next() + next() + next() - 2; // mean 0, about normal
const range = (n, f = i => i) => Array.from({ length: n }, (_, i) => f(i));
const each = (items, f) => items.map(f).join('');
const put = (selector, html) => { document.querySelector(selector).innerHTML = html; };
const escape = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const svg = (w, h, inner) => `<svg width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${inner}</svg>`;
const f1 = value => value.toFixed(1);
const path = points => 'M' + points.map(([x, y]) => `${f1(x)} ${f1(y)}`).join('L');

// A smooth line through points (Catmull-Rom as Bézier curves).
const curve = points => {
  let d = `M${f1(points[0][0])} ${f1(points[0][1])}`;
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, e] = [points[Math.max(0, i - 1)], points[i], points[i + 1], points[Math.min(points.length - 1, i + 2)]];
    d += `C${f1(b[0] + (c[0] - a[0]) / 6)} ${f1(b[1] + (c[1] - a[1]) / 6)} ${f1(c[0] - (e[0] - b[0]) / 6)} ${f1(c[1] - (e[1] - b[1]) / 6)} ${f1(c[0])} ${f1(c[1])}`;
  }
  return d;
};

// A closed shape around a point, its edge wavy by the seeded numbers.
const blob = (x, y, rx, ry, next, n = 11, wave = 0.35) => {
  const p = range(n, k => { const a = 2 * Math.PI * k / n, q = 1 - wave / 2 + wave * next(); return [x + rx * q * Math.cos(a), y + ry * q * Math.sin(a)]; });
  return 'M' + range(n, i => {
    const [a, b, c, e] = range(4, k => p[(i + k - 1 + n) % n]);
    return `${i ? '' : `${f1(b[0])} ${f1(b[1])}`}C${f1(b[0] + (c[0] - a[0]) / 6)} ${f1(b[1] + (c[1] - a[1]) / 6)} ${f1(c[0] - (e[0] - b[0]) / 6)} ${f1(c[1] - (e[1] - b[1]) / 6)} ${f1(c[0])} ${f1(c[1])}`;
  }).join('') + 'Z';
};

// The axes of a chart: y = [min, max, step], labels below; inner draws with X(0…1 or index) and Y(value).
const frame = ({ w, h, y: [min, max, step], labels = [], every = 1, between = false, format = String, left = 40, right = 18, top = 10, bottom = 24 }, inner) => {
  const count = labels.length, span = between ? count : count - 1;
  const X = i => left + (w - left - right) * ((between ? i + 0.5 : i) / span);
  const Y = v => top + (h - top - bottom) * (1 - (v - min) / (max - min));
  let out = '';
  for (let v = min; v <= max + step / 1e6; v += step) {
    const at = Math.round(Y(v)) + 0.5;
    out += `<path d="M${left} ${at}H${w - right}" stroke="var(${v === min ? '--line-strong' : '--line'})"/><text x="${left - 8}" y="${at + 3.5}" text-anchor="end">${format(v)}</text>`;
  }
  labels.forEach((label, i) => { if (i % every === 0) out += `<text x="${f1(X(i))}" y="${h - bottom + 17}" text-anchor="middle">${label}</text>`; });
  return svg(w, h, out + inner(X, Y, { left, right: w - right, top, bottom: h - bottom, band: (w - left - right) / count }));
};

// Lines and areas over a frame; each series is { data, color, area, dash, width, smooth }.
const lines = (options, series, more = () => '') => frame(options, (X, Y, box) => each(series, s => {
  const points = s.data.map((v, i) => [X(i), Y(v)]);
  const d = (s.smooth ? curve : path)(points);
  return (s.area ? `<path d="${d}L${f1(points.at(-1)[0])} ${box.bottom}L${f1(points[0][0])} ${box.bottom}Z" fill="${s.color}" opacity="${s.area}"/>` : '') +
    `<path d="${d}" fill="none" stroke="${s.color}" stroke-width="${s.width ?? 2}" stroke-linejoin="round" stroke-linecap="round"${s.dash ? ` stroke-dasharray="${s.dash}"` : ''}/>`;
}) + more(X, Y, box));

// Columns over a frame, side by side or stacked; each series is { data, color }.
const columns = (options, series, { stacked = false, fill = 0.62 } = {}, more = () => '') => frame({ between: true, ...options }, (X, Y, box) => {
  const width = box.band * fill, one = stacked ? width : width / series.length;
  return each(options.labels, (_, i) => {
    let base = options.y[0];
    return each(series, (s, k) => {
      const from = stacked ? base : options.y[0], to = stacked ? base + s.data[i] : s.data[i];
      base = to;
      const x = X(i) - width / 2 + (stacked ? 0 : k * one);
      return `<rect x="${f1(x)}" y="${f1(Y(to))}" width="${f1(one - (stacked ? 0 : 2))}" height="${f1(Math.max(0, Y(from) - Y(to) - (stacked ? 1 : 0)))}" rx="${stacked ? 0 : 2}" fill="${Array.isArray(s.color) ? s.color[i] : s.color}"/>`;
    });
  }) + more(X, Y, box);
});

// A small line without axes.
const spark = (w, h, data, color) => {
  const min = Math.min(...data), max = Math.max(...data);
  const points = data.map((v, i) => [2 + (w - 4) * i / (data.length - 1), 2 + (h - 4) * (1 - (v - min) / (max - min || 1))]);
  return svg(w, h, `<path d="${path(points)}L${w - 2} ${h}L2 ${h}Z" fill="${color}" opacity=".13"/><path d="${path(points)}" fill="none" stroke="${color}" stroke-width="1.8" stroke-linejoin="round"/>`);
};

// Source text with line numbers; a first character +, -, @ or > marks a line added, cut, a hunk's head, or the cursor's.
const words = /\b(?:abstract|as|async|await|class|const|constructor|def|else|export|extends|false|finally|for|from|function|if|import|in|is|lambda|let|new|not|null|of|or|private|public|readonly|return|static|this|throw|true|try|catch|type|var|with|while|None|True|False|void|int)\b/;
const token = new RegExp(`(//[^\\n]*|#[^\\n{]*$)|("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\`[^\`]*\`)|(${words.source})|\\b(\\d[\\d_.]*(?:e-?\\d+)?)\\b|\\b([A-Z][A-Za-z0-9]+)\\b|\\b([a-z_][A-Za-z0-9_]*)(?=\\()`, 'g');
const paint = line => {
  let out = '', last = 0;
  for (const m of line.matchAll(token)) {
    const kind = ['c', 's', 'k', 'n0', 't', 'f'][m.slice(1).findIndex(g => g !== undefined)];
    out += escape(line.slice(last, m.index)) + `<span class="${kind}">${escape(m[0])}</span>`;
    last = m.index + m[0].length;
  }
  return out + escape(line.slice(last));
};
const code = (text, { first = 1, marked = false } = {}) => {
  let number = first;
  return each(text.replace(/^\n|\n\s*$/g, '').split('\n'), line => {
    const mark = marked ? line[0] : ' ', rest = marked ? line.slice(1) : line;
    const kind = { '+': 'add', '-': 'cut', '@': 'hunk', '>': 'here' }[mark] ?? '';
    const sign = { '+': '+', '-': '−' }[mark] ?? ' ';
    const label = mark === '@' ? '' : mark === '-' ? '' : number++;
    return `<div class="${kind}"><u>${label}</u>${marked ? sign + ' ' : ''}${mark === '@' ? escape(line) : paint(rest) || ' '}</div>`;
  });
};

// Terminal text: «g:green», r red, y yellow, b blue, c cyan, m mute, w bold white, p purple.
const term = text => escape(text.replace(/^\n/, '').replace(/\n\s*$/, '')).replace(/«([a-z]):([^»]*)»/g, '<span class="t$1">$2</span>') + '<span style="background:#d5d3ce;color:#16171b"> </span>';

const icons = {
  back: '<path d="M10 3L5 8l5 5"/>', forward: '<path d="M6 3l5 5-5 5"/>', reload: '<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3"/>', lock: '<rect x="3.5" y="7" width="9" height="6.5" rx="1.5"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
  search: '<circle cx="7" cy="7" r="4.2"/><path d="M10.2 10.2L14 14"/>', check: '<path d="M3 8.5l3.5 3.5L13 4.5"/>', cross: '<path d="M4 4l8 8M12 4l-8 8"/>', plus: '<path d="M8 3v10M3 8h10"/>', down: '<path d="M4 6l4 4 4-4"/>',
  pin: '<path d="M8 14.5S3.5 10 3.5 6.4a4.5 4.5 0 0 1 9 0C12.500 10 8 14.500 8 14.500Z"/><circle cx="8" cy="6.400" r="1.600"/>', clock: '<circle cx="8" cy="8" r="5.500"/><path d="M8 5v3l2 2"/>', menu: '<path d="M2.500 4.500h11M2.500 8h11M2.500 11.500h11"/>', bell: '<path d="M4 11V7.500a4 4 0 0 1 8 0V11l1 1.500H3L4 11ZM6.800 14.500h2.400"/>', bang: '<path d="M8 4v5M8 12v.1"/>', home: '<path d="M2.500 7.500L8 3l5.500 4.500V13h-4V9.500h-3V13h-4Z"/>', cart: '<path d="M2 3h2l1.500 7.500h6.500L13.500 5.500H4.600"/><circle cx="6.500" cy="13" r=".8"/><circle cx="11" cy="13" r=".8"/>', user: '<circle cx="8" cy="5.500" r="2.600"/><path d="M3 13.500c.6-3 2.500-4 5-4s4.400 1 5 4"/>', grid: '<rect x="2.500" y="2.500" width="4.500" height="4.500" rx="1"/><rect x="9" y="2.500" width="4.500" height="4.500" rx="1"/><rect x="2.500" y="9" width="4.500" height="4.500" rx="1"/><rect x="9" y="9" width="4.500" height="4.500" rx="1"/>',
};
const icon = (name, size = 16, color = 'currentColor', stroke = 1.6) => `<svg width="${size}" height="${size}" viewBox="0 0 16 16" style="fill:none;stroke:${color};stroke-width:${stroke};stroke-linecap:round;stroke-linejoin:round;flex:none">${icons[name]}</svg>`;

// Puts every screenshot of the page into its frame: window, browser, phone or none.
addEventListener('DOMContentLoaded', () => {
  for (const shot of document.querySelectorAll('.shot')) {
    const [width, height] = shot.dataset.size.split('x');
    Object.assign(shot.style, { width: width + 'px', height: height + 'px' });
    const body = document.createElement('div');
    body.className = 'body';
    body.append(...shot.childNodes);
    const name = escape(shot.dataset.head ?? shot.dataset.title);
    const before = {
      window: `<div class="bar"><i></i><i></i><i></i><span>${name}</span></div>`,
      browser: `<div class="tabs"><i></i><i></i><i></i><span>${name}</span></div><div class="url">${icon('back')}${icon('forward')}${icon('reload', 15)}<span>${shot.dataset.url}</span></div>`,
      phone: `<div class="status"><span>${shot.dataset.time ?? '9:41'}</span>${svg(66, 14, '<rect x="0" y="8" width="3" height="5" rx="1"/><rect x="5" y="5.500" width="3" height="7.500" rx="1"/><rect x="10" y="3" width="3" height="10" rx="1"/><rect x="15" y="0.500" width="3" height="12.500" rx="1"/><rect x="38.500" y="1.500" width="22" height="11" rx="3" style="fill:none;stroke:currentColor;opacity:.5"/><rect x="40" y="3" width="15" height="8" rx="1.800"/><rect x="62" y="5" width="2" height="4" rx="1" opacity=".5"/><path d="M25 5.200a8 8 0 0 1 9.500 0l-1.400 1.700a6 6 0 0 0-6.700 0zM27.400 8.200a4.300 4.300 0 0 1 4.700 0l-2.350 3.300z"/>')}</div>`,
    }[shot.dataset.frame] ?? '';
    shot.innerHTML = before;
    shot.append(body);
    if (shot.dataset.frame === 'phone') shot.insertAdjacentHTML('beforeend', '<div class="home"></div>');
  }
});
