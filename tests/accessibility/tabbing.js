// Watches a page while somebody goes through it with the Tab key: what they should meet, and what they met.
(() => {
  const DESCRIBED = (each) => each && each !== document.body
    ? `${each.tagName.toLowerCase()}${each.id ? '#' + each.id : ''}${each.name ? '[' + each.name + ']' : ''} `
      + `"${(each.innerText || each.value || each.getAttribute('aria-label') || '').trim().slice(0, 40)}"`
    : 'the page';

  const drawn = (each) => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length > 0;

  // One radio button of a group is a stop: the chosen one, or the first.
  const speaksForItsGroup = (each) => {
    if (each.type !== 'radio') return true;
    const group = [...document.querySelectorAll('input[type=radio]')]
      .filter((other) => other.name === each.name && other.form === each.form && drawn(other));
    return each === (group.find((other) => other.checked) || group[0]);
  };

  const stops = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((each) => each.tabIndex >= 0 && !each.disabled && each.type !== 'hidden' && drawn(each))
    .filter((each) => each.tagName !== 'SUMMARY' || each.matches('details > summary:first-of-type'))
    .filter(speaksForItsGroup);

  // What stands for a control on the screen: itself, or its label where it is drawn by that.
  const faces = (each) => [each, ...(each.labels || [])].filter((face) => {
    const box = face.getBoundingClientRect();
    return box.width > 2 && box.height > 2;
  });

  const uncovered = (each) => faces(each).some((face) => [...face.getClientRects()].some((box) => {
    for (const across of [.02, .25, .5, .75, .98]) {
      for (const down of [.05, .25, .5, .75, .95]) {
        const hit = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
        if (hit && (face.contains(hit) || hit.contains(face) && hit.closest('label, td, summary'))) return true;
      }
    }
    return false;
  }));

  const ring = (each) => {
    for (const face of [...faces(each), each.closest('label, td')]) {
      if (!face) continue;
      const style = getComputedStyle(face);
      if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return true;
    }
    return false;
  };

  const scrolls = (each) => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight;

  const met = [];
  const look = () => {
    const each = document.activeElement;
    if (!each || each === document.body) { met.push({at: -1, what: 'the page'}); return; }
    const at = window.tabbing.expected.indexOf(each);
    met.push({at, what: DESCRIBED(each), covered: !uncovered(each), unmarked: !ring(each),
              scroller: at < 0 && scrolls(each)});
  };

  window.tabbing = {
    expected: [],
    begin: (atTheEnd) => {
      met.length = 0;
      window.tabbing.expected = stops();
      if (atTheEnd) { window.tabbing.expected.reverse(); }
      const mark = document.createElement('button');
      if (atTheEnd) { document.body.append(mark); } else { document.body.prepend(mark); }
      mark.focus();
      mark.remove();
      if (!atTheEnd) { scrollTo(0, 0); }
      const parts = document.querySelectorAll('input[type=date]').length * 4;  // day, month, year and its calendar
      return window.tabbing.expected.length + parts;
    },
    end: () => { look(); return {met: met.slice(1), expected: window.tabbing.expected.map(DESCRIBED)}; },
  };
  addEventListener('keydown', (event) => { if (event.key === 'Tab') { look(); } }, true);
})();
